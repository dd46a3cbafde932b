"""Interleaved pairs: what is measured and what it is compared with run in turn, so that a busy machine slows both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PAIRS = 15  # at least: medians and quartiles mean little below

Timed = int | tuple[int, float]


@dataclass
class Figures:
    """Samples of one measured thing; `unit` says of what."""

    unit: str
    samples: list[float] = field(default_factory=list)
    ratio_to: str | None = None
    ratios: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        q1, median, q3 = quartiles(self.samples)
        ratio = quartiles(self.ratios)[1] if self.ratios else None
        return {"median": median, "q1": q1, "q3": q3, "unit": self.unit, "ratio_to": self.ratio_to, "ratio": ratio}


def quartiles(samples: list[float]) -> tuple[float, float, float]:
    """Lower quartile, median, upper quartile, rounded to four significant digits."""
    if len(samples) == 1:
        samples = samples * 2
    q1, median, q3 = statistics.quantiles(samples, n=4, method="inclusive")
    return float(f"{q1:.4g}"), float(f"{median:.4g}"), float(f"{q3:.4g}")


class Results(dict[str, Figures]):
    """Every figure by name; a rate of a pair is kept beside its two rates as `<name>.of_pairs`."""

    def pairs(
        self,
        name: str,
        ours: Callable[[], Timed],
        base_name: str,
        base: Callable[[], Timed],
        *,
        unit: str = "events/s",
        rounds: int = PAIRS,
    ) -> None:
        """Time both, in turn, `rounds` times; a call says how many things it did, and how long if only part counts."""
        mine = self[name] = Figures(unit, ratio_to=base_name)
        other = self.setdefault(base_name, Figures(unit))
        of_pairs = self[f"{name}.of_pairs"] = Figures("ratio", ratio_to=base_name)
        for turn in range(rounds + 1):
            order = (ours, base) if turn % 2 else (base, ours)
            rates = {call: rate(call) for call in order}
            if turn == 0:
                continue  # warms caches and pools
            mine.samples.append(rates[ours])
            other.samples.append(rates[base])
            mine.ratios.append(rates[ours] / rates[base])
        of_pairs.samples = of_pairs.ratios = mine.ratios

    def costs(
        self, name: str, ours: Callable[[], float], base_name: str, base: Callable[[], float], rounds: int = PAIRS
    ) -> None:
        """As `pairs`, of calls that measure themselves, in CPU milliseconds: lower is better."""
        mine, other = Figures("ms CPU", ratio_to=base_name), Figures("ms CPU")
        for turn in range(rounds + 1):
            cost, base_cost = ours(), base()
            if turn:
                mine.samples.append(cost)
                other.samples.append(base_cost)
                mine.ratios.append(cost / base_cost)
        self[name], self[base_name] = mine, other
        self[f"{name}.of_pairs"] = Figures("ratio", mine.ratios, base_name, mine.ratios)

    def added(
        self, name: str, ours: Callable[[], float], base_name: str, base: Callable[[], float], rounds: int = PAIRS
    ) -> None:
        """As `costs`, of which not the ratio counts but what the first takes more: in CPU milliseconds."""
        self.costs(name, ours, base_name, base, rounds)
        more = [mine - other for mine, other in zip(self[name].samples, self[base_name].samples, strict=True)]
        self[f"{name}.of_pairs"] = Figures("ms CPU more", more, base_name, more)

    def each(self, name: str, call: Callable[[], float], *, unit: str, rounds: int = PAIRS) -> None:
        """Collect `rounds` values that the call itself measured."""
        call()
        self[name] = Figures(unit, [call() for _ in range(rounds)])

    def once(self, name: str, value: float, *, unit: str) -> None:
        """A value that is the same every time."""
        self[name] = Figures(unit, [value])


def rate(call: Callable[[], Timed]) -> float:
    """How many things a second the call does."""
    started = time.perf_counter()
    done = call()
    if isinstance(done, tuple):
        count, seconds = done
        return count / seconds
    return done / (time.perf_counter() - started)
