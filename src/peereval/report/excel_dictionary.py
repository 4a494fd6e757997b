"""The sheet that says what every name of the results means, in the language of the report."""

from collections.abc import Iterable, Iterator
from itertools import count

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from peereval.report import excel_style as look
from peereval.report.excel_sheet import Placed, print_on_one_width, put_number, put_text, set_widths
from peereval.report.labels import Labels, Measure
from peereval.terms import has_term

_WIDTHS = (32, 46, 50, 11, 11, 15, 13, 13)
_NUMBERS = (4, 5, 7, 8)  # columns of the figures of a measure
_BETTER = {"better": "table.higher", "worse": "table.lower", "unstated": "table.unstated"}


def fill_dictionary(sheet: Worksheet, labels: Labels, rows: pd.DataFrame) -> list[Placed]:
    """Write what the measures, columns, kinds, quantities and notes of results are to an empty sheet.

    Parameters
    ----------
    sheet
        An empty sheet.
    labels
        The labels of the analysis.
    rows
        The rows of results.csv, (n, columns).

    Returns
    -------
    list of Placed
        The figures of the measures, with the places where they stand.
    """
    sheet.sheet_view.showGridLines = False
    put_text(sheet, 1, 1, labels.say("workbook.dictionary_title"), font=look.TITLE)
    put_text(sheet, 2, 1, labels.say("workbook.dictionary_note"), font=look.NOTE)
    lines = count(4)
    placed = _measures(sheet, lines, labels)
    columns = labels.say("workbook.columns", sheet=labels.say("workbook.results"))
    for heading, pairs in (
        (columns, ((name, column_meaning(labels, name)) for name in map(str, rows.columns))),
        (labels.say("workbook.kinds"), ((name, kind_meaning(labels, name)) for name in _distinct(rows["kind"]))),
        (labels.say("workbook.quantities"), ((name, labels.quantity(name)) for name in _distinct(rows["quantity"]))),
        (labels.say("workbook.notes"), ((name, labels.quantity(name)) for name in _distinct(rows["note"]))),
    ):
        _block(sheet, lines, (heading, ("workbook.name", "workbook.meaning")), pairs, labels)
    set_widths(sheet, _WIDTHS)
    print_on_one_width(sheet)
    sheet.freeze_panes = "A3"
    return placed


def column_meaning(labels: Labels, name: str) -> str:
    """Return what a column of results.csv holds; the name itself for a column that nobody described."""
    if has_term(f"dictionary.column.{name}"):
        return labels.say(f"dictionary.column.{name}")
    return labels.variable(name)


def kind_meaning(labels: Labels, name: str) -> str:
    """Return what the results of a kind are: in words of their own, or those of their table."""
    own = f"dictionary.kind.{name}"
    return labels.say(own) if has_term(own) else labels.say(f"table.{name}") if has_term(f"table.{name}") else name


def _distinct(names: "pd.Series[str]") -> list[str]:
    return [str(name) for name in dict.fromkeys(names) if name]


def _heading(sheet: Worksheet, row: int, names: Iterable[str]) -> None:
    for column, name in enumerate(names, start=1):
        align = look.HEAD_RIGHT if column in _NUMBERS else look.HEAD_LEFT
        put_text(sheet, row, column, name, font=look.BOLD, align=align).border = look.ABOVE_AND_BELOW
    sheet.row_dimensions[row].height = 28.0


def _block(
    sheet: Worksheet, lines: "count[int]", head: tuple[str, tuple[str, str]], pairs: Iterable[tuple[str, str]],
    labels: Labels,
) -> None:  # fmt: skip
    """Write a heading, and a row for each name with its meaning; nothing where there is no name."""
    found = list(pairs)
    if not found:
        return
    next(lines)
    put_text(sheet, next(lines), 1, head[0], font=look.SUBTITLE)
    _heading(sheet, next(lines), map(labels.say, head[1]))
    for name, meaning in found:
        row = next(lines)
        put_text(sheet, row, 1, name, font=look.CODE, align=look.LEFT)
        put_text(sheet, row, 2, meaning, align=look.OVER)


def _measures(sheet: Worksheet, lines: "count[int]", labels: Labels) -> list[Placed]:
    """Write what is known of each measure."""
    put_text(sheet, next(lines), 1, labels.say("workbook.measures"), font=look.SUBTITLE)
    _heading(sheet, next(lines), _measure_heads(labels))
    placed: list[Placed] = []
    for measure in labels.measures.values():
        placed += _measure(sheet, next(lines), labels, measure)
    put_text(sheet, next(lines), 1, labels.say("workbook.measures_note", sheet=labels.say("workbook.results")),
             font=look.NOTE)  # fmt: skip
    return placed


def _measure_heads(labels: Labels) -> Iterator[str]:
    yield from (labels.say("workbook.name"), labels.say("column.measure"), labels.say("column.instrument"))
    yield from (labels.quantity(name) for name in ("minimum", "maximum"))
    yield labels.say("column.better")
    yield from (labels.quantity("important difference"), labels.say("workbook.decimals"))


def _measure(sheet: Worksheet, row: int, labels: Labels, measure: Measure) -> Iterator[Placed]:
    texts = {1: measure.name, 2: measure.label, 3: labels.instrument(measure) or "–"}
    texts |= {6: labels.say(_BETTER[measure.higher_is]), 8: str(measure.decimals)}
    for column, text in texts.items():
        font = look.CODE if column == 1 else look.PLAIN
        put_text(
            sheet,
            row,
            column,
            text,
            font=font,
            align=look.RIGHT if column == 8 else look.BESIDE if column == 6 else look.LEFT,
        )
    for column, name in ((4, "minimum"), (5, "maximum"), (7, "important difference")):
        figure = measure.figures.get((name,))
        if figure is not None:
            yield from put_number(sheet, row, column, figure.number(decimals=measure.decimals), labels.language)
