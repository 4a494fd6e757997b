"""Tables of what missed visits may hide: the result under each assumption, and where its conclusion turns."""

from collections.abc import Sequence
from math import isnan

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
from peereval.report.rows import Index, distinct, index_rows
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
from peereval.report.turning import AXES, SIDES, Axis, Turning, quoted, read_turnings, turning_sentences
from peereval.results import Result

_INFERENCES = ("information-anchored", "frequentist")
_MISSING = "fraction of missing information"


def missing_assumptions_table(labels: Labels) -> Table | None:
    """Return the difference under each assumption on missed visits: Rubin's interval, the jackknife's beside it."""
    pairs = results_by_measure(labels, "missing_assumptions")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    difference, missing = labels.quantity("difference"), labels.quantity(_MISSING)
    rubin, jackknife = (labels.say(f"column.{name.replace('-', '_')}") for name in _INFERENCES)
    title = f"{difference}, {interval_title(labels, level)}"
    columns = (
        label_column(labels.say("column.missing_assumption")),
        Column("information_anchored", title, "estimate", interval_parts(labels, difference, level), rubin),
        Column("missing_information", missing, "number", (missing,), rubin),
        Column("frequentist", title, "estimate", interval_parts(labels, difference, level), jackknife),
    )

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "assumption", "group", "visit", "inference")
        several = len(distinct(index, 1)) > 1
        rows = []
        for assumption, group, visit in dict.fromkeys(key[:3] for key in index):
            found = {key[3:]: one for key, one in index.items() if key[:3] == (assumption, group, visit)}
            label = f"{labels.say(f'sensitivity.{assumption}')}, {labels.visit(visit)}"
            label = f"{label}, {labels.group(group)}" if several else label
            rows.append(Row((Cell(label), *_answers(labels, found, measure.decimals))))
        return rows

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.missing_assumptions_note"), *_assumed(labels, pairs), *notes_of(labels, pairs))
    return Table(
        "missing_assumptions", labels.say("table.missing_assumptions"), columns, rows, notes, part="sensitivity"
    )


def _answers(labels: Labels, found: Index, decimals: int) -> tuple[Cell, ...]:
    """Return the cells of one assumption, from its rows by inference and quantity."""
    rubin, jackknife = (
        next((one for key, one in found.items() if key[0] == name and key[1] != _MISSING), None) for name in _INFERENCES
    )
    share = found.get((_INFERENCES[0], _MISSING))
    missing = share.cell(decimals=2) if share else Cell()
    return figure_or_note(labels, rubin, decimals), missing, figure_or_note(labels, jackknife, decimals)


def _assumed(labels: Labels, pairs: list[tuple[Measure, Result]]) -> list[str]:
    """Return what each row assumes, and what is not asked of groups that enter later."""
    names = dict.fromkeys(name for _, result in pairs for name in result.rows["assumption"].astype(str))
    colon = "\u00a0: " if labels.language == "fr" else ": "
    said = [
        f"{labels.say(f'sensitivity.{name}')}{colon}{labels.say(f'sensitivity.{name}.assumption')}" for name in names
    ]
    later = [quoted(labels, name) for name in labels.study.groups if labels.enters_later(name)]
    return [*said, *([labels.say("table.missing_later_note", groups=", ".join(later))] if later else [])]


def tipping_point_table(labels: Labels) -> Table | None:
    """Return the deltas at which a conclusion turns, in the unit of the measure and in standard deviations."""
    pairs = results_by_measure(labels, "tipping_point")
    if not pairs:
        return None
    signed = pairs[0][1].method.get("positive_delta") == "worse"
    unit, sd = labels.say("column.delta"), labels.say("column.delta_sd")
    columns = [label_column(labels.say("column.moved"))]
    for side in SIDES:
        spanner = labels.say(f"column.turns_{_direction(side, signed=signed)}")
        columns += [Column(f"{side}_delta", unit, "number", (unit,), spanner),
                    Column(f"{side}_sd", sd, "number", (sd,), spanner)]  # fmt: skip

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        found = read_turnings(result)
        several = len(found) > 1
        return [
            Row((Cell(_moved(labels, one, one.moved(axis), several=several)),
                 *(_cell(labels, one, axis, name, decimals) for side in SIDES.values()
                   for name, decimals in ((side, measure.decimals + 1), (f"{side} in SD", 2)))))
            for one in found for axis in AXES
        ]  # fmt: skip

    rows = rows_by_measure(pairs, make)
    told = [text for measure, result in pairs for one in read_turnings(result)
            for text in turning_sentences(labels, one, measure)]  # fmt: skip
    notes = (*told, *notes_of(labels, pairs), labels.say("table.tipping_point_note"))
    return Table("tipping_point", labels.say("table.tipping_point"), tuple(columns), rows, notes, part="sensitivity")


def _direction(side: str, *, signed: bool) -> str:
    return {"above": "worse" if signed else "higher", "below": "better" if signed else "lower"}[side]


def _moved(labels: Labels, one: Turning, moved: str, *, several: bool) -> str:
    """Return whose values are moved, and in which contrast where there are several."""
    text = labels.say("table.moved", group=labels.group(moved), visit=labels.visit(one.visit))
    names = {"group": labels.group(one.group), "reference": labels.group(one.reference)}
    return f"{text} ({labels.say('table.contrast', **names, minus=MINUS)})" if several else text


def _cell(labels: Labels, one: Turning, axis: Axis, name: str, decimals: int) -> Cell:
    figure = one.deltas.get((axis, name))
    if figure is None or (isnan(figure.estimate) and not figure.hidden):
        return Cell(labels.quantity("does not turn")) if not name.endswith("SD") else Cell()
    return figure.cell(decimals=decimals)
