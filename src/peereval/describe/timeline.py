"""When visits took place: months since the first visit and since the follow-up by the worker began."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd

from peereval.describe.entry import entry_visit
from peereval.describe.summary import QUARTILES
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

Clock = Literal["first visit", "exposure"]
Days = tuple[dt.date, dt.date]
DAYS_A_MONTH = 365.25 / 12
_QUANTILES = {"median": 0.5, "q1": 0.25, "q3": 0.75, "p10": 0.1, "p90": 0.9}
_METHOD = {"month": "365.25 / 12 days", "quartiles": QUARTILES}


def describe_timing(frame: pd.DataFrame, study: "Study", absences: pd.DataFrame | None = None) -> Result:
    """Return when visits took place, on the clock of the study and on that of the peer worker.

    Use it to see whether T6 is six months: people seen outside the window of a visit are
    compared at a time that is not the planned one. Where a group was followed before it
    entered, its months count from the start of that follow-up, those of the others from
    inclusion; both clocks are returned wherever their dates are.

    Parameters
    ----------
    frame
        One row per participant and visit attended, with `visit_date`; `exposure_start`
        gives the second clock.
    study
        The study: the month of each visit, and `window_weeks` around it.
    absences
        Planned visits that did not take place; their rows may hold the start of the exposure.

    Returns
    -------
    Result
        Kind "visit_timing", keys `group, entry, visit, clock`; entry is a visit where a group
        enters at several, else "". Clock "first visit" counts months from the first visit
        attended, which itself has no row; "exposure" from the start of the follow-up by the
        worker. Quantities: dated and undated (people seen with and without the two dates),
        planned (months), median, q1, q3, p10, p90 (months), and, where the visit has a
        window, window weeks, inside (count) and inside percent, of those dated. No rows
        without dates.
    """
    if "visit_date" not in frame or not frame["visit_date"].notna().any():
        return make_result("visit_timing", pd.DataFrame(columns=["group", "entry", "visit", "clock"]))
    rows = [
        (group, entry, visit, clock, quantity, figure)
        for clock, elapsed, planned in _clocks(frame, study, absences)
        for group, entry, visit, inside in _cells(frame, study)
        for quantity, figure in _timing(elapsed[inside], planned[inside], study.visits[visit].window_weeks)
    ]
    columns = ["group", "entry", "visit", "clock", "quantity", "estimate"]
    table = pd.DataFrame(rows, columns=columns).astype({"estimate": "float64"})
    return make_result("visit_timing", table, method=_METHOD)


def exposure_dates(frame: pd.DataFrame, absences: pd.DataFrame | None, *names: str) -> pd.DataFrame:
    """Return columns about a person's follow-up by the worker: the first one recorded, by participant.

    Columns that the study does not name are returned as missing.
    """
    parts = [frame] if absences is None or absences.empty else [frame, absences]
    held = [part.reindex(columns=["participant", *names]) for part in parts]
    filled = [part.dropna(axis="columns", how="all") for part in held if len(part)]
    stacked = pd.concat(filled, ignore_index=True) if filled else held[0]
    return stacked.reindex(columns=["participant", *names]).groupby("participant", sort=False).first()


def _clocks(
    frame: pd.DataFrame, study: "Study", absences: pd.DataFrame | None
) -> Iterator[tuple[Clock, pd.Series, pd.Series]]:
    """Yield each clock with the months elapsed and planned at every row; the first visit is not planned."""
    month = pd.Series(frame["visit"].astype(str).map({name: one.month for name, one in study.visits.items()}))
    entry = entry_visit(frame, study)
    start = frame["visit_date"].where(entry.astype(str) == frame["visit"].astype(str))
    first = start.groupby(frame["participant"].to_numpy()).transform("first")
    since = month - entry.astype(str).map({name: one.month for name, one in study.visits.items()})
    yield "first visit", _months(frame["visit_date"], first), since.where(since > 0)
    begun = exposure_dates(frame, absences, "exposure_start")["exposure_start"]
    if begun.notna().any():
        began = pd.to_datetime(frame["participant"].map(begun))
        yield "exposure", _months(frame["visit_date"], began), month


def _months(later: pd.Series, earlier: pd.Series) -> pd.Series:
    return (pd.to_datetime(later) - pd.to_datetime(earlier)).dt.days / DAYS_A_MONTH


def _cells(frame: pd.DataFrame, study: "Study") -> Iterator[tuple[str, str, str, pd.Series]]:
    """Yield group, entry, visit and rows: by entry cohort where a group has several, else of the whole group."""
    group, visit = frame["group"].astype(str), frame["visit"].astype(str)
    entry = entry_visit(frame, study).astype(str)
    for name, one in study.groups.items():
        for cohort in study.visits if len(one.enters_at) > 1 else ("",):
            people = (group == name) & ((entry == cohort) | (cohort == ""))
            for place in study.visits:
                inside = people & (visit == place)
                if inside.any():
                    yield name, cohort, place, inside


def _timing(elapsed: pd.Series, planned: pd.Series, weeks: float | None) -> Iterator[tuple[str, float]]:
    """Yield the figures of one cell; none where no time was planned, or nobody has the two dates."""
    due = planned.dropna()
    known = elapsed[due.index].dropna()
    if known.empty:
        return
    yield "dated", float(len(known))
    yield "undated", float(len(due) - len(known))
    # People of a group without entry cohorts may start at different visits: the usual plan leads.
    yield "planned", float(due.median())
    for quantity, share in _QUANTILES.items():
        yield quantity, float(known.quantile(share))
    if weeks is not None:
        inside = (known - due[known.index]).abs() * DAYS_A_MONTH <= 7 * weeks
        yield "window weeks", float(weeks)
        yield "inside", float(inside.sum())
        yield "inside percent", 100 * float(inside.mean())


def describe_timetable(study: "Study") -> Result:
    """Return the timetable of the study, planned against actual.

    Parameters
    ----------
    study
        The study, with the phases of `timetable`.

    Returns
    -------
    Result
        Kind "timetable", keys `phase` (its number, from 1), `version` (planned or actual),
        `first` and `last` (days as 2014-06-30); quantities days (both days included) and, of
        the actual ones, delay start and delay end: days after the plan, negative before it.
    """
    phases = [
        (str(number), {"planned": phase.planned, "actual": phase.actual})
        for number, phase in enumerate(study.timetable, start=1)
    ]
    return describe_phases(phases)


def describe_phases(phases: Iterable[tuple[str, Mapping[str, Days | None]]]) -> Result:
    """Return the timetable of phases, each a name with its planned and its actual first and last day.

    Parameters
    ----------
    phases
        Names, each with the days of "planned" and of "actual"; None where they are not known.

    Returns
    -------
    Result
        As `describe_timetable`, `phase` the name.
    """
    rows = []
    for name, versions in phases:
        planned = versions.get("planned")
        for version, days in versions.items():
            if days is None:
                continue
            about = (name, version, days[0].isoformat(), days[1].isoformat())
            rows.append((*about, "days", float((days[1] - days[0]).days + 1)))
            if version == "actual" and planned is not None:
                late = [float((one - plan).days) for one, plan in zip(days, planned, strict=True)]
                rows += [(*about, f"delay {end}", days) for end, days in zip(("start", "end"), late, strict=True)]
    columns = ["phase", "version", "first", "last", "quantity", "estimate"]
    return make_result("timetable", pd.DataFrame(rows, columns=columns).astype({"estimate": "float64"}))
