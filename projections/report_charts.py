"""Pictures of a report in whole tenths of a unit: bars of parts, columns, two lines over months. No drawing library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from projections.report_page import Chart, Shape

LABEL, ROW, WIDTH = 1800, 180, 6400
TALL = 1300


class Part(NamedTuple):
    """A part of a bar: its word, its fill, and how many in each row."""

    word: str
    fill: str
    counts: tuple[int, ...]


def bars(title: str, says: str, labels: Sequence[str], parts: Sequence[Part]) -> Chart:
    """A bar a row, made of parts, with the numbers in it and the sum behind it."""
    sums = [sum(part.counts[row] for part in parts) for row in range(len(labels))]
    most = max([1, *sums])
    room = WIDTH - LABEL - 400
    shapes = list(_legend(parts))
    for row, label in enumerate(labels):
        top, left = 220 + row * ROW, LABEL
        shapes.append(Shape("text", LABEL - 60, top + 100, text=_short(label), anchor="end"))
        for part in parts:
            count = part.counts[row]
            width = room * count // most
            if count:
                shapes.append(Shape("rect", left, top, max(width, 4), 130, part.fill))
            if width > 160:
                pale = "inside" if part.fill in {"red", "green", "blue"} else ""
                shapes.append(Shape("text", left + width // 2, top + 98, fill=pale, text=f"{count}", anchor="middle"))
            left += max(width, 4) if count else 0
        shapes.append(Shape("text", left + 40, top + 98, text=f"{sums[row]}"))
    return Chart(title, says, WIDTH, 240 + len(labels) * ROW, tuple(shapes))


def columns(title: str, says: str, labels: Sequence[str], counts: Sequence[int], fill: str = "blue") -> Chart:
    """A column a label, the number on top."""
    most, step = max([1, *counts]), (WIDTH - 200) // max(len(labels), 1)
    shapes = [Shape("line", 100, TALL, WIDTH - 200, 0, "axis")]
    for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
        height = (TALL - 200) * count // most
        left = 100 + place * step
        if count:
            shapes.append(Shape("rect", left + step // 6, TALL - height, step * 2 // 3, height, fill))
        shapes.append(Shape("text", left + step // 2, TALL - height - 40, text=f"{count}", anchor="middle"))
        shapes.append(Shape("text", left + step // 2, TALL + 140, text=label, anchor="middle", fill="small"))
    return Chart(title, says, WIDTH, TALL + 200, tuple(shapes))


def trend(title: str, says: str, labels: Sequence[str], pillars: Sequence[Part], line: Part) -> Chart:
    """Months side by side: a column for each of the pillars, and a line above them."""
    numbers = [count for part in (*pillars, line) for count in part.counts]
    most, step = max([1, *numbers]), (WIDTH - 200) // max(len(labels), 1)
    base = TALL + 200

    def height(count: int) -> int:
        return (base - 420) * count // most

    wide = step * 7 // 10 // max(len(pillars), 1)
    shapes = [*_legend((*pillars, line)), Shape("line", 100, base, WIDTH - 200, 0, "axis")]
    points = []
    for place, label in enumerate(labels):
        left = 100 + place * step + step * 3 // 20
        for number, part in enumerate(pillars):
            count = part.counts[place]
            if count:
                at = left + number * wide
                shapes.append(Shape("rect", at, base - height(count), wide - 10, height(count), part.fill))
                shapes.append(
                    Shape("text", at + wide // 2, base - height(count) - 20, 0, 0, "small", f"{count}", "middle")
                )
        shapes.append(Shape("text", 100 + place * step + step // 2, base + 130, 0, 0, "small", label, "middle"))
        points.append((100 + place * step + step // 2, base - height(line.counts[place])))
    shapes += _joined(points, line.fill)
    for (x, y), count in zip(points, line.counts, strict=True):
        shapes.append(Shape("rect", x - 25, y - 25, 50, 50, line.fill))
        shapes.append(Shape("text", x, y - 50, 0, 0, "halo", f"{count}", "middle"))
    return Chart(title, says, WIDTH, base + 180, tuple(shapes))


def _joined(points: Sequence[tuple[int, int]], fill: str) -> Iterator[Shape]:
    for (x, y), (to_x, to_y) in pairwise(points):
        yield Shape("line", x, y, to_x - x, to_y - y, fill)


def _legend(parts: Sequence[Part]) -> Iterator[Shape]:
    left = 100
    for part in parts:
        yield Shape("rect", left, 30, 100, 100, part.fill)
        yield Shape("text", left + 140, 118, text=part.word)
        left += 300 + 100 * len(part.word) if part.word and ord(part.word[0]) > 0x2E7F else 300 + 60 * len(part.word)


def _short(label: str) -> str:
    """A label cut to the room there is; the table beside the picture has it whole."""
    wide = sum(2 if ord(each) > 0x2E7F else 1 for each in label)
    if wide <= 32:
        return label
    kept, used = "", 0
    for each in label:
        used += 2 if ord(each) > 0x2E7F else 1
        if used > 30:
            break
        kept += each
    return kept + "..."
