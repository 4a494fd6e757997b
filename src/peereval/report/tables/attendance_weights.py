"""The table of attendance weights: how many were seen, for how many they count, and how far weights go."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Style, Table
from peereval.report.tables.shared import label_column, notes_of, results_by_measure, rows_by_measure
from peereval.results import Result

_SHOWN: tuple[tuple[str, Style, int], ...] = (
    ("expected", "count", 0),
    ("attended", "count", 0),
    ("effective n", "decimal", 1),
    ("largest weight", "decimal", 2),
    ("truncated", "count", 0),
)


def attendance_weights_table(labels: Labels) -> Table | None:
    """Return the weights for drop-out by group and visit after the first; None where there are none."""
    pairs = results_by_measure(labels, "attendance_weights")
    if not pairs:
        return None
    first = labels.visit(distinct(index_rows(pairs[0][1], "visit"), 0)[0])
    titles = [labels.say("column.measured_at", visit=first), *(labels.quantity(name) for name, _, _ in _SHOWN[1:])]
    columns = (
        label_column(labels.say("column.group_visit")),
        *(Column(one[0], title, "number", (title,)) for one, title in zip(_SHOWN, titles, strict=True)),
    )

    def make(result: Result, _: Measure) -> Sequence[Row]:
        """Return the rows of one measure."""
        index = index_rows(result, "group", "visit")
        later = distinct(index, 1)[1:]
        return [
            Row((Cell(f"{labels.group(group)}, {labels.visit(visit)}"),
                 *(cell_of([index.get((group, visit, name))], style=style, decimals=decimals)
                   for name, style, decimals in _SHOWN)))
            for group in distinct(index, 0) for visit in later
        ]  # fmt: skip

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.attendance_weights_note", visit=first), *notes_of(labels, pairs))
    title = labels.say("table.attendance_weights")
    return Table("attendance_weights", title, columns, rows, notes, part="sensitivity")
