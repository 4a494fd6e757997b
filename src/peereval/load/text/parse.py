"""Parses the body of a text table with the fast parser, and finds the row where it cannot."""

import csv
import re
import warnings

import numpy as np
import pandas as pd

from peereval.load.problems import refuse
from peereval.load.table import Wanted
from peereval.load.text.text import LONGEST_CELL, MOST_COLUMNS, TextReader, TextTable, lines_of

# From pandas 3 on, exact reading of decimals is the only way and the option is gone.
_EXACT = {"float_precision": "round_trip"} if int(pd.__version__.split(".")[0]) < 3 else {}


def parse_text(table: TextTable, wanted: Wanted) -> pd.DataFrame:
    """Return the wanted columns of a text table, one row per row of the file.

    Returns
    -------
    pd.DataFrame
        Index: the row as Excel shows it. Numbers where the parser read numbers, else text.

    Raises
    ------
    SourceError
        If a row has more cells than the header, or a quote is never closed.
    """
    if has_long_line(table.body):
        _width_with_empty_cells(table)  # before the parser makes room for millions of cells
    width = len(table.header)
    try:
        frame = _parse_quickly(table, width, wanted)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        width = _width_with_empty_cells(table)
        if width == len(table.header):
            raise refuse("quote-unclosed", table.name, rows=(_last_row(table),)) from None
        frame = _parse_quickly(table, width, wanted)
    frame = _keep_leading_zeros(frame, table, width, wanted)
    frame.columns = pd.Index([wanted.names[position] for position in wanted.positions])
    frame.index = pd.RangeIndex(table.first_row, table.first_row + len(frame))
    return drop_empty_rows(frame)


def drop_empty_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that hold something; most files need to be looked at in their first column only."""
    empty = np.ones(len(frame), dtype=bool)
    for position in range(frame.shape[1]):
        empty &= frame.iloc[:, position].isna().to_numpy()
        if not empty.any():
            return frame
    return frame[~empty]


def _keep_leading_zeros(frame: pd.DataFrame, table: TextTable, width: int, wanted: Wanted) -> pd.DataFrame:
    """Read columns that nothing describes again as text where their numbers begin with zeros: 01000 is a postcode."""
    free = {name for name, one in wanted.expected.items() if one.kind == "free"}
    columns = {position: name for position, name in wanted.names.items() if name in free}
    numbers = [position for position in columns if frame[position].dtype.kind in "iuf"]
    if not numbers or not re.search(rf'(?:^|["{re.escape(table.separator)}\r])0\d', table.body, re.MULTILINE):
        return frame
    names = {position: columns[position] for position in numbers}
    texts = _parse(table, width, Wanted(names, set(names.values()), wanted.codes), low_memory=False)
    led = [position for position in numbers if texts[position].str.match(r"0\d").any()]
    return pd.concat([frame.drop(columns=led), texts[led]], axis=1)[list(frame.columns)] if led else frame


def _parse_quickly(table: TextTable, width: int, wanted: Wanted) -> pd.DataFrame:
    """Parse in pieces that stay in the cache; whole where a column is numbers here and text there.

    Joining such pieces would make `7` of a `007` that stands among numbers.
    """
    try:
        return _parse(table, width, wanted, low_memory=True)
    except pd.errors.DtypeWarning:
        return _parse(table, width, wanted, low_memory=False)


def _parse(table: TextTable, width: int, wanted: Wanted, *, low_memory: bool) -> pd.DataFrame:
    # A decimal mark equal to the separator stands inside quotes; those columns come back
    # as text and are converted one by one.
    decimal = table.decimal if table.decimal and table.decimal != table.separator else "."
    names = wanted.names
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        warnings.simplefilter("error", pd.errors.DtypeWarning)
        frame: pd.DataFrame = pd.read_csv(  # type: ignore[call-overload]  # the stubs know text names only
            TextReader(table.body),
            sep=table.separator,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype={position: str for position, name in names.items() if name in wanted.as_text},
            na_values={position: wanted.codes[name] for position, name in names.items()},
            keep_default_na=False,
            decimal=decimal,
            skip_blank_lines=False,
            low_memory=low_memory,
            **_EXACT,
        )
    if len(names) < width:
        frame = frame[wanted.positions]
    booleans = frame.columns[[kind.kind == "b" for kind in frame.dtypes]]
    return frame.astype(dict.fromkeys(booleans, str)) if len(booleans) else frame


def _last_row(table: TextTable) -> int:
    rows = csv.reader(lines_of(table.body), delimiter=table.separator)
    return table.first_row - 1 + sum(1 for _ in rows)


def has_long_line(text: str) -> bool:
    r"""Say whether a line is longer than twice the longest cell, looking at a few places only.

    Examples
    --------
    >>> has_long_line("1;2\n" * 100_000), has_long_line("1;2\n" + ";" * 300_000)
    (False, True)
    """
    starts = range(0, len(text) - LONGEST_CELL, LONGEST_CELL)
    ends = ((start, start + LONGEST_CELL) for start in starts)
    return any(text.find("\n", *place) < 0 and text.find("\r", *place) < 0 for place in ends)


def _width_with_empty_cells(table: TextTable) -> int:
    """Return the width of the widest row, whose cells after the last column must be empty."""
    width, ragged, last = len(table.header), [], 0
    try:
        for row, cells in enumerate(csv.reader(lines_of(table.body), delimiter=table.separator)):
            width, last = max(width, len(cells)), table.first_row + row
            if any(cell.strip() for cell in cells[len(table.header) :]):
                ragged.append(last)
    except csv.Error:
        raise refuse("cell-long", table.name, {"most": LONGEST_CELL}, rows=(last + 1,)) from None
    if width > MOST_COLUMNS:
        raise refuse("columns-many", table.name, {"columns": width, "most": MOST_COLUMNS})
    if ragged:
        raise refuse("row-too-long", table.name, {"columns": len(table.header)}, rows=tuple(ragged))
    return width
