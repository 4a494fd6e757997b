"""Gives each row its participant, visit and group, in the names of the study."""

from collections.abc import Iterable, Iterator

import pandas as pd

from peereval.load.convert.columns import rows_by_nearest, rows_where
from peereval.load.convert.convert import to_labels
from peereval.load.kinds import codes_of, listed_of
from peereval.load.problems import found
from peereval.load.redcap.events import events_unlisted
from peereval.remarks import Finding
from peereval.study import Source, Study
from peereval.yaml_file import as_yaml


def name_keys(frame: pd.DataFrame, source: Source, study: Study) -> tuple[pd.DataFrame, list[Finding]]:
    """Return a long frame with its `visit` and `group` recoded to the names of the study.

    A label that the study does not list, a row without participant, visit or group, and a
    group that differs from the one of its source are findings; the cell is then missing.
    The prefix of the source stands before each participant.
    """
    findings: list[Finding] = []
    if source.prefix and "participant" in frame:
        frame = frame.assign(participant=source.prefix + frame["participant"].astype(object))
    if not source.wide:
        frame, problems = _name_key(frame, "visit", source.visit, source, study)
        findings += problems
    frame, problems = _name_key(frame, "group", source.group, source, study)
    findings += problems
    if source.redcap is not None and {"participant", "group"} <= set(frame.columns):
        frame, problems = _carry_group(frame, source)
        findings += problems
    return frame, [*findings, *_empty_keys(frame, source, findings)]


def _name_key(
    frame: pd.DataFrame, key: str, said: str | None, source: Source, study: Study
) -> tuple[pd.DataFrame, list[Finding]]:
    """Recode a key column, or fill it with what the source says; both must agree."""
    findings: list[Finding] = []
    if key in frame:
        frame, findings = _recode(frame, key, source, study)
    if said is None and key not in frame:
        return frame, findings
    if said is None:
        return frame, findings
    if key in frame:
        differs = (frame[key].notna() & (frame[key] != said)).to_numpy(dtype=bool)
        rows = rows_where(frame.index, differs)
        findings += [found("error", f"{key}-contradicted", source.path, {key: said}, rows=rows)] if rows else []
    return frame.assign(**{key: said}), findings


def _carry_group(frame: pd.DataFrame, source: Source) -> tuple[pd.DataFrame, list[Finding]]:
    """Give the rows of a participant the one group of the others: REDCap has it at the event of inclusion only."""
    groups = frame.groupby("participant")["group"]
    carried = frame["group"].fillna(groups.transform("first").where(groups.transform("nunique") == 1))
    count = int((frame["group"].isna() & carried.notna()).sum())
    note = [found("note", "redcap-group-carried", source.path, count=count)] if count else []
    return frame.assign(group=carried), note


def _recode(frame: pd.DataFrame, key: str, source: Source, study: Study) -> tuple[pd.DataFrame, list[Finding]]:
    listed = study.visits if key == "visit" else study.groups
    recodes = listed_of(key, study)
    done = to_labels(frame[key], codes_of(key, study), recodes)
    if key == "visit" and source.redcap is not None and done.bad.any() and "participant" in frame:
        unlisted = events_unlisted(frame[key], frame["participant"], done.bad, source, study)
        return frame.assign(**{key: done.values}), [unlisted]
    findings = []
    for nearest, rows in rows_by_nearest(frame[key], done.bad, recodes).items():
        fix = f"{key}s: {{{as_yaml(recodes.get(nearest, 'NAME'))}: {{also: [LABEL]}}}}"
        rule = f"{key}-unlisted-near" if nearest else f"{key}-unlisted"
        values = {"nearest": nearest, "listed": ", ".join(listed)}
        findings.append(found("error", rule, source.path, values, rows=rows, fix=fix))
    return frame.assign(**{key: done.values}), findings


def _empty_keys(frame: pd.DataFrame, source: Source, findings: Iterable[Finding]) -> Iterator[Finding]:
    known = {row for finding in findings for row in finding.rows}
    for key in (key for key in ("participant", "visit", "group") if key in frame):
        empty = frame[key].isna().to_numpy(dtype=bool)
        if empty.any() and (empty := empty & ~frame.index.isin(known)).any():
            yield found("error", f"{key}-empty", source.path, rows=tuple(dict.fromkeys(rows_where(frame.index, empty))))
