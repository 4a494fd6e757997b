"""Marginal probabilities and rates, and what sets groups apart in them."""

from collections.abc import Iterator, Mapping, Sequence

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
    who,
)
from peereval.results import Result

# The quantities of each column, of levels and of changes.
SCALES: Mapping[str, tuple[str, ...]] = {
    "difference": (
        *("risk difference", "rate difference", "probability difference"),
        *("difference in change of risk", "difference in change of rate", "difference in change of probability"),
    ),
    "ratio": ("risk ratio", "rate ratio", "ratio of risk ratios", "ratio of rate ratios"),
    "odds_ratio": ("odds ratio", "common odds ratio", "ratio of odds ratios", "ratio of common odds ratios"),
}
_KEYS = ("group", "entry", "reference", "baseline", "visit", "category")


def marginal_means_table(labels: Labels) -> Table | None:
    """Return probabilities, or mean counts, with intervals: a row a group or cohort, a column a visit."""
    pairs = results_by_measure(labels, "marginal_means")
    if not pairs:
        return None
    visits = [v for v in labels.study.visits if any(v in key for _, r in pairs for key in index_rows(r, "visit"))]
    level = pairs[0][1].method.get("level")
    name = labels.quantity("marginal mean")
    title = f"{name}, {interval_title(labels, level)}"
    columns = [Column(v, labels.visit(v), "estimate", interval_parts(labels, name, level), title) for v in visits]

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        return tuple(_mean_rows(labels, measure, result, visits))

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.marginal_means_note", table=labels.say("table.marginal_contrasts")),)
    head = label_column(labels.say("column.group"))
    return Table("marginal_means", labels.say("table.marginal_means"), (head, *columns), rows, notes)


def _mean_rows(labels: Labels, measure: Measure, result: Result, visits: list[str]) -> Iterator[Row]:
    index = {key[:4]: figure for key, figure in index_rows(result, "group", "entry", "category", "visit").items()}
    categories = list(dict.fromkeys(key[2] for key in index))
    for group, entry in dict.fromkeys(key[:2] for key in index):
        if categories != [""]:
            yield Row((Cell(who(labels, group, entry)), *(Cell() for _ in visits)))
        for category in categories:
            cells = [figure_or_note(labels, index.get((group, entry, category, visit)), 2) for visit in visits]
            if category:
                yield Row((Cell(labels.level(measure.name, category)), *cells), "indent")
            else:
                yield Row((Cell(who(labels, group, entry)), *cells))


def marginal_contrasts_table(labels: Labels) -> Table | None:
    """Return differences, ratios and odds ratios by group and visit, and of the changes since the first visit."""
    pairs = results_by_measure(labels, "marginal_contrasts")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    shown = [name for name, own in SCALES.items() if any(q in own for _, r in pairs for q in set(r.rows["quantity"]))]
    columns = [label_column(labels.say("column.contrast"))]
    for scale in shown:
        name = labels.say(f"column.marginal_{scale}")
        title = f"{name}, {interval_title(labels, level)}"
        p_value = labels.say("column.p_value")
        columns += [
            Column(scale, title, "estimate", interval_parts(labels, name, level)),
            Column(f"{scale}_p", p_value, "number", (f"{p_value} ({name})",)),
        ]

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        return tuple(_contrast_rows(labels, measure, result, shown))

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.marginal_contrasts_note"), *notes_of(labels, pairs))
    return Table("marginal_contrasts", labels.say("table.marginal_contrasts"), tuple(columns), rows, notes)


def _contrast_rows(labels: Labels, measure: Measure, result: Result, shown: list[str]) -> Iterator[Row]:
    """Yield a row for each contrast, changes first; the categories of an ordinal outcome below it."""
    index = index_rows(result, *_KEYS)
    for key in dict.fromkeys(key[:5] for key in index):
        categories = [name for name in dict.fromkeys(k[5] for k in index if k[:5] == key) if name]
        whole = _cells(labels, index, (*key, ""), shown)
        yield Row((Cell(_label(labels, key)), *whole))
        for name in categories:
            cells = _cells(labels, index, (*key, name), shown)
            yield Row((Cell(labels.level(measure.name, name)), *cells), "indent")


def _cells(labels: Labels, index: Index, key: tuple[str, ...], shown: list[str]) -> list[Cell]:
    cells: list[Cell] = []
    for scale in shown:
        figure = next((index[*key, quantity] for quantity in SCALES[scale] if (*key, quantity) in index), None)
        cells += [figure_or_note(labels, figure, 2), figure.cell("p_value", style="p") if figure else Cell()]
    return cells


def _label(labels: Labels, key: tuple[str, ...]) -> str:
    group, entry, reference, baseline, visit = key
    names = {"group": who(labels, group, entry), "reference": labels.group(reference)}
    label = labels.say("table.contrast", **names, minus=MINUS)
    return f"{label}, {' → '.join(labels.visit(name) for name in (baseline, visit) if name)}"
