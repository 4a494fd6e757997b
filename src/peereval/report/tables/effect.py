"""Effect sizes: contrasts on one standard deviation, and against the important difference."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
from peereval.report.rows import Index, index_rows
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

_KEYS = ("contrast", "group", "reference", "baseline", "visit")
_STANDARDISED = {"change_contrasts": "standardised difference in change", "t0_adjusted": "standardised difference"}
RATIO = "ratio to the important difference"


def effect_size_table(labels: Labels) -> Table | None:
    """Return the standardised differences and the ratios to the important difference."""
    pairs = results_by_measure(labels, "effect_size")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    columns = [label_column(labels.say("column.contrast"))]
    for name in ("standardised", "ratio"):
        title = labels.say(f"column.{name}")
        parts = interval_parts(labels, title, level)
        columns.append(Column(name, f"{title}, {interval_title(labels, level)}", "estimate", parts))

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = index_rows(result, *_KEYS)
        spread = [(key, figure) for key, figure in index.items() if key[-1] == "pooled SD"]
        rows = [Row((Cell(labels.say("table.pooled_sd", visit=labels.visit(key[4]))),
                     figure.cell(decimals=measure.decimals), Cell())) for key, figure in spread]  # fmt: skip
        return [*rows, *_contrast_rows(labels, index)]

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.effect_size_note"), *notes_of(labels, pairs))
    return Table("effect_size", labels.say("table.effect_size"), tuple(columns), rows, notes)


def _contrast_rows(labels: Labels, index: Index) -> list[Row]:
    """Return a row a contrast, the T0-adjusted one below the difference in change."""
    places = dict.fromkeys(key[1:5] for key in index if key[0])
    rows = []
    for place in places:
        for contrast, quantity in _STANDARDISED.items():
            found = [index.get((contrast, *place, name)) for name in (quantity, RATIO)]
            if any(found):
                cells = (figure_or_note(labels, figure, 2) for figure in found)
                below = contrast == "t0_adjusted"
                rows.append(Row((Cell(_label(labels, place, below=below)), *cells), "indent" if below else "body"))
    return rows


def _label(labels: Labels, place: tuple[str, ...], *, below: bool) -> str:
    group, reference, baseline, visit = place
    if below:
        return labels.say("table.at_same_value").format(visit=labels.visit(baseline))
    named = labels.say("table.contrast", group=labels.group(group), reference=labels.group(reference), minus=MINUS)
    return f"{named}, {labels.visit(baseline)} → {labels.visit(visit)}"
