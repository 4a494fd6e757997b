"""Files with one row a person: which visit each of their columns is of, and which pattern their names follow."""

import re
from collections import defaultdict
from collections.abc import Iterable

from peereval.load.header.slots import Slot, column_letters
from peereval.load.problems import found
from peereval.remarks import Finding
from peereval.study import Source, Study
from peereval.terms import cut_list
from peereval.yaml_file import as_yaml

PATTERNS = ("{column}_{visit}", "{visit}_{column}", "{column}.{visit}", "{column}{visit}", "{visit}{column}")


def spread_columns(slots: list[Slot], source: Source, study: Study) -> tuple[list[Slot], list[Finding]]:
    """Give each column of a wide file its visit, by the pattern of the source.

    Returns
    -------
    tuple
        The columns, and the findings: no column fits the pattern, or one carries a visit
        that the study does not list.
    """
    pattern = source.wide or ""
    spread = [_by_visit(slot, pattern, study) for slot in slots]
    bases = {slot.column for slot in spread if slot.visit}
    if not bases:
        return spread, [_misfit(slots, source, study)]
    unlisted = _unlisted(spread, pattern, bases)
    if not unlisted:
        return spread, []
    fix = "visits: {NAME: {also: [LABEL]}}"
    values = {"columns": cut_list(unlisted)}
    return spread, [found("error", "wide-visit", source.path, values, fix=fix, count=len(unlisted))]


def fitting_pattern(headers: Iterable[str], study: Study) -> str:
    """Return the pattern by which most column names are those of several visits, "" where none is.

    A name counts when what is left without its visit comes with two visits or more. Where no sign
    stands between name and visit, visits that are digits only are not looked for: Q10 is an item.
    """
    names = list(headers)
    counts = {pattern: _names_of_visits(names, pattern, study) for pattern in PATTERNS}
    best = max(PATTERNS, key=lambda pattern: counts[pattern])
    return best if counts[best] else ""


def _names_of_visits(names: list[str], pattern: str, study: Study) -> int:
    bare = "}{" in pattern
    visits: dict[str, set[str]] = defaultdict(set)
    number = 0
    for name in names:
        slot = _by_visit(Slot(0, name, name), pattern, study)
        if slot.visit and not (bare and _label(name, slot.column).isdigit()):
            visits[slot.column].add(slot.visit)
    for seen in visits.values():
        number += len(seen) if len(seen) > 1 else 0
    return number


def _label(name: str, column: str) -> str:
    return name.removeprefix(column) if name.startswith(column) else name.removesuffix(column)


def _misfit(slots: list[Slot], source: Source, study: Study) -> Finding:
    """Say why no column fits the pattern: the file is long, or its names follow another pattern."""
    if any(slot.column == "visit" for slot in slots):
        values = {"column": study.columns.visit}
        return found("error", "wide-but-long", source.path, values, fix=f"sources: [{{path: {as_yaml(source.path)}}}]")
    other = fitting_pattern((slot.header for slot in slots), study)
    if not other:
        return found("error", "wide-no-column", source.path, {"pattern": source.wide})
    values = {"pattern": source.wide, "other": other}
    return found("error", "wide-no-column-near", source.path, values, fix=f'wide: "{other}"')


def _unlisted(spread: list[Slot], pattern: str, bases: set[str]) -> list[str]:
    """Return the letters of the columns that fit the pattern with a visit that is not listed."""
    names = re.escape(pattern).replace(r"\{column\}", "(.+)").replace(r"\{visit\}", "(.+)")
    column = 1 if pattern.index("{column}") < pattern.index("{visit}") else 2
    matches = ((slot, re.fullmatch(names, slot.header)) for slot in spread if not slot.visit)
    return [column_letters(slot.position) for slot, match in matches if match and match[column] in bases]


def _by_visit(slot: Slot, pattern: str, study: Study) -> Slot:
    labels = [(label, name) for name, visit in study.visits.items() for label in (name, *visit.also)]
    keys = {column: key for key, column in study.columns.named.items()}  # a day of the visit has one column a visit
    for label, visit in sorted(labels, key=lambda pair: -len(pair[0])):
        before, after = pattern.replace("{visit}", label).split("{column}")
        column = slot.header.removeprefix(before).removesuffix(after)
        if column and before + column + after == slot.header:
            return Slot(slot.position, slot.header, keys.get(column, column), visit)
    return slot
