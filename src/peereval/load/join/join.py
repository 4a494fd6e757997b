"""Adds the columns of joined files to the rows of the others, and says whom they do not have in common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.problems import found
from peereval.load.typed.cells import same_type
from peereval.remarks import Finding
from peereval.study import Source
from peereval.yaml_file import as_yaml

PLACES = ("source_file", "source_row")
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.float64]]
Positions = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """A joined file: its source, and its rows as read."""

    source: Source
    frame: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class JoinedPlaces:
    """Where columns that only a joined file holds come from.

    `columns` are those of the file that no other has; `rows` has, for each row of the main
    files (columns `source_file`, `source_row`, in the order of the stacked table), the row of
    the joined file in `joined_row`, missing where there is none.
    """

    file: str
    columns: frozenset[str]
    rows: pd.DataFrame


def join_sources(
    main: pd.DataFrame, joined: Sequence[Joined]
) -> tuple[pd.DataFrame, list[Finding], tuple[JoinedPlaces, ...]]:
    """Return the rows of the main files with the columns of the joined ones.

    A file joined by participant gives its values to all rows of that participant, absences
    among them; one joined by visit to the row of that visit. A cell that another file holds
    already must agree; where it is empty it is filled, and that is said.

    Parameters
    ----------
    main
        The rows of the files that list the visits, with `participant` and `visit`.
    joined
        The other files, in the order of the study.

    Returns
    -------
    tuple
        The frame with as many rows as before; the findings: people of one side only, a
        participant twice, cells that contradict each other; and where its columns come from.
    """
    findings: list[Finding] = []
    places: list[JoinedPlaces] = []
    for one in joined:
        made, problems, rows = _join(main, one)
        findings += problems
        own = frozenset(made.columns.difference(main.columns))
        places.append(JoinedPlaces(one.source.path, own, main[list(PLACES)].assign(joined_row=rows)))
        main = made
    return main, findings, tuple(places)


def _join(main: pd.DataFrame, one: Joined) -> tuple[pd.DataFrame, list[Finding], Rows]:
    nowhere = np.full(len(main), np.nan)
    by_visit = one.source.join == "visit"
    if not by_visit and "visit" in one.frame:
        return main, [found("error", "join-has-visits", one.source.path, fix="join: visit")], nowhere
    keys = ["participant", "visit"] if by_visit else ["participant"]
    frame = one.frame[one.frame[keys].notna().all(axis=1).to_numpy()]
    findings = list(_repeated(frame, keys, one.source))
    frame = frame.drop_duplicates(keys)
    where = _index(frame, keys).get_indexer(_index(main, keys))
    findings += _unmatched(main, frame, where, one.source)
    if not (where >= 0).any():
        return main, findings, nowhere
    added = {}
    for column in frame.columns.difference([*keys, *PLACES], sort=False):
        added[column], problems = _column(main, frame, column, where, one.source)
        findings += problems
    rows = np.where(where >= 0, frame["source_row"].to_numpy(dtype=float)[np.maximum(where, 0)], np.nan)
    return main.assign(**added), findings, rows


def _index(frame: pd.DataFrame, keys: list[str]) -> pd.Index:
    columns = [frame[key].astype(object) for key in keys]
    return pd.MultiIndex.from_arrays(columns) if len(keys) > 1 else pd.Index(columns[0])


def _repeated(frame: pd.DataFrame, keys: list[str], source: Source) -> Iterator[Finding]:
    twice = frame.duplicated(keys, keep=False).to_numpy()
    if twice.any() and len(keys) > 1:
        yield found("error", "join-visit-repeated", source.path, rows=_rows(frame, twice))
    elif twice.any():
        yield found("error", "join-repeated", source.path, rows=_rows(frame, twice))


def _unmatched(main: pd.DataFrame, frame: pd.DataFrame, where: Positions, source: Source) -> Iterator[Finding]:
    """Count whom or which visits one side has and the other has not."""
    known = frame["participant"].isin(main["participant"].dropna()).to_numpy()
    if not known.any():
        values = {"alike": _alike(frame["participant"], main["participant"])}
        yield found("error", "join-none", source.path, values, count=len(frame))
        return
    if (~known).any():
        alone = frame[~known]
        values = {"alike": _alike(alone["participant"], main["participant"])}
        rule = "join-unmatched-alike" if values["alike"] else "join-unmatched"
        yield found("warning", rule, source.path, values, rows=_rows(frame, ~known))
    matched = np.zeros(len(frame), dtype=bool)
    matched[where[where >= 0]] = True
    if source.join == "visit" and (known & ~matched).any():
        yield found("warning", "join-visit-unmatched", source.path, rows=_rows(frame, known & ~matched))
    yield from _main_only(main, where, source)


def _main_only(main: pd.DataFrame, where: Positions, source: Source) -> Iterator[Finding]:
    alone = main[where < 0]
    if source.join == "visit" and "absence_reason" in alone:
        alone = alone[alone["absence_reason"].isna()]
    count = len(alone) if source.join == "visit" else int(alone["participant"].nunique())
    if count:
        rule = "join-visits-without" if source.join == "visit" else "join-people-without"
        yield found("note", rule, source.path, count=count)


def _alike(names: "pd.Series[Any]", others: "pd.Series[Any]") -> int:
    """Count the names that would be among others but for capitals, spaces, or zeros at their start."""
    plain, other = (values.dropna().astype(str).map(_plain_name) for values in (names, others))
    return int(plain.isin(other).sum())


def _plain_name(name: str) -> str:
    return "".join(name.split()).casefold().lstrip("0")


def _column(
    main: pd.DataFrame, frame: pd.DataFrame, column: str, where: Positions, source: Source
) -> tuple["pd.Series[Any]", list[Finding]]:
    """Return a column of the main frame with what the joined file says of it."""
    matched = where >= 0
    incoming = frame[column].take(np.maximum(where, 0)).set_axis(main.index).where(matched)
    if column not in main or main[column].isna().all():
        return incoming, []
    own, incoming = same_type([main[column], incoming])
    both = (own.notna() & incoming.notna()).to_numpy(dtype=bool)
    differs = np.zeros(len(main), dtype=bool)
    differs[both] = own[both].to_numpy(dtype=object) != incoming[both].to_numpy(dtype=object)
    findings = []
    if differs.any():
        rows = tuple(sorted(int(row) for row in frame["source_row"].to_numpy()[np.unique(where[differs])]))
        fix = f"drop: [{as_yaml(column)}]"
        findings.append(found("error", "join-differs", source.path, {"column": column}, rows=rows, fix=fix))
    filled = (own.isna() & incoming.notna()).to_numpy(dtype=bool)
    if filled.any():
        findings.append(found("note", "join-filled", source.path, {"column": column}, count=int(filled.sum())))
    return own.where(~filled, incoming), findings


def _rows(frame: pd.DataFrame, where: Mask) -> tuple[int, ...]:
    return tuple(int(row) for row in frame["source_row"].to_numpy()[where])
