"""The model behind the estimates: coefficients, covariance, fit."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import cell_of, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import (
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    notes_of,
    results_by_measure,
    rows_by_measure,
)
from peereval.results import Result

_CRITERIA = ("-2 ", "AIC", "BIC")


def coefficients_table(labels: Labels) -> Table | None:
    """Return the coefficients of each model, terms in words."""
    pairs = results_by_measure(labels, "coefficients")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    name = labels.quantity("coefficient")
    title = f"{name}, {interval_title(labels, level)}"
    columns = (
        label_column(labels.say("column.term")),
        Column("coefficient", title, "estimate", interval_parts(labels, name, level)),
        *(Column(key, labels.say(f"column.{key}"), "number", (labels.say(f"column.{key}"),))
          for key in ("std_error", "df", "p_value")),
    )  # fmt: skip

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        decimals = measure.decimals + 1
        return [
            Row((Cell(labels.coefficient(key[0])), figure_or_note(labels, figure, decimals),
                 figure.cell("std_error", decimals=decimals + 1), figure.cell("df", decimals=1),
                 figure.cell("p_value", style="p")))
            for key, figure in index_rows(result, "term").items()
        ]  # fmt: skip

    rows = rows_by_measure(pairs, make)
    notes = notes_of(labels, pairs)
    return Table("coefficients", labels.say("table.coefficients"), columns, rows, notes, part="diagnostics")


def covariance_table(labels: Labels) -> Table | None:
    """Return standard deviations on the diagonal and correlations below it."""
    pairs = results_by_measure(labels, "covariance")
    if not pairs:
        return None
    visits = list(dict.fromkeys(key[0] for _, result in pairs for key in index_rows(result, "visit")))
    columns = [Column(visit, labels.visit(visit), "number", (labels.visit(visit),)) for visit in visits]

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "visit", "other_visit")
        rows = []
        for place, visit in enumerate(visits):
            cells = []
            for other in visits[: place + 1]:
                name, decimals = ("standard deviation", measure.decimals) if visit == other else ("correlation", 2)
                figure = index.get((visit, other, name)) or index.get((other, visit, name))
                cells.append(cell_of([figure], decimals=decimals))
            rows.append(Row((Cell(labels.visit(visit)), *cells, *(Cell() for _ in visits[place + 1 :]))))
        return rows

    rows = rows_by_measure(pairs, make)
    head = label_column(labels.say("column.visit"))
    notes = (labels.say("table.covariance_note"), *notes_of(labels, pairs))
    return Table("covariance", labels.say("table.covariance"), (head, *columns), rows, notes, part="diagnostics")


def fit_table(labels: Labels) -> Table | None:
    """Return the size, likelihood and convergence of each model, a row a measure."""
    pairs = results_by_measure(labels, "fit")
    if not pairs:
        return None
    indexes = [index_rows(result) for _, result in pairs]
    shown = list(dict.fromkeys(key[0] for index in indexes for key in index))
    columns = (
        label_column(labels.say("column.measure")),
        *(Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in shown),
        Column("status", labels.say("column.status")),
    )
    rows = []
    for (measure, result), index in zip(pairs, indexes, strict=True):
        cells = [
            cell_of([index.get((name,))], style="decimal" if name.startswith(_CRITERIA) else "count", decimals=1)
            for name in shown
        ]
        rows.append(Row((Cell(measure.label), *cells, Cell(labels.quantity(str(result.method.get("status", "")))))))
    return Table("fit", labels.say("table.fit"), columns, tuple(rows), notes_of(labels, pairs), part="diagnostics")
