"""Tables of people: who was seen at each visit, and who entered each analysis."""

from collections.abc import Sequence
from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.rows import Figure, Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import (
    interval_parts,
    label_column,
    notes_of,
    results_by_measure,
    rows_by_measure,
    who,
)
from peereval.results import Result

_SIZES = ("sites", "people", "mean size", "median size", "smallest", "largest", "variation")
_COUNTS = ("entered", "expected", "seen", "missed", "lost", "returned")


def attendance_table(labels: Labels) -> Table | None:
    """Return the people seen by group and visit with the share retained, and those lost: the report's first table."""
    pairs = results_by_measure(labels, "flow")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "entry", "visit")
    visits = distinct(index, 2)
    parts = (labels.quantity("seen"), labels.quantity("retained"))
    columns = [Column(visit, labels.visit(visit), "pair", parts) for visit in visits]
    last = visits[-1]
    lost = labels.say("table.attendance_lost", visit=labels.visit(last))
    columns.append(Column("lost", lost, "number", (lost,)))
    rows = [
        Row((Cell(labels.group(group)), *(_attendance(index, group, visit) for visit in visits),
             cell_of([index.get((group, "", last, "lost"))], style="count")))
        for group in distinct(index, 0)
    ]  # fmt: skip
    title = labels.say("table.attendance")
    return Table("attendance", title, (label_column(labels.say("column.group")), *columns), tuple(rows))


def _attendance(index: Index, group: str, visit: str) -> Cell:
    seen, retained = (index.get((group, "", visit, quantity)) for quantity in ("seen", "retained"))
    if seen is None or not seen.estimate:
        return Cell("–")
    numbers = [seen.number(style="count")]
    if retained is not None and isfinite(retained.estimate):
        numbers.append(retained.number(style="percent", decimals=1))
    return Cell(numbers=tuple(numbers))


def flow_table(labels: Labels) -> Table | None:
    """Return the flow of participants: entered, seen, absent, back again, by group, entry and visit."""
    pairs = results_by_measure(labels, "flow")
    if not pairs:
        return None
    result = pairs[0][1]
    index = index_rows(result, "group", "entry", "visit")
    counts = [Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in _COUNTS]
    parts = interval_parts(labels, labels.quantity("retained"), result.method.get("level"))
    columns = (label_column(labels.say("column.visit")), *counts,
               Column("retained", labels.quantity("retained"), "estimate", parts))  # fmt: skip
    rows: list[Row] = []
    for group, entry in dict.fromkeys(key[:2] for key in index):
        rows += [section(who(labels, group, entry)), *_flow_rows(labels, index, group, entry)]
    notes = (labels.say("table.flow_note"), *notes_of(labels, pairs))
    return Table("flow", labels.say("table.flow"), columns, tuple(rows), notes)


def _flow_rows(labels: Labels, index: Index, group: str, entry: str) -> list[Row]:
    rows = []
    for visit in distinct(index, 2):
        counts = [index.get((group, entry, visit, name)) for name in _COUNTS]
        if not any(figure is not None and figure.some for figure in counts):
            continue
        cells = [cell_of([figure], style="count") for figure in counts]
        retained = index.get((group, entry, visit, "retained"))
        rows.append(Row((Cell(labels.visit(visit)), *cells, retained.estimate_interval(1) if retained else Cell())))
    return rows


def analysed_table(labels: Labels) -> Table | None:
    """Return how many people entered each model, and why the others did not, by group and visit."""
    pairs = results_by_measure(labels, "analysed")
    if not pairs:
        return None
    names = distinct(index_rows(pairs[0][1]), 0)
    counts = (Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in names)
    columns = (label_column(labels.say("column.group_visit")), *counts)

    def make(result: Result, _: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "visit")
        people = dict.fromkeys(key[:2] for key in index)
        rows = []
        for group, visit in people:
            below = bool(visit) and (group, "") in people
            label = labels.visit(visit) if below else ", ".join(filter(None, (labels.group(group), visit)))
            cells = (cell_of([index.get((group, visit, name))], style="count") for name in names)
            rows.append(Row((Cell(label), *cells), "indent" if below else "body"))
        return rows

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.analysed_note"), *notes_of(labels, pairs))
    return Table("analysed", labels.say("table.analysed"), columns, rows, notes, part="diagnostics")


def sites_table(labels: Labels) -> Table | None:
    """Return how many sites each group has at each visit, and how unequal they are."""
    pairs = results_by_measure(labels, "sites")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "visit")
    columns = (Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in _SIZES)
    rows: list[Row] = []
    for group in distinct(index, 0):
        rows.append(section(labels.group(group) if group else labels.say("column.overall")))
        for visit in dict.fromkeys(key[1] for key in index if key[0] == group):
            label = labels.visit(visit) if visit else labels.say("table.ever_seen")
            figures = [index.get((group, visit, name)) for name in _SIZES]
            rows.append(Row((Cell(label), *(_size(name, one) for name, one in zip(_SIZES, figures, strict=True)))))
    head = label_column(labels.say("column.group_visit"))
    notes = (labels.say("table.sites_note"),)
    return Table("sites", labels.say("table.sites"), (head, *columns), tuple(rows), notes, part="diagnostics")


def _size(name: str, figure: Figure | None) -> Cell:
    if figure is None or not isfinite(figure.estimate):
        return Cell("–")
    if name in ("mean size", "median size", "variation"):
        return cell_of([figure], decimals=2 if name == "variation" else 1)
    return cell_of([figure], style="count")
