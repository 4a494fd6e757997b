"""The families of tests: raw and adjusted p values side by side, and the decision on each hypothesis."""

from collections.abc import Iterator
from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS
from peereval.report.rows import Figure, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.report.tables.shared import (
    figure_or_note,
    interval_parts,
    interval_title,
    label_column,
    level_text,
    notes_of,
    results_by_measure,
    variance_text,
)
from peereval.results import Result
from peereval.terms import has_term

_KEYS = ("family", "order", "group", "visit", "reference", "baseline", "adjust")
Found = tuple[Measure, tuple[str, ...], Figure]


def families_table(labels: Labels) -> Table | None:
    """Return every hypothesis in the order it is tested; what is in no family comes last, not adjusted."""
    pairs = results_by_measure(labels, "families")
    if not pairs:
        return None
    method = pairs[0][1].method
    title, level = labels.quantity("difference in change"), method.get("level")
    adjusted = labels.say(f"column.p_{str(method.get('adjust')).replace('-', '_')}")
    columns = (
        label_column(labels.say("column.hypothesis")),
        Column("difference", f"{title}, {interval_title(labels, level)}", "estimate",
               interval_parts(labels, title, level)),
        Column("p_value", labels.say("column.p_raw"), "number", (labels.say("column.p_raw"),)),
        Column("p_adjusted", adjusted, "number", (adjusted,)),
        Column("decision", labels.say("column.decision")),
    )  # fmt: skip
    found = [(measure, key, one) for measure, result in pairs for key, one in index_rows(result, *_KEYS).items()]
    rows = tuple(
        row for number in sorted({int(key[1]) for _, key, _ in found}) for row in _family(labels, found, number)
    )
    notes = [*_shared(labels, found), labels.say("table.families_note", alpha=level_text(labels, method.get("alpha")))]
    notes += [] if labels.study.families.named else [labels.say("table.families_default")]
    notes += [labels.say("table.families_variance", variance=text) for text in _variances(labels, pairs)]
    return Table("families", labels.say("table.families"), columns, rows, (*notes, *notes_of(labels, pairs)))


def _variances(labels: Labels, pairs: list[tuple[Measure, Result]]) -> list[str]:
    return [text for text in dict.fromkeys(variance_text(labels, result) for _, result in pairs) if text]


def family_label(labels: Labels, name: str) -> str:
    """Return the label of a family: the word for primary, secondary and exploratory, else the name in the study."""
    return labels.say(f"family.{name}") if has_term(f"family.{name}") else name


def _family(labels: Labels, found: list[Found], number: int) -> Iterator[Row]:
    """Yield the section of a family and a row for each of its hypotheses."""
    own = [one for one in found if int(one[1][1]) == number]
    name, several = own[0][1][0], not list(_shared(labels, found))
    titled = family_label(labels, name)
    yield section(titled if name == "exploratory" else labels.say("table.family", number=number, name=titled))
    for measure, key, figure in own:
        if key[6] != "none":
            continue
        other = next(
            (one for of, name, one in own if of is measure and name[:6] == key[:6] and name[6] != "none"), None
        )
        yield Row((
            Cell(_label(labels, measure, key, several=several)),
            figure_or_note(labels, figure, measure.decimals),
            figure.cell("p_value", style="p"),
            other.cell("p_value", style="p") if other is not None else Cell(),
            Cell(_decision(labels, other)),
        ))  # fmt: skip


def _decision(labels: Labels, other: Figure | None) -> str:
    if other is None:
        return labels.quantity("not adjusted")
    return "" if other.note == "not estimable" and not isfinite(other.estimate) else labels.quantity(other.note)


def _against(labels: Labels, key: tuple[str, ...]) -> str:
    group, reference = labels.group(key[2]), labels.group(key[4])
    return labels.say("table.contrast", group=group, reference=reference, minus=MINUS)


def _shared(labels: Labels, found: list[Found]) -> Iterator[str]:
    """Yield the one contrast of all hypotheses, where they have one in common."""
    every = {_against(labels, key) for _, key, _ in found}
    if len(every) == 1:
        yield f"{every.pop()}."


def _label(labels: Labels, measure: Measure, key: tuple[str, ...], *, several: bool) -> str:
    visits = f"{labels.visit(key[5])} → {labels.visit(key[3])}"
    return ", ".join([measure.label, *([_against(labels, key)] if several else []), visits])
