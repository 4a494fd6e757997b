"""Multiple imputation of a study's missed visits from its main model, and the information they took away."""

import pandas as pd

from peereval.estimate.main_model import main_formula
from peereval.model.mixed import fit_mixed
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.multiple import multiply_imputed_contrasts
from peereval.sensitivity.imputation.pooling import MISSING_INFORMATION
from peereval.sensitivity.question import Question

SLUG = "multiple-imputation"
LEAST_SITES = 3  # of a variance by site
SAID_BEFORE = ("visits_", "reference", "missing_")  # notes that the main model has under its own table


def is_complete(question: Question, rows: pd.DataFrame) -> bool:
    """Say whether everyone was measured at every visit."""
    seen = rows.dropna(subset=[question.outcome]).groupby("participant", observed=True)["visit"].nunique()
    asked = rows["participant"].nunique() * (1 + len(question.later))
    return int(seen.sum()) == asked


def impute_outcomes(question: Question, rows: pd.DataFrame) -> tuple[Result, ...]:
    """Return the answer by multiple imputation under missing at random, and the information missing.

    Parameters
    ----------
    question
        What is asked.
    rows
        The rows of its starters.

    Returns
    -------
    tuple of Result
        The answer, of kind "sensitivity", and "missing_information".
    """
    keys = question.study.model
    several = "site" in rows and rows["site"].nunique() >= LEAST_SITES
    fit = fit_mixed(
        main_formula(question.outcome, tuple(keys.covariates)),
        rows,
        participant="participant",
        visit="visit",
        site="site" if several else None,
        site_effects=keys.site_effects,
        information=keys.information,
    )
    found = multiply_imputed_contrasts(
        fit,
        rows,
        group="group",
        reference=question.reference,
        baseline=question.baseline,
        rng=question.rng(SLUG),
        imputations=question.study.sensitivity.imputations,
        draws="bayesian",
        site="site" if several else None,
        level=keys.level,
    )
    notes = [note for note in found.notes if not note.code.startswith(SAID_BEFORE)]
    answer = question.answer(SLUG, found.rows, method=found.method, notes=notes)
    return answer, tell_missing_information(question, rows, found)


def tell_missing_information(question: Question, rows: pd.DataFrame, found: Result) -> Result:
    """Return how much of the information on each contrast is missing, of kind "missing_information".

    Keys ``group, visit, reference, baseline``; quantities: the fraction of missing information as
    a percentage ("percent of information missing"), and the percentages of the group ("percent
    missing") and of the reference ("percent missing of the reference") not measured at the visit.
    """
    told = found.rows
    told = told[told["quantity"] == MISSING_INFORMATION]
    keys = told[["group", "visit", "reference", "baseline"]].astype(str).reset_index(drop=True)
    share = percent_missing(question, rows)
    own = [share.get((group, visit), 0.0) for group, visit in zip(keys["group"], keys["visit"], strict=True)]
    other = [share.get((question.reference, visit), 0.0) for visit in keys["visit"]]
    parts = [
        keys.assign(quantity="percent of information missing", estimate=100.0 * told["estimate"].to_numpy()),
        keys.assign(quantity="percent missing", estimate=own),
        keys.assign(quantity="percent missing of the reference", estimate=other),
    ]
    method = {"imputations": found.method["imputations"]}
    return make_result("missing_information", pd.concat(parts), outcome=question.outcome, method=method)


def percent_missing(question: Question, rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return the percentage of each group that was not measured at each visit."""
    named = rows.assign(group=rows["group"].astype(str), visit=rows["visit"].astype(str))
    people = named.groupby("group")["participant"].nunique()
    seen = named.dropna(subset=[question.outcome]).groupby(["group", "visit"])["participant"].nunique()
    visits = [question.baseline, *question.later]
    return {(str(g), t): 100.0 * (1.0 - seen.get((g, t), 0) / n) for g, n in people.items() for t in visits}
