"""What a change means, as a study asks it of one measure: thresholds, responders, E-values."""

from dataclasses import replace

import pandas as pd

from peereval.errors import PeerevalError
from peereval.estimate.cohorts import cohort_cells
from peereval.estimate.effect_size import Deviation, effect_sizes, pooled_deviation
from peereval.estimate.headline import ask_contrasts, choose_headline
from peereval.estimate.main_model import main_formula
from peereval.estimate.study_rows import change_contrast_rows
from peereval.model.fit import Fit
from peereval.model.mixed import fit_mixed
from peereval.remarks import Finding
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.parameters import Draws
from peereval.sensitivity.meaning.e_value import e_value
from peereval.sensitivity.meaning.reliability import read_reliability
from peereval.sensitivity.meaning.responder_curve import responder_curve
from peereval.sensitivity.meaning.responders import HigherIs, responder_contrasts
from peereval.sensitivity.meaning.thresholds import change_thresholds
from peereval.sensitivity.question import Made, Question

LEAST_SITES = 3
IMPUTATIONS = 50
DRAWS: Draws = "bayesian"


def find_responders(question: Question) -> Made:
    """Return the thresholds of change of a measure, who reaches them, and the responder curve.

    The model behind the imputations is the main one, with site effects, of the groups that enter with the
    reference; sites are left out in turn for the variance where there are enough.
    """
    keys, measure = question.study.sensitivity, question.measure
    if keys.responders == "none" or not question.compared:
        return (), ()
    said = {"outcomes": measure.name}
    thresholds = _thresholds(question)
    if thresholds is None:
        return (), (Finding("note", "responders-no-threshold", values=said),)
    told = replace(thresholds, outcome=measure.name)
    if measure.higher_is == "unstated":
        fix = f"outcomes: {{{measure.outcome}: {{higher_is: better}}}}"
        return (told,), (Finding("note", "responders-no-direction", values=said, fix=fix),)
    return (told, *_respond(question, thresholds, measure.higher_is)), ()


def _respond(question: Question, thresholds: Result, higher_is: HigherIs) -> tuple[Result, Result]:
    """Return the responders at the thresholds, and the curve, of the same imputations."""
    rows, keys = question.starters(), question.study.sensitivity
    fit, site = _imputation_model(question, rows)
    found = responder_contrasts(
        fit,
        rows,
        group="group",
        reference=question.reference,
        baseline=question.baseline,
        thresholds=thresholds,
        higher_is=higher_is,
        rng=question.rng("responders"),
        imputations=IMPUTATIONS,
        draws=DRAWS,
        site=site,
        unobserved="nonresponder" if keys.responders == "nonresponder" else "impute",
        level=question.study.model.level,
    )
    curve = responder_curve(
        fit,
        rows,
        group="group",
        reference=question.reference,
        baseline=question.baseline,
        higher_is=higher_is,
        rng=question.rng("responders"),
        imputations=IMPUTATIONS,
        draws=DRAWS,
        site=site,
    )
    return replace(found, outcome=question.outcome), replace(curve, outcome=question.outcome)


def _thresholds(question: Question) -> Result | None:
    """Return the thresholds of a measure, or None where there is neither a difference that matters nor a spread."""
    deviation, important = read_deviation(question), question.measure.important_difference
    if deviation is None and important is None:
        return None
    reliability, name = read_reliability(question) if deviation else (None, "")
    return change_thresholds(deviation, important_difference=important, reliability=reliability, reliability_of=name)


def read_deviation(question: Question) -> Deviation | None:
    """Return the raw standard deviation at the first visit, or None where too few people were measured."""
    rows = question.starters()
    measured = rows[(rows["visit"] == question.baseline) & rows[question.outcome].notna()]
    groups = [one for one in (question.reference, *question.compared) if (measured["group"] == one).any()]
    try:
        return pooled_deviation(
            rows, outcome=question.outcome, group="group", groups=groups, visit="visit", at=question.baseline
        )
    except PeerevalError:
        return None


def _imputation_model(question: Question, rows: pd.DataFrame) -> tuple[Fit, str | None]:
    """Return the model behind the imputations and its column of sites: with site effects where sites are enough."""
    site = _site(rows)
    formula = main_formula(question.outcome, tuple(question.study.model.covariates))
    effects = question.study.model.site_effects if site else "none"
    fit = fit_mixed(
        formula,
        rows,
        participant="participant",
        visit="visit",
        site=None if effects == "none" else site,
        site_effects="intercept+visit" if effects == "none" else effects,
    )
    return fit, site


def _site(rows: pd.DataFrame) -> str | None:
    """Return the column of sites where there are enough to leave each out: 3, and 2 of each group."""
    if "site" not in rows or rows["site"].nunique() < LEAST_SITES:
        return None
    return "site" if (rows.groupby("group", observed=True)["site"].nunique() > 1).all() else None


def find_e_values(question: Question) -> Made:
    """Return the E-values of the differences in change of the groups that enter with the reference.

    Of groups that enter later there is none: what they differ by has no causal reading.
    """
    deviation = read_deviation(question)
    if deviation is None or not question.compared:
        return (), ()
    study = question.study
    lead = choose_headline(question.fit, study, by_site=question.by_site).lead
    cells = {(c.group, c.entry, c.visit): c for c in cohort_cells(question.fit, study)}
    asked = [row for row in change_contrast_rows(cells, study) if row[0]["group"] in question.compared]
    contrasts = ask_contrasts(lead, study, (question.outcome, "change_contrasts", "difference in change"), asked)
    sizes = effect_sizes(contrasts, deviation).rows.dropna(subset=["estimate"]).reset_index(drop=True)
    if sizes.empty:
        return (), ()
    made = e_value(*(sizes[name].to_numpy() for name in ("estimate", "conf_low", "conf_high")),
                   scale="standardised difference")  # fmt: skip
    rows = made.rows
    at = rows.pop("estimate_number").to_numpy() - 1
    keys = sizes.loc[at, ["group", "visit", "reference", "baseline"]].reset_index(drop=True)
    values = rows.reset_index(drop=True)
    method = {**made.method, "denominator": deviation.name, "of": "change_contrasts", "level": study.model.level}
    return (make_result("e_value", pd.concat([keys, values], axis=1), outcome=question.outcome, method=method,
                        notes=made.notes),), ()  # fmt: skip
