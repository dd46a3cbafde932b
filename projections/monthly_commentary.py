"""The commentary of a bulletin: free text in which a number is a figure of the report, by its name, or is refused.

`{done}` prints the figure. A number that was typed in all the same, in whatever digits, must be one of the figures; a
commentary that says 28 where the report says 29 does not get out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import NamedTuple

from ledger.canonical import clean_text
from ledger.errors import BadInput
from projections.monthly_counts import Figure

MOST_CHARACTERS = 20_000
_NAME = re.compile(r"\{([^{}\n]{1,80})\}")
_ROW = re.compile(r"\b[A-Z]{2,8}-[0-9]{4}-[0-9]{1,6}\b", re.ASCII)
"""A case may be named by its number, if it is in the report."""

UNITS = {"十": 10, "百": 100, "千": 1_000, "拾": 10, "佰": 100, "仟": 1_000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
DIGITS = {"两": 2, "〇": 0, "零": 0, "廿": 20, "卅": 30}
COUNTED = "件项个家次名人天日月年期份条元户起成倍位批场轮篇分折届号辆座处所宗类种把组级"
"""What a Chinese number stands before when it counts; 统一, 一致, 进一步, 一是 count nothing."""
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: number for number, word in enumerate(_SMALL.split())} | {
    word: 10 * tens for tens, word in enumerate(_TENS.split(), 2)
}
_ENGLISH = re.compile(rf"\b({'|'.join(ENGLISH)})(?:[- ]({'|'.join(ENGLISH)}))?\b(?:[- ](hundred|thousand))?", re.I)
_ENUMERATES = re.compile(r"^[ \u3000]*(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)", re.MULTILINE)
"""一、 and （一） at the beginning of a line number its paragraphs, nothing else."""


class Number(NamedTuple):
    """A number found in the text, as it was typed. `value` None: digits that make no number we can read."""

    typed: str
    value: Fraction | None
    share: bool


def commentary(text: str, figures: Mapping[str, Figure], cases: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The paragraphs, the figures put in.

    Raises:
        BadInput: a figure that does not exist, or a number that is no figure, named.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadInput("the commentary is longer than {most} characters", most=MOST_CHARACTERS)
    text = clean_text(text.replace("\r\n", "\n").lstrip("\ufeff"))
    for name in _NAME.findall(text):
        if name not in figures:
            near = get_close_matches(name, figures, 3, 0.5)
            raise BadInput(
                "the report has no figure {name}; near it are: {near}", name=f"{{{name}}}", near=", ".join(near) or "-"
            )
    for number in numbers(text, cases):
        if not _is_a_figure(number, figures.values()):
            raise BadInput(
                "the commentary says {typed}, which is no figure of this report: name the figure, like {example}",
                typed=number.typed,
                example="{done}",
            )
    filled = _NAME.sub(lambda name: figures[name[1]].text, text)
    return tuple(line.strip() for line in filled.split("\n") if line.strip())


def numbers(text: str, cases: frozenset[str] = frozenset()) -> Iterator[Number]:
    """Every number that was typed, in whatever digits, kind by kind; names of figures and cases are none."""
    bare = _NAME.sub(" ", text)
    bare = _ROW.sub(lambda case: " " if case[0] in cases else case[0], bare)
    bare = _ENUMERATES.sub(" ", bare)
    yield from _digits(bare)
    yield from _chinese(bare)
    yield from _english(bare)


def _is_a_figure(number: Number, figures: Iterable[Figure]) -> bool:
    if number.value is None:
        return False
    return any(number.value * 10 == each.tenths and number.share == each.share for each in figures)


def _digits(text: str) -> Iterator[Number]:
    """Runs of digits of any script, with points and commas inside, and the percent sign behind."""
    place = 0
    while place < len(text):
        if not _is_digit(text[place]):
            place += 1
            continue
        start = place
        while place < len(text) and (
            _is_digit(text[place])
            or (text[place] in ".,．，" and place + 1 < len(text) and _is_digit(text[place + 1]) and place > start)
        ):
            place += 1
        typed = text[start:place]
        share = bool(re.match(r"\s*(?:%|％|percent|个百分点)", text[place:])) or text[:start].endswith("百分之")
        yield Number(typed, _read(typed), share)


def _is_digit(character: str) -> bool:
    """Whether it is a number in itself: 7, ７, ⑦, Ⅶ, ½; Chinese numerals are read apart."""
    return unicodedata.category(character) in {"Nd", "Nl", "No"} and character not in DIGITS


def _read(typed: str) -> Fraction | None:
    plain = "".join(str(unicodedata.digit(c, c)) for c in typed).replace("．", ".").replace("，", ",")
    if not re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?", plain, re.ASCII):
        return None
    return Fraction(plain.replace(",", ""))


def _chinese(text: str) -> Iterator[Number]:
    """Chinese numbers that count something: of two numerals and more, before a measure word, after 第 or 百分之."""
    numeral = f"{''.join(UNITS)}{''.join(MYRIADS)}{''.join(DIGITS)}一二三四五六七八九壹贰叁肆伍陆柒捌玖"
    for found in re.finditer(rf"(百分之)?([{numeral}]+(?:点[{numeral}]+)?)(?=(.?))", text):
        typed, behind = found[2], found[3]
        share = found[1] is not None
        before = text[: found.start()][-1:]
        counts = share or before == "第" or (behind != "" and behind in COUNTED)
        if not counts and not (len(typed) > 1 and any(each not in "百千万亿" for each in typed)):
            continue
        yield Number(found[0], chinese(typed), share)


def chinese(typed: str) -> Fraction | None:
    """The value of a Chinese number: 五百五十, 二十九, 一千二百点五, 二〇二二; None if it is none."""
    whole, point, rest = typed.partition("点")
    digits = [_digit(each) for each in rest]
    if any(each is None or each > 9 for each in digits):
        return None
    value = Fraction(0)
    if len(whole) > 1 and all(_digit(each) is not None for each in whole) and not set(whole) & set("廿卅"):
        value = Fraction(int("".join(str(_digit(each)) for each in whole)))
    else:
        total, section, digit = 0, 0, None
        for each in whole:
            if each in MYRIADS:
                total = (total + section + (digit or 0)) * MYRIADS[each]
                section, digit = 0, None
            elif each in UNITS:
                section += (1 if digit is None else digit) * UNITS[each]
                digit = None
            else:
                digit = (digit or 0) + (_digit(each) or 0)
        value = Fraction(total + section + (digit or 0))
    return value + Fraction(int("".join(map(str, digits))), 10 ** len(digits)) if point and digits else value


def _digit(character: str) -> int | None:
    if character in DIGITS:
        return DIGITS[character]
    if character in UNITS or character in MYRIADS:
        return None
    return int(unicodedata.numeric(character, -1))


def _english(text: str) -> Iterator[Number]:
    """twenty-nine, five hundred; `one` by itself is a pronoun."""
    for found in _ENGLISH.finditer(text):
        value = ENGLISH[found[1].lower()] + (ENGLISH[found[2].lower()] if found[2] else 0)
        if found[3]:
            value *= 100 if found[3].lower() == "hundred" else 1_000
        if found[0].lower() != "one":
            yield Number(found[0], Fraction(value), bool(re.match(r"\s*percent", text[found.end() :])))
