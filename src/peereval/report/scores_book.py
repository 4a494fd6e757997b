"""The scored long table as a workbook, for the people of the study only."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import isfinite
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook

from peereval.errors import DataError, StudyFileError
from peereval.report.safe_text import neutral_text
from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.checks.data import Checks
    from peereval.score.measure import Measure, Scored
    from peereval.study import Study

_KEYS = ("participant", "group", "site", "visit")
_MOST_ROWS = 1_048_576 - 1  # of a sheet, without its heading
_HEADS = ("column", "content", "minimum", "maximum", "better", "instrument", "version", "verified", "items")

Value = str | float | int | None


def write_scores(study: "Study", path: str | PathLike[str], *, checked: "Checks | None" = None) -> Path:
    """Write the scored long table of a study to a new .xlsx file and return its path.

    Use it to look at the scores, or to take them to another program. The file is internal: it
    has one row per person and visit, with the codes of the participants.

    Parameters
    ----------
    study
        From `read_study`; its language is that of the file.
    path
        A new file ending in .xlsx, in a folder that exists. No file is ever overwritten.
    checked
        The outcome of `check_data`, when it has just been run; it is run otherwise.

    Returns
    -------
    pathlib.Path
        The file: a sheet with the keys, the measures and their items answered, as numbers
        without rounding; and a sheet that explains each column.

    Raises
    ------
    StudyFileError
        If the study is for an external audience, or the file exists or cannot be written.
    DataError
        If the files of the study have errors, or more rows than a sheet can hold.
    """
    from peereval.checks.data import check_data  # noqa: PLC0415  (the readers of files, when they are needed)

    target = check_scores_target(study, path)
    checked = checked or check_data(study)
    if not checked.usable:
        raise DataError("The files have errors, so no score is written; `peereval check` shows what and where.")
    book = render_scores(study, checked.scored)
    try:
        with target.open("xb") as file:
            file.write(book)
    except OSError:
        raise StudyFileError(f"'{target}' cannot be written. Name another file, or free the folder.") from None
    return target


def check_scores_target(study: "Study", path: str | PathLike[str]) -> Path:
    """Return where the scored table may be written, or refuse: before any file of the study is read.

    Raises
    ------
    StudyFileError
        If the study is for an external audience, or the file exists or has no folder.
    """
    target = Path(path)
    if study.audience == "external":
        raise StudyFileError(
            f"{study.file.name} line {study.line_of('audience')}: 'audience' is external, and the scored table has one "
            "row per person. Write 'audience: internal' to make it for yourself, and do not pass it on."
        )
    if target.suffix.lower() != ".xlsx":
        raise StudyFileError(f"'{target}' does not end in .xlsx, which is what the scored table is. Name it so.")
    if target.exists():
        raise StudyFileError(f"'{target}' exists; nothing was written. Name another file.")
    if not target.absolute().parent.is_dir():
        raise StudyFileError(f"The folder of '{target}' does not exist. Make it, or name another file.")
    return target


def render_scores(study: "Study", scored: "Scored") -> bytes:
    """Return the workbook of the scored table: the data, and what each of its columns is."""
    language = study.language
    keys = [name for name in _KEYS if name in scored.frame]
    measures = [name for one in scored.measures for name in (one.name, one.answered)]
    if len(scored.frame) > _MOST_ROWS:
        raise DataError(f"The table has {len(scored.frame)} rows, and a sheet holds {_MOST_ROWS}. Take it from Python.")
    book = Workbook(write_only=True)
    _fill(book, term("scores.sheet", language), [[*keys, *measures], *_rows(scored.frame, keys, measures)], "B2")
    notice = [[term("scores.internal", language)], [term("scores.apostrophe", language)], []]
    heads: list[Value] = [term(f"column.{name}", language) for name in _HEADS]
    lines = [_key_line(study, name) for name in keys]
    lines += [line for one in scored.measures for line in _measure_lines(one, language)]
    _fill(book, term("scores.columns_sheet", language), [*notice, heads, *lines], "B5", widths=(34, 60, 12, 12, 14, 24))
    book.properties.creator = "peereval"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _rows(frame: pd.DataFrame, keys: Sequence[str], measures: Sequence[str]) -> Iterator[list[Value]]:
    texts = [frame[name].astype("string").fillna("").map(neutral_text).tolist() for name in keys]
    numbers = [frame[name].tolist() for name in measures]
    return (list(row) for row in zip(*texts, *numbers, strict=True))


def _fill(
    book: Workbook, title: str, rows: Sequence[Sequence[Value]], freeze: str, widths: Sequence[float] = ()
) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = freeze
    for place, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHI"[place]].width = width
    for row in rows:
        sheet.append([None if value == "" or (isinstance(value, float) and not isfinite(value)) else value
                      for value in row])  # fmt: skip


def _key_line(study: "Study", name: str) -> list[Value]:
    field = getattr(study.columns, name, None)
    said = term(f"scores.{name}", study.language)
    return [name, said if not field or field == name else f"{said} ({field})"]


def _measure_lines(measure: "Measure", language: Language) -> Iterator[list[Value]]:
    """Yield the lines that explain a measure and the count of its items."""
    label = neutral_text(measure.labels[language])
    better = {"better": "table.higher", "worse": "table.lower", "unstated": "table.unstated"}[measure.higher_is]
    checked = term("table.yes" if measure.verified else "table.no", language) if measure.instrument else ""
    items = neutral_text(", ".join(measure.items))
    yield [measure.name, label, measure.minimum, measure.maximum, term(better, language),
           neutral_text(measure.instrument), neutral_text(measure.version), checked, items]  # fmt: skip
    counted = term("scores.answered", language, measure=label, count=len(measure.items))
    yield [measure.answered, neutral_text(counted), 0, len(measure.items)]
