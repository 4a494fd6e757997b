"""Tables of time: when visits took place, who was still followed, the timetable planned and actual."""

from datetime import date

from babel.dates import format_date

from peereval.report.labels import Labels
from peereval.report.rows import Figure, Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import label_column, notes_of, results_by_measure, who
from peereval.terms import label_of

_QUARTILES = ("median", "q1", "q3")


def timing_table(labels: Labels) -> Table | None:
    """Return when visits took place on each clock: median, quartiles, and the share inside the window."""
    pairs = results_by_measure(labels, "visit_timing")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "entry", "clock", "visit")
    say = labels.say
    quartiles = tuple(labels.quantity(name) for name in _QUARTILES)
    inside = (labels.quantity("count"), labels.quantity("percent"))
    columns = (
        label_column(say("column.clock_visit")),
        Column(
            "window", say("column.window"), "pair", (labels.quantity("planned month"), labels.quantity("window weeks"))
        ),
        Column("dated", labels.quantity("dated"), "number", (labels.quantity("dated"),)),
        Column("undated", labels.quantity("undated"), "number", (labels.quantity("undated"),)),
        Column("months", say("column.months_quartiles"), "estimate", quartiles),
        Column("inside", labels.quantity("inside"), "pair", inside),
    )
    rows: list[Row] = []
    for group, entry in dict.fromkeys(
        (name, cohort) for name in labels.study.groups for cohort in _entries(index, name)
    ):
        rows.append(section(who(labels, group, entry)))
        for clock in distinct(index, 2):
            visits = [visit for visit in labels.study.visits if (group, entry, clock, visit, "dated") in index]
            rows += [_timing_row(labels, index, (group, entry, clock, visit)) for visit in visits]
    notes = (say("table.timing_note"), *notes_of(labels, pairs))
    return Table("visit_timing", say("table.timing"), columns, tuple(rows), notes)


def _entries(index: Index, group: str) -> list[str]:
    return list(dict.fromkeys(key[1] for key in index if key[0] == group))


def _timing_row(labels: Labels, index: Index, key: tuple[str, str, str, str]) -> Row:
    clock, visit = key[2:]
    found = {name: index.get((*key, name)) for name in ("dated", "undated", *_QUARTILES)}
    planned = [index.get((*key, name)) for name in ("planned", "window weeks")]
    share = [index.get((*key, name)) for name in ("inside", "inside percent")]
    shown = [one.number(style="decimal" if place else "count", decimals=1) for place, one in enumerate(share) if one]
    return Row((
        Cell(labels.say(f"table.clock_{clock.replace(' ', '_')}", visit=labels.visit(visit))),
        Cell(numbers=tuple(one.number(decimals=_whole(one)) for one in planned if one)),
        *(cell_of([found[name]], style="count") for name in ("dated", "undated")),
        cell_of((found[name] for name in _QUARTILES), decimals=1),
        Cell(numbers=tuple(shown)),
    ))  # fmt: skip


def _whole(figure: Figure) -> int:
    """Return no decimals for a whole number, else one."""
    return 0 if figure.estimate == round(figure.estimate) else 1


def exposure_table(labels: Labels) -> Table | None:
    """Return who was still followed by the worker at each visit, for how long, and why the others were not."""
    pairs = results_by_measure(labels, "exposure")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "visit", "reason")
    reasons = [reason for reason in dict.fromkeys(key[2] for key in index) if reason]
    say, spanner = labels.say, labels.say("column.ended_because")
    quartiles = tuple(labels.quantity(name) for name in _QUARTILES)
    columns = [
        label_column(say("column.visit")),
        Column("seen", labels.quantity("seen"), "number", (labels.quantity("seen"),)),
        Column("followed", labels.quantity("followed"), "pair", (labels.quantity("followed"), "%")),
        Column("months", say("column.months_followed"), "estimate", quartiles),
        *(Column(reason, labels.reason("exposure_end_reason", reason), "number",
                 (labels.reason("exposure_end_reason", reason),), spanner) for reason in reasons),
    ]  # fmt: skip
    extra = [name for name in ("ended without reason", "not begun", "undated") if _any(index, name)]
    columns += [Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in extra]
    rows: list[Row] = []
    for group in distinct(index, 0):
        rows.append(section(labels.group(group)))
        for visit in dict.fromkeys(key[1] for key in index if key[0] == group):
            key = (group, visit, "")
            followed = [index.get((*key, name)) for name in ("followed", "followed percent")]
            rows.append(Row((
                Cell(labels.visit(visit)),
                cell_of([index.get((*key, "seen"))], style="count"),
                Cell(numbers=tuple(one.number(style="decimal" if place else "count", decimals=1)
                                   for place, one in enumerate(followed) if one)),
                cell_of((index.get((*key, name)) for name in _QUARTILES), decimals=1),
                *(cell_of([index.get((group, visit, reason, "ended"))], style="count") for reason in reasons),
                *(cell_of([index.get((*key, name))], style="count") for name in extra),
            )))  # fmt: skip
    notes = (say("table.exposure_note"), *notes_of(labels, pairs))
    return Table("exposure", say("table.exposure"), tuple(columns), tuple(rows), notes)


def _any(index: Index, quantity: str) -> bool:
    return any(key[-1] == quantity and figure.estimate > 0 for key, figure in index.items())


def timetable_table(labels: Labels) -> Table | None:
    """Return the phases of the study: days planned and actual, how long, and how late."""
    pairs = results_by_measure(labels, "timetable")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "phase", "version", "first", "last")
    versions = ("planned", "actual")
    columns = [label_column(labels.say("column.phase"))]
    for version in versions:
        spanner = labels.quantity(version)
        days = labels.quantity("days")
        columns += [Column(f"{version} from", labels.say("column.first_last"), "text", (), spanner),
                    Column(f"{version} days", days, "number", (f"{spanner}, {days}",), spanner)]  # fmt: skip
    names = ("delay start", "delay end")
    columns += [Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in names]
    rows = []
    for phase in distinct(index, 0):
        cells = [cell for version in versions for cell in _days(labels, index, phase, version)]
        late = [
            next((one for key, one in index.items() if key[0] == phase and key[-1] == name), None) for name in names
        ]
        cells += [cell_of([one], style="count") for one in late]
        rows.append(Row((Cell(phase_label(labels, phase)), *cells)))
    note = labels.say("table.timetable_note")
    return Table("timetable", labels.say("table.timetable"), tuple(columns), tuple(rows), (note,), part="diagnostics")


def phase_label(labels: Labels, phase: str) -> str:
    """Return the label of a phase of the timetable, found by its number."""
    return label_of(dict(labels.study.timetable[int(phase) - 1].label.items()), labels.language, phase)


def _days(labels: Labels, index: Index, phase: str, version: str) -> list[Cell]:
    for key, figure in index.items():
        if key[:2] == (phase, version) and key[-1] == "days":
            days = [format_date(date.fromisoformat(day), "d MMM y", locale=labels.language) for day in key[2:4]]
            return [Cell(" – ".join(days)), figure.cell(style="count")]
    return [Cell(), Cell()]
