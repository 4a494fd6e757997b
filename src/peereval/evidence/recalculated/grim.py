"""Whether a mean, and a standard deviation, of whole numbers are possible at all: GRIM and GRIMMER."""

from collections.abc import Iterator
from math import ceil, floor

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import Check, Given, GivenPositive, Size
from peereval.evidence.recalculated.ranges import Range, range_of

MOST_SUMS = 10_000
EDGE = 1e-9  # relative: a bound of an interval that is a whole number up to the arithmetic of a computer is one


class Grim(Check):
    """The mean of whole numbers: of one item, or of several averaged within each person."""

    mean: Given
    """The printed mean."""
    n: Size
    """The number of people."""
    items: Size = 1
    """The number of whole-number items that each person's value is the mean of."""
    sd: GivenPositive | None = None
    """The printed standard deviation."""


def recompute_grim(check: Grim) -> Iterator[Statistic]:
    """Yield whether a sum of whole numbers gives the mean, and one of squares the standard deviation.

    A mean of n people with k items is a whole number over n k (Brown and Heathers 2017,
    doi:10.1177/1948550616673876). Where n k is so large that every printed mean is possible the
    test says nothing, and the mean is not recomputable. For the standard deviation, a sum of
    squares of whole numbers is whole, and even where their sum is even (Allard 2018, GRIMMER).
    """
    total = check.n * check.items
    if total * check.mean.unit >= 1:
        yield Statistic("grim_mean", (check.mean,), reason="no-power")
    else:
        shown: dict[str, object] = {"mean": check.mean, "n": check.n, "items": check.items, "total": total}
        value = Range(*(one / total for one in _nearest(check.mean.value * total)))
        yield Statistic("grim_mean", (check.mean,), _fitting(range_of(check.mean), total, value, shown))
    if check.sd:
        yield _deviation(check, total)


def _nearest(value: float) -> tuple[int, int, int]:
    """Return the nearest whole number, three times: a range of one."""
    near = floor(value + 0.5)
    return near, near, near


def _fitting(mean: Range, total: int, nearest: Range, shown: dict[str, object]) -> tuple[Candidate, ...]:
    """Return the possible mean next to the printed one, which is in its interval or is not."""
    sums = _whole_numbers(mean.low * total, mean.high * total)
    value = Range(*(one / total for one in (sums[0], sums[0], sums[-1]))) if sums else nearest
    return (Candidate("whole-sum", (value,), "grim", {**shown, "sum": round(value.mid * total)}, usual=True),)


def _whole_numbers(low: float, high: float) -> range:
    slack = EDGE * max(abs(low), abs(high), 1)
    return range(ceil(low - slack), floor(high + slack) + 1)


def _deviation(check: Grim, total: int) -> Statistic:
    """Return the standard deviations that whole numbers allow, next to the printed one."""
    sd = check.sd
    if sd is None or check.n < 2:
        return Statistic("grim_sd", (check.mean if sd is None else sd,), reason="no-power")
    mean, spread = range_of(check.mean), range_of(sd)
    sums = _whole_numbers(mean.low * total, mean.high * total)
    if not sums:
        return Statistic("grim_sd", (sd,), reason="mean-impossible")
    if len(sums) > MOST_SUMS:
        return Statistic("grim_sd", (sd,), reason="no-power")
    found = [_sd_near(spread, whole, check) for whole in sums]
    best = min(found, key=lambda one: max(spread.low - one, one - spread.high, 0.0))
    shown: dict[str, object] = {"n": check.n, "items": check.items, "sd": sd}
    value = Range(best, best, best)
    return Statistic("grim_sd", (sd,), (Candidate("whole-squares", (value,), "grimmer", shown, usual=True),))


def _sd_near(spread: Range, whole: int, check: Grim) -> float:
    """Return the possible standard deviation nearest to the printed one, given the sum of the answers.

    A person's items add up to a whole number, so the sum of squares of these totals is whole and
    as odd or even as their sum; it is least where all totals are as equal as they can be.
    """
    n, items = check.n, check.items
    least = _least_squares(whole, n)
    wanted = [((one * items) ** 2) * (n - 1) + whole**2 / n for one in (spread.low, spread.mid, spread.high)]
    slack = EDGE * max(wanted[2], 1)
    first = max(ceil(wanted[0] - slack), least)
    first += (first - whole) % 2
    inside = first <= wanted[2] + slack
    below = max(first - 2, least)
    near = first if inside or abs(first - wanted[1]) <= abs(below - wanted[1]) else below
    return float((max(near - whole**2 / n, 0.0) / (n - 1)) ** 0.5 / items)


def _least_squares(whole: int, n: int) -> int:
    """Return the least sum of squares of n whole numbers that add up to `whole`."""
    each, more = divmod(whole, n)
    return more * (each + 1) ** 2 + (n - more) * each**2
