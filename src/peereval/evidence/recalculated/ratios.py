"""Odds and risk ratios of two groups, with the intervals that rest on the logarithm."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import exactly
from peereval.evidence.recalculated.sampling import quantile_of_z

if TYPE_CHECKING:
    from peereval.evidence.recalculated.counts import TableOfCounts

Array = NDArray[np.float64]


def recompute_ratios(check: "TableOfCounts", table: Array) -> Iterator[Statistic]:
    """Yield odds and risk ratios with their intervals, the first group over the second and the reverse."""
    for name, printed, bounds in (
        ("odds_ratio", check.odds_ratio, check.odds_ratio_ci),
        ("risk_ratio", check.risk_ratio, check.risk_ratio_ci),
    ):
        if printed is None and bounds is None:
            continue
        if (table == 0).any():
            asked = ((name, (printed,) if printed else None), (f"{name}_ci", bounds))
            yield from (Statistic(key, given, reason="empty-cell") for key, given in asked if given)
        else:
            yield from _ratio(name, printed, bounds, table, quantile_of_z(check.level))


def _ratio(
    name: str, printed: Figure | None, bounds: tuple[Figure, Figure] | None, table: Array, quantile: float
) -> Iterator[Statistic]:
    log, se = _odds(table) if name == "odds_ratio" else _risks(table)
    (a, b), (c, d) = table.tolist()
    shown: dict[str, object] = {
        "a": int(a),
        "b": int(b),
        "c": int(c),
        "d": int(d),
        "n_1": int(a + b),
        "n_2": int(c + d),
    }
    shown |= {"quantile": quantile, "se": se, "ratio": float(np.exp(log))}
    turned = ((1.0, "first-over-second"), (-1.0, "second-over-first"))
    if printed:
        found = (
            Candidate(reading, (exactly(float(np.exp(sign * log))),), name, shown, usual=True)
            for sign, reading in turned
        )
        yield Statistic(name, (printed,), tuple(found))
    if bounds:
        ends = (
            Candidate(
                reading,
                tuple(exactly(float(np.exp(sign * log + side * quantile * se))) for side in (-1, 1)),
                "ratio_ci", shown, usual=True,
            )
            for sign, reading in turned
        )  # fmt: skip
        yield Statistic(f"{name}_ci", bounds, tuple(ends))


def _odds(table: Array) -> tuple[float, float]:
    (a, b), (c, d) = table.tolist()
    return float(np.log(a * d / (b * c))), float(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def _risks(table: Array) -> tuple[float, float]:
    (a, b), (c, d) = table.tolist()
    return float(np.log(a / (a + b) / (c / (c + d)))), float(np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))
