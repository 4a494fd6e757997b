"""What several tables have in common: sections by measure, notes, the interval's level."""

from collections.abc import Callable, Iterable, Sequence
from math import isnan

from peereval.report.labels import Labels, Measure
from peereval.report.notes import note_text
from peereval.report.numbers import format_percent
from peereval.report.rows import Figure
from peereval.report.table import Cell, Column, Row, section
from peereval.results import Result
from peereval.terms import has_term

RowMaker = Callable[[Result, Measure], Sequence[Row]]


def results_by_measure(labels: Labels, kind: str) -> list[tuple[Measure, Result]]:
    """Return the results of a kind with their measures, primary outcomes first."""
    found = {result.outcome: result for result in labels.analysis.of_kind(kind)}
    known = [name for name in labels.measures if name in found]
    rest = [name for name in found if name not in labels.measures]
    return [(labels.measure(name), found[name]) for name in (*known, *rest)]


def rows_by_measure(pairs: Iterable[tuple[Measure, Result]], make: RowMaker) -> tuple[Row, ...]:
    """Return one section of rows for each measure; a measure without rows has no section."""
    made = [(measure, make(result, measure)) for measure, result in pairs]
    return tuple(row for measure, rows in made if rows for row in (section(measure.label), *rows))


def notes_of(labels: Labels, pairs: Sequence[tuple[Measure, Result]]) -> tuple[str, ...]:
    """Return the notes of the results: once when all measures share it, else after the measure's label.

    Notes of a model stand under the table of the fits; other tables that carry them say so in one line.
    """
    said: dict[str, dict[str, None]] = {}
    elsewhere = False
    for measure, result in pairs:
        told = {str(note) for fit in labels.analysis.of_kind("fit", measure.name) for note in fit.notes}
        for note in result.notes:
            if result.kind != "fit" and str(note) in told:
                elsewhere = True
            else:
                said.setdefault(note_text(labels, note), {})[measure.label] = None
    every = {measure.label for measure, _ in pairs}
    own = [
        text if set(names) == every else labels.say("table.note_of", measures=", ".join(names), text=text)
        for text, names in said.items()
    ]
    return (*own, labels.say("table.model_notes", table=labels.say("table.fit"))) if elsewhere else tuple(own)


def level_text(labels: Labels, level: object = None) -> str:
    """Return the level of the intervals as a percentage: 95% or 95 %."""
    percent = 100 * float(str(level if level is not None else labels.study.model.level))
    return format_percent(percent, 0 if percent == round(percent) else 1, labels.language)


def interval_title(labels: Labels, level: object = None) -> str:
    """Return the heading of a column of intervals."""
    return labels.say("column.interval", level=level_text(labels, level))


def interval_parts(labels: Labels, first: str, level: object = None) -> tuple[str, str, str]:
    """Return the names of an estimate and its two bounds, for a workbook."""
    text = level_text(labels, level)
    return first, labels.say("column.conf_low", level=text), labels.say("column.conf_high", level=text)


def figure_or_note(labels: Labels, figure: Figure | None, decimals: int) -> Cell:
    """Return an estimate with its interval, the note of a row without figures, or nothing."""
    if figure is None:
        return Cell()
    if figure.hidden:
        return figure.cell()
    if isnan(figure.estimate):
        return Cell(labels.quantity(figure.note) if figure.note else "")
    if isnan(figure.conf_low) and isnan(figure.conf_high):
        return figure.cell(decimals=decimals)
    return figure.estimate_interval(decimals)


def who(labels: Labels, group: str, entry: str) -> str:
    """Return the label of a group, or of the people of a group who entered at a visit."""
    label = labels.group(group)
    return labels.say("table.entered_at", group=label, visit=labels.visit(entry)) if entry else label


def cohort(labels: Labels, entry: str) -> str:
    """Return the label of an entry cohort below the row of its group."""
    return labels.say("table.of_whom", visit=labels.visit(entry))


def label_column(title: str) -> Column:
    """Return the first column of a table: what each row is about."""
    return Column("label", title)


def variance_text(labels: Labels, result: Result) -> str:
    """Return in words which variance and which degrees of freedom a result has, or "" when it does not say."""
    variance, df_method = (str(result.method.get(name, "")).replace("-", "_") for name in ("variance", "df_method"))
    names = [f"variance.{variance.replace(' ', '_')}", f"variance.df_{df_method}"]
    return ", ".join(labels.say(name) for name in names) if all(map(has_term, names)) else ""
