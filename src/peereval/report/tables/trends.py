"""Tables of what a difference in change assumes of trends, and of groups that enter later."""

from collections.abc import Sequence

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import format_figure, format_percent
from peereval.report.rows import Figure, distinct, index_rows
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

_BIASES = ("bias that explains the difference", "bias that reaches the interval", "yardstick")


def parallel_trends_table(labels: Labels) -> Table | None:
    """Return the bias in trend that would explain each difference in change, and bounds under several biases."""
    pairs = results_by_measure(labels, "parallel_trends")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "share")
    shares = [share for share, quantity in index if quantity == "difference in change"]
    spanner = labels.say("column.bounds_if_trends_differ")
    reference = labels.group(labels.study.reference)
    named = {name: labels.quantity(name) for name in _BIASES[:2]}
    named[_BIASES[2]] = labels.say("column.change_of", group=reference)
    columns = (
        label_column(labels.say("column.change")),
        *(Column(name, title, "number", (title,)) for name, title in named.items()),
        *(Column(share, labels.say("column.times", factor=format_figure(float(share), 2, labels.language)), "interval",
                 interval_parts(labels, "")[1:], spanner) for share in dict.fromkeys(shares)),
    )  # fmt: skip

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        return _trend_rows(labels, result, measure, list(dict.fromkeys(shares)))

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.parallel_trends_note"), *notes_of(labels, pairs))
    return Table("parallel_trends", labels.say("table.parallel_trends"), columns, rows, notes, part="sensitivity")


def _trend_rows(labels: Labels, result: Result, measure: Measure, shares: list[str]) -> list[Row]:
    """Return one row for each group and visit; bounds stand without their middle, which is the main estimate."""
    found = index_rows(result, "group", "baseline", "visit", "share")
    rows, decimals = [], measure.decimals + 1
    several = len(distinct(found, 0)) > 1
    for group, baseline, visit in dict.fromkeys(key[:3] for key in found):
        figures = {key[3:]: figure for key, figure in found.items() if key[:3] == (group, baseline, visit)}
        label = f"{labels.visit(baseline)} → {labels.visit(visit)}"
        biases = (figures["", name] for name in _BIASES)
        bounds = (figures[share, "difference in change"].interval(decimals) for share in shares)
        rows.append(Row((Cell(f"{labels.group(group)}, {label}" if several else label),
                         *(one.cell(decimals=decimals) for one in biases), *bounds)))  # fmt: skip
    return rows


def survivors_table(labels: Labels) -> Table | None:
    """Return the band of the means of groups that enter later, over the share still followed and a difference."""
    pairs = results_by_measure(labels, "survivors")
    if not pairs:
        return None
    shares = list(dict.fromkeys(key[0] for _, result in pairs for key in index_rows(result, "share")))
    mean = labels.quantity("adjusted mean")
    spanner, parts = f"{mean}, {interval_title(labels)}", interval_parts(labels, mean)
    percents = [format_percent(100 * float(share), 0, labels.language) for share in shares]
    titles = [labels.say("column.still_followed", percent=percent) for percent in percents]
    columns = (
        label_column(labels.say("column.survivors")),
        *(Column(share, title, "estimate", parts, spanner) for share, title in zip(shares, titles, strict=True)),
    )

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        found = {key[:4]: figure for key, figure in index_rows(result, "group", "visit", "delta", "share").items()}
        return _band_rows(labels, found, measure, shares)

    rows = rows_by_measure(pairs, make)
    notes = notes_of(labels, pairs)
    return Table("survivors", labels.say("table.survivors"), columns, rows, notes, part="sensitivity")


def _band_rows(labels: Labels, found: dict[tuple[str, ...], Figure], measure: Measure, shares: list[str]) -> list[Row]:
    rows = []
    for group, visit, delta in dict.fromkeys(key[:3] for key in found):
        moved = ("+" if float(delta) > 0 else "") + format_figure(float(delta), measure.decimals, labels.language)
        label = labels.say("table.survivors_row", group=labels.group(group), visit=labels.visit(visit), delta=moved)
        cells = (
            figure_or_note(labels, found.get((group, visit, delta, share)), measure.decimals + 1) for share in shares
        )
        rows.append(Row((Cell(label), *cells)))
    return rows
