"""The table of the levels of all groups, as they are and weighted to one make-up."""

from collections.abc import Mapping, Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.rows import cell_of, distinct, index_rows
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

_SIZES = (("count", 0), ("effective n", 0))
_QUANTITIES = (("mean", "table.as_they_are"), ("weighted mean", "table.weighted"))


def weighted_levels_table(labels: Labels) -> Table | None:
    """Return a row for each group, and at each visit its level as it is and weighted."""
    pairs = results_by_measure(labels, "weighted_levels")
    if not pairs:
        return None
    method = pairs[0][1].method
    visits = [visit for visit in labels.study.visits if visit in set(pairs[0][1].rows["visit"])]
    columns = [label_column(labels.say("column.group"))]
    columns += [Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name, _ in _SIZES]
    for visit in visits:
        for quantity, word in _QUANTITIES:
            title = f"{labels.say(word)}, {interval_title(labels, method.get('level'))}"
            parts = interval_parts(labels, f"{labels.visit(visit)}, {labels.say(word)}", method.get("level"))
            columns.append(Column(f"{quantity} {visit}", title, "estimate", parts, labels.visit(visit)))

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "visit")
        groups = [group for group in labels.study.groups if group in distinct(index, 0)]
        rows = []
        for group in groups:
            sizes = [cell_of([index.get((group, "", name))], style="count", decimals=places) for name, places in _SIZES]
            levels = [figure_or_note(labels, index.get((group, visit, name)), measure.decimals)
                      for visit in visits for name, _ in _QUANTITIES]  # fmt: skip
            rows.append(Row((Cell(labels.group(group)), *sizes, *levels)))
        return rows

    notes = (_said(labels, method), *notes_of(labels, pairs))
    title = labels.say("table.weighted_levels")
    return Table("weighted_levels", title, tuple(columns), rows_by_measure(pairs, make), notes, part="sensitivity")


def _said(labels: Labels, method: Mapping[str, object]) -> str:
    """Return whose make-up the groups are given, and in what."""
    target = labels.group(str(method["target"])) if method.get("target") else labels.say("table.everybody")
    named = [labels.variable(name) for name in str(method["covariates"]).split(", ")]
    return labels.say("table.weighted_levels_note", target=target, variables=", ".join(named))
