"""Adjusted means at each visit, and their changes."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import (
    cohort,
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    notes_of,
    results_by_measure,
    rows_by_measure,
    who,
)
from peereval.results import Result


def adjusted_means_table(labels: Labels) -> Table | None:
    """Return adjusted means with intervals: a row a group or entry cohort, a column a visit."""
    return _wide(labels, "adjusted_means", ("visit",), "adjusted mean")


def changes_table(labels: Labels) -> Table | None:
    """Return adjusted changes with intervals: a column for each visit and what it is compared with."""
    return _wide(labels, "changes", ("baseline", "visit"), "change")


def _wide(labels: Labels, kind: str, across: tuple[str, ...], quantity: str) -> Table | None:
    pairs = results_by_measure(labels, kind)
    if not pairs:
        return None
    places = list(dict.fromkeys(key[:-1] for _, result in pairs for key in index_rows(result, *across)))
    level = pairs[0][1].method.get("level")
    title = f"{labels.quantity(quantity)}, {interval_title(labels, level)}"
    parts = interval_parts(labels, labels.quantity(quantity), level)
    columns = [Column("_".join(place), _place(labels, place), "estimate", parts, title) for place in places]

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "entry", *across)
        rows = []
        people = dict.fromkeys(key[:2] for key in index)
        for group, entry in people:
            cells = [figure_or_note(labels, index.get((group, entry, *place, quantity)), measure.decimals)
                     for place in places]  # fmt: skip
            if any(cell.numbers for cell in cells):
                below = bool(entry) and (group, "") in people
                name = cohort(labels, entry) if below else who(labels, group, entry)
                rows.append(Row((Cell(name), *cells), "indent" if below else "body"))
        return rows

    rows = rows_by_measure(pairs, make)
    notes = (labels.say(f"table.{kind}_note"), *notes_of(labels, pairs))
    head = label_column(labels.say("column.group"))
    return Table(kind, labels.say(f"table.{kind}"), (head, *columns), rows, notes)


def _place(labels: Labels, place: tuple[str, ...]) -> str:
    return " → ".join(labels.visit(name) for name in place)
