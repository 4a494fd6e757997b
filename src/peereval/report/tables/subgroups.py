"""Subgroups: the joint tests first, then the difference in change within each category and between them."""

from collections.abc import Iterator
from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
from peereval.report.rows import Figure, Index, index_rows
from peereval.report.sentences_subgroups import category_label, interaction_sentences
from peereval.report.table import Cell, Column, Number, Row, Table, section
from peereval.report.tables.shared import (
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    notes_of,
    results_by_measure,
)
from peereval.results import Result

_WITHIN = ("moderator", "category", "group", "visit", "adjust", "reference", "baseline")
_BETWEEN = ("moderator", "category", "against", "group", "visit", "adjust")
FEW_PEOPLE = "few people"


def subgroup_tests_table(labels: Labels) -> Table | None:
    """Return the joint tests that the difference in change is the same in all categories."""
    pairs = results_by_measure(labels, "subgroup_joint_test")
    if not pairs:
        return None
    columns = (
        label_column(labels.say("column.measure")),
        Column("moderator", labels.say("column.moderator")),
        Column("visit", labels.say("column.visit")),
        *(
            Column(name, labels.say(f"column.{name}"), "number", (labels.say(f"column.{name}"),))
            for name in ("F", "num_df", "den_df", "p_value")
        ),
    )
    rows = tuple(row for measure, result in pairs for row in _tests(labels, measure, result))
    notes = (labels.say("table.subgroup_tests_note"), *notes_of(labels, pairs))
    return Table("subgroup_tests", labels.say("table.subgroup_tests"), columns, rows, notes, part="sensitivity")


def _tests(labels: Labels, measure: Measure, result: Result) -> Iterator[Row]:
    for (moderator, visit, num_df, _), figure in index_rows(result, "moderator", "visit", "num_df").items():
        missing = figure.note and not isfinite(figure.statistic)
        yield Row((
            Cell(measure.label),
            Cell(labels.variable(moderator)),
            Cell(labels.visit(visit) if visit else labels.say("table.all_visits")),
            Cell(labels.quantity(figure.note)) if missing else figure.cell("statistic"),
            Cell(numbers=(Number(float(num_df), figure.key, "num_df", "count"),)),
            figure.cell("df", decimals=1),
            figure.cell("p_value", style="p"),
        ))  # fmt: skip


def subgroups_table(labels: Labels) -> Table | None:
    """Return the difference in change within each category, with its people, and between categories."""
    pairs = results_by_measure(labels, "subgroup_contrasts")
    if not pairs:
        return None
    level = pairs[0][1].method.get("level")
    title = labels.quantity("difference in change")
    adjusted = str(pairs[0][1].method.get("adjust"))
    columns = (
        label_column(labels.say("column.category")),
        *(Column(f"n_{one}", labels.say(f"column.n_{one}"), "pair", _ends(labels), labels.say("column.people_ends"))
          for one in ("group", "reference")),
        Column("difference", f"{title}, {interval_title(labels, level)}", "estimate",
               interval_parts(labels, title, level)),
        Column("df", labels.say("column.df"), "number", (labels.say("column.df"),)),
        Column("p_value", labels.say("column.p_value"), "number", (labels.say("column.p_value"),)),
        Column("p_adjusted", labels.say(f"column.p_{adjusted}"), "number", (labels.say(f"column.p_{adjusted}"),)),
    )  # fmt: skip
    rows = tuple(row for measure, result in pairs for row in _sections(labels, measure, result))
    said = [sentence for measure, _ in pairs for sentence in interaction_sentences(labels, measure)]
    notes = (labels.say("table.subgroups_note"), *said, labels.say("table.subgroups_absence"), *notes_of(labels, pairs))
    return Table("subgroups", labels.say("table.subgroups"), columns, rows, notes, part="sensitivity")


def _ends(labels: Labels) -> tuple[str, str]:
    return labels.say("column.people_start"), labels.say("column.people_visit")


def _sections(labels: Labels, measure: Measure, result: Result) -> Iterator[Row]:
    """Yield a section for each moderator and group compared: its categories, then the pairs of them."""
    index = index_rows(result, *_WITHIN)
    found = labels.analysis.of_kind("subgroup_differences", measure.name)
    pairs = index_rows(found[0], *_BETWEEN) if found else {}
    counts = _counts(labels, measure)
    for moderator, group, reference in dict.fromkeys((key[0], key[2], key[5]) for key in index):
        against = labels.say(
            "table.contrast", group=labels.group(group), reference=labels.group(reference), minus=MINUS
        )
        yield section(f"{measure.label}, {labels.variable(moderator)}, {against}")
        own = {key: one for key, one in index.items() if (key[0], key[2], key[4]) == (moderator, group, "none")}
        for key, figure in own.items():
            people = tuple(_people(counts, key, name) for name in (group, reference))
            other = next((one for name, one in index.items() if name[:4] == key[:4] and name[4] != "none"), None)
            name = f"{category_label(labels, moderator, key[1])}, {_visits(labels, key[6], key[3])}"
            yield Row((Cell(_marked(labels, name, figure)), *people, *_figures(labels, measure, figure, other)))
        yield from _apart(labels, measure, pairs, (moderator, group))


def _apart(labels: Labels, measure: Measure, pairs: Index, place: tuple[str, str]) -> Iterator[Row]:
    moderator, group = place
    for key, figure in pairs.items():
        if (key[0], key[3], key[5]) != (moderator, group, "none"):
            continue
        other = next((one for name, one in pairs.items() if name[:5] == key[:5] and name[5] != "none"), None)
        one, against = (category_label(labels, moderator, name) for name in key[1:3])
        apart = labels.say("table.contrast", group=one, reference=against, minus=MINUS)
        label = _marked(labels, f"{apart}, {labels.visit(key[4])}", figure)
        yield Row((Cell(label), Cell(), Cell(), *_figures(labels, measure, figure, other)), "indent")


def _visits(labels: Labels, baseline: str, visit: str) -> str:
    return f"{labels.visit(baseline)} → {labels.visit(visit)}"


def _marked(labels: Labels, name: str, figure: Figure) -> str:
    return f"{name} ({labels.quantity(FEW_PEOPLE)})" if figure.note == FEW_PEOPLE else name


def _counts(labels: Labels, measure: Measure) -> Index:
    found = labels.analysis.of_kind("subgroup_counts", measure.name)
    return index_rows(found[0], "moderator", "category", "group", "visit") if found else {}


def _people(counts: Index, key: tuple[str, ...], group: str) -> Cell:
    """Return the people analysed at the baseline and at the visit; all of a group whose people have no category."""
    moderator, category, _, visit, _, _, baseline, _ = key
    known = [category if any(name[:3] == (moderator, category, group) for name in counts) else ""]
    figures = [counts.get((moderator, known[0], group, at, "analysed")) for at in (baseline, visit)]
    return Cell(numbers=tuple(one.number(style="count") for one in figures if one is not None))


def _figures(labels: Labels, measure: Measure, figure: Figure, other: Figure | None) -> tuple[Cell, ...]:
    return (
        figure_or_note(labels, figure, measure.decimals),
        figure.cell("df", decimals=1),
        figure.cell("p_value", style="p"),
        other.cell("p_value", style="p") if other is not None else Cell(),
    )
