"""Reads tables of trials: the one that comes with the package, or a user's."""

from collections.abc import Callable
from dataclasses import replace
from os import PathLike
from pathlib import Path

import pandas as pd

from peereval.errors import DataError
from peereval.evidence.trials.assemble import assemble_trials
from peereval.evidence.trials.columns import TEXTS, place_columns
from peereval.evidence.trials.peer_support import FILE, SOURCES, SUSPECTS, trials_file
from peereval.evidence.trials.table import Trials
from peereval.load.files import is_workbook
from peereval.load.table import Wanted
from peereval.load.text.parse import parse_text
from peereval.load.text.text import open_text
from peereval.load.workbook.excel import open_sheet, parse_sheet
from peereval.paths import read_file

MISSING = ["", "NA", "NaN", "."]


def read_trials(path: str | PathLike[str] | None = None) -> Trials:
    """Read trials, each row one comparison: those of peer support by Smit et al., or a table of yours.

    A table in the format of Metapsy is read as it is: text (`;` and decimal comma, or `,` and
    point, in UTF-8 or cp1252) or the one sheet of a workbook, with a header row. `study` is
    needed, and either `.g` with `.g_se` (`precalc_g` with `precalc_g_se`) or means, standard
    deviations and sizes of both arms with `sign_flipped`; a column `domain` splits the trials.

    Parameters
    ----------
    path
        The file; the trials that come with the package when left out.

    Returns
    -------
    Trials
        Effects are positive in favour of the first arm, as the format has it. A row without an
        effect gets the one of its means; a row without either is left out, with a finding.

    Raises
    ------
    DataError
        If the file cannot be read, lacks columns, or has text where numbers stand. Messages name
        columns and rows, never a cell.

    Examples
    --------
    >>> trials = read_trials()
    >>> trials
    Trials (peer_support_trials.csv): 66 rows of 28 studies; clinical 22, personal 19, functional 25
    """
    if path is None:
        made = assemble_trials(_frame(trials_file(), FILE), FILE, sources=SOURCES, suspects=SUSPECTS)
        return replace(made, reviewed=True)
    file = Path(path)
    try:
        raw = read_file(file)
    except OSError:
        raise DataError(f"'{file}' cannot be read: it is no file, or may not be opened.") from None
    return assemble_trials(_frame(raw, file.name), file.name)


def _frame(raw: bytes, name: str) -> pd.DataFrame:
    """Return the columns of a table under the names used here; the index is the row as Excel shows it."""
    header, parse = _opened(raw, name)
    placed = place_columns(header, name)
    frame = parse(Wanted(placed, TEXTS, dict.fromkeys(placed.values(), MISSING)))
    for column in set(placed.values()) - set(TEXTS):
        frame[column] = _numbers(frame[column], header[_position(placed, column)], name)
    return frame


def _opened(raw: bytes, name: str) -> tuple[tuple[str, ...], Callable[[Wanted], pd.DataFrame]]:
    if is_workbook(raw, name):
        sheet = open_sheet(raw, name, None, 1)
        return tuple(sheet.header), lambda wanted: parse_sheet(sheet, wanted)
    text = open_text(raw, name, 1)
    return text.header, lambda wanted: parse_text(text, wanted)


def _position(placed: dict[int, str], column: str) -> int:
    return next(position for position, ours in placed.items() if ours == column)


def _numbers(cells: pd.Series, column: str, file: str) -> pd.Series:
    """Return the numbers of a column, its decimal marks read either way."""
    texts = cells.astype("string").str.strip().str.replace(",", ".").str.replace("\N{MINUS SIGN}", "-")
    numbers: pd.Series = pd.to_numeric(texts, errors="coerce").astype("float64")
    bad = numbers.index[numbers.isna() & (texts.fillna("") != "")]
    if len(bad):
        rows = ", ".join(map(str, bad[:8]))
        raise DataError(f"{file}, column '{column}': row {rows} holds text where a number is needed. Correct it, or "
                        "write NA for a missing one.")  # fmt: skip
    return numbers
