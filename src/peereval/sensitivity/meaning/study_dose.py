"""The dose a study asks about: contacts it counts, or the months people were followed up to the second visit."""

from dataclasses import replace

import numpy as np
import pandas as pd

from peereval.describe.timeline import DAYS_A_MONTH
from peereval.errors import FitError
from peereval.remarks import Finding
from peereval.sensitivity.meaning.dose import dose_association
from peereval.sensitivity.question import Made, Question

MONTHS = "months followed"
LEAST_SITES = 5  # below, a variance by site of the exposed has hardly any degrees of freedom
_DATES = ("visit_date", "exposure_start")


def find_dose(question: Question) -> Made:
    """Return how change after the second visit goes with the dose up to it, among the exposed.

    The exposed are the groups that enter with the reference. A column named under
    ``sensitivity: {dose: ...}`` counts; without one, the months between the start of the
    follow-up by the worker and the second visit, or its end before.
    """
    if len(question.later) < 2 or not question.compared:
        return (), ()
    named = question.study.sensitivity.dose
    dose = question.scored.get(named) if named else _months_followed(question.scored)
    if dose is None:
        return (), ()
    start, end = question.later[0], question.later[1]
    keys = ["participant", "visit"]
    rows = question.starters()
    rows = rows[rows["group"].isin(question.compared)].assign(visit=lambda frame: frame["visit"].astype(str))
    doses = question.scored[keys].assign(visit=question.scored["visit"].astype(str), _given=dose)
    rows = rows.merge(doses.drop_duplicates(keys), on=keys, how="left", validate="many_to_one")
    rows = rows.rename(columns={"_given": named or MONTHS}) if (named or MONTHS) not in rows else rows
    site = "site" if "site" in rows and rows["site"].nunique() >= LEAST_SITES else None
    try:
        found = dose_association(
            rows,
            outcome=question.outcome,
            dose=named or MONTHS,
            participant="participant",
            visit="visit",
            start=start,
            end=end,
            covariates=question.study.model.covariates,
            site=site,
            level=question.study.model.level,
        )
    except FitError as error:
        said = {"outcomes": question.outcome, "why": error.reason}
        return (), (Finding("note", "dose-not-estimated", values=said),)
    return (replace(found, outcome=question.outcome),), ()


def _months_followed(scored: pd.DataFrame) -> pd.Series | None:
    """Return the months of follow-up up to each visit, or None where the study has no such dates."""
    if not set(_DATES) <= set(scored.columns) or scored["exposure_start"].isna().all():
        return None
    start, day = (pd.to_datetime(scored[name]) for name in ("exposure_start", "visit_date"))
    end = pd.to_datetime(scored["exposure_end"]) if "exposure_end" in scored else pd.Series(pd.NaT, index=scored.index)
    until = day.where(end.isna() | (end > day), end)
    return ((until - start).dt.days / DAYS_A_MONTH).clip(lower=0.0).astype(np.float64)
