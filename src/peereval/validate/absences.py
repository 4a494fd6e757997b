"""Checks of planned visits that did not take place, against those that did."""

from collections.abc import Iterator

import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.deaths import visits_after_death
from peereval.validate.places import correct_cell, findings_by_file


def check_absences(frame: pd.DataFrame, absences: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find absences that contradict a visit or each other, that hold answers, and visits after a death.

    Parameters
    ----------
    frame, absences
        The visits attended, and those planned that did not take place, from `read_data`.
    study
        Names the outcomes, and the levels of the reasons.
    """
    if absences.empty:
        return
    keys = ["participant", "visit"]
    known = absences[keys].notna().all(axis=1).to_numpy()
    attended = pd.MultiIndex.from_frame(frame[keys].astype(object))
    absent = pd.MultiIndex.from_frame(absences[keys].astype(object))
    fix = correct_cell("absence_reason", study).replace("value: VALUE", "missing: true")
    yield from findings_by_file("error", "absence-contradicted", absences, known & absent.isin(attended), fix=fix)
    yield from findings_by_file("warning", "absence-repeated", absences, known & absent.duplicated(keep=False))
    answers = [str(column) for column in absences if _is_outcome(str(column), study)]
    answered = absences[answers].notna().any(axis=1)
    yield from findings_by_file("error", "absence-answered", absences, answered, fix=fix)
    yield from visits_after_death(frame, absences, study)


def visits_unanswered(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find visits without any answer where no column says why a visit did not take place: they count as attended.

    Files often have a row for each planned visit. Where `absence_reason` names the column of reasons, such a row
    is an absence or a visit whose answers are missing, and both are counted as what they are.
    """
    outcomes = [str(column) for column in frame if _is_outcome(str(column), study)]
    if outcomes and "absence_reason" not in study.columns.named:
        empty = frame[outcomes].isna().all(axis=1)
        yield from findings_by_file(
            "warning", "visit-unanswered", frame, empty, fix="columns: {absence_reason: COLUMN}"
        )


def _is_outcome(column: str, study: Study) -> bool:
    return any(outcome.column == column or outcome.is_item(column) for outcome in study.outcomes.values())
