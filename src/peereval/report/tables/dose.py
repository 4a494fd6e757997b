"""The table of how change goes with the dose had before."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import cell_of, index_rows
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

_SLOPES = ("change per unit of dose", "change per SD of dose")


def dose_table(labels: Labels) -> Table | None:
    """Return the slopes of the change after the second visit on the dose up to it."""
    pairs = results_by_measure(labels, "dose")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    count, spread = labels.quantity("participants"), labels.quantity("sd dose")
    columns = [
        label_column(labels.say("column.dose")),
        Column("participants", count, "number", (count,)),
        Column("dose", f"{labels.quantity('mean dose')} ({spread})", "pair", (labels.quantity("mean dose"), spread)),
    ]
    for name in _SLOPES:
        title = f"{labels.quantity(name)}, {interval_title(labels, level)}"
        columns.append(Column(name, title, "estimate", interval_parts(labels, labels.quantity(name), level)))

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "dose", "baseline", "visit")
        made = []
        for dose, start, visit in dict.fromkeys(key[:3] for key in index):
            of = {quantity: index.get((dose, start, visit, quantity)) for *_, quantity in index}
            name = labels.say("table.months_followed") if dose == "months followed" else labels.variable(dose)
            label = Cell(f"{name}, {labels.visit(start)}\u00a0→\u00a0{labels.visit(visit)}")
            slopes = [figure_or_note(labels, of[name], measure.decimals + 1) for name in _SLOPES]
            cells = (
                cell_of([of.get("participants")], style="count"),
                cell_of([of["mean dose"], of["sd dose"]], decimals=1),
            )
            made.append(Row((label, *cells, *slopes)))
        return made

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.dose_note"), *notes_of(labels, pairs))
    return Table("dose", labels.say("table.dose"), tuple(columns), rows, notes, part="sensitivity")
