"""From the header of a file to the columns that are read: cleaned, renamed, dropped, checked."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from peereval.errors import closest
from peereval.load.header.slots import Slot, column_letters
from peereval.load.header.wide import fitting_pattern, spread_columns
from peereval.load.kinds import KEYS
from peereval.load.problems import found
from peereval.remarks import Finding
from peereval.study import Source, Study
from peereval.yaml_file import as_yaml

# Keys that the files of some groups do not have: controls have no worker, and perhaps no list of absences.
_OF_SOME_FILES = ("worker", "exposure_start", "exposure_end", "exposure_end_reason", "absence_reason")


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is read of a file: a slot for each column, notes on the header, and what is wrong with it.

    `readable` says whether its cells can be read in spite of the problems.
    """

    slots: tuple[Slot, ...]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether every problem leaves the columns that are there known and apart."""
        return bool(self.slots) and not any(one.rule.startswith(_UNREADABLE) for one in self.problems)


_UNREADABLE = ("column-repeated", "wide-no-column", "wide-but-long")


def plan_columns(header: tuple[str, ...], source: Source, study: Study, elsewhere: Collection[str] = ()) -> Plan:
    """Return the columns to read of a file, and what is to be noted about its header.

    Parameters
    ----------
    header
        The cells of the header, as the file has them.
    source
        Says what to rename and drop, and whether the file is wide.
    study
        Names the key columns and the visits.
    elsewhere
        Keys that another file holds for the people of this one.
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
        slots, wide_problems = spread_columns(slots, source, study)
        slots = [replace(slot, column=keys.get(slot.column, slot.column)) for slot in slots]
        problems += wide_problems
    missing = list(_keys_missing(slots, source, study, elsewhere))
    problems += [*_repeated(slots, source.path), *(one for one in missing if one.severity == "error")]
    unnamed = [column_letters(position) for position, name in enumerate(names) if not name]
    note = found("note", "column-unnamed", source.path, {"columns": ", ".join(unnamed)}, count=len(unnamed))
    absent = ", ".join(str(one.values["columns"]) for one in missing if one.severity == "note")
    notes = [found("note", "keys-not-here", source.path, {"columns": absent})] if absent else []
    return Plan(tuple(slots), (*notes, note) if unnamed else tuple(notes), tuple(problems))


def find_header(
    top: tuple[tuple[str, ...], ...], source: Source, study: Study, elsewhere: Collection[str] = ()
) -> int | None:
    """Return the first row, as Excel shows it, that holds all that a header must, or None."""
    rows = (row for row, cells in enumerate(top, start=1) if not plan_columns(cells, source, study, elsewhere).problems)
    return next(rows, None)


def headers_of(header: tuple[str, ...], slots: tuple[Slot, ...]) -> dict[str, tuple[str, ...]]:
    """Return the headers of a file that fill each column: as the file writes them, several in a wide file."""
    filled: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for slot in slots:
        filled[slot.column] += (clean_name(header[slot.position]),)
    return dict(filled)


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


def _keys_missing(slots: list[Slot], source: Source, study: Study, elsewhere: Collection[str]) -> Iterator[Finding]:
    present = {slot.column for slot in slots}
    said = {"group"} if source.group else set()
    said |= {"visit"} if source.visit or source.wide else set()
    needed = {"participant": ["participant"], "visit": ["participant", "visit"]}.get(source.join or "")
    missing = [key for key in study.columns.named if key not in {*present, *said, *elsewhere}]
    for key in missing if needed is None else [key for key in missing if key in needed]:
        column = study.columns.named[key]
        pattern = fitting_pattern((slot.header for slot in slots), study) if key == "visit" else ""
        if pattern:
            values = {"column": column, "pattern": pattern}
            yield found("error", "wide-undeclared", source.path, values, fix=f'wide: "{pattern}"')
        else:
            nearest = _nearest(column, [slot.header for slot in slots if slot.column == slot.header])
            fix = f"columns: {{{key}: {as_yaml(nearest)}}}"
            if key in _OF_SOME_FILES and not nearest:
                yield found("note", "keys-not-here", source.path, {"columns": column})
            else:
                yield _absent_column("key-absent", source.path, column, nearest, fix)
