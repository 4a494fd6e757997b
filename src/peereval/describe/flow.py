"""Who is seen at which visit, who is lost, and who enters the analysis."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.absences import never_seen
from peereval.describe.attendance import cohorts, read_attendance
from peereval.describe.entry import covariate_columns, entry_visit, first_attended
from peereval.describe.measured import Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

__all__ = ["describe_analysed", "describe_flow", "entry_visit"]

_COUNTS = ("expected", "seen", "missed", "lost", "newly lost", "returned", "entered")
# Counts of study.yaml and their names in the result, where "expected" and "missed" are of the files.
_TYPED = {"eligible": "eligible", "refused": "refusals", "missed": "missed appointments", "expected": "still expected"}


def describe_flow(frame: pd.DataFrame, study: "Study", absences: pd.DataFrame | None = None) -> Result:
    """Return who is expected, seen and lost at each visit, by group and by entry cohort.

    People are expected at every visit from the first one they attended. `missed` are absent
    now and seen later, `lost` absent now and at every later visit, `newly lost` those of them
    who were not lost at the visit before, `returned` seen now and absent at the visit before.
    So expected = seen + missed + lost.

    Parameters
    ----------
    frame
        One row per participant and visit attended.
    study
        The study: groups, visits, the counts typed under `flow`, the level of the intervals.
    absences
        Planned visits that did not take place, as in `Data.absences`: who has rows there only
        was included and never seen. None where this is not recorded.

    Returns
    -------
    Result
        Kind "flow", keys `group, entry, visit`; entry is "" for a whole group, and a visit
        for the entry cohorts of a group that may enter at several visits. Quantities
        expected, seen, missed, lost, newly lost, returned, entered (counts) and retained: the percentage
        seen of those expected, with its Wilson interval. Visits before the group's first
        entry have no rows. Of a whole group also, where they are known: eligible, refusals,
        missed appointments, still expected (as typed), included (entered or never seen) and
        never seen (included, without any visit attended).

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    attendance = read_attendance(frame, study)
    parts = [
        _count_people(attendance.seen[members], study).assign(group=group, entry=entry)
        for group, entry, members in cohorts(attendance, study)
    ]
    empty = pd.DataFrame(columns=[*_COUNTS, "visit", "group", "entry"])
    counts = pd.concat(parts, ignore_index=True) if parts else empty
    rows = counts.melt(["group", "entry", "visit"], list(_COUNTS), "quantity", "estimate")
    before = pd.DataFrame([*_typed(study), *_included(counts, frame, absences, study)], columns=rows.columns)
    filled = [part for part in (rows, before, _retained(counts, study.model.level)) if len(part)]
    rows = pd.concat(filled, ignore_index=True) if filled else rows
    method = {"interval": "wilson", "level": study.model.level, "retained": "percent seen of those expected"}
    return make_result("flow", rows, method=method)


def _typed(study: "Study") -> Iterator[tuple[str, str, str, str, float]]:
    """Yield the counts typed in study.yaml, in the order of its visits."""
    for group, visits in study.flow.items():
        for visit in (name for name in study.visits if name in visits):
            for key, quantity in _TYPED.items():
                count = getattr(visits[visit], key)
                if count is not None:
                    yield group, "", visit, quantity, float(count)


def _included(
    counts: pd.DataFrame, frame: pd.DataFrame, absences: pd.DataFrame | None, study: "Study"
) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield how many people were included and never seen, at each visit where people enter."""
    if absences is None or "absence_reason" not in study.columns.named:
        return
    people = never_seen(frame, absences, study).astype({"group": str, "visit": str})
    whole = counts[counts["entry"] == ""].set_index(["group", "visit"])["entered"]
    for group in study.groups:
        for visit in study.visits:
            absent = float(((people["group"] == group) & (people["visit"] == visit)).sum())
            entered = float(whole.get((group, visit), 0.0))
            if entered or absent:
                yield group, "", visit, "included", entered + absent
                yield group, "", visit, "never seen", absent


def _count_people(seen: np.ndarray, study: "Study") -> pd.DataFrame:
    """Return one row per visit from the first entry on, one column per count."""
    position = np.arange(seen.shape[1])
    entry = seen.argmax(axis=1)[:, None]
    expected = position >= entry
    later = np.logical_or.accumulate(seen[:, ::-1], axis=1)[:, ::-1]
    before = np.roll(seen, 1, axis=1)
    absent = expected & ~seen
    lost = absent & ~later
    newly = lost & ~np.roll(lost, 1, axis=1)
    back = seen & ~before & (position > entry)
    shares = (expected, seen, absent & later, lost, newly, back, position == entry)
    counts = {name: share.sum(axis=0) for name, share in zip(_COUNTS, shares, strict=True)}
    table = pd.DataFrame({"visit": list(study.visits), **counts})
    return table[table["expected"] > 0]


def _retained(counts: pd.DataFrame, level: float) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415  (two seconds to import)

    seen, expected = (counts[name].to_numpy(dtype="float64") for name in ("seen", "expected"))
    low, high = proportion_confint(seen, expected, alpha=1 - level, method="wilson")
    return counts[["group", "entry", "visit"]].assign(
        quantity="retained", estimate=100 * seen / expected, conf_low=100 * low, conf_high=100 * high
    )


def describe_analysed(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> tuple[Result, ...]:
    """Return how many people enter the analysis of each measure, and why the others do not.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study: its covariates, as recorded at the first visit attended.
    measures
        The measures to count.

    Returns
    -------
    tuple of Result
        Kind "analysed", one per measure, keys `group, visit`; quantities measured, missing
        outcome (seen, but without the measure), missing covariate (measured, but lost to a
        covariate that was not recorded) and analysed. At visit "" stand people: measured at
        least once, never, lost to a covariate, analysed at least once.
    """
    complete = first_attended(frame, covariate_columns(study), study).notna().all(axis="columns")
    return tuple(_analysed(frame, study, measure.name, complete) for measure in measures)


def _analysed(frame: pd.DataFrame, study: "Study", name: str, complete: pd.Series) -> Result:
    measured = frame[name].notna()
    state = {
        "measured": measured,
        "missing outcome": ~measured,
        "missing covariate": measured & ~complete,
        "analysed": measured & complete,
    }
    keys = pd.DataFrame({"group": frame["group"].astype(str), "visit": frame["visit"].astype(str)})
    visits = keys.assign(**state).groupby(["group", "visit"], sort=False).sum().reset_index()
    person = frame[["participant"]].assign(group=keys["group"], **state).groupby(["group", "participant"], sort=False)
    ever = person.any().assign(**{"missing outcome": person["missing outcome"].all()})
    people = ever.groupby("group", sort=False).sum().reset_index().assign(visit="")
    counts = _in_order(pd.concat([people, visits], ignore_index=True), study)
    rows = counts.melt(["group", "visit"], list(state), "quantity", "estimate").astype({"estimate": "float64"})
    method = {"covariates": ", ".join(study.model.covariates), "covariate_visit": study.model.covariate_visit}
    return make_result("analysed", rows, outcome=name, method=method)


def _in_order(rows: pd.DataFrame, study: "Study") -> pd.DataFrame:
    """Return rows by group and visit, in the order of the study file."""
    groups, visits = list(study.groups), ["", *study.visits]
    rank = rows["group"].map(groups.index) * len(visits) + rows["visit"].map(visits.index)
    return rows.loc[rank.sort_values(kind="stable").index]
