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
    compared = _compared(index, groups)
    parts = (labels.say("column.count_or_mean"), labels.say("column.percent_or_sd"))
    reference = labels.group(labels.study.reference)
    spanner = labels.say("column.smd_against", reference=reference)
    columns = (
        label_column(labels.say("column.variable")),
        *(Column(group or "overall", _who(labels, group), "pair", parts) for group in groups),
        Column("missing", labels.quantity("missing"), "pair", (labels.quantity("missing"), "%")),
        *(_smd_column(labels, group, quantity, spanner) for group, quantity in compared),
    )
    rows = [row for name in distinct(index, 0) for row in _variable_rows(labels, index, name, groups, compared)]
    notes = (labels.say("table.baseline_note"), *notes_of(labels, pairs))
    return Table("baseline", labels.say("table.baseline"), columns, tuple(rows), notes)


def _who(labels: Labels, group: str) -> str:
    return labels.group(group) if group else labels.say("column.overall")


def _compared(index: Index, groups: list[str]) -> list[tuple[str, str]]:
    """Return the group and quantity of each column of differences: each against the reference, then the largest."""
    pairs = [(group, "smd") for group in groups] + [("", "largest smd")]
    return [pair for pair in pairs if any(key[2:] == pair for key in index)]


def _smd_column(labels: Labels, group: str, quantity: str, spanner: str) -> Column:
    title = labels.group(group) if group else labels.quantity(quantity)
    return Column(f"smd_{group or 'largest'}", title, "number", (title,), spanner if group else "")


def _variable_rows(
    labels: Labels, index: Index, name: str, groups: list[str], compared: list[tuple[str, str]]
) -> list[Row]:
    label = labels.variable(name)
    smd = [_missing(index, name), *(cell_of([index.get((name, "", *pair))]) for pair in compared)]
    levels = [level for level in dict.fromkeys(key[1] for key in index if key[0] == name) if level]
    if levels:
        head = Row((Cell(labels.say("table.n_percent", variable=label)), *(Cell() for _ in groups), *smd))
        rows = [head, *(_level_row(labels, index, (name, level), groups, len(smd)) for level in levels)]
    elif any((name, "", group, "mean") in index for group in groups):
        cells = [_pair(index, (name, "", group), ("mean", "sd"), _decimals(labels, name)) for group in groups]
        rows = [Row((Cell(labels.say("table.mean_sd", variable=label)), *cells, *smd))]
    else:
        cells = [cell_of([index.get((name, "", group, "count"))], style="count") for group in groups]
        return [Row((Cell(label), *cells, *(Cell() for _ in smd)))]
    return rows + _missing_rows(labels, index, name, groups, len(smd))


def _missing(index: Index, name: str) -> Cell:
    """Return how many people have no value, and the share of all."""
    count, percent = (index.get((name, "", "", quantity)) for quantity in ("missing", "percent missing"))
    if count is None or percent is None or not count.estimate:
        return cell_of([count], style="count")
    return Cell(numbers=(count.number(style="count"), percent.number(decimals=1)))


def _decimals(labels: Labels, name: str) -> int:
    return labels.measures[name].decimals if name in labels.measures else 1


def _pair(index: Index, key: tuple[str, ...], quantities: tuple[str, str], decimals: int) -> Cell:
    return cell_of((index.get((*key, quantity)) for quantity in quantities), decimals=decimals)


def _level_row(labels: Labels, index: Index, key: tuple[str, str], groups: list[str], others: int) -> Row:
    cells = []
    for group in groups:
        count, percent = (index.get((*key, group, quantity)) for quantity in ("count", "percent"))
        shown = [figure.number(style="count") for figure in (count,) if figure]
        places = 0 if count is not None and count.hidden else 1  # beside a hidden count it was rounded
        cells.append(Cell(numbers=(*shown, *(figure.number(decimals=places) for figure in (percent,) if figure))))
    return Row((Cell(labels.level(*key)), *cells, *(Cell() for _ in range(others))), "indent")


def _missing_rows(labels: Labels, index: Index, name: str, groups: list[str], others: int) -> list[Row]:
    missing = [index.get((name, "", group, "missing")) for group in groups]
    if not any(figure is not None and figure.some for figure in missing):
        return []
    cells = [cell_of([figure], style="count") for figure in missing]
    return [Row((Cell(labels.quantity("missing")), *cells, *(Cell() for _ in range(others))), "indent")]


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
        made = [Row((Cell(_who(labels, group)), *_spread(labels, index, name, group))) for group in groups]
        rows += [section(labels.variable(name)), *made] if made else []
    head = label_column(labels.say("column.group"))
    notes = (labels.say("table.spread_note"),)
    return Table("spread", labels.say("table.spread"), (head, *columns), tuple(rows), notes, part="diagnostics")


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
