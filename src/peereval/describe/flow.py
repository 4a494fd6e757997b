"""Who is seen at which visit, who is lost, and who enters the analysis."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.entry import covariate_columns, entry_visit, first_attended, visit_positions
from peereval.describe.measured import Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

__all__ = ["describe_analysed", "describe_flow", "entry_visit"]

_COUNTS = ("expected", "seen", "missed", "lost", "newly lost", "returned", "entered")


def describe_flow(frame: pd.DataFrame, study: "Study") -> Result:
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
        The study: groups, visits, and the level of the intervals.

    Returns
    -------
    Result
        Kind "flow", keys `group, entry, visit`; entry is "" for a whole group, and a visit
        for the entry cohorts of a group that may enter at several visits. Quantities
        expected, seen, missed, lost, newly lost, returned, entered (counts) and retained: the percentage
        seen of those expected, with its Wilson interval. Visits before the group's first
        entry have no rows.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    groups, seen = _attendance(frame, study)
    parts = [
        _count_people(seen[members], study).assign(group=group, entry=entry)
        for group, entry, members in _cohorts(groups, seen, study)
    ]
    empty = pd.DataFrame(columns=[*_COUNTS, "visit", "group", "entry"])
    counts = pd.concat(parts, ignore_index=True) if parts else empty
    rows = counts.melt(["group", "entry", "visit"], list(_COUNTS), "quantity", "estimate")
    rows = pd.concat([rows, _retained(counts, study.model.level)], ignore_index=True)
    method = {"interval": "wilson", "level": study.model.level, "retained": "percent seen of those expected"}
    return make_result("flow", rows, method=method)


def _attendance(frame: pd.DataFrame, study: "Study") -> tuple[np.ndarray, np.ndarray]:
    """Return the group of each participant, and participants x visits seen or not."""
    codes, people = pd.factorize(frame["participant"])
    places = visit_positions(frame, study).to_numpy()
    known = ~np.isnan(places)
    seen = np.zeros((len(people), len(study.visits)), dtype=bool)
    seen[codes[known], places[known].astype("int64")] = True
    group = frame["group"].astype(object).groupby(codes).first().to_numpy()
    came = seen.any(axis=1)
    return group[came], seen[came]


def _cohorts(groups: np.ndarray, seen: np.ndarray, study: "Study") -> Iterator[tuple[str, str, np.ndarray]]:
    entry = seen.argmax(axis=1) if len(seen) else np.zeros(0, dtype="int64")
    visits = list(study.visits)
    for name, group in study.groups.items():
        members = groups == name
        if members.any():
            yield name, "", members
        for position, visit in enumerate(visits):
            cohort = members & (entry == position)
            if len(group.enters_at) > 1 and cohort.any():
                yield name, visit, cohort


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
