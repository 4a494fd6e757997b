"""Tables of what a change means: responders by threshold of change, and E-values."""

from collections.abc import Iterator, Sequence
from math import isnan

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure
from peereval.report.rows import Figure, Index, cell_of, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.responder_sentences import responder_sentences
from peereval.report.tables.shared import (
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    level_text,
    notes_of,
    results_by_measure,
    rows_by_measure,
)
from peereval.results import Result

_KEYS = ("threshold", "group", "visit", "reference", "baseline")
_SHARES = ("improved", "deteriorated")


def responders_table(labels: Labels) -> Table | None:
    """Return the shares of people who improved and got worse, their difference and the number needed."""
    pairs = results_by_measure(labels, "responders")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    index = index_rows(pairs[0][1], *_KEYS)
    groups = distinct(index, 1)
    compared = list(dict.fromkeys(key[1] for key in index if key[3]))
    change = labels.quantity("threshold")
    columns = [label_column(labels.say("column.threshold")), Column("change", change, "number", (change,))]
    for quantity in _SHARES:
        spanner = labels.quantity(quantity)
        columns += [Column(f"{quantity} {group}", labels.group(group), "number", (labels.group(group),), spanner)
                    for group in groups]  # fmt: skip
    risk, needed = (labels.quantity(name) for name in ("difference in risk", "number needed"))
    for group in compared:
        spanner = _against(labels, group, labels.study.reference)
        heading = f"{risk}, {interval_title(labels, level)}"
        columns.append(Column(f"risk {group}", heading, "estimate", interval_parts(labels, risk, level), spanner))
        ends = (labels.say(f"column.needed_{end}", level=level_text(labels, level)) for end in ("first", "last"))
        heading = f"{needed}, {interval_title(labels, level)}"
        columns.append(Column(f"needed {group}", heading, "needed", (needed, *ends), spanner))

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        return list(_rows(labels, result, measure, groups, compared))

    sentences = [text for measure, result in pairs for text in responder_sentences(labels, measure, result)]
    notes = (*sentences, labels.say("table.responders_note"), *_reliability(labels), *notes_of(labels, pairs))
    rows = rows_by_measure(pairs, make)
    return Table("responders", labels.say("table.responders"), tuple(columns), rows, notes, part="sensitivity")


def _rows(
    labels: Labels, result: Result, measure: Measure, groups: Sequence[str], compared: Sequence[str]
) -> Iterator[Row]:
    index = index_rows(result, *_KEYS)
    limits = _limits(labels, measure)
    for threshold in distinct(index, 0):
        for visit in distinct(index, 2):
            start = next(key[4] for key in index if key[2] == visit)
            shares = [cell_of([index.get((threshold, group, visit, "", start, name))], style="percent", decimals=0)
                      for name in _SHARES for group in groups]  # fmt: skip
            found = [_compared(labels, index, (threshold, group, visit, start)) for group in compared]
            there = Cell(f"{_named(labels, threshold)}, {labels.visit(start)}\u00a0→\u00a0{labels.visit(visit)}")
            limit = cell_of([limits.get((threshold, "threshold"))], decimals=measure.decimals)
            yield Row((there, limit, *shares, *(cell for pair in found for cell in pair)))


def _compared(labels: Labels, index: Index, place: tuple[str, str, str, str]) -> tuple[Cell, Cell]:
    """Return the difference in points, and the number needed, its inverse."""
    threshold, group, visit, start = place
    key = (threshold, group, visit, labels.study.reference, start)
    risk, needed = index.get((*key, "difference in risk")), index.get((*key, "number needed"))
    if risk is None or needed is None:
        return Cell(), Cell()
    return figure_or_note(labels, risk, 1), _needed_cell(labels, needed)


def _needed_cell(labels: Labels, needed: Figure) -> Cell:
    """Return the number needed with its bounds, that of the strongest effect in its direction first."""
    if needed.hidden or isnan(needed.estimate):
        return figure_or_note(labels, needed, 0)
    ends = ("conf_low", "conf_high") if needed.estimate > 0 else ("conf_high", "conf_low")
    return Cell(numbers=tuple(needed.number(name, style="needed", decimals=0) for name in ("estimate", *ends)))


def _limits(labels: Labels, measure: Measure) -> Index:
    results = labels.analysis.of_kind("change_thresholds", measure.name)
    return index_rows(results[0], "threshold") if results else {}


def _named(labels: Labels, threshold: str) -> str:
    return labels.quantity(f"threshold {threshold}")


def _reliability(labels: Labels) -> Iterator[str]:
    """Yield which reliability the reliable change of each measure rests on."""
    for measure, result in results_by_measure(labels, "change_thresholds"):
        value, of = result.method.get("reliability"), str(result.method.get("reliability_of", ""))
        if isinstance(value, float):
            said = {"measure": measure.label, "of": labels.quantity(f"reliability {of}")}
            yield labels.say("table.reliable_change", value=format_figure(value, 2, labels.language), **said)


def e_value_table(labels: Labels) -> Table | None:
    """Return the E-values of the differences in change and of their limits nearest to no difference."""
    pairs = results_by_measure(labels, "e_value")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    ratio = labels.quantity("approximate risk ratio")
    names = ("E-value", "E-value of the limit")
    columns = (
        label_column(labels.say("column.contrast")),
        Column("ratio", f"{ratio}, {interval_title(labels, level)}", "estimate", interval_parts(labels, ratio, level)),
        *(Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in names),
    )

    def make(result: Result, _: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index, rows = index_rows(result, "group", "reference", "baseline", "visit"), []
        for place in dict.fromkeys(key[:4] for key in index):
            group, reference, start, visit = place
            label = f"{_against(labels, group, reference)}, {labels.visit(start)}\u00a0→\u00a0{labels.visit(visit)}"
            cells = [figure_or_note(labels, index.get((*place, "risk ratio")), 2)]
            cells += [cell_of([index.get((*place, name))]) for name in names]
            rows.append(Row((Cell(label), *cells)))
        return rows

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.e_value_note"), *notes_of(labels, pairs))
    return Table("e_value", labels.say("table.e_value"), columns, rows, notes, part="sensitivity")


def _against(labels: Labels, group: str, reference: str) -> str:
    return labels.say("table.contrast", group=labels.group(group), reference=labels.group(reference), minus=MINUS)
