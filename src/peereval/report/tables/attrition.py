"""Tables of who leaves: by first-visit characteristics, by group against the reference, by site."""

from collections.abc import Sequence

from peereval.report.labels import Labels
from peereval.report.rows import Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Style, Table, section
from peereval.report.tables.shared import (
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    notes_of,
    results_by_measure,
)

_STATUSES = ("seen", "not seen")


def attrition_table(labels: Labels) -> Table | None:
    """Return those seen and those not seen at the last visit, as they first came, by group."""
    pairs = results_by_measure(labels, "attrition")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "variable", "level", "group", "status")
    groups = distinct(index, 2)
    visit = labels.visit(str(pairs[0][1].method.get("visit", "")))
    parts = (labels.say("column.count_or_mean"), labels.say("column.percent_or_sd"))
    columns = [label_column(labels.say("column.variable"))]
    for group in groups:
        name = labels.group(group)
        columns += [Column(f"{group} {one}", labels.quantity(one), "pair", parts, name) for one in _STATUSES]
        columns.append(Column(f"smd {group}", labels.say("column.smd"), "number", (labels.quantity("smd"),), name))
    people = [cell for group in groups for cell in (*_people(index, group), Cell())]
    counted = any(key[-1] == "people" for key in index)  # an external report has differences only
    rows = [Row((Cell(labels.quantity("people")), *people))] if counted else []
    for variable in (name for name in distinct(index, 0) if name):
        rows += _variable_rows(labels, index, variable, groups)
    notes = (labels.say("table.attrition_note", visit=visit), *notes_of(labels, pairs))
    return Table("attrition", labels.say("table.attrition", visit=visit), tuple(columns), tuple(rows), notes)


def _people(index: Index, group: str) -> list[Cell]:
    return [cell_of([index.get(("", "", group, status, "people"))], style="count") for status in _STATUSES]


def _variable_rows(labels: Labels, index: Index, variable: str, groups: Sequence[str]) -> list[Row]:
    levels = [level for level in dict.fromkeys(key[1] for key in index if key[0] == variable) if level]
    smd = {group: cell_of([index.get((variable, "", group, "", "smd"))]) for group in groups}
    label = labels.variable(variable)
    if not levels:
        decimals = labels.measures[variable].decimals if variable in labels.measures else 1
        cells = []
        for group in groups:
            for status in _STATUSES:
                figures = (index.get((variable, "", group, status, name)) for name in ("mean", "sd"))
                cells.append(cell_of(figures, decimals=decimals))
            cells.append(smd[group])
        told = any(key[0] == variable and key[-1] == "mean" for key in index)
        return [Row((Cell(labels.say("table.mean_sd", variable=label) if told else label), *cells))]
    head = [cell for group in groups for cell in (Cell(), Cell(), smd[group])]
    rows = [Row((Cell(labels.say("table.n_percent", variable=label)), *head))]
    for level in levels:
        cells = []
        for group in groups:
            cells += [_share(index, (variable, level, group, status)) for status in _STATUSES]
            cells.append(Cell())
        rows.append(Row((Cell(labels.level(variable, level)), *cells), "indent"))
    return rows


def _share(index: Index, key: tuple[str, ...]) -> Cell:
    styles: tuple[tuple[str, Style], ...] = (("count", "count"), ("percent", "decimal"))
    found = [(index.get((*key, name)), style) for name, style in styles]
    return Cell(numbers=tuple(one.number(style=style, decimals=1) for one, style in found if one is not None))


def retention_table(labels: Labels) -> Table | None:
    """Return the difference in retention between groups, people by people and site by site."""
    pairs = results_by_measure(labels, "differential_attrition")
    if not pairs:
        return None
    result = pairs[0][1]
    index = index_rows(result, "group", "visit")
    level = result.method.get("level")
    names = ["difference in retention"]
    names += [name for name in ("difference between sites",) if any(key[2] == name for key in index)]
    columns = [label_column(labels.say("column.visit"))]
    for name in names:
        parts = interval_parts(labels, labels.quantity(name), level)
        columns.append(Column(name, f"{labels.quantity(name)}, {interval_title(labels, level)}", "estimate", parts))
    p = labels.say("column.p_value")
    for name in ("chi2", "chi2 with Yates"):
        spanner = labels.quantity(name)
        columns += [Column(name, labels.say("column.chi2"), "number", (spanner,), spanner),
                    Column(f"{name} p", p, "number", (f"{spanner}, {p}",), spanner)]  # fmt: skip
    rows: list[Row] = []
    for group in distinct(index, 0):
        against = labels.group(str(result.rows["reference"].iloc[0]))
        rows.append(section(labels.say("table.retention_group", group=labels.group(group), reference=against)))
        rows += [_retention_row(labels, index, group, visit, names) for visit in distinct(index, 1)]
    notes = (labels.say("table.retention_note"), *notes_of(labels, pairs))
    return Table("differential_attrition", labels.say("table.retention"), tuple(columns), tuple(rows), notes)


def _retention_row(labels: Labels, index: Index, group: str, visit: str, names: Sequence[str]) -> Row:
    cells = [figure_or_note(labels, index.get((group, visit, name)), 1) for name in names]
    for name in ("chi2", "chi2 with Yates"):
        figure = index.get((group, visit, name))
        cells += [figure.cell("statistic", decimals=3), figure.cell("p_value", style="p")] if figure else [Cell()] * 2
    return Row((Cell(labels.visit(visit)), *cells))


def site_retention_table(labels: Labels) -> Table | None:
    """Return how many people of each site were seen at each visit, with the share of those expected."""
    pairs = results_by_measure(labels, "site_retention")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "site", "visit")
    visits = [visit for visit in labels.study.visits if visit in distinct(index, 2)]
    parts = (labels.quantity("seen"), labels.quantity("retained"))
    columns = (
        label_column(labels.say("column.site")),
        *(Column(visit, labels.visit(visit), "pair", parts) for visit in visits),
    )
    rows: list[Row] = []
    for group in (name for name in labels.study.groups if name in distinct(index, 0)):
        rows.append(section(labels.group(group)))
        for site in dict.fromkeys(key[1] for key in index if key[0] == group):
            cells = [_seen(index, (group, site, visit)) for visit in visits]
            rows.append(Row((Cell(site), *cells)))
    title, note = labels.say("table.site_retention"), labels.say("table.site_retention_note")
    return Table("site_retention", title, columns, tuple(rows), (note,), part="diagnostics")


def _seen(index: Index, key: tuple[str, ...]) -> Cell:
    seen, retained = (index.get((*key, name)) for name in ("seen", "retained"))
    if seen is None:
        return Cell()
    shares = (retained.number(style="percent", decimals=0),) if retained else ()
    return Cell(numbers=(seen.number(style="count"), *shares))
