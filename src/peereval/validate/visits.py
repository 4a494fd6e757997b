"""Checks of visits: each once, at least two, entries as the study plans them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.places import findings_by_file
from peereval.validate.sequence import first_rows, people_of, read_sequence
from peereval.yaml_file import as_yaml


def repeated_visits(frame: pd.DataFrame, _study: Study) -> Iterator[Finding]:
    """Find participants with more than one row at a visit: copies of one row, or rows that differ."""
    keys = ["participant", "visit"]
    keyed = frame[keys].notna().all(axis=1)
    repeated = frame[keyed & frame.duplicated(keys, keep=False)]
    if repeated.empty:
        return
    content = repeated.drop(columns=["source_file", "source_row"])
    several = pd.MultiIndex.from_frame(content.drop_duplicates()[keys].astype(object))
    differing = pd.MultiIndex.from_frame(repeated[keys].astype(object)).isin(several[several.duplicated()])
    yield from findings_by_file("error", "row-repeated", repeated, ~differing)
    yield from findings_by_file("error", "visit-repeated", repeated, differing)


def visits_missing(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find a study seen at one visit only, and groups or visits without data."""
    seen = frame["visit"].dropna().unique()
    if len(seen) < 2:
        yield Finding("error", "one-visit", count=len(seen), fix="sources: [{path: FILE, visit: VISIT}]")
    present = set(frame["group"].dropna().unique())
    for group in study.groups:
        if group not in present:
            fix = f"groups: {{{as_yaml(group)}: {{also: [LABEL]}}}}"
            yield Finding("error", "group-without-data", fix=fix, values={"group": group})
    for visit in study.visits:
        if visit not in seen:
            fix = f"visits: {{{as_yaml(visit)}: {{also: [LABEL]}}}}"
            yield Finding("warning", "visit-without-data", fix=fix, values={"visit": visit})


def first_visit_absent(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find participants without the first visit, in the groups that start at it."""
    first = next(iter(study.visits))
    visits = read_sequence(frame, study)
    late = (visits.person >= 0) & ~people_of(visits, visits.place == 0)
    for name, group in study.groups.items():
        where = late & (frame["group"] == name).to_numpy()
        if not group.enters_at and where.any():
            people = len(np.unique(visits.person[where]))
            fix = f"groups: {{{as_yaml(name)}: {{enters_at: [VISIT]}}}}"
            yield from findings_by_file(
                "warning",
                "first-visit-absent",
                frame,
                where,
                {"group": name, "visit": first, "people": people},
                fix=fix,
            )


def entries_unplanned(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find rows before the first entry visit of their group, and entries at a visit not planned for it."""
    order = {visit: number for number, visit in enumerate(study.visits)}
    visits = read_sequence(frame, study)
    number = visits.place
    entry = first_rows(visits, number >= 0)
    at_entry = (entry >= 0) & (number == number[entry])
    for name, group in study.groups.items():
        if group.enters_at:
            planned = [order[visit] for visit in group.enters_at]
            own = (frame["group"] == name).to_numpy() & (number >= 0)
            listed = ", ".join(group.enters_at)
            yaml_list = ", ".join(map(as_yaml, group.enters_at))
            fix = f"groups: {{{as_yaml(name)}: {{enters_at: [{yaml_list}, VISIT]}}}}"
            early = own & (number < min(planned))
            yield from findings_by_file(
                "error", "visit-before-entry", frame, early, {"group": name, "listed": listed}, fix=fix
            )
            other = own & at_entry & (number >= min(planned)) & ~np.isin(number, planned)
            yield from findings_by_file(
                "warning", "entry-unplanned", frame, other, {"group": name, "listed": listed}, fix=fix
            )
