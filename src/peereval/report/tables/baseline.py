"""Table 1 and the distributions behind it, at the first visit attended."""

from peereval.report.labels import Labels
from peereval.report.rows import Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import label_column, notes_of, results_by_measure

# No minimum or maximum: in a group each is the value of one person.
_NUMERIC = ("count", "mean", "sd", "median", "q1", "q3", "missing")


def baseline_table(labels: Labels) -> Table | None:
    """Return Table 1: each group, and its standardised difference from the reference; no p values."""
    pairs = results_by_measure(labels, "baseline")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "variable", "level", "group")
    groups = distinct(index, 2)
    compared = [group for group in groups if any(key[2:] == (group, "smd") for key in index)]
    parts = (labels.say("column.count_or_mean"), labels.say("column.percent_or_sd"))
    reference = labels.group(labels.study.reference)
    spanner = labels.say("column.smd_against", reference=reference)
    columns = (
        label_column(labels.say("column.variable")),
        *(Column(group, labels.group(group), "pair", parts) for group in groups),
        *(Column(f"smd_{group}", labels.group(group), "number", (labels.group(group),), spanner) for group in compared),
    )
    rows = [row for name in distinct(index, 0) for row in _variable_rows(labels, index, name, groups, compared)]
    notes = (labels.say("table.baseline_note"), *notes_of(labels, pairs))
    return Table("baseline", labels.say("table.baseline"), columns, tuple(rows), notes)


def _variable_rows(labels: Labels, index: Index, name: str, groups: list[str], compared: list[str]) -> list[Row]:
    label = labels.variable(name)
    smd = [cell_of([index.get((name, "", group, "smd"))]) for group in compared]
    levels = [level for level in dict.fromkeys(key[1] for key in index if key[0] == name) if level]
    if levels:
        head = Row((Cell(labels.say("table.n_percent", variable=label)), *(Cell() for _ in groups), *smd))
        rows = [head, *(_level_row(labels, index, (name, level), groups, len(compared)) for level in levels)]
    elif any((name, "", group, "mean") in index for group in groups):
        cells = [_pair(index, (name, "", group), ("mean", "sd"), _decimals(labels, name)) for group in groups]
        rows = [Row((Cell(labels.say("table.mean_sd", variable=label)), *cells, *smd))]
    else:
        cells = [cell_of([index.get((name, "", group, "count"))], style="count") for group in groups]
        return [Row((Cell(label), *cells, *(Cell() for _ in compared)))]
    return rows + _missing_rows(labels, index, name, groups, len(compared))


def _decimals(labels: Labels, name: str) -> int:
    return labels.measures[name].decimals if name in labels.measures else 1


def _pair(index: Index, key: tuple[str, ...], quantities: tuple[str, str], decimals: int) -> Cell:
    return cell_of((index.get((*key, quantity)) for quantity in quantities), decimals=decimals)


def _level_row(labels: Labels, index: Index, key: tuple[str, str], groups: list[str], compared: int) -> Row:
    cells = []
    for group in groups:
        count, percent = (index.get((*key, group, quantity)) for quantity in ("count", "percent"))
        shown = [figure.number(style="count") for figure in (count,) if figure]
        cells.append(Cell(numbers=(*shown, *(figure.number(decimals=1) for figure in (percent,) if figure))))
    return Row((Cell(labels.level(*key)), *cells, *(Cell() for _ in range(compared))), "indent")


def _missing_rows(labels: Labels, index: Index, name: str, groups: list[str], compared: int) -> list[Row]:
    missing = [index.get((name, "", group, "missing")) for group in groups]
    if not any(figure is not None and figure.some for figure in missing):
        return []
    cells = [cell_of([figure], style="count") for figure in missing]
    return [Row((Cell(labels.quantity("missing")), *cells, *(Cell() for _ in range(compared))), "indent")]


def spread_table(labels: Labels) -> Table | None:
    """Return medians and quartiles of the numeric variables of Table 1."""
    pairs = results_by_measure(labels, "baseline")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "variable", "level", "group")
    columns = tuple(Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in _NUMERIC)
    rows: list[Row] = []
    for name in distinct(index, 0):
        groups = [group for group in distinct(index, 2) if (name, "", group, "median") in index]
        made = [Row((Cell(labels.group(group)), *_spread(labels, index, name, group))) for group in groups]
        rows += [section(labels.variable(name)), *made] if made else []
    head = label_column(labels.say("column.group"))
    return Table("spread", labels.say("table.spread"), (head, *columns), tuple(rows), appendix=True)


def _spread(labels: Labels, index: Index, name: str, group: str) -> list[Cell]:
    decimals = _decimals(labels, name)
    return [
        cell_of(
            [index.get((name, "", group, quantity))],
            style="count" if quantity in ("count", "missing") else "decimal",
            decimals=decimals,
        )
        for quantity in _NUMERIC
    ]
