"""Reads the table of posts of a programme: who held which post, from when to when, and why it ended."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from peereval.errors import closest
from peereval.load.convert.convert import Converted, to_dates, to_labels, to_numbers
from peereval.load.files import is_workbook
from peereval.load.header.headers import clean_name
from peereval.load.problems import SourceError, found, refuse
from peereval.load.table import Wanted
from peereval.load.text.parse import parse_text
from peereval.load.text.text import open_text
from peereval.load.workbook.excel import open_sheet, parse_sheet
from peereval.paths import read_file
from peereval.remarks import Finding
from peereval.study.programme_staff import POST_COLUMNS, Posts

DAYS_A_MONTH = 365.25 / 12
_DATES, _NUMBERS = ("start", "end"), ("fte", "monthly_wage")


def read_posts(posts: Posts, folder: Path) -> tuple[pd.DataFrame, dt.date, tuple[Finding, ...]]:
    """Return the posts of a table, the day up to which they are known, and what was found.

    Parameters
    ----------
    posts
        The table, its columns, and the day up to which it is known; without one, its last day.
    folder
        Where its path starts; the file must lie in it.

    Returns
    -------
    frame
        The columns of `POST_COLUMNS` that the file has, then `months` held up to the end or the last day,
        `left` (whether the holder left by then, for a reason that is not administrative), `source_row`.
    until
        The day up to which posts are known.
    findings
        Notes and warnings.

    Raises
    ------
    SourceError
        If the file cannot be read, lacks a column, or has cells that are no days or no numbers.
    """
    cells, decimal = _read_cells(posts, folder)
    frame, problems = _convert(cells, posts.table, decimal)
    if problems:
        raise SourceError(*problems)
    until = posts.until or max(frame["start"].max(), frame["end"].max() if "end" in frame else pd.NaT).date()
    late = (frame["start"] > pd.Timestamp(until)).to_numpy()
    rows = tuple(int(row) for row in frame.index[late])
    findings = [found("warning", "programme-post-late", posts.table, rows=rows)] if rows else []
    if posts.until is None:
        findings.append(found("note", "programme-until", posts.table, {"day": until.isoformat()}, fix="until: DAY"))
    return _add_months(frame[~late], until, posts.administrative), until, tuple(findings)


def _add_months(frame: pd.DataFrame, until: dt.date, administrative: tuple[str, ...]) -> pd.DataFrame:
    """Add how long each post was held, and whether its holder left."""
    last = pd.Timestamp(until)
    end = frame["end"] if "end" in frame else pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    ended = end.notna() & (end <= last)
    days = (end.where(ended, last) - frame["start"]).dt.days
    watched = frame["reason"].isin(administrative) if "reason" in frame else pd.Series(data=False, index=frame.index)
    held = frame.assign(end=end.where(ended), months=days / DAYS_A_MONTH, left=(ended & ~watched).astype(bool),
                        source_row=frame.index.to_numpy())  # fmt: skip
    return held.reset_index(drop=True)


def _read_cells(posts: Posts, folder: Path) -> tuple[pd.DataFrame, str]:
    """Return the cells of the columns that are known, by their names here, and the decimal mark."""
    name, path = posts.table, folder / posts.table
    if not path.resolve().is_relative_to(folder.resolve()):
        raise refuse("programme-outside", name)
    try:
        raw = read_file(path)
    except FileNotFoundError:
        raise refuse("programme-table-missing", name) from None
    except OSError:
        raise refuse("file-unreadable", name) from None
    if not raw or raw.isspace():
        raise refuse("file-empty", name)
    if is_workbook(raw, name):
        sheet = open_sheet(raw, name, None, 1)
        return parse_sheet(sheet, _wanted(sheet.header, posts)), ""
    text = open_text(raw, name, 1)
    return parse_text(text, _wanted(text.header, posts)), text.decimal


def _wanted(header: tuple[str, ...], posts: Posts) -> Wanted:
    """Return which columns of a header to read, by the names they have here."""
    places = {clean_name(cell).casefold(): place for place, cell in enumerate(header)}
    names: dict[int, str] = {}
    for column in POST_COLUMNS:
        asked = posts.columns.get(column, column)  # type: ignore[call-overload]  # the loop gives its literals
        place = places.get(clean_name(asked).casefold())
        if place is not None:
            names[place] = column
        elif column in posts.columns or column == "start":
            near = closest(asked, header) or ""
            values = {"column": asked, "nearest": near, "known": ", ".join(header)}
            raise refuse("programme-column-near" if near else "programme-column", posts.table, values)
    return Wanted(names, {*names.values()} - {*_NUMBERS}, {column: [""] for column in names.values()})


def _convert(cells: pd.DataFrame, file: str, decimal: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the columns as days, numbers and texts, and what is wrong in their cells."""
    made: dict[str, pd.Series[Any]] = {}
    problems: list[Finding] = []
    for column in (name for name in POST_COLUMNS if name in cells):
        done = _converted(cells[column], column, decimal)
        made[column] = done.values
        rule = "text-in-date" if column in _DATES else "text-in-number"
        problems += _rows(rule, file, cells.index, done.bad, {"column": column})
    frame = pd.DataFrame(made, index=cells.index)
    undated = frame["start"].isna().to_numpy()
    if not problems:
        problems += _rows("programme-post-start", file, cells.index, undated)
    if "end" in frame:
        problems += _rows("programme-post-order", file, cells.index, (frame["end"] < frame["start"]).to_numpy())
    return frame, problems


def _converted(cells: "pd.Series[Any]", column: str, decimal: str) -> Converted:
    if column in _DATES:
        return to_dates(cells, [""])
    return to_numbers(cells, [""], decimal) if column in _NUMBERS else to_labels(cells, [""])


def _rows(
    rule: str,
    file: str,
    index: "pd.Index[Any]",
    where: "np.ndarray[Any, np.dtype[np.bool_]]",
    values: dict[str, object] | None = None,
) -> list[Finding]:
    rows = tuple(int(row) for row in index[where])
    return [found("error", rule, file, values, rows=rows)] if rows else []
