"""Gives each row its participant, visit and group, in the names of the study."""

from collections.abc import Iterable, Iterator

import pandas as pd

from peereval.load.columns import rows_by_nearest, rows_where
from peereval.load.convert import to_labels
from peereval.load.kinds import codes_of
from peereval.load.problems import found
from peereval.results import Finding
from peereval.study import Group, Source, Study, Visit


def name_keys(frame: pd.DataFrame, source: Source, study: Study) -> tuple[pd.DataFrame, list[Finding]]:
    """Return a long frame with its `visit` and `group` recoded to the names of the study.

    A label that the study does not list, a row without participant, visit or group, and a
    group that differs from the one of its source are findings; the cell is then missing.
    """
    findings: list[Finding] = []
    if source.visit:
        frame = frame.assign(visit=source.visit)
    elif not source.wide:
        frame, problems = _recode(frame, "visit", study.visits, source, study)
        findings += problems
    if "group" in frame:
        frame, problems = _recode(frame, "group", study.groups, source, study)
        findings += problems
    if source.group:
        findings += _contradicted(frame, source)
        frame = frame.assign(group=source.group)
    return frame, [*findings, *_empty_keys(frame, source, findings)]


def _recode(
    frame: pd.DataFrame, key: str, listed: "dict[str, Visit] | dict[str, Group]", source: Source, study: Study
) -> tuple[pd.DataFrame, list[Finding]]:
    recodes = {label: name for name, entry in listed.items() for label in (name, *entry.also)}
    done = to_labels(frame[key], codes_of(key, study), recodes)
    findings = []
    for nearest, rows in rows_by_nearest(frame[key], done.bad, recodes).items():
        fix = f"{key}s: {{{recodes.get(nearest, 'NAME')}: {{also: [LABEL]}}}}"
        rule = f"{key}-unlisted-near" if nearest else f"{key}-unlisted"
        findings.append(
            found("error", rule, source.path, {"nearest": nearest, "listed": ", ".join(listed)}, rows=rows, fix=fix)
        )
    return frame.assign(**{key: done.values}), findings


def _contradicted(frame: pd.DataFrame, source: Source) -> Iterator[Finding]:
    if "group" in frame:
        differs = (frame["group"].notna() & (frame["group"] != source.group)).to_numpy(dtype=bool)
        if differs.any():
            rows = rows_where(frame.index, differs)
            yield found("error", "group-contradicted", source.path, {"group": source.group}, rows=rows)


def _empty_keys(frame: pd.DataFrame, source: Source, findings: Iterable[Finding]) -> Iterator[Finding]:
    known = {row for finding in findings for row in finding.rows}
    for key in ("participant", "visit", "group"):
        empty = frame[key].isna().to_numpy(dtype=bool) & ~frame.index.isin(known)
        if empty.any():
            yield found("error", f"{key}-empty", source.path, rows=tuple(dict.fromkeys(rows_where(frame.index, empty))))
