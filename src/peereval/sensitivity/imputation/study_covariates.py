"""The main model of a study with everyone in it: covariates that participants lack are imputed first."""

import pandas as pd

from peereval.errors import FitError
from peereval.estimate.cohorts import cohort_cells
from peereval.estimate.headline import ask_contrasts, choose_headline
from peereval.estimate.main_model import fit_main_model
from peereval.estimate.study_rows import change_contrast_rows
from peereval.remarks import Note
from peereval.results import Result
from peereval.sensitivity.imputation.covariates import impute_covariates
from peereval.sensitivity.imputation.pooled_results import pool_results
from peereval.sensitivity.question import Question

SLUG = "covariates-imputed"
SHARE, LEAST = 5, 5  # a fifth of the imputations of outcomes, and no fewer than five
BURN_IN, SKIP = 5, 2  # rounds of the chain: few covariates are missing, and each of few people
SAID_BEFORE = ("visits_", "reference", "missing_", "robust")  # notes that the main model has under its own table


def lacking(question: Question) -> int:
    """Return how many participants lack a covariate but have the measure at some visit."""
    names = list(question.study.model.covariates)
    rows = question.frame[question.frame[question.outcome].notna()]
    return int(rows.loc[rows[names].isna().any(axis=1), "participant"].nunique()) if names else 0


def impute_lacking(question: Question) -> Result:
    """Return the answer of the main model with imputed covariates, of kind "sensitivity".

    Each group is imputed from its own people where they are enough, else all together.

    Raises
    ------
    FitError, DataError
        If the covariates cannot be imputed, or the model cannot be fitted to them.
    """
    count = max(LEAST, question.study.sensitivity.imputations // SHARE)
    completed, apart = _completed(question, count)
    found = pool_results([_contrasts(question, one) for one in completed])
    told = [note for note in found.notes if not note.code.startswith(SAID_BEFORE)]
    notes = [
        Note("covariates_imputed", participants=lacking(question)),
        Note("imputed_within_groups" if apart else "imputed_together"),
        *(note for note in told if note.code == "multiple_imputation"),
    ]
    return question.answer(SLUG, found.rows, method=found.method, notes=notes)


def _completed(question: Question, count: int) -> tuple[tuple[pd.DataFrame, ...], bool]:
    """Return completed tables of the main model, and whether each group was imputed from its own people."""
    try:
        return _imputed(question, count, by_group=True), True
    except FitError:  # a group is too small for its predictors
        return _imputed(question, count, by_group=False), False


def _imputed(question: Question, count: int, *, by_group: bool) -> tuple[pd.DataFrame, ...]:
    frame = question.frame
    several = "site" in frame and frame["site"].nunique() > 1
    measured = frame.groupby("participant")[question.outcome].transform("count") > 0
    return impute_covariates(
        frame[measured],
        participant="participant",
        group="group",
        covariates=list(question.study.model.covariates),
        visit="visit",
        outcomes=[question.outcome],
        site="site" if several else None,
        by_group=by_group,
        imputations=count,
        burn_in=BURN_IN,
        skip=SKIP,
        rng=question.rng(SLUG),
    )


def _contrasts(question: Question, frame: pd.DataFrame) -> Result:
    """Return the contrasts of the main model with the variance that leads."""
    study = question.study
    fit = fit_main_model(frame, study, question.outcome)
    lead = choose_headline(fit, study, by_site=question.by_site).lead
    cells = {(c.group, c.entry, c.visit): c for c in cohort_cells(fit, study)}
    names = (question.outcome, "change_contrasts", "difference in change")
    return ask_contrasts(lead, study, names, change_contrast_rows(cells, study))
