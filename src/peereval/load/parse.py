"""Parses the body of a text table with the fast parser, and finds the row where it cannot."""

import csv
import io
import warnings
from collections.abc import Collection, Mapping

import pandas as pd

from peereval.load.problems import refuse
from peereval.load.text import TextTable


def parse_text(
    table: TextTable, keep: Mapping[int, str], as_text: Collection[str], codes: Mapping[str, list[str]]
) -> pd.DataFrame:
    """Return the kept columns of a text table, one row per row of the file.

    Parameters
    ----------
    table
        An opened text file.
    keep
        The columns to read: position to name. Others are never parsed.
    as_text
        Names whose cells stay the text that they are (`007`, `no`, `12:30`).
    codes
        For each name, the texts that mean a missing value.

    Returns
    -------
    pd.DataFrame
        Index: the row as Excel shows it. Numbers where the parser read numbers, else text.

    Raises
    ------
    SourceError
        If a row has more cells than the header, or a quote is never closed.
    """
    positions = sorted(keep)
    width = len(table.header)
    try:
        frame = _parse(table, width, positions, keep, as_text, codes)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        frame = _parse_wider(table, positions, keep, as_text, codes)
    frame.columns = pd.Index([keep[position] for position in positions])
    frame.index = pd.RangeIndex(table.first_row, table.first_row + len(frame))
    return frame.dropna(how="all")


def _parse(
    table: TextTable,
    width: int,
    positions: list[int],
    keep: Mapping[int, str],
    as_text: Collection[str],
    codes: Mapping[str, list[str]],
) -> pd.DataFrame:
    # A decimal mark equal to the separator stands inside quotes; those columns come back
    # as text and are converted one by one.
    decimal = table.decimal if table.decimal and table.decimal != table.separator else "."
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        frame = pd.read_csv(
            io.StringIO(table.body),
            sep=table.separator,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype={position: str for position in positions if keep[position] in as_text},
            na_values={position: codes[keep[position]] for position in positions},
            keep_default_na=False,
            decimal=decimal,
            skip_blank_lines=False,
            low_memory=False,
            float_precision="round_trip",
        )
    frame = frame[positions]
    booleans = [position for position in positions if frame[position].dtype == bool]
    return frame.astype(dict.fromkeys(booleans, str))


def _parse_wider(
    table: TextTable,
    positions: list[int],
    keep: Mapping[int, str],
    as_text: Collection[str],
    codes: Mapping[str, list[str]],
) -> pd.DataFrame:
    """Parse again with room for empty cells after the last column, as spreadsheets leave them."""
    width, ragged, last = len(table.header), [], 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(table.body, newline=""), delimiter=table.separator)):
            width, last = max(width, len(cells)), table.first_row + row
            if any(cell.strip() for cell in cells[len(table.header) :]):
                ragged.append(last)
        if not ragged:
            return _parse(table, width, positions, keep, as_text, codes)
    except (csv.Error, pd.errors.ParserError, pd.errors.ParserWarning):
        raise refuse("quote-unclosed", table.name, rows=(last,)) from None
    raise refuse("row-too-long", table.name, rows=tuple(ragged), columns=len(table.header))
