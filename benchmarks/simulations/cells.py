"""The cells: a design, what is asked of it, the truth, and which answers should be nominal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulations import assumed, designs, missed, selected
from simulations.answers import Analysis
from simulations.designs import DELTA, EFFECT, Set

TRUTH_SETS = 4_000  # of 200 people: the truth of the cells that follow who leaves, to about 0.0003


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A design and the analyses of it.

    `nominal` names those whose assumptions hold, so that 93.5 to 96.5 % of their intervals
    should cover the truth at T12.
    """

    name: str
    title: str
    design: Callable[[np.random.Generator], Set]
    analyses: Mapping[str, Analysis]
    nominal: tuple[str, ...]
    truth: Callable[[], float]


def _effect() -> float:
    return float(EFFECT[-1])


@lru_cache
def _treated_who_left() -> tuple[float, float]:
    """Return the share of the treated last seen at T0 and at T6."""
    rng = np.random.default_rng(5)
    counts = np.zeros(3)
    for _ in range(TRUTH_SETS):
        counts += designs.last_seen(rng)
    share = counts / counts.sum()
    return float(share[0]), float(share[1])


def _with_delta() -> float:
    return float(EFFECT[-1] + DELTA * sum(_treated_who_left()))


def _increments_copied() -> float:
    first, middle = _treated_who_left()
    return float(first * EFFECT[0] + middle * EFFECT[1] + (1.0 - first - middle) * EFFECT[2])


def _jumped() -> float:
    return float(EFFECT[-1] * (1.0 - sum(_treated_who_left())))


MISSED = {
    "completers, CR2 by site": missed.completers,
    "main model, CR2 by site": missed.main_cr2,
    "main model, Kenward-Roger": missed.main_kenward_roger,
    "multiple imputation with sites": missed.imputed_by_site,
    "attendance weights, CR2 by site": missed.attendance,
    "attendance weights, jackknife by site": missed.attendance_jackknife,
}
CELLS = {
    cell.name: cell
    for cell in (
        Cell(
            "selection",
            "Selection on measured covariates",
            designs.selection,
            {
                "unweighted": selected.unweighted,
                "weights, jackknife by site": selected.weighted,
                "doubly robust at the same T0": selected.doubly_robust,
                "doubly robust difference in differences": selected.robust_did,
            },
            (
                "weights, jackknife by site",
                "doubly robust at the same T0",
                "doubly robust difference in differences",
            ),
            _effect,
        ),
        Cell(
            "site-confounding",
            "Confounding at site level",
            designs.site_confounding,
            {
                "unweighted": selected.unweighted,
                "weights, jackknife by site": selected.weighted,
                "doubly robust at the same T0": selected.doubly_robust,
                "doubly robust difference in differences": selected.robust_did,
            },
            (),
            _effect,
        ),
        Cell(
            "drop-out",
            "Drop-out by the last outcome and the group, for good; 24 sites",
            designs.drop_out,
            {
                "unweighted": selected.unweighted,
                "multiple imputation, sites ignored": missed.imputed_without_sites,
                **MISSED,
            },
            tuple(MISSED)[1:],
            _effect,
        ),
        Cell(
            "drop-out-40",
            "The same with 40 sites",
            designs.drop_out_many_sites,
            MISSED,
            tuple(MISSED)[1:],
            _effect,
        ),
        Cell(
            "gaps",
            "Missed visits by the last outcome and the group, with returns; 40 sites",
            designs.gaps,
            MISSED,
            tuple(MISSED)[1:],
            _effect,
        ),
        Cell(
            "delta",
            "Treated who leave do worse by a known delta",
            designs.delta,
            {
                "complete data": assumed.main_complete,
                "main model (missing at random)": assumed.main_people,
                "delta, Rubin": assumed.delta_rubin,
                "delta, jackknife": assumed.delta_jackknife,
            },
            ("complete data", "delta, Rubin", "delta, jackknife"),
            _with_delta,
        ),
        Cell(
            "copy-increments",
            "Treated who leave change from then on as controls do",
            designs.copy_increments,
            {
                "complete data": assumed.main_complete,
                "main model (missing at random)": assumed.main_people,
                "copy increments, Rubin": assumed.increments_rubin,
                "copy increments, jackknife": assumed.increments_jackknife,
            },
            ("complete data", "copy increments, jackknife"),
            _increments_copied,
        ),
        Cell(
            "jump-to-reference",
            "Treated who leave do from then on as controls of the same T0",
            designs.jump_to_reference,
            {
                "complete data": assumed.adjusted_complete,
                "T0-adjusted model (missing at random)": assumed.adjusted_mar,
                "jump to reference, Rubin": assumed.jump_rubin,
                "jump to reference, jackknife": assumed.jump_jackknife,
            },
            ("complete data", "jump to reference, jackknife"),
            _jumped,
        ),
    )
}
"""The cells by name."""
