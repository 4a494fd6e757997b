"""Effect sizes of a study: its contrasts on one raw standard deviation, and against the important difference."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import PeerevalError
from peereval.estimate.effect_size import Deviation, effect_sizes, pooled_deviation
from peereval.estimate.t0_adjusted import starting_cohorts
from peereval.remarks import Note
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peereval.study import Study

OF = ("change_contrasts", "t0_adjusted")


def study_effect_sizes(
    frame: pd.DataFrame, study: "Study", outcome: str, results: "Sequence[Result]", important_difference: float | None
) -> tuple[Result, ...]:
    """Return the effect sizes of the headline contrasts of a measure, of kind "effect_size".

    The denominator is the raw standard deviation at the first visit, pooled within the groups
    that enter there, whether in the model or not: one for both contrasts and all visits. Keys:
    `contrast` ("change_contrasts" or "t0_adjusted"), group, visit, reference, baseline; first
    the row of the denominator.
    """
    found = {result.kind: result for result in results}
    base = str(found["change_contrasts"].rows["baseline"].iloc[0])
    deviation = _deviation(frame, study, outcome, base)
    if deviation is None and important_difference is None:
        return ()
    parts: list[pd.DataFrame] = []
    method: dict[str, object] = {}
    for kind in OF:
        if kind not in found:
            continue
        made = effect_sizes(found[kind], deviation, important_difference=important_difference)
        rows = made.rows
        rows.insert(0, "contrast", kind)
        parts.append(rows[rows["estimate"].notna()])
        method = method or dict(made.method)
    return (_result(parts, deviation, outcome, base, method, study),)


def _deviation(frame: pd.DataFrame, study: "Study", outcome: str, base: str) -> Deviation | None:
    """Return the denominator, or None where too few people were measured at the first visit."""
    present = set(frame.loc[(frame["visit"] == base) & frame[outcome].notna(), "group"].astype(str))
    groups = [name for name in starting_cohorts(study) if name in present]
    rows = frame.assign(group=frame["group"].astype(str), visit=frame["visit"].astype(str))
    try:
        return pooled_deviation(rows, outcome=outcome, group="group", groups=groups, visit="visit", at=base)
    except PeerevalError:
        return None


def _result(
    parts: list[pd.DataFrame],
    deviation: Deviation | None,
    outcome: str,
    base: str,
    method: dict[str, object],
    study: "Study",
) -> Result:
    notes: tuple[Note, ...] = ()
    if deviation is not None:
        head = {"contrast": "", "group": "", "visit": base, "reference": "", "baseline": "", "quantity": "pooled SD"}
        spread = {**head, "estimate": deviation.value, "df": float(deviation.df), "note": ""}
        parts = [pd.DataFrame([spread]), *parts]
        groups = ", ".join(starting_cohorts(study).values())
        notes = (Note("effect_size_denominator", visit=base, groups=groups),)
    frame = pd.concat([part.dropna(axis="columns", how="all") for part in parts], ignore_index=True)
    return replace(make_result("effect_size", frame, outcome=outcome, method=method), notes=notes)
