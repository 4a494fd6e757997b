"""The main contrast under every analysis, with what each assumes."""

from peereval.report.answers import Answer, answers_of
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import figure_or_note, interval_parts, interval_title, label_column


def sensitivity_table(labels: Labels) -> Table | None:
    """Return the answers of every analysis, one column for each visit, sections by measure and group."""
    asked = [measure for measure in labels.measures.values() if answers_of(labels, measure.name)]
    if not asked:
        return None
    answers = {measure.name: answers_of(labels, measure.name) for measure in asked}
    met = {one.visit for found in answers.values() for one in found}
    visits = [visit for visit in labels.study.visits if visit in met]
    quantity = labels.quantity("difference in change")
    spanner = f"{quantity}, {interval_title(labels)}"
    columns = (
        label_column(labels.say("column.analysis")),
        Column("assumption", labels.say("column.assumption")),
        *(
            Column(visit, labels.visit(visit), "estimate", interval_parts(labels, quantity), spanner)
            for visit in visits
        ),
    )
    rows = tuple(row for measure in asked for row in _rows(labels, measure, answers[measure.name], visits))
    notes = (labels.say("table.sensitivity_note"),)
    return Table("sensitivity", labels.say("table.sensitivity"), columns, rows, notes, part="sensitivity")


def _rows(labels: Labels, measure: Measure, answers: list[Answer], visits: list[str]) -> list[Row]:
    rows = []
    for group in dict.fromkeys(one.group for one in answers):
        own = [one for one in answers if one.group == group]
        contrast = labels.say("table.contrast", group=labels.group(group), reference=labels.group(own[0].reference),
                              minus=MINUS)  # fmt: skip
        rows.append(section(f"{measure.label}, {contrast}"))
        for name in dict.fromkeys(one.analysis for one in own):
            found = {one.visit: one for one in own if one.analysis == name}
            first = next(iter(found.values()))
            cells = (figure_or_note(labels, found[visit].figure if visit in found else None, measure.decimals + 1)
                     for visit in visits)  # fmt: skip
            rows.append(Row((Cell(first.name(labels)), Cell(first.assumption(labels)), *cells)))
    return rows
