"""Levels of all groups of a study at the visits they share, weighted to the make-up of one."""

from dataclasses import replace

from peereval.errors import FitError
from peereval.estimate.cohorts import entry_cohorts
from peereval.remarks import Finding
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.weighting.weighted_levels import weighted_levels


def level_groups(question: Question) -> Made:
    """Return levels of every group at the later visits, where a group enters after the reference.

    Weighted by the covariates of the main model, which a peer worker cannot change, and never by
    an outcome: a group that entered later was followed before it was first measured. Each
    group is made like the first treated one, or like everybody where `sensitivity.propensity` does
    not name "att".
    """
    study, asked = question.study, question.study.sensitivity.propensity
    covariates = list(study.model.covariates)
    cohorts = {cohort: group for (group, _), cohort in entry_cohorts(study).items()}
    late = [group for group in cohorts.values() if group not in (question.reference, *question.compared)]
    if not asked or not covariates or not late or not question.compared:
        return (), ()
    rows = question.frame.assign(group=question.frame["group"].astype(str).map(cohorts))
    rows = rows[rows["visit"].astype(str).isin(question.later)]
    rows = rows.assign(visit=rows["visit"].astype(str))
    try:
        found = weighted_levels(
            rows, outcome=question.outcome, participant="participant", visit="visit", group="group",
            covariates=covariates, site="site" if "site" in rows else None, level=study.model.level,
            target=question.compared[0] if "att" in asked else None, truncate=study.sensitivity.truncate,
        )  # fmt: skip
    except FitError:
        return (), (Finding("note", "weighted-levels-not-fitted", values={"outcomes": question.outcome}),)
    return (replace(found, outcome=question.outcome),), ()
