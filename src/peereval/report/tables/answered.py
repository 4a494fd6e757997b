"""How the questionnaires were answered: complete, scored from part of the items, refused, blank."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import label_column, notes_of, results_by_measure, rows_by_measure
from peereval.results import Result

_STATES = ("complete", "prorated", "refused", "unanswered")


def answered_table(labels: Labels) -> Table | None:
    """Return, by group and visit, the questionnaires complete, prorated, refused and unanswered."""
    pairs = results_by_measure(labels, "answered")
    if not pairs:
        return None
    names = {name: labels.quantity(name) for name in _STATES}
    columns = (
        label_column(labels.say("column.group")),
        Column("visit", labels.say("column.visit")),
        *(Column(name, title, "number", (title,)) for name, title in names.items()),
    )

    def make(result: Result, _measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "visit")
        return [
            Row((Cell(labels.group(group)), Cell(labels.visit(visit)),
                 *(index[group, visit, name].cell(style="count") for name in _STATES)))
            for group, visit in dict.fromkeys(key[:2] for key in index)
        ]  # fmt: skip

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.answered_note"), *notes_of(labels, pairs))
    return Table("answered", labels.say("table.answered"), columns, rows, notes, part="diagnostics")
