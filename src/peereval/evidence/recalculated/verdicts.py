"""Whether a printed figure agrees with what was recomputed, under which reading, and by how much not."""

from dataclasses import dataclass, replace
from typing import Literal

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import Range, range_of

Verdict = Literal["consistent", "other-reading", "choice-decides", "inconsistent", "not-recomputable"]
SLACK = 1e-7  # of a unit of the last digit: two bounds that differ by the arithmetic of a computer are one


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A candidate beside the printed figure.

    `outside` has one number per figure: how far the two ranges lie apart, 0 where they meet and
    negative where the printed figure is too low. `turned` says that the sign was reversed,
    `cut` that it agrees only if its digits were cut off and not rounded.
    """

    candidate: Candidate
    outside: tuple[float, ...]
    agrees: bool
    turned: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A printed statistic with its verdict and every reading that was tried."""

    statistic: Statistic
    verdict: Verdict
    compared: tuple[Compared, ...]


def judge(statistic: Statistic) -> Judged:
    """Return the verdict on a printed statistic.

    `consistent`: a usual reading agrees, under every choice of sample sizes that was given.
    `choice-decides`: it agrees under one of these choices and not under another.
    `other-reading`: only a reading that is not the usual one agrees.
    `inconsistent`: no reading agrees. `not-recomputable`: there is none.
    """
    compared = tuple(_compare(statistic, candidate) for candidate in statistic.candidates)
    if not any(one.agrees for one in compared):
        cut = (_compare_cut(statistic, candidate) for candidate in statistic.candidates if candidate.usual)
        compared += tuple(one for one in cut if one.agrees)
    return Judged(statistic, _verdict(compared), compared)


def _verdict(compared: tuple[Compared, ...]) -> Verdict:
    if not compared:
        return "not-recomputable"
    by_choice = {one.candidate.choice: False for one in compared}
    for one in compared:
        by_choice[one.candidate.choice] |= one.agrees and one.candidate.usual and not one.cut
    if all(by_choice.values()):
        return "consistent"
    if any(by_choice.values()):
        return "choice-decides"
    return "other-reading" if any(one.agrees for one in compared) else "inconsistent"


def _compare(statistic: Statistic, candidate: Candidate) -> Compared:
    straight = _beside(statistic.printed, candidate)
    if not statistic.turns or straight.agrees:
        return straight
    turned = replace(_beside(statistic.printed, turn(candidate)), turned=True)
    return turned if turned.agrees or _distance(turned) < _distance(straight) else straight


def turn(candidate: Candidate) -> Candidate:
    """Return a candidate with its sign reversed: the second group minus the first."""
    centre = None if candidate.centre is None else candidate.centre.times(-1)
    value = tuple(one.times(-1) for one in reversed(candidate.value))
    return replace(candidate, value=value, centre=centre)


def _distance(compared: Compared) -> float:
    return max(abs(one) for one in compared.outside)


def _beside(printed: tuple[Figure, ...], candidate: Candidate) -> Compared:
    ranges = tuple(map(range_of, printed))
    pairs = zip(ranges, candidate.value, (one.unit for one in printed), strict=True)
    outside = tuple(_gap(was, now, unit) for was, now, unit in pairs)
    if len(printed) == 2:
        together = _together(ranges, candidate, max(one.unit for one in printed))
        outside = tuple(max(pair, key=abs) for pair in zip(outside, together, strict=True))
    return Compared(candidate, outside, not any(outside))


def _together(printed: tuple[Range, ...], candidate: Candidate, unit: float) -> tuple[float, float]:
    """Return how far two bounds are from being possible together, each being possible alone.

    What was printed is a box of (lower, upper), what was recomputed a box of (middle, half
    width), which is that plane turned by 45 degrees. Two convex polygons meet exactly when their
    shadows meet on the normals of their sides: the two bounds, the middle and the half width.
    """
    if candidate.centre is None or candidate.half is None:
        return 0.0, 0.0
    lower, upper = printed
    centre = Range((lower.low + upper.low) / 2, (lower.mid + upper.mid) / 2, (lower.high + upper.high) / 2)
    half = Range((upper.low - lower.high) / 2, (upper.mid - lower.mid) / 2, (upper.high - lower.low) / 2)
    wide = _gap(half, candidate.half, unit)
    moved = _gap(centre, candidate.centre, unit)
    return moved - wide, moved + wide


def _gap(printed: Range, recomputed: Range, unit: float) -> float:
    slack = SLACK * unit
    if printed.high < recomputed.low - slack:
        return printed.high - recomputed.low
    return printed.low - recomputed.high if printed.low > recomputed.high + slack else 0.0


def _compare_cut(statistic: Statistic, candidate: Candidate) -> Compared:
    """Compare with digits cut off instead of rounded: 0.679 printed as 0.67."""
    return replace(_compare(replace(statistic, printed=tuple(map(_cut, statistic.printed))), candidate), cut=True)


def _cut(figure: Figure) -> Figure:
    if figure.bound:
        return figure
    down = figure.text.lstrip().startswith(("-", "−", "–"))
    low, high = (figure.value - figure.unit, figure.value) if down else (figure.value, figure.value + figure.unit)
    return replace(figure, low=low, high=high)
