"""Tables of propensity weights: the balance they make, how large they are, whom they have no counterpart for."""

from collections.abc import Iterable

from peereval.report.labels import Labels
from peereval.report.numbers import MINUS, format_percent
from peereval.report.rows import Figure, Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import label_column, notes_of, results_by_measure

_WEIGHTS = (
    ("count", "count"), ("left out", "count"), ("effective n", "decimal"), ("effective percent", "decimal"),
    ("minimum", "decimal"), ("median", "decimal"), ("maximum", "decimal"), ("truncated", "count"),
    ("largest share", "decimal"),
)  # fmt: skip
_DECIMALS = {"effective n": 1, "effective percent": 0, "largest share": 1}


def compared_title(labels: Labels, group: str, reference: str, estimand: str = "") -> str:
    """Return whom weights compare, and in whom: "Followed − Controls, in everybody (ATE)"."""
    names = {"group": labels.group(group), "reference": labels.group(reference)}
    contrast = labels.say("table.contrast", minus=MINUS, **names)
    return f"{contrast}, {labels.say(f'estimand.{estimand}')}" if estimand else contrast


def balance_table(labels: Labels) -> Table | None:
    """Return means, standardised differences and variance ratios before and after weighting.

    The weights are the same for every measure asked about, so the first tells all.
    """
    pairs = results_by_measure(labels, "balance")[:1]
    if not pairs:
        return None
    result = pairs[0][1]
    index = index_rows(result, "group", "reference", "estimand", "variable", "level", "when", "arm")
    rows: list[Row] = []
    for compared in dict.fromkeys(key[:3] for key in index):
        own = {key[3:]: figure for key, figure in index.items() if key[:3] == compared}
        rows += [section(compared_title(labels, *compared)), *_balance_rows(labels, own, compared[:2])]
    denominators = dict.fromkeys("sd_of_the_treated" if key[2] == "att" else "pooled_variances" for key in index)
    said = labels.say("table.balance_note", denominator=", ".join(labels.say(f"table.{one}") for one in denominators))
    columns = (label_column(labels.say("column.variable")), *_balance_columns(labels))
    notes = (said, *notes_of(labels, pairs))
    return Table("balance", labels.say("table.balance"), columns, tuple(rows), notes, part="sensitivity")


def _balance_columns(labels: Labels) -> list[Column]:
    reference = labels.group(labels.study.reference)
    columns = []
    for when in ("before", "after"):
        spanner = labels.say(f"table.{when}_weighting")
        for name, title in (("group", labels.say("column.group")), ("reference", reference)):
            columns.append(
                Column(f"{name} {when}", title, "number", (f"{title}, {labels.say(f'table.{when}')}",), spanner)
            )
    for name in ("smd", "ratio"):
        spanner = labels.say(f"table.{name}_spanner")
        for when in ("before", "after"):
            title = labels.say(f"table.{when}")
            columns.append(Column(f"{name} {when}", title, "number", (f"{spanner}, {title}",), spanner))
    return columns


def _balance_rows(labels: Labels, index: Index, arms: tuple[str, ...]) -> list[Row]:
    rows: list[Row] = []
    for variable in distinct(index, 0):
        levels = [level for level in dict.fromkeys(key[1] for key in index if key[0] == variable) if level]
        label = labels.variable(variable)
        if not variable:
            largest = [index.get(("", "", when, "", "largest smd")) for when in ("before", "after")]
            name = labels.say("table.largest_difference")
            rows.append(Row((Cell(name), *_empty(4), *_cells(largest, 2), *_empty(2))))
        elif levels:
            rows.append(Row((Cell(labels.say("table.variable_percent", variable=label)), *_empty(8))))
            rows += [Row((Cell(labels.level(variable, level)), *_line(index, (variable, level), arms, 1)), "indent")
                     for level in levels]  # fmt: skip
        else:
            decimals = labels.measures[variable].decimals if variable in labels.measures else 1
            name = labels.say("table.variable_mean", variable=label)
            rows.append(Row((Cell(name), *_line(index, (variable, ""), arms, decimals))))
    return rows


def _line(index: Index, key: tuple[str, str], arms: tuple[str, ...], decimals: int) -> list[Cell]:
    quantity = "percent" if key[1] else "mean"
    whens = ("before", "after")
    means = [index.get((*key, when, arm, quantity)) for when in whens for arm in arms]
    between = [index.get((*key, when, "", name)) for name in ("smd", "variance ratio") for when in whens]
    return [*_cells(means, decimals), *_cells(between, 2)]


def _cells(figures: Iterable[Figure | None], decimals: int) -> list[Cell]:
    return [cell_of([figure], decimals=decimals) for figure in figures]


def _empty(number: int) -> list[Cell]:
    return [Cell()] * number


def weights_table(labels: Labels) -> Table | None:
    """Return how many people the weights leave, and how unequal they are, by group."""
    pairs = results_by_measure(labels, "weights")[:1]
    if not pairs:
        return None
    result = pairs[0][1]
    index = index_rows(result, "group", "reference", "estimand", "arm")
    rows: list[Row] = []
    for compared in dict.fromkeys(key[:3] for key in index):
        rows.append(section(compared_title(labels, *compared)))
        for arm in compared[:2]:
            found = [(name, style, index.get((*compared, arm, name))) for name, style in _WEIGHTS]
            cells = [cell_of([one], style=style, decimals=_DECIMALS.get(name, 2)) for name, style, one in found]  # type: ignore[arg-type]
            rows.append(Row((Cell(labels.group(arm)), *cells)))
    columns = [Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name, _ in _WEIGHTS]
    truncate = result.method.get("truncate")
    cut = [] if truncate in (None, 1.0) else [labels.say("table.truncated_at", percent=_percent(labels, truncate))]
    notes = (labels.say("table.weights_note"), *cut, *notes_of(labels, pairs))
    head = label_column(labels.say("column.group"))
    return Table("weights", labels.say("table.weights"), (head, *columns), tuple(rows), notes, part="sensitivity")


def _percent(labels: Labels, share: object) -> str:
    percent = 100.0 * float(str(share))
    return format_percent(percent, 0 if abs(percent - round(percent)) < 1e-9 else 1, labels.language)


def positivity_table(labels: Labels) -> Table | None:
    """Return people of each category and site by group, and those whose score has no counterpart."""
    pairs = results_by_measure(labels, "positivity")[:1]
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group", "reference", "variable", "level", "arm")
    parts = (labels.quantity("count"), labels.quantity("outside"))
    titles = {"group": labels.say("column.group"), "reference": labels.group(labels.study.reference)}
    columns = (
        label_column(labels.say("column.variable")),
        *(Column(name, title, "pair", parts, labels.say("column.count_outside")) for name, title in titles.items()),
        Column("remark", labels.say("column.remark")),
    )
    rows: list[Row] = []
    for compared in dict.fromkeys(key[:2] for key in index):
        own = {key[2:]: figure for key, figure in index.items() if key[:2] == compared}
        rows += [section(compared_title(labels, *compared)), *_positivity_rows(labels, own, compared)]
    notes = (labels.say("table.positivity_note"), *notes_of(labels, pairs))
    return Table("positivity", labels.say("table.positivity"), columns, tuple(rows), notes, part="diagnostics")


def _positivity_rows(labels: Labels, index: Index, arms: tuple[str, ...]) -> list[Row]:
    rows: list[Row] = []
    for variable in distinct(index, 0):
        levels = list(dict.fromkeys(key[1] for key in index if key[0] == variable))
        if variable:
            rows.append(Row((Cell(labels.variable(variable)), *_empty(3))))
        for level in levels:
            counts = [index.get((variable, level, arm, "count")) for arm in arms]
            outside = [index.get((variable, level, arm, "outside")) for arm in arms]
            cells = [cell_of(pair, style="count") for pair in zip(counts, outside, strict=True)]
            alone = any(one is not None and one.estimate == 0 for one in counts)
            remark = Cell(labels.say("table.one_group_only") if alone else "")
            name = labels.level(variable, level) if variable else labels.say("table.everybody")
            rows.append(Row((Cell(name), *cells, remark), "indent" if variable else "body"))
    return rows
