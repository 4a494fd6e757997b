"""The models that missed visits of a study are imputed from: of the change, and of the later visits given T0."""

from dataclasses import dataclass

import pandas as pd

from peereval.errors import FitError
from peereval.estimate.main_model import main_formula
from peereval.estimate.t0_adjusted import t0_formula
from peereval.model.fit import Fit
from peereval.model.mixed import fit_mixed
from peereval.remarks import Note
from peereval.sensitivity.question import Question

EVENT = "first visit after the follow-up"
LEAST_SITES = 3  # of a jackknife by site
SAID_BEFORE = ("visits_", "reference", "missing_")  # notes that the main model has under its own table


@dataclass(frozen=True, slots=True, eq=False)
class Imputing:
    """A model of the visits, its rows, and how its completed data are compared.

    Attributes
    ----------
    question
        What is asked.
    data
        One row per participant and visit.
    fit
        The model without site effects, that conditional means are taken from.
    fit_drawn
        The model with the site effects of the study, that values are drawn from.
    baseline
        The visit changes start from; none where the value there is a covariate.
    start
        The column of that covariate, or none.
    site
        The column of the sites that are left out in turn, or none.
    """

    question: Question
    data: pd.DataFrame
    fit: Fit
    fit_drawn: Fit
    baseline: str | None
    start: str | None
    site: str | None

    @property
    def asked(self) -> dict[str, object]:
        """What every function of imputation is asked."""
        return {
            "group": "group",
            "reference": self.question.reference,
            "baseline": self.baseline,
            "baseline_covariate": self.start,
            "level": self.question.study.model.level,
        }

    def notes(self, notes: tuple[Note, ...]) -> list[Note]:
        """Return the notes of a result without those that stand under the table of the main model."""
        return [note for note in notes if not note.code.startswith(SAID_BEFORE)]


def model_changes(question: Question, event: pd.Series) -> Imputing:
    """Return the model of the main result, fitted to those who enter with the reference.

    `event` is the first visit after the follow-up by participant (see `find_events`).

    Raises
    ------
    FitError, DataError
        If it cannot be fitted.
    """
    data = question.starters()
    covariates = tuple(question.study.model.covariates)
    return _fitted(question, data, main_formula(question.outcome, covariates), event, question.baseline, None)


def model_later(question: Question, event: pd.Series) -> Imputing:
    """Return the T0-adjusted model: the visits after T0, the value at T0 as a covariate.

    Of people measured at T0; a visit that they missed has a row without the measure.

    Raises
    ------
    FitError, DataError
        If there are fewer than two later visits, or it cannot be fitted.
    """
    if len(question.later) < 2:
        raise FitError(Note("refused_two_later_visits"))
    rows, outcome = question.starters(), question.outcome
    start = f"{outcome}_{question.baseline}"
    while start in rows:
        start += "_"
    first = rows[(rows["visit"] == question.baseline) & rows[outcome].notna()]
    covariates = tuple(question.study.model.covariates)
    own = ["participant", "group", *covariates, *(["site"] if "site" in rows else [])]
    people = first[own].assign(**{start: first[outcome]})
    visits = pd.DataFrame({"visit": pd.Categorical(question.later, categories=question.later, ordered=True)})
    seen = rows.loc[rows["visit"] != question.baseline, ["participant", "visit", outcome]]
    seen = seen.assign(visit=seen["visit"].astype(str).astype(visits["visit"].dtype))
    data = people.merge(visits, how="cross").merge(seen, how="left", on=["participant", "visit"])
    return _fitted(question, data, t0_formula(outcome, start, covariates), event, None, start)


def _fitted(
    question: Question, data: pd.DataFrame, formula: str, event: pd.Series, baseline: str | None, start: str | None
) -> Imputing:
    keys = question.study.model
    site = "site" if "site" in data and data["site"].nunique() >= LEAST_SITES else None
    roles = {"participant": "participant", "visit": "visit", "information": keys.information}
    fit = fit_mixed(formula, data, **roles)  # type: ignore[arg-type]
    drawn = fit if site is None else fit_mixed(formula, data, site=site, site_effects=keys.site_effects, **roles)  # type: ignore[arg-type]
    data = data.assign(**{EVENT: data["participant"].map(event)})
    return Imputing(question, data, fit, drawn, baseline, start, site)
