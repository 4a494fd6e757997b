"""Everything the study door makes of a time-to-event outcome: curves, hazard ratios, restricted means."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import FitError, PeerevalError
from peereval.estimate.event_times import read_event_times
from peereval.estimate.hazard_ratio import hazard_ratio
from peereval.estimate.restricted_mean import restricted_mean_difference
from peereval.estimate.survival_curves import survival_curves
from peereval.remarks import Finding
from peereval.results import Result
from peereval.score.measure import Measure
from peereval.score.naming import measure_labels, measure_result

if TYPE_CHECKING:
    from peereval.study import Study

Made = tuple[tuple[Result, ...], tuple[Finding, ...]]


def event_measure(study: "Study", name: str) -> Measure:
    """Return the words of a time-to-event outcome as of a measure."""
    outcome, nan = study.outcomes[name], float("nan")
    field = study.book.field(outcome.column or "")
    labels = measure_labels(name, outcome, column_labels=field.labels if field else None)
    return Measure(
        name=name,
        outcome=name,
        score="",
        labels=labels,
        instrument="",
        verified=True,
        minimum=nan,
        maximum=nan,
        higher_is=outcome.higher_is or "unstated",
        type="time-to-event",
    )


def model_event_time(frame: pd.DataFrame, study: "Study", name: str) -> Made:
    """Return the survival of each group, and how groups that enter with the reference differ.

    Kinds: measure (the words of the outcome), survival (at the months of the visits), survival_curve (at every
    event), hazard_ratio (adjusted for the covariates), restricted_mean (up to the month of the last visit, or
    as far as somebody was watched in every group). What cannot be estimated is a finding.

    Parameters
    ----------
    frame
        The table of the main model, with the days of visits and events.
    study
        The study.
    name
        The outcome.
    """
    found = read_event_times(frame, study, name)
    rows, findings = found.rows, list(found.findings)
    results = [measure_result(event_measure(study, name))]
    for kind, ask in ASKED.items():
        try:
            results.append(replace(ask(rows, study, name), kind=kind, outcome=name))
        except PeerevalError as error:
            said = {"outcomes": name, "why": error.reason, "of": kind.replace("_", " ")}
            findings.append(Finding("note", "event-not-estimated", values=said))
    return tuple(results), tuple(findings)


def _at_visits(rows: pd.DataFrame, study: "Study", _: str) -> Result:
    visits = list(study.visits.values())
    at = [visit.month - visits[0].month for visit in visits]
    return survival_curves(
        rows, time="months", event="event", group="group", at=at, site=_site(rows), level=study.model.level
    )


def _at_events(rows: pd.DataFrame, study: "Study", _: str) -> Result:
    return survival_curves(rows, time="months", event="event", group="group", site=_site(rows), level=study.model.level)


def _ratios(rows: pd.DataFrame, study: "Study", _: str) -> Result:
    return hazard_ratio(
        rows,
        time="months",
        event="event",
        group="group",
        reference=study.reference,
        covariates=study.model.covariates,
        site=_site(rows),
        level=study.model.level,
    )


def _means(rows: pd.DataFrame, study: "Study", name: str) -> Result:
    return restricted_mean_difference(
        rows,
        time="months",
        event="event",
        group="group",
        reference=study.reference,
        horizon=_horizon(rows, study, name),
        site=_site(rows),
        level=study.model.level,
    )


ASKED: dict[str, Callable[[pd.DataFrame, "Study", str], Result]] = {
    "survival": _at_visits,
    "survival_curve": _at_events,
    "hazard_ratio": _ratios,
    "restricted_mean": _means,
}
"""The kinds of results, and what each is made by."""


def _site(rows: pd.DataFrame) -> str | None:
    """Return the column of sites where there are enough to leave each out: 3, and 2 of each group."""
    if "site" not in rows or rows["site"].nunique() < 3:
        return None
    return "site" if (rows.groupby("group", observed=True)["site"].nunique() > 1).all() else None


def _horizon(rows: pd.DataFrame, study: "Study", name: str) -> float:
    """Return the month of the visit up to which the event is waited for, or the last month watched in every group."""
    visits = list(study.visits.values())
    until = study.outcomes[name].until
    planned = (study.visits[until] if until else visits[-1]).month - visits[0].month
    watched = rows.groupby("group", observed=True)["months"].max()
    if watched.empty or not watched.min() > 0.0:
        raise FitError("Nobody was watched for any time.")
    return float(min(planned, watched.min()))
