"""Tables of reliability: of each measure by visit, and of each of its items."""

from collections.abc import Sequence
from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.rows import Figure, Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import (
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    notes_of,
    results_by_measure,
    rows_by_measure,
)
from peereval.results import Result

_PAIRS = (("alpha", "count"), ("icc items", ""), ("icc retest", "retest count"))
_ITEM = ("item-rest", "alpha without item")


def reliability_table(labels: Labels) -> Table | None:
    """Return Cronbach's alpha and the intraclass correlations by visit, with the people behind them."""
    pairs = results_by_measure(labels, "reliability")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    columns = [label_column(labels.say("column.visit"))]
    for quantity, count in _PAIRS:
        title = f"{labels.quantity(quantity)}, {interval_title(labels, level)}"
        columns.append(Column(quantity, title, "estimate", interval_parts(labels, labels.quantity(quantity), level)))
        columns += [Column(count, labels.quantity("count"), "number", (labels.quantity("count"),))] if count else []

    def make(result: Result, _: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "item", "visit")
        visits = [visit for visit in distinct(index, 1) if any(key[:2] == ("", visit) for key in index)]
        return [Row((Cell(labels.visit(visit)), *_cells(labels, index, visit))) for visit in visits]

    rows = rows_by_measure(pairs, make)
    reference = labels.group(labels.study.reference)
    notes = (labels.say("table.reliability_note", reference=reference), *notes_of(labels, pairs))
    return Table("reliability", labels.say("table.reliability"), tuple(columns), rows, notes, part="diagnostics")


def _cells(labels: Labels, index: Index, visit: str) -> list[Cell]:
    cells = []
    for quantity, count in _PAIRS:
        cells.append(figure_or_note(labels, index.get(("", visit, quantity)), 2))
        cells += [cell_of([index.get(("", visit, count))], style="count")] if count else []
    return cells


def items_table(labels: Labels) -> Table | None:
    """Return each item's correlation with the sum of the others, and alpha without it, by visit."""
    pairs = [pair for pair in results_by_measure(labels, "reliability") if any(pair[1].rows["item"] != "")]
    if not pairs:
        return None
    visits = list(dict.fromkeys(visit for _, result in pairs for visit in result.rows["visit"]))
    columns = [
        Column(f"{quantity} {visit}", labels.visit(visit), "number", (labels.visit(visit),), labels.quantity(quantity))
        for quantity in _ITEM
        for visit in visits
    ]

    def make(result: Result, _: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "item", "visit")
        items = [item for item in distinct(index, 0) if item]
        order = [(visit, quantity) for quantity in _ITEM for visit in visits]
        return [
            Row((Cell(labels.variable(item)), *(_alone(labels, index.get((item, *key))) for key in order)))
            for item in items
        ]

    rows = rows_by_measure(pairs, make)
    head = label_column(labels.say("column.item"))
    note = labels.say("table.items_note")
    return Table("items", labels.say("table.items"), (head, *columns), rows, (note,), part="diagnostics")


def _alone(labels: Labels, figure: Figure | None) -> Cell:
    """Return an estimate that has no interval, or the note of a row without figures."""
    if figure is None or isfinite(figure.estimate):
        return cell_of([figure])
    return Cell(labels.quantity(figure.note))
