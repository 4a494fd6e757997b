"""Differences between groups: in change with what stands beside them, and in level."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite, isnan

from peereval.report.labels import Labels, Measure
from peereval.report.notes import note_text
from peereval.report.numbers import MINUS
from peereval.report.rows import Figure, Index, index_rows
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.tables.shared import (
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    notes_of,
    results_by_measure,
    rows_by_measure,
    variance_text,
)
from peereval.results import Result

_CHANGE = ("group", "reference", "baseline", "visit")
BESIDE = ("change_contrasts_beside", "t0_adjusted", "t0_adjusted_beside")


def change_contrasts_table(labels: Labels) -> Table | None:
    """Return the differences in change, each with the other interval and the T0-adjusted difference below."""
    pairs = results_by_measure(labels, "change_contrasts")
    if not pairs:
        return None
    columns = _columns(labels, pairs, important=True)

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        below = [_below(labels, kind, measure) for kind in BESIDE]
        rows = []
        for key, figure in index_rows(result, *_CHANGE).items():
            rows.append(Row((Cell(_label(labels, key)), *_cells(labels, figure, measure, important=True))))
            found = [(name, index.get(key[:4])) for name, index in below]
            rows += [Row((Cell(name.format(visit=labels.visit(key[2]))),
                          *_cells(labels, other, measure, important=False), Cell()), "indent")
                     for name, other in found if other is not None and isfinite(other.estimate)]  # fmt: skip
        return rows

    rows = rows_by_measure(pairs, make)
    other = [pair for kind in BESIDE for pair in results_by_measure(labels, kind)]
    told = [labels.say("table.change_contrasts_note")]
    told += [labels.say("table.leading_note", variance=name) for name in _leading(labels, pairs)]
    if any(result.kind == "t0_adjusted" for _, result in other):
        told.append(labels.say("table.t0_adjusted_note", visit=labels.visit(next(iter(labels.study.visits)))))
    plain = [(measure, _without_robust(result)) for measure, result in [*pairs, *other]]
    notes = (*told, *_robust_notes(labels, [*pairs, *other]), *notes_of(labels, plain))
    return Table("change_contrasts", labels.say("table.change_contrasts"), columns, rows, notes)


def _without_robust(result: Result) -> Result:
    return replace(result, notes=tuple(note for note in result.notes if note.code != "robust"))


def _robust_notes(labels: Labels, pairs: list[tuple[Measure, Result]]) -> list[str]:
    """Return the notes on robust standard errors, each with the rows that it is about."""
    said: dict[str, dict[str, None]] = {}
    visit = labels.visit(next(iter(labels.study.visits)))
    for measure, result in pairs:
        for note in (note for note in result.notes if note.code == "robust"):
            name = _below(labels, result.kind, measure)[0].format(visit=visit)
            row = name if result.kind in BESIDE else labels.say("table.first_rows")
            said.setdefault(note_text(labels, note), {})[row] = None
    return [labels.say("table.robust_rows", rows="; ".join(rows), text=text) for text, rows in said.items()]


def _leading(labels: Labels, pairs: list[tuple[Measure, Result]]) -> list[str]:
    """Return how the intervals that lead were made: one text when all measures agree."""
    found = dict.fromkeys(variance_text(labels, result) for _, result in pairs)
    return [text for text in found if text]


def _below(labels: Labels, kind: str, measure: Measure) -> tuple[str, Index]:
    """Return the label of the rows of a kind that stand below a contrast, and its rows."""
    results = labels.analysis.of_kind(kind, measure.name)
    if not results:
        return "", {}
    rows = {key[:4]: figure for key, figure in index_rows(results[0], *_CHANGE).items()}
    variance = variance_text(labels, results[0])
    name = labels.say("table.at_same_value") if kind.startswith("t0") else ""
    shown = [name, variance] if kind.endswith("_beside") else [name]
    return ", ".join(filter(None, shown)), rows


def level_contrasts_table(labels: Labels) -> Table | None:
    """Return the differences in level between groups at each visit."""
    pairs = results_by_measure(labels, "level_contrasts")
    if not pairs:
        return None

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        found = index_rows(result, "group", "reference", "visit").items()
        return [Row((Cell(_label(labels, key)), *_cells(labels, figure, measure, important=False)))
                for key, figure in found]  # fmt: skip

    columns = _columns(labels, pairs, important=False)
    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.level_contrasts_note"), *notes_of(labels, pairs))
    return Table("level_contrasts", labels.say("table.level_contrasts"), columns, rows, notes)


def _label(labels: Labels, key: tuple[str, ...]) -> str:
    """Return a contrast in words; the key ends with its visits and the quantity."""
    group, reference = (labels.group(name) for name in key[:2])
    label = labels.say("table.contrast", group=group, reference=reference, minus=MINUS)
    return f"{label}, {' → '.join(labels.visit(name) for name in key[2:-1])}"


def _columns(labels: Labels, pairs: list[tuple[Measure, Result]], *, important: bool) -> tuple[Column, ...]:
    level = pairs[0][1].method.get("level")
    difference = labels.quantity("difference")
    columns = [
        label_column(labels.say("column.contrast")),
        Column("difference", f"{difference}, {interval_title(labels, level)}", "estimate",
               interval_parts(labels, difference, level)),
        *(Column(name, labels.say(f"column.{name}"), "number", (labels.say(f"column.{name}"),))
          for name in ("std_error", "df", "p_value")),
    ]  # fmt: skip
    if important:
        title = labels.quantity("important difference")
        columns.append(Column("important_difference", title, "number", (title,)))
    return tuple(columns)


def _cells(labels: Labels, figure: Figure, measure: Measure, *, important: bool) -> tuple[Cell, ...]:
    decimals = measure.decimals
    cells = (
        figure_or_note(labels, figure, decimals),
        figure.cell("std_error", decimals=decimals + 1),
        figure.cell("df", decimals=1),
        figure.cell("p_value", style="p"),
    )
    if not important:
        return cells
    smallest = measure.figures.get(("important difference",))
    return (*cells, smallest.cell(decimals=decimals) if smallest and not isnan(figure.estimate) else Cell())
