"""Checks the long table of a study as a whole; every check adds findings, none stops the others."""

import pandas as pd

from peereval.results import Finding
from peereval.study import Study
from peereval.validate.columns import columns_absent, values_outside
from peereval.validate.enough import covariates_unusable, groups_too_small
from peereval.validate.people import groups_mixed, participants_alike, sites_changed, sites_missing
from peereval.validate.visits import entries_unplanned, first_visit_absent, repeated_visits, visits_missing


def check_frame(frame: pd.DataFrame, study: Study) -> tuple[Finding, ...]:
    """Return all that is wrong or worth knowing in the data of a study.

    Use it on the frame of `read_data`, together with the findings of that.

    Parameters
    ----------
    frame
        One row per participant and visit, with the key columns of `read_data`.
    study
        From `read_study`.

    Returns
    -------
    tuple of Finding
        Severity "error" stops an analysis; each names file, rows as Excel shows them,
        count, and the YAML that would resolve it. No value of a participant is in them.
    """
    if frame.empty:
        return ()
    checks = (
        columns_absent,
        covariates_unusable,
        values_outside,
        repeated_visits,
        visits_missing,
        first_visit_absent,
        entries_unplanned,
        groups_mixed,
        groups_too_small,
        sites_changed,
        sites_missing,
        participants_alike,
    )
    return tuple(finding for check in checks for finding in check(frame, study))
