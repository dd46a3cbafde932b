"""What the rows of the bulletin add up to: counts, shares to one decimal, and every figure by a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from projections.monthly import Item, Monthly

OPEN = frozenset({"in-hand", "waiting", "overdue"})


class Count(NamedTuple):
    """Items by how they stand: all = done + open + dropped; overdue is a part of open, late a part of done."""

    all: int = 0
    done: int = 0
    done_late: int = 0
    open: int = 0
    overdue: int = 0
    dropped: int = 0
    urged: int = 0
    red: int = 0
    yellow: int = 0
    green: int = 0

    @property
    def plain(self) -> int:
        """Open and without a light: no day set, or completed and not yet accepted."""
        return self.open - self.red - self.yellow - self.green

    def as_json(self) -> dict[str, Any]:
        return {
            **self._asdict(),
            "done_percent": percent(self.done, self.all),
            "open_percent": percent(self.open, self.all),
            "overdue_percent": percent(self.overdue, self.all),
            "on_time_percent": percent(self.done - self.done_late, self.done),
        }


class Figure(NamedTuple):
    """A number of the report as it is printed; `value` is what typed numbers are compared with, in tenths."""

    text: str
    tenths: int
    share: bool = False


def counted(items: Iterable[Item]) -> Count:
    """How many items, and how they stand."""
    found = Count()
    for item in items:
        lit = {item.light: 1} if item.open and item.light in {"red", "yellow", "green"} else {}
        found = Count(
            all=found.all + 1,
            done=found.done + item.state.startswith("done"),
            done_late=found.done_late + (item.state == "done-late"),
            open=found.open + item.open,
            overdue=found.overdue + (item.state == "overdue"),
            dropped=found.dropped + (item.state == "dropped"),
            urged=found.urged + item.urged,
            red=found.red + lit.get("red", 0),
            yellow=found.yellow + lit.get("yellow", 0),
            green=found.green + lit.get("green", 0),
        )
    return found


def added(items: Iterable[Item], key: Callable[[Item], str]) -> tuple[tuple[str, Count], ...]:
    """The counts of each group, in the order in which they first appear."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return tuple((name, counted(group)) for name, group in groups.items())


def tenths(part: int, whole: int) -> int:
    """A share in tenths of a percent, a half rounded up; of nothing it is nothing."""
    return (2_000 * part + whole) // (2 * whole) if whole else 0


def percent(part: int, whole: int) -> str:
    """A share to one decimal, each rounded alone: 95.0."""
    found = tenths(part, whole)
    return f"{found // 10}.{found % 10}"


def shares_add_up(count: Count) -> bool:
    """Whether the printed shares of done, open and dropped make 100.0."""
    return sum(tenths(part, count.all) for part in (count.done, count.open, count.dropped)) == 1_000


def figures_of(made: Monthly) -> dict[str, Figure]:
    """Every figure of the bulletin by the name under which a commentary may use it."""
    found = {**_of("", made.total)}
    for kind, groups in (("kind", made.by_kind), ("meeting", made.by_meeting), ("unit", made.by_unit)):
        for name, count in groups:
            found |= _of(f"{kind}:{name}:", count)
    this = made.months[-1]
    found |= {
        "meetings": _whole(len(made.by_meeting)),
        "units": _whole(len(made.by_unit)),
        "warned": _whole(sum(item.warned for item in made.items)),
        "opened_in_month": _whole(this.opened),
        "done_in_month": _whole(this.done),
        "number": _whole(made.number),
        "year": _whole(made.on.year),
        "month": _whole(int(made.month[5:])),
        "day": _whole(made.on.day),
    }
    return found


def _of(before: str, count: Count) -> dict[str, Figure]:
    whole = {"total": count.all} | {name: getattr(count, name) for name in ("done", "done_late", "open", "overdue")}
    whole |= {"dropped": count.dropped, "urged": count.urged}
    found = {f"{before}{name}": _whole(number) for name, number in whole.items()}
    for name in ("done", "open", "overdue"):
        found[f"{before}{name}_percent"] = _share(getattr(count, name), count.all)
    found[f"{before}on_time_percent"] = _share(count.done - count.done_late, count.done)
    return found


def _whole(number: int) -> Figure:
    return Figure(f"{number}", number * 10)


def _share(part: int, whole: int) -> Figure:
    return Figure(f"{percent(part, whole)}%", tenths(part, whole), share=True)
