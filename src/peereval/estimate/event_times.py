"""From the visits of a study to one row per person: how long they were watched, and whether the event came."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.entry import visit_positions
from peereval.describe.timeline import DAYS_A_MONTH
from peereval.estimate.t0_adjusted import starting_cohorts
from peereval.remarks import Finding

if TYPE_CHECKING:
    from peereval.study import Outcome, Study


@dataclass(frozen=True, slots=True, eq=False)
class EventTimes:
    """One row per person of the groups that enter with the reference, and what was found on the way.

    rows : participant, group, months, event (1 where it came), the covariates, `site` where there are several
    """

    rows: pd.DataFrame
    findings: tuple[Finding, ...]


def read_event_times(frame: pd.DataFrame, study: "Study", name: str) -> EventTimes:
    """Return the times to the event of a time-to-event outcome.

    Counted from the first visit attended. A person without the event is watched up to the last
    visit attended, up to `until`; an event after that day is not counted, since nobody would know of
    those to whom it did not come. Leaving comes at the planned month of the first visit after
    the last one attended.

    Parameters
    ----------
    frame
        The table of the main model: cohorts split, covariates and site carried; `visit_date` and the column of
        the event where the event has a day.
    study
        The study.
    name
        The outcome.
    """
    outcome, names = study.outcomes[name], starting_cohorts(study)
    visits = list(study.visits)
    last = visits.index(outcome.until) if outcome.until else len(visits) - 1
    place = visit_positions(frame, study)
    rows = frame.assign(_place=place)[frame["group"].isin(list(names)) & place.notna()]
    order = rows.sort_values("_place", kind="stable")
    people = order.drop_duplicates("participant").set_index("participant")
    watched = order[order["_place"] <= last]
    groups = [study.reference, *(group for group in names.values() if group != study.reference)]
    people = people.assign(group=pd.Categorical(people["group"].astype(str).map(names), categories=groups))
    if outcome.leaves:
        months, event = _leaving(watched, people.index, study, last)
        counts: dict[str, int] = {}
    else:
        keys = {column: key for key, column in study.columns.named.items()}  # key columns go by the name of the key
        column = str(outcome.column)
        months, event, counts = _dated(order, watched, people.index, keys.get(column, column))
    kept = [column for column in ("group", "site", *study.model.covariates) if column in people]
    told = people[kept].assign(months=months, event=event).reset_index()
    findings = tuple(_findings(name, counts, outcome, study))
    return EventTimes(told[told["months"].notna()].reset_index(drop=True), findings)


def _leaving(watched: pd.DataFrame, people: pd.Index, study: "Study", last: int) -> tuple[pd.Series, pd.Series]:
    """Return planned months: of the first visit missed for good, or of the last one for those seen there."""
    planned = np.array([float(visit.month) for visit in study.visits.values()])
    seen = watched.groupby("participant")["_place"].max().reindex(people).astype(int)
    stayed = seen >= last
    at = np.minimum(seen.to_numpy() + 1, last)
    return pd.Series(planned[at] - planned[0], people), (~stayed).astype(float)


def _dated(
    order: pd.DataFrame, watched: pd.DataFrame, people: pd.Index, column: str
) -> tuple[pd.Series, pd.Series, dict[str, int]]:
    """Return months from the first visit attended to the event or the last visit, and who is left out or cut short."""
    began = order.drop_duplicates("participant").set_index("participant")["visit_date"]
    start = pd.to_datetime(began).reindex(people)
    end = pd.to_datetime(watched["visit_date"]).groupby(watched["participant"]).max().reindex(people)
    came = pd.to_datetime(order[column]).groupby(order["participant"]).min().reindex(people)
    before, undated = came < start, start.isna() | end.isna()
    late = came.notna() & (came > end) & ~undated
    event = came.notna() & (came <= end) & ~before
    months = (came.where(event, end) - start).dt.days / DAYS_A_MONTH
    counts = {"before": int(before.sum()), "undated": int(undated.sum()), "late": int(late.sum())}
    return months.where(~before & ~undated), event.astype(float), counts


def _findings(name: str, counts: dict[str, int], outcome: "Outcome", study: "Study") -> Iterator[Finding]:
    """Yield who is left out of a time to an event, and whose event is not counted."""
    until = outcome.until or list(study.visits)[-1]
    for key in ("before", "undated", "late"):
        if counts.get(key):
            values = {"outcomes": name, "column": outcome.column, "until": until}
            yield Finding("note", f"event-{key}", count=counts[key], values=values)
