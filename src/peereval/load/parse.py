"""Parses the body of a text table with the fast parser, and finds the row where it cannot."""

import csv
import io
import warnings

import pandas as pd

from peereval.load.problems import refuse
from peereval.load.table import Wanted
from peereval.load.text import TextTable

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
    try:
        frame = _parse(table, len(table.header), wanted)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        frame = _parse(table, _width_with_empty_cells(table), wanted)
    frame.columns = pd.Index([wanted.names[position] for position in wanted.positions])
    frame.index = pd.RangeIndex(table.first_row, table.first_row + len(frame))
    return frame.dropna(how="all")


def _parse(table: TextTable, width: int, wanted: Wanted) -> pd.DataFrame:
    # A decimal mark equal to the separator stands inside quotes; those columns come back
    # as text and are converted one by one.
    decimal = table.decimal if table.decimal and table.decimal != table.separator else "."
    names = wanted.names
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        frame: pd.DataFrame = pd.read_csv(  # type: ignore[call-overload]  # the stubs know text names only
            io.StringIO(table.body),
            sep=table.separator,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype={position: str for position, name in names.items() if name in wanted.as_text},
            na_values={position: wanted.codes[name] for position, name in names.items()},
            keep_default_na=False,
            decimal=decimal,
            skip_blank_lines=False,
            low_memory=False,
            **_EXACT,
        )
    frame = frame[wanted.positions]
    booleans = [position for position in wanted.positions if frame[position].dtype == bool]
    return frame.astype(dict.fromkeys(booleans, str))


def _width_with_empty_cells(table: TextTable) -> int:
    """Return the width of the widest row, whose cells after the last column must be empty."""
    width, ragged, last = len(table.header), [], 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(table.body, newline=""), delimiter=table.separator)):
            width, last = max(width, len(cells)), table.first_row + row
            if any(cell.strip() for cell in cells[len(table.header) :]):
                ragged.append(last)
    except csv.Error:
        raise refuse("quote-unclosed", table.name, rows=(last + 1,)) from None
    if ragged:
        raise refuse("row-too-long", table.name, {"columns": len(table.header)}, rows=tuple(ragged))
    if width == len(table.header):
        raise refuse("quote-unclosed", table.name, rows=(last,))
    return width
