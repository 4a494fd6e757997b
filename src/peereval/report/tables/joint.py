"""The joint tests of differences in change."""

from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.rows import index_rows
from peereval.report.table import Cell, Column, Number, Row, Table
from peereval.report.tables.shared import label_column, notes_of, results_by_measure
from peereval.results import Result


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
