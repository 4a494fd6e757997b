"""Reads the data files of a study into one long table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.corrections.corrections import apply_corrections
from peereval.load.files import SourceFile
from peereval.load.join.join import PLACES, Joined, JoinedPlaces, join_sources
from peereval.load.kinds import CANONICAL
from peereval.load.problems import SourceError, found
from peereval.load.source import LoadedSource, read_source
from peereval.load.typed.cells import same_type
from peereval.remarks import Finding
from peereval.study import Source, Study, as_study
from peereval.study.people import LABEL_KEYS
from peereval.yaml_file import as_yaml


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The data of a study: one row per participant and visit attended, and what was found on the way.

    `frame` starts with the keys that the study names, among them `participant`, `group` and
    `visit`, and ends with `source_file` and `source_row` (as Excel shows it); group and visit
    are categorical in the order of the study. `files` says how each was read. `absences` has
    the same columns and a row for each planned visit that did not take place, with its
    `absence_reason`; it has no rows where the study names no such column. `joined` says where
    the columns of joined files come from, since `source_row` is the row of a main file;
    `headers` says for each file which of its headers fill which column.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]
    absences: pd.DataFrame
    joined: tuple[JoinedPlaces, ...] = ()
    headers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def __repr__(self) -> str:
        files = ", ".join(dict.fromkeys(one.path for one in self.files))
        errors = sum(one.severity == "error" for one in self.findings)
        people = self.frame["participant"].nunique() if "participant" in self.frame else 0
        return (
            f"Data(.frame: {len(self.frame)} rows, {len(self.frame.columns)} columns, {people} participants; "
            f".findings: {len(self.findings)}, of which errors: {errors}; files: {files})"
        )


def read_data(study: Study | str | Path) -> Data:
    """Read all files that a study names.

    Problems are not raised: they stand in `findings` with severity "error", those of all
    files together, and a file that cannot be read does not keep the others from being read.
    `check_frame` finds what is wrong between rows.

    Parameters
    ----------
    study
        From `read_study`, or the path of its file.

    Returns
    -------
    Data
    """
    study = as_study(study)
    read, refused = _read_sources(study)
    usable = [study.sources[number] for number in read]
    findings = [*_renamed(refused, usable, study), *(one for number in read for one in read[number].findings)]
    places: tuple[JoinedPlaces, ...] = ()
    main = [one.frame for number, one in read.items() if not study.sources[number].join]
    stacked = _stack(main)
    if len(stacked):
        joined = [Joined(study.sources[n], one.frame) for n, one in read.items() if study.sources[n].join]
        stacked, problems, places = join_sources(stacked, joined)
        findings += problems
        findings += [] if refused else [*_without_group(stacked, main), *_nowhere(stacked, study)]
    frame, findings = apply_corrections(_arrange(stacked, study), findings, study, places)
    absent = frame["absence_reason"].notna().to_numpy() if "absence_reason" in frame else np.zeros(len(frame), bool)
    attended = frame[~absent].reset_index(drop=True) if absent.any() else frame
    absences = frame[absent].reset_index(drop=True)
    files = tuple(one.file for one in read.values())
    return Data(attended, tuple(findings), files, absences, places, _headers(read.values()))


def _headers(sources: Iterable[LoadedSource]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the headers that fill each column, by file; the sheets of one workbook are one file."""
    held: dict[str, dict[str, tuple[str, ...]]] = {}
    for source in sources:
        held[source.file.path] = {**held.get(source.file.path, {}), **source.headers}
    return held


def _read_sources(study: Study) -> tuple[dict[int, LoadedSource], list[Finding]]:
    """Read every source, by its number in the study; joined ones first: what they hold the others need not."""
    read: dict[int, LoadedSource] = {}
    refused: dict[int, tuple[Finding, ...]] = {}
    held: set[str] = set()
    for number, source in sorted(enumerate(study.sources), key=lambda pair: not pair[1].join):
        try:
            read[number] = read_source(source, study, held)
        except SourceError as error:
            refused[number] = error.findings
            held |= set(study.columns.named) if source.join else set()
        else:
            held |= set(read[number].frame.columns) if source.join else set()
        held -= {"participant", "visit"}
    in_order = {number: read[number] for number in sorted(read)}
    return in_order, [finding for number in sorted(refused) for finding in refused[number]]


def _without_group(stacked: pd.DataFrame, main: Sequence[pd.DataFrame]) -> Iterator[Finding]:
    """Find people whose group no file says, where a file leaves the group to a joined one."""
    silent = {str(frame["source_file"].iloc[0]) for frame in main if "group" not in frame and len(frame)}
    empty = stacked[stacked["group"].isna() & stacked["source_file"].isin(silent)] if silent else stacked[:0]
    for file, rows in empty.groupby("source_file", sort=False)["source_row"]:
        yield found("error", "group-empty", str(file), rows=tuple(int(row) for row in dict.fromkeys(rows)))


def _nowhere(stacked: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find key columns that the study names and no file has."""
    for key, column in study.columns.named.items():
        if key not in stacked:
            fix = f"columns: {{{key}: COLUMN}}"
            yield Finding("error", "key-nowhere", fix=fix, values={"column": column, "key": key})


def _renamed(refused: Sequence[Finding], read: Sequence[Source], study: Study) -> list[Finding]:
    """Propose `rename` for a key column that other files have under the name that the study gives."""
    held = {
        column
        for source in read
        for key, column in study.columns.named.items()
        if not getattr(source, key, None) and not (key == "visit" and source.wide)
    }
    return [
        replace(one, fix=f"rename: {{{as_yaml(str(one.values['nearest']))}: {as_yaml(str(one.values['column']))}}}")
        if one.rule == "key-absent-near" and one.values["column"] in held
        else one
        for one in refused
    ]


def _stack(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    columns = list(dict.fromkeys(column for frame in frames for column in frame.columns))
    filled = [frame for frame in _same_types(frames, columns) if len(frame)]
    if len(filled) == 1:
        stacked = filled[0].reset_index(drop=True)
    else:
        held = [frame.dropna(axis="columns", how="all") for frame in filled]
        stacked = pd.concat(held, ignore_index=True) if held else pd.DataFrame()
    return stacked.reindex(columns=list(dict.fromkeys([*columns, "group", *PLACES])))


def _arrange(stacked: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Put the keys first and the places last; make categories of what has levels."""
    keys = [key for key in CANONICAL if key in ("participant", "group", "visit") or key in study.columns.named]
    others = [name for name in stacked.columns if name not in (*keys, *PLACES)]
    return _categories(stacked.reindex(columns=[*keys, *others, *PLACES]), study)


def _same_types(frames: Sequence[pd.DataFrame], columns: list[str]) -> list[pd.DataFrame]:
    """Make a column text everywhere when it is text in one file and numbers in another."""
    if len(frames) == 1:
        return list(frames)
    made: dict[int, dict[str, pd.Series[Any]]] = {number: {} for number in range(len(frames))}
    for column in columns:
        holders = [number for number, frame in enumerate(frames) if column in frame]
        alike = same_type([frames[number][column] for number in holders])
        for number, values in zip(holders, alike, strict=True):
            made[number][column] = values
    return [frame.assign(**made[number]) for number, frame in enumerate(frames)]


def _categories(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    made = {
        "group": _as_levels(frame["group"], list(study.groups)),
        "visit": _as_levels(frame["visit"], list(study.visits), ordered=True),
    }
    canonical = {column: key for key, column in study.columns.named.items()}
    for one in study.book.fields:
        levels = one.level_names or (("false", "true") if one.type == "boolean" else ())
        name = canonical.get(one.name, one.name)
        if levels and name in frame and name not in LABEL_KEYS:
            made[name] = _as_levels(frame[name], list(levels))
    return frame.assign(**made)


def _as_levels(values: "pd.Series[Any]", levels: list[str], *, ordered: bool = False) -> "pd.Categorical[str]":
    """Return a column as categories; each different value is looked up once."""
    positions, found = pd.factorize(values)
    categories = pd.Index(levels)
    codes: np.ndarray[Any, np.dtype[np.intp]] = np.append(categories.get_indexer(pd.Index(found)), -1)
    return pd.Categorical.from_codes(codes[positions], categories=categories, ordered=ordered)
