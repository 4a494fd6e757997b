"""Reads the data files of a study into one long table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.files import SourceFile
from peereval.load.kinds import CANONICAL
from peereval.load.problems import SourceError
from peereval.load.source import LoadedSource, read_source
from peereval.results import Finding
from peereval.study import Source, Study
from peereval.study.people import LABEL_KEYS
from peereval.yaml_file import as_yaml


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """The data of a study: one row per participant and visit attended, and what was found on the way.

    `frame` starts with the keys that the study names, among them `participant`, `group` and
    `visit`, and ends with `source_file` and `source_row` (as Excel shows it); group and visit
    are categorical in the order of the study. `files` says how each was read. `absences` has
    the same columns and a row for each planned visit that did not take place, with its
    `absence_reason`; it has no rows where the study names no such column.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]
    absences: pd.DataFrame


def read_data(study: Study) -> Data:
    """Read all files that a study names.

    Problems are not raised: they stand in `findings` with severity "error", those of all
    files together, and a file that cannot be read does not keep the others from being read.
    `check_frame` finds what is wrong between rows.

    Parameters
    ----------
    study
        From `read_study`.

    Returns
    -------
    Data
    """
    findings: list[Finding] = []
    refused: list[Finding] = []
    usable: list[Source] = []
    loaded: list[LoadedSource] = []
    for source in study.sources:
        try:
            read = read_source(source, study)
        except SourceError as error:
            refused += error.findings
        else:
            loaded.append(read)
            usable.append(source)
            findings += read.findings
    findings = [*_renamed(refused, usable, study), *findings]
    frame = _stack([read.frame for read in loaded], study)
    findings += [] if refused else _nowhere([read.frame for read in loaded], study)
    absent = frame["absence_reason"].notna().to_numpy() if "absence_reason" in frame else np.zeros(len(frame), bool)
    attended, absences = (frame[where].reset_index(drop=True) for where in (~absent, absent))
    return Data(attended, tuple(findings), tuple(read.file for read in loaded), absences)


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


def _nowhere(frames: Sequence[pd.DataFrame], study: Study) -> list[Finding]:
    """Find key columns that the study names and no file has."""
    held = {column for frame in frames for column in frame.columns}
    return [
        Finding("error", "key-nowhere", fix=f"columns: {{{key}: COLUMN}}", values={"column": column, "key": key})
        for key, column in study.columns.named.items()
        if frames and key not in held and key not in ("group", "visit")
    ]


def _stack(frames: Sequence[pd.DataFrame], study: Study) -> pd.DataFrame:
    keys = [key for key in CANONICAL if key in ("participant", "group", "visit") or key in study.columns.named]
    described = [name for name in dict.fromkeys(c for f in frames for c in f.columns) if name not in keys]
    others = [name for name in described if name not in ("source_file", "source_row")]
    columns = [*keys, *others, "source_file", "source_row"]
    filled = [frame.dropna(axis="columns", how="all") for frame in _same_types(frames, others) if len(frame)]
    stacked = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()
    stacked = stacked.reindex(columns=columns)
    return _categories(stacked, study)


def _same_types(frames: Sequence[pd.DataFrame], columns: list[str]) -> list[pd.DataFrame]:
    """Make a column text everywhere when it is text in one file and numbers in another."""
    mixed = []
    for column in columns:
        held = [frame[column] for frame in frames if column in frame and frame[column].notna().any()]
        if len({_family(values) for values in held}) > 1:
            mixed.append(column)
    return [
        frame.assign(**{c: frame[c].astype("string").astype(object) for c in mixed if c in frame}) for frame in frames
    ]


def _family(values: "pd.Series[Any]") -> str:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(values.dtype) else "text"


def _categories(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    made = {
        "group": pd.Categorical(frame["group"], categories=list(study.groups)),
        "visit": pd.Categorical(frame["visit"], categories=list(study.visits), ordered=True),
    }
    canonical = {column: key for key, column in study.columns.named.items()}
    for field in study.book.fields:
        levels = field.level_names or (("false", "true") if field.type == "boolean" else ())
        name = canonical.get(field.name, field.name)
        if levels and name in frame and name not in LABEL_KEYS:
            made[name] = pd.Categorical(frame[name], categories=list(levels))
    return frame.assign(**made)
