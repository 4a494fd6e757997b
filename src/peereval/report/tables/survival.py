"""Tables of times to an event: who has not had it yet by month, and how groups differ."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure
from peereval.report.rows import Figure, Index, cell_of, index_rows
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


def survival_table(labels: Labels) -> Table | None:
    """Return the people watched, the events and the share without the event yet, by group and month."""
    pairs = results_by_measure(labels, "survival")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    share = labels.quantity("survival")
    columns = [label_column(labels.say("column.month"))]
    for group in dict.fromkeys(key[0] for _, result in pairs for key in index_rows(result, "group")):
        spanner = labels.group(group)
        for name in ("at risk", "events"):
            title = labels.quantity(name)
            columns.append(Column(f"{group} {name}", title, "number", (title,), spanner))
        heading = f"{share}, {interval_title(labels, level)}"
        columns.append(Column(f"{group} survival", heading, "estimate", interval_parts(labels, share, level), spanner))

    def make(result: Result, _: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, "group", "time")
        groups = list(dict.fromkeys(key[0] for key in index))
        made = []
        for month in dict.fromkeys(key[1] for key in index):
            cells = [cell for group in groups for cell in _cells(labels, index, group, month)]
            made.append(Row((Cell(format_figure(float(month), 0, labels.language)), *cells)))
        return made

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.survival_note"), *notes_of(labels, pairs))
    return Table("survival", labels.say("table.survival"), tuple(columns), rows, notes)


def _cells(labels: Labels, index: Index, group: str, month: str) -> list[Cell]:
    counts = [cell_of([index.get((group, month, name))], style="count") for name in ("at risk", "events")]
    found = index.get((group, month, "survival"))
    if found is None or found.hidden or found.estimate != found.estimate:
        return [*counts, figure_or_note(labels, found, 2)]
    several = found.conf_low == found.conf_low
    return [*counts, found.estimate_interval(2) if several else found.cell(decimals=2)]


def event_contrasts_table(labels: Labels) -> Table | None:
    """Return hazard ratios and differences in the restricted mean time before the event."""
    found = [pair for kind in ("hazard_ratio", "restricted_mean") for pair in results_by_measure(labels, kind)]
    if not found:
        return None
    pairs = list({measure.name: (measure, result) for measure, result in reversed(found)}.values())[::-1]
    level = pairs[0][1].method.get("level")
    columns = [label_column(labels.say("column.contrast"))]
    for name in ("hazard ratio", "difference in restricted mean"):
        title, p_value = labels.quantity(name), labels.say("column.p_value")
        heading = f"{title}, {interval_title(labels, level)}"
        columns.append(Column(name, heading, "estimate", interval_parts(labels, title, level)))
        columns.append(Column(f"{name} p", p_value, "number", (p_value,)))

    def make(_: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        ratios = _rows(labels, "hazard_ratio", measure, "hazard ratio")
        means = _rows(labels, "restricted_mean", measure, "difference in restricted mean")
        made = []
        for pair in dict.fromkeys([*ratios, *means]):
            group, reference = map(labels.group, pair)
            named = Cell(labels.say("table.contrast", group=group, reference=reference, minus=MINUS))
            made.append(Row((named, *_contrast(labels, ratios.get(pair), 2), *_contrast(labels, means.get(pair), 1))))
        return made

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.event_contrasts_note"), *_horizons(labels), *notes_of(labels, found))
    return Table("event_contrasts", labels.say("table.event_contrasts"), tuple(columns), rows, notes)


def _contrast(labels: Labels, figure: Figure | None, decimals: int) -> tuple[Cell, Cell]:
    """Return an estimate with its interval, and its p value."""
    return figure_or_note(labels, figure, decimals), figure.cell("p_value", style="p") if figure else Cell()


def _rows(labels: Labels, kind: str, measure: Measure, quantity: str) -> dict[tuple[str, str], Figure]:
    results = labels.analysis.of_kind(kind, measure.name)
    index = index_rows(results[0], "group", "reference") if results else {}
    return {(key[0], key[1]): one for key, one in index.items() if key[2] == quantity}


def _horizons(labels: Labels) -> list[str]:
    """Return up to which month each restricted mean is taken, and the adjustment of the hazard ratios."""
    told = []
    for measure, result in results_by_measure(labels, "restricted_mean"):
        months = format_figure(float(str(result.method["horizon"])), 1, labels.language)
        told.append(labels.say("table.horizon", measure=measure.label, months=months))
    return told
