"""The residuals of the models by visit."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import cell_of, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import label_column, notes_of, results_by_measure, rows_by_measure
from peereval.results import Result

_SHOWN = {"count": ("count", 0), "mean": ("decimal", 2), "sd": ("decimal", 2), "percent beyond 1.96": ("decimal", 1)}


def residuals_table(labels: Labels) -> Table | None:
    """Return number, mean, spread and tails of the scaled residuals at each visit."""
    pairs = results_by_measure(labels, "residuals")
    if not pairs:
        return None

    def make(result: Result, _: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "plot", "place")
        places = dict.fromkeys(key[1] for key in index if key[0] == "visit")
        rows = []
        for place in places:
            cells = (cell_of([index.get(("visit", place, name))], style=style, decimals=decimals)  # type: ignore[arg-type]
                     for name, (style, decimals) in _SHOWN.items())  # fmt: skip
            rows.append(Row((Cell(labels.visit(place)), *cells)))
        return rows

    head = label_column(labels.say("column.visit"))
    columns = (Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in _SHOWN)
    notes = (labels.say("table.residuals_note"), *notes_of(labels, pairs))
    rows = rows_by_measure(pairs, make)
    return Table("residuals", labels.say("table.residuals"), (head, *columns), rows, notes, part="diagnostics")
