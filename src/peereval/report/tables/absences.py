"""Tables of people not seen: before inclusion, at a visit and why, and the patterns this makes."""

from collections.abc import Sequence

from peereval.report.labels import Labels
from peereval.report.rows import Figure, Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import label_column, notes_of, results_by_measure

_BEFORE = ("eligible", "refusals", "missed appointments", "still expected", "included", "never seen")


def recruitment_table(labels: Labels) -> Table | None:
    """Return who was eligible, refused, missed appointments, was included and was never seen, by group."""
    pairs = results_by_measure(labels, "flow")
    if not pairs:
        return None
    found = index_rows(pairs[0][1], "group", "entry", "visit")
    index = {(group, visit, name): one for (group, entry, visit, name), one in found.items()
             if not entry and name in _BEFORE}  # fmt: skip
    names = [name for name in _BEFORE if any(key[2] == name for key in index)]
    columns = (
        label_column(labels.say("column.group_visit")),
        *(Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in names),
    )
    rows = [
        Row((
            Cell(f"{labels.group(group)}, {labels.visit(visit)}"),
            *(cell_of([index.get((group, visit, name))], style="count") for name in names),
        ))
        for group, visit in dict.fromkeys(key[:2] for key in index)
    ]  # fmt: skip
    note = labels.say("table.recruitment_note")
    return Table("recruitment", labels.say("table.recruitment"), columns, tuple(rows), (note,))


def absences_table(labels: Labels) -> Table | None:
    """Return why people expected at a visit were not seen there: a section a group, a column a visit."""
    pairs = results_by_measure(labels, "absences")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "visit", "reason")
    visits = [visit for visit in labels.study.visits if visit in distinct(index, 1)]
    parts = (labels.quantity("count"), labels.quantity("percent"))
    columns = (
        label_column(labels.say("column.reason")),
        *(Column(visit, labels.visit(visit), "pair", parts) for visit in visits),
    )
    rows: list[Row] = []
    for group in distinct(index, 0):
        rows += [section(labels.group(group)), *_reason_rows(labels, index, group, visits)]
    notes = (labels.say("table.absences_note"), *notes_of(labels, pairs))
    return Table("absences", labels.say("table.absences"), columns, tuple(rows), notes)


def _reason_rows(labels: Labels, index: Index, group: str, visits: Sequence[str]) -> list[Row]:
    def counts(reason: str, quantity: str, *more: str) -> list[list[Figure | None]]:
        """Return the figures of a reason at every visit."""
        return [[index.get((group, visit, reason, name)) for name in (quantity, *more)] for visit in visits]

    rows = [_row(labels.quantity("absent"), counts("", "absent"))]
    reasons = [key[2] for key in index if key[0] == group and key[2]]
    rows += [
        _row(labels.reason("absence_reason", reason), counts(reason, "count", "percent"), "indent")
        for reason in dict.fromkeys(reasons)
    ]
    for quantity in ("not recorded", "returned"):
        cells = counts("", quantity)
        if any(figure is not None and figure.estimate for (figure,) in cells):
            word = labels.say("table.came_back" if quantity == "returned" else "table.reason_not_recorded")
            rows.append(_row(word, cells, "body" if quantity == "returned" else "indent"))
    return rows


def _row(label: str, cells: Sequence[Sequence[Figure | None]], role: str = "body") -> Row:
    made = [_count_percent(figures) for figures in cells]
    return Row((Cell(label), *made), "indent" if role == "indent" else "body")


def _count_percent(figures: Sequence[Figure | None]) -> Cell:
    """Return a count and, where it has one, its percentage."""
    known = [figure for figure in figures if figure is not None]
    return Cell(numbers=tuple(
        figure.number(style="decimal" if place else "count", decimals=1) for place, figure in enumerate(known)
    ))  # fmt: skip


def patterns_table(labels: Labels) -> Table | None:
    """Return how many people of each group were seen at which visits, and whether they left or came back."""
    pairs = results_by_measure(labels, "attendance_patterns")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "pattern")
    groups = distinct(index, 0)
    parts = (labels.quantity("count"), labels.quantity("percent"))
    columns = (
        label_column(labels.say("column.pattern")),
        Column("meaning", labels.say("column.meaning")),
        *(Column(group, labels.group(group), "pair", parts) for group in groups),
    )
    rows = []
    for pattern in _patterns(index):
        notes = [one.note for key, one in index.items() if key[1] == pattern]
        seen = ", ".join(
            labels.visit(visit) for visit, letter in zip(labels.study.visits, pattern, strict=True) if letter == "X"
        )
        meaning = f"{seen} ({labels.quantity(notes[0])})"
        cells = [_of(index, group, pattern, "count", "percent") for group in groups]
        rows.append(Row((Cell(pattern, code=True), Cell(meaning), *cells)))
    for quantity in ("monotone", "came back"):
        cells = [_of(index, group, "", quantity, f"{quantity} percent") for group in groups]
        rows.append(Row((Cell(labels.say("table.all_patterns")), Cell(labels.quantity(quantity)), *cells)))
    title, note = labels.say("table.attendance_patterns"), labels.say("table.attendance_patterns_note")
    return Table(
        "attendance_patterns", title, columns, tuple(rows), (note, *notes_of(labels, pairs)), part="diagnostics"
    )


def _patterns(index: Index) -> list[str]:
    """Return the patterns met: those that start first lead, then those with most visits."""
    found = [pattern for pattern in distinct(index, 1) if pattern]
    return sorted(found, key=lambda text: (text.count("."), found.index(text)))


def _of(index: Index, group: str, pattern: str, *quantities: str) -> Cell:
    return _count_percent([index.get((group, pattern, quantity)) for quantity in quantities])
