"""What a printed figure can be recomputed as: one candidate for each reading of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import Range, combine


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A figure recomputed under one reading.

    `reading` is a slug (`pooled`, `welch`, `one-sided`), `value` one range, or two for the bounds
    of an interval; `formula` is the slug of its arithmetic, filled with `values`. `usual` marks
    the reading that holds unless the table says otherwise; `choice` names the sample sizes it
    rests on where several are given. `centre` and `half` are, for an interval, the ranges of its
    middle and of half its width: a pair of bounds may be possible one by one and not together.
    """

    reading: str
    value: tuple[Range, ...]
    formula: str
    values: Mapping[str, object] = field(default_factory=dict)
    usual: bool = False
    choice: str = ""
    centre: Range | None = None
    half: Range | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """One printed statistic (an interval is one, of two figures) and its candidates.

    `reason` says why it cannot be recomputed, where there is no candidate; `turns` that its sign
    depends on which group is taken from which, so that a printed figure may have either sign.
    """

    name: str
    printed: tuple[Figure, ...]
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""
    turns: bool = False


def around(centre: Range, half: Range) -> dict[str, object]:
    """Return the parts of a candidate for the interval `centre ± half`, the two being independent."""
    lower = combine(lambda c, h: c - h, centre, half)
    upper = combine(lambda c, h: c + h, centre, half)
    return {"value": (lower, upper), "centre": centre, "half": half}
