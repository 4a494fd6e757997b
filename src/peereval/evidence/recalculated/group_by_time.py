"""Groups over time by means: what cannot be recomputed, so that the reader is told why."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator

from peereval.evidence.recalculated.candidates import Statistic
from peereval.evidence.recalculated.cells import Check, Positive, Probability, read_figures
from peereval.evidence.recalculated.figures import Figure


def _table(value: object, *, lowest: float = float("-inf")) -> tuple[tuple[Figure, ...], ...]:
    if not isinstance(value, list) or len(value) < 2:
        raise ValueError("rows of figures are needed here, one for each group: [[3.23, 2.49], [2.92, 3.02]].")
    return tuple(read_figures(row, lowest=lowest) for row in value)


def _spreads(value: object) -> tuple[tuple[Figure, ...], ...]:
    return _table(value, lowest=0)


class GroupByTime(Check):
    """Means of groups at several visits, with the test of group by time printed for them."""

    mean: Annotated[tuple[tuple[Figure, ...], ...], BeforeValidator(_table)]
    """The means, one row a group, one entry a visit."""
    sd: Annotated[tuple[tuple[Figure, ...], ...], BeforeValidator(_spreads)] | None = None
    """The standard deviations in the same places."""
    F: Positive | None = None
    """The printed F of group by time."""
    p: Probability | None = None
    """Its printed p."""


def recompute_group_by_time(check: GroupByTime) -> Iterator[Statistic]:
    """Yield the printed figures without a candidate.

    A change within people varies as sd1² + sd2² - 2 r sd1 sd2, and no table of means prints the
    correlation r between visits: the test can be anything from nothing to everything.
    """
    for name, printed in (("F", check.F), ("p", check.p)):
        if printed:
            yield Statistic(name, (printed,), reason="needs-correlation")
