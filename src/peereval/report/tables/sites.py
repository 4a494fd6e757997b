"""Tables of sites: what varies between them, and how much the result rests on each."""

from collections.abc import Sequence
from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
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

_SHOWN = 5
_COMPONENTS = ("standard deviation", "intraclass correlation", "cluster autocorrelation")


def variance_components_table(labels: Labels) -> Table | None:
    """Return the spread between sites, the intraclass correlation by visit, the cluster autocorrelation."""
    pairs = results_by_measure(labels, "variance_components")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    estimate = labels.say("column.estimate")
    title = f"{estimate}, {interval_title(labels, level)}"
    columns = (
        label_column(labels.say("column.component")),
        Column("estimate", title, "estimate", interval_parts(labels, estimate, level)),
    )

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        rows = []
        for (component, visit, other, quantity), figure in index_rows(
            result, "component", "visit", "other_visit"
        ).items():
            if quantity in _COMPONENTS:
                spread = quantity == "standard deviation"
                name = (
                    f"{labels.quantity(quantity)}, {labels.component(component)}"
                    if spread
                    else labels.quantity(quantity)
                )
                where = " ~ ".join(labels.visit(one) for one in (visit, other) if one)
                label = Cell(", ".join(filter(None, (name, where))))
                rows.append(Row((label, _known(labels, figure, measure, measure.decimals + 1 if spread else 2))))
        return rows

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.variance_components_note"), *notes_of(labels, pairs))
    title = labels.say("table.variance_components")
    return Table("variance_components", title, columns, rows, notes, part="diagnostics")


def _known(labels: Labels, figure: Figure, measure: Measure, decimals: int) -> Cell:
    """Return an estimate, with its interval where it has one that says something."""
    width = measure.value("maximum") - measure.value("minimum")
    bounded = isfinite(figure.conf_low) and not figure.conf_high > width
    if isfinite(figure.estimate) and not bounded:
        return figure.cell(decimals=decimals)
    return figure_or_note(labels, figure, decimals)


def leave_one_out_table(labels: Labels) -> Table | None:
    """Return the difference in change without each site in turn, after that with all."""
    pairs = results_by_measure(labels, "leave_one_site_out")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    groups = distinct(index_rows(pairs[0][1], "group", "reference"), 0)
    parts = interval_parts(labels, labels.quantity("difference in change"), level)
    spanner = f"{labels.quantity('difference in change')}, {interval_title(labels, level)}"
    columns = (
        label_column(labels.say("column.left_out")),
        *(Column(group, _against(labels, group), "estimate", parts, spanner) for group in groups),
    )

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        index = {key[:2]: figure for key, figure in index_rows(result, "left_out", "group").items()}
        rows = []
        for site in distinct(index, 0):
            cells = (figure_or_note(labels, index.get((site, group)), measure.decimals + 1) for group in groups)
            rows.append(Row((Cell(site or labels.say("table.no_site")), *cells)))
        return rows

    rows = rows_by_measure(pairs, make)
    note = labels.say("table.leave_one_out_note", visits=_visits(labels, pairs[0][1]))
    notes = (note, *notes_of(labels, pairs))
    return Table("leave_one_out", labels.say("table.leave_one_out"), columns, rows, notes, part="sensitivity")


def _visits(labels: Labels, result: Result) -> str:
    baseline, visit = next(iter(index_rows(result, "baseline", "visit")))[:2]
    return f"{labels.visit(baseline)} → {labels.visit(visit)}"


def _against(labels: Labels, group: str) -> str:
    reference = labels.group(labels.study.reference)
    return labels.say("table.contrast", group=labels.group(group), reference=reference, minus=MINUS)


def influence_table(labels: Labels) -> Table | None:
    """Return the sites with the largest Cook's distance of each primary measure."""
    pairs = results_by_measure(labels, "site_influence")
    if not pairs:
        return None
    index = index_rows(pairs[0][1], "group")
    groups = [key[0] for key in index if key[0]]
    named = {"observations": ("count", 0), "leverage": ("decimal", 2), "Cook's distance": ("decimal", 3)}
    spanner = labels.quantity("change without the site")
    columns = (
        label_column(labels.say("column.site")),
        *(Column(name, labels.quantity(name), "number", (labels.quantity(name),)) for name in named),
        *(Column(group, _against(labels, group), "number", (spanner,), spanner) for group in groups),
    )

    def make(result: Result, measure: Measure) -> Sequence[Row]:
        """Return the rows of a measure."""
        found = index_rows(result, "site", "group")
        rows = []
        for site in distinct(found, 0)[:_SHOWN]:
            cells = [found[site, "", name].cell(style=style, decimals=decimals)  # type: ignore[arg-type]
                     for name, (style, decimals) in named.items()]  # fmt: skip
            moved = [found.get((site, group, "change without the site")) for group in groups]
            cells += [figure.cell(decimals=measure.decimals + 1) if figure else Cell() for figure in moved]
            rows.append(Row((Cell(site), *cells)))
        return rows

    rows = rows_by_measure(pairs, make)
    notes = (labels.say("table.influence_note"), *notes_of(labels, pairs))
    return Table("influence", labels.say("table.influence"), columns, rows, notes, part="sensitivity")
