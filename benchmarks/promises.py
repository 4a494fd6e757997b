"""What the engine promises about its own speed, as ratios within one run, whatever the machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from cohorts import FORMULA, three_visits
from ours import Parts, Ready, evaluations_of_long_fit, make_ready, measure_parts, whole_call
from timing import quickest

SMALL, LARGE, SMALLEST = 1_000, 100_000, 300


@dataclass(frozen=True, slots=True)
class Promise:
    """A ratio and the limit it must stay within."""

    text: str
    ratio: float
    limit: float

    @property
    def kept(self) -> bool:
        """Whether the ratio is within the limit."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        return f"{self.text}: {self.ratio:.3g} times (limit {self.limit:g}){'' if self.kept else ', BROKEN'}"


def check_promises(seeds: tuple[int, ...], runs: int) -> Iterator[Promise]:
    """Time what is promised, one cohort per seed, and yield each promise with its median ratio."""
    small = [measure_parts(three_visits(SMALL, seed), runs, timer=quickest) for seed in seeds]
    large = [measure_parts(three_visits(LARGE, seed), runs, timer=quickest) for seed in seeds]
    yield Promise(f"fit on ready sums, {LARGE:,} v {SMALL:,} participants", _ratio(large, small, "fit"), 1.5)
    yield Promise(f"pass over the data, {LARGE:,} v {SMALL:,} participants", _ratio(large, small, "sums"), 120.0)
    few = [quickest(make_ready(FORMULA, three_visits(SMALLEST, seed)).solve, runs) for seed in seeds]
    refit = median(b.fit / a for a, b in zip(few, large, strict=True))
    yield Promise(f"refit on ready sums, {LARGE:,} v {SMALLEST} participants", refit, 1.3)
    yield Promise("fit with site and site-by-visit effects v without, 400 participants", _sites(seeds, runs), 4.0)
    whole = [_whole_sites(seed, runs) for seed in seeds]
    yield Promise("the same, whole call from a data frame", median(whole), 4.0)
    long = median(evaluations_of_long_fit(seed, max(3, runs // 5))[2] for seed in seeds)
    yield Promise("1 000 participants x 10 visits: fit and Kenward-Roger v likelihood and gradient", long, 60.0)


def _ratio(above: list[Parts], below: list[Parts], name: str) -> float:
    return float(median(getattr(b, name) / getattr(a, name) for a, b in zip(below, above, strict=True)))


def _both(seed: int) -> tuple[Ready, Ready]:
    frame = three_visits(400, seed)
    return make_ready(FORMULA, frame), make_ready(FORMULA, frame, site="site")


def _sites(seeds: tuple[int, ...], runs: int) -> float:
    pairs = [_both(seed) for seed in seeds]
    return median(
        quickest(with_sites.solve_and_adjust, runs) / quickest(without.solve_and_adjust, runs)
        for without, with_sites in pairs
    )


def _whole_sites(seed: int, runs: int) -> float:
    frame = three_visits(400, seed)
    return quickest(lambda: whole_call(frame, site="site"), runs) / quickest(lambda: whole_call(frame), runs)
