"""Checks the long table of a study as a whole; every check adds findings, none stops the others."""

from collections.abc import Iterable

import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.study.people import LABEL_KEYS
from peereval.study.rules import RESERVED
from peereval.validate.absences import check_absences, visits_unanswered
from peereval.validate.ages import ages_against_calendar, ages_impossible, birth_years_impossible
from peereval.validate.answers import ItemSet, answers_patterned
from peereval.validate.coding import codes_undeclared, items_shifted
from peereval.validate.columns import columns_absent, values_outside
from peereval.validate.dates import dates_disordered, dates_impossible
from peereval.validate.deaths import visits_after_ending
from peereval.validate.enough import covariates_unusable, groups_too_small
from peereval.validate.exposure import (
    exposures_differing,
    exposures_of_reference,
    exposures_reversed,
    reasons_unmatched,
)
from peereval.validate.followed import exposures_ended, exposures_misplaced
from peereval.validate.magnitude import numbers_enormous
from peereval.validate.people import (
    covariates_differing,
    groups_mixed,
    participants_alike,
    sites_changed,
    sites_missing,
    workers_changed,
)
from peereval.validate.visits import entries_unplanned, first_visit_absent, repeated_visits, visits_missing
from peereval.validate.windows import visits_outside_window

_CHECKS = (
    columns_absent,
    covariates_unusable,
    values_outside,
    numbers_enormous,
    codes_undeclared,
    ages_impossible,
    ages_against_calendar,
    birth_years_impossible,
    repeated_visits,
    visits_missing,
    first_visit_absent,
    entries_unplanned,
    dates_impossible,
    dates_disordered,
    visits_outside_window,
    visits_unanswered,
    groups_mixed,
    groups_too_small,
    sites_changed,
    sites_missing,
    workers_changed,
    covariates_differing,
    participants_alike,
)
# What is recorded of the follow-up may stand in the row of a visit that was missed.
_CHECKS_WITH_ABSENCES = (
    exposures_reversed,
    exposures_differing,
    exposures_of_reference,
    reasons_unmatched,
    exposures_misplaced,
    exposures_ended,
    visits_after_ending,
)


def check_frame(frame: pd.DataFrame, study: Study, *, absences: pd.DataFrame | None = None) -> tuple[Finding, ...]:
    """Return all that is wrong or worth knowing in the data of a study.

    Use it on the frame of `read_data`, together with the findings of that; `check_data` does
    both, and scores the instruments as well.

    Parameters
    ----------
    frame
        One row per participant and visit, with the key columns of `read_data`.
    study
        From `read_study`.
    absences
        The planned visits that did not take place, from `read_data`.

    Returns
    -------
    tuple of Finding
        Severity "error" stops an analysis; each names file, rows as Excel shows them,
        count, and the YAML that would resolve it. No value of a participant is in them.
    """
    if frame.empty:
        return ()
    coded = code_keys(frame)
    findings = [finding for check in _CHECKS for finding in check(coded, study)]
    planned = coded if absences is None or absences.empty else code_keys(_planned(frame, absences))
    findings += [finding for check in _CHECKS_WITH_ABSENCES for finding in check(planned, study)]
    if absences is not None:
        findings += check_absences(frame, absences, study)
    return tuple(findings)


def _planned(frame: pd.DataFrame, absences: pd.DataFrame) -> pd.DataFrame:
    """Return the visits attended and those missed in one frame; a missed visit has no day."""
    columns = [name for name in RESERVED if name in frame and name in absences]
    missed = absences[columns].drop(columns="visit_date", errors="ignore")
    kept = [part.dropna(axis="columns", how="all") for part in (frame[columns], missed)]
    return pd.concat(kept, ignore_index=True).reindex(columns=columns)


def code_keys(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its text keys as categories, so that no check compares the texts again.

    Use it before several calls of `check_frame` and `check_items` on one frame; keys that are
    categories stay as they are.
    """
    keys = [key for key in LABEL_KEYS if key in frame and not isinstance(frame[key].dtype, pd.CategoricalDtype)]
    made = {key: pd.Categorical.from_codes(*pd.factorize(frame[key])) for key in keys}
    return frame.assign(**made)


def check_items(frame: pd.DataFrame, study: Study, sets: Iterable[ItemSet]) -> tuple[Finding, ...]:
    """Return what is odd in the answers to instruments: coded off their range, or filled in by a pattern.

    Parameters
    ----------
    frame, study
        As for `check_frame`.
    sets
        The items of each instrument, with the range of an answer.
    """
    if frame.empty:
        return ()
    listed, coded = tuple(sets), code_keys(frame)
    return (*items_shifted(coded, study, listed), *answers_patterned(coded, study, listed))
