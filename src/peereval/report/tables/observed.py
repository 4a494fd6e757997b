"""Observed means by group and visit, and the distribution of each measure."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import Figure, Index, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import cohort, label_column, notes_of, results_by_measure, rows_by_measure
from peereval.results import Result

_SHARES = {"missing": 0, "floor percent": 1, "ceiling percent": 1}


def observed_table(labels: Labels) -> Table | None:
    """Return n, mean and SD as observed, by group, entry cohort and visit."""
    pairs = results_by_measure(labels, "observed")
    if not pairs:
        return None
    visits = list(dict.fromkeys(key[0] for _, result in pairs for key in index_rows(result, "visit")))
    count, mean, sd = (labels.quantity(name) for name in ("count", "mean", "sd"))
    columns: list[Column] = []
    for visit in visits:
        spanner = labels.visit(visit)
        columns += [
            Column(f"{visit}_n", count, "number", (count,), spanner),
            Column(f"{visit}_mean", labels.say("column.mean_sd"), "pair", (mean, sd), spanner),
        ]

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "entry", "visit")
        people = dict.fromkeys(key[:2] for key in index)
        return [_observed_row(labels, index, key, visits, measure.decimals) for key in people]

    rows = rows_by_measure(pairs, make)
    head = label_column(labels.say("column.group"))
    return Table("observed", labels.say("table.observed"), (head, *columns), rows, notes_of(labels, pairs))


def _observed_row(labels: Labels, index: Index, key: tuple[str, ...], visits: list[str], decimals: int) -> Row:
    cells = [Cell(cohort(labels, key[1]) if key[1] else labels.group(key[0]))]
    for visit in visits:
        count, mean, sd = (index.get((*key, visit, name)) for name in ("count", "mean", "sd"))
        if count is None or not count.estimate:
            cells += [Cell(), Cell()]
            continue
        numbers = [figure.number(decimals=decimals) for figure in (mean, sd) if figure]
        cells += [count.cell(style="count"), Cell(numbers=tuple(numbers))]
    return Row(tuple(cells), "indent" if key[1] else "body")


def distribution_table(labels: Labels) -> Table | None:
    """Return medians, quartiles, missing scores and shares at the floor and ceiling."""
    pairs = results_by_measure(labels, "observed")
    if not pairs:
        return None
    parts = tuple(labels.quantity(name) for name in ("median", "q1", "q3"))
    columns = (
        label_column(labels.say("column.group")),
        Column("visit", labels.say("column.visit")),
        Column("median", labels.say("column.median_quartiles"), "estimate", parts),
        *(Column(name, labels.quantity(name), "number", (labels.quantity(name),))
          for name in _SHARES),
    )  # fmt: skip

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "entry", "visit")
        people = [key for key in dict.fromkeys(key[:3] for key in index) if _seen(index.get((*key, "count")))]
        return [_distribution_row(labels, index, key, measure.decimals) for key in people if not key[1]]

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.distribution_note"),)
    return Table("distribution", labels.say("table.distribution"), columns, rows, notes, part="diagnostics")


def _seen(figure: Figure | None) -> bool:
    return figure is not None and figure.some


def _distribution_row(labels: Labels, index: Index, key: tuple[str, ...], decimals: int) -> Row:
    quartiles = [index.get((*key, name)) for name in ("median", "q1", "q3")]
    numbers = tuple(figure.number(decimals=decimals) for figure in quartiles if figure)
    cells = [Cell(labels.group(key[0])), Cell(labels.visit(key[2])), Cell(numbers=numbers)]
    for name, places in _SHARES.items():
        figure = index.get((*key, name))
        cells.append(figure.cell(decimals=places) if figure else Cell())
    return Row(tuple(cells))
