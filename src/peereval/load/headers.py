"""From the header of a file to the columns that are read: cleaned, renamed, dropped, checked."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from peereval.errors import closest
from peereval.load.kinds import KEYS
from peereval.load.problems import SourceError, found
from peereval.results import Finding
from peereval.study import Source, Study
from peereval.yaml_file import as_yaml

# Keys that the files of some groups do not have: controls have no worker, and perhaps no list of absences.
_OF_SOME_FILES = ("worker", "exposure_start", "exposure_end", "exposure_end_reason", "absence_reason")


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One column of a file: where it stands, its header, the column it fills, and for which visit."""

    position: int
    header: str
    column: str
    visit: str = ""


def plan_columns(header: tuple[str, ...], source: Source, study: Study) -> tuple[tuple[Slot, ...], list[Finding]]:
    """Return the columns to read of a file, and what is to be noted about its header.

    Parameters
    ----------
    header
        The cells of the header, as the file has them.
    source
        Says what to rename and drop, and whether the file is wide.
    study
        Names the key columns and the visits.

    Raises
    ------
    SourceError
        If a column named by the study is not there, or two columns have one name.
    """
    names = [clean_name(cell) for cell in header]
    problems = list(_absent(names, source))
    dropped = {clean_name(name) for name in source.drop}
    renames = _aliases(names, study) | {clean_name(old): clean_name(new) for old, new in source.rename.items()}
    keys = {clean_name(column): key for key, column in study.columns.named.items()}
    slots = []
    for position, name in enumerate(names):
        if name and name not in dropped:
            renamed = renames.get(name, name)
            slots.append(Slot(position, renamed, keys.get(renamed, renamed)))
    if source.wide:
        slots, wide_problems = _spread(slots, source, study)
        slots = [replace(slot, column=keys.get(slot.column, slot.column)) for slot in slots]
        problems += wide_problems
    missing = list(_keys_missing(slots, source, study))
    problems += [*_repeated(slots, source.path), *(one for one in missing if one.severity == "error")]
    if problems:
        raise SourceError(*problems)
    unnamed = [column_letters(position) for position, name in enumerate(names) if not name]
    note = found("note", "column-unnamed", source.path, {"columns": ", ".join(unnamed)}, count=len(unnamed))
    elsewhere = [str(one.values["columns"]) for one in missing if one.severity == "note"]
    noted = [found("note", "keys-not-here", source.path, {"columns": ", ".join(elsewhere)})] if elsewhere else []
    return tuple(slots), [*noted, note] if unnamed else noted


def _aliases(names: list[str], study: Study) -> dict[str, str]:
    """Return the headers that the codebook lists as another name of a column which the file does not have."""
    fields = [field for field in study.book.fields if clean_name(field.name) not in names]
    return {clean_name(alias): clean_name(field.name) for field in fields for alias in field.aliases}


def clean_name(text: str) -> str:
    """Return a header or label in one form: composed accents, single spaces.

    Examples
    --------
    >>> clean_name(" Diagnostic  principal ")
    'Diagnostic principal'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def column_letters(position: int) -> str:
    """Return the letters that Excel shows for a column, counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _absent(names: list[str], source: Source) -> Iterator[Finding]:
    for key, listed in (("rename", list(source.rename)), ("drop", list(source.drop))):
        for name in listed:
            if clean_name(name) not in names:
                nearest = _nearest(name, names)
                found_name = as_yaml(nearest)
                renamed = f"rename: {{{found_name}: {as_yaml(source.rename.get(name, ''))}}}"
                fix = renamed if key == "rename" else f"drop: [{found_name}]"
                yield _absent_column(f"{key}-absent", source.path, name, nearest, fix)


def _absent_column(rule: str, file: str, column: str, nearest: str, fix: str) -> Finding:
    if not nearest:
        return found("error", rule, file, {"column": column})
    return found("error", f"{rule}-near", file, {"column": column, "nearest": nearest}, fix=fix)


def _nearest(name: str, names: list[str]) -> str:
    # Where the header row is wrong, cells of participants stand in it: only words are repeated.
    return closest(name, [other for other in names if _is_word(other)]) or ""


def _is_word(name: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_][\w .'-]{0,30}", name))


def _repeated(slots: list[Slot], file: str) -> Iterator[Finding]:
    # In a wide file the visit is in the names: a column with and without visits is one too many.
    always = {slot.column for slot in slots if not slot.visit}
    clashing = {slot.column for slot in slots if slot.visit and slot.column in (*always, "visit")}
    positions: dict[tuple[str, str], list[int]] = defaultdict(list)
    for slot in slots:
        positions[slot.column, "" if slot.column in clashing else slot.visit].append(slot.position)
    for (column, _), where in positions.items():
        if len(where) > 1 or column in clashing:
            values = {"columns": ", ".join(_place(slot) for slot in slots if slot.position in where), "key": column}
            rule = "column-repeated-key" if column in KEYS else "column-repeated"
            yield found("error", rule, file, values, count=len(where))


def _place(slot: Slot) -> str:
    """Return the letters of a column and, where it is a word, what its header says."""
    return column_letters(slot.position) + (f" ({slot.header})" if _is_word(slot.header) else "")


def _keys_missing(slots: list[Slot], source: Source, study: Study) -> Iterator[Finding]:
    present = {slot.column for slot in slots}
    said = {"group"} if source.group else set()
    said |= {"visit"} if source.visit or source.wide else set()
    for key, column in study.columns.named.items():
        if key not in present and key not in said:
            nearest = _nearest(column, [slot.header for slot in slots if slot.column == slot.header])
            fix = f"columns: {{{key}: {as_yaml(nearest)}}}"
            if key in _OF_SOME_FILES and not nearest:
                yield found("note", "keys-not-here", source.path, {"columns": column})
            else:
                yield _absent_column("key-absent", source.path, column, nearest, fix)


def _spread(slots: list[Slot], source: Source, study: Study) -> tuple[list[Slot], list[Finding]]:
    """Give each column of a wide file its visit, by the pattern of the source."""
    spread = [_by_visit(slot, source.wide or "", study) for slot in slots]
    bases = {slot.column for slot in spread if slot.visit}
    if not bases:
        return spread, [found("error", "wide-no-column", source.path, {"pattern": source.wide})]
    pattern = re.escape(source.wide or "").replace(r"\{column\}", "(.+)").replace(r"\{visit\}", "(.+)")
    column_first = (source.wide or "").index("{column}") < (source.wide or "").index("{visit}")
    unlisted = []
    for slot in spread:
        match = re.fullmatch(pattern, slot.header)
        if match and not slot.visit and match[1 if column_first else 2] in bases:
            unlisted.append(column_letters(slot.position))
    if not unlisted:
        return spread, []
    fix = "visits: {NAME: {also: [LABEL]}}"
    return spread, [
        found("error", "wide-visit", source.path, {"columns": ", ".join(unlisted)}, fix=fix, count=len(unlisted))
    ]


def _by_visit(slot: Slot, pattern: str, study: Study) -> Slot:
    labels = [(label, name) for name, visit in study.visits.items() for label in (name, *visit.also)]
    for label, visit in sorted(labels, key=lambda pair: -len(pair[0])):
        before, after = pattern.replace("{visit}", label).split("{column}")
        column = slot.header.removeprefix(before).removesuffix(after)
        if column and before + column + after == slot.header:
            return Slot(slot.position, slot.header, column, visit)
    return slot
