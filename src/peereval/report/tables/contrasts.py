"""Differences between groups: in change, in level, and the joint test."""

from collections.abc import Sequence
from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
from peereval.report.rows import Figure, index_rows
from peereval.report.table import Cell, Column, Number, Row, Table
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


def change_contrasts_table(labels: Labels) -> Table | None:
    """Return the differences in change between groups, with the important difference beside each."""
    return _contrasts(labels, "change_contrasts", ("group", "reference", "baseline", "visit"))


def level_contrasts_table(labels: Labels) -> Table | None:
    """Return the differences in level between groups at each visit."""
    return _contrasts(labels, "level_contrasts", ("group", "reference", "visit"))


def _contrasts(labels: Labels, kind: str, names: tuple[str, ...]) -> Table | None:
    pairs = results_by_measure(labels, kind)
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    columns = (label_column(labels.say("column.contrast")), *_columns(labels, level, important=len(names) == 4))

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        rows = []
        for key, figure in index_rows(result, *names).items():
            group, reference = (labels.group(name) for name in key[:2])
            label = labels.say("table.contrast", group=group, reference=reference, minus=MINUS)
            label = f"{label}, {' → '.join(labels.visit(name) for name in key[2:-1])}"
            cells = _cells(labels, figure, measure)
            rows.append(Row((Cell(label), *cells[: len(columns) - 1])))
        return rows

    rows = rows_by_measure(pairs, make)
    notes = (labels.say(f"table.{kind}_note"), *notes_of(labels, pairs))
    return Table(kind, labels.say(f"table.{kind}"), columns, rows, notes)


def _columns(labels: Labels, level: object, *, important: bool) -> list[Column]:
    difference = labels.quantity("difference")
    columns = [
        Column("difference", f"{difference}, {interval_title(labels, level)}", "estimate",
               interval_parts(labels, difference, level)),
        *(Column(name, labels.say(f"column.{name}"), "number", (labels.say(f"column.{name}"),))
          for name in ("std_error", "df", "p_value")),
    ]  # fmt: skip
    if important:
        title = labels.quantity("important difference")
        columns.append(Column("important_difference", title, "number", (title,)))
    return columns


def _cells(labels: Labels, figure: Figure, measure: Measure) -> tuple[Cell, ...]:
    decimals = measure.decimals
    important = measure.figures.get(("important difference",))
    return (
        figure_or_note(labels, figure, decimals),
        figure.cell("std_error", decimals=decimals + 1),
        figure.cell("df", decimals=1),
        figure.cell("p_value", style="p"),
        important.cell(decimals=decimals) if important and isfinite(figure.estimate) else Cell(),
    )


def joint_test_table(labels: Labels) -> Table | None:
    """Return the joint tests: whether the changes differ at any visit."""
    pairs = results_by_measure(labels, "joint_test")
    if not pairs:
        return None
    names = dict.fromkeys(name for _, result in pairs for name in _tests(labels, result))
    told = (Column("test", labels.say("column.test")),) if len(names) > 1 else ()
    columns = (
        label_column(labels.say("column.measure")),
        *told,
        *(
            Column(name, labels.say(f"column.{name}"), "number", (labels.say(f"column.{name}"),))
            for name in ("F", "num_df", "den_df", "p_value")
        ),
    )
    rows = tuple(row for measure, result in pairs for row in _joint_rows(labels, measure, result, named=bool(told)))
    shared = () if told else tuple(f"{name}." for name in names)
    notes = (*shared, labels.say("table.joint_test_note"), *notes_of(labels, pairs))
    return Table("joint_test", labels.say("table.joint_test"), columns, rows, notes)


def _tests(labels: Labels, result: Result) -> list[str]:
    return [labels.test(key[0], key[1]) for key in index_rows(result, "test", "group")]


def _joint_rows(labels: Labels, measure: Measure, result: Result, *, named: bool) -> list[Row]:
    rows = []
    for (test, groups, num_df, _), figure in index_rows(result, "test", "group", "num_df").items():
        missing = figure.note and not isfinite(figure.statistic)
        cells = (
            *((Cell(labels.test(test, groups)),) if named else ()),
            Cell(labels.quantity(figure.note)) if missing else figure.cell("statistic"),
            Cell(numbers=(Number(float(num_df), figure.key, "num_df", "count"),)),
            figure.cell("df", decimals=1),
            figure.cell("p_value", style="p"),
        )
        rows.append(Row((Cell(measure.label), *cells)))
    return rows
