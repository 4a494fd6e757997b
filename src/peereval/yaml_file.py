"""Reads a YAML file as plain text, lists and mappings, and remembers where each stands.

Nothing is constructed and nothing is guessed: `no`, `007` and `12:30` stay the text that
they are in the file, and the models above decide what is a number. Tags, anchors, aliases
and merge keys are refused, and so is a key that is given twice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from peereval.paths import hash_file, lies_within
from peereval.yaml_events import Problem, Refused, events_of, line_of_event, refuse_magic

__all__ = ["Problem", "YamlFile", "as_yaml", "read_yaml"]

Key = str | int
MAX_DEPTH = 20
MAX_ENTRIES = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class YamlFile:
    """The content of a YAML file: its value, the line of every path in it, and its problems.

    `value` holds only `str`, `None` (nothing after the colon), `list` and `dict`;
    `lines` maps a path such as `("groups", "treated", "also", 0)` to the line of its key;
    `sha256` is the hash of the file as it was read.
    """

    path: Path
    value: object
    lines: Mapping[tuple[Key, ...], int]
    problems: tuple[Problem, ...] = ()
    sha256: str = ""

    def line_of(self, *path: Key) -> int:
        """Return the line of a path, or of its nearest parent that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def read_yaml(path: Path, *, within: Iterable[Path] | None = None) -> YamlFile:
    """Read a YAML file; what is wrong with it stands in `problems` and is not raised.

    Parameters
    ----------
    path
        The file, in UTF-8.
    within
        Folders, in one of which the file must lie, links followed; by default it may lie anywhere.

    Returns
    -------
    YamlFile
        With `value` None when the file as a whole cannot be read.
    """
    builder = _Builder()
    if within is not None and not lies_within(path, within):
        outside = "the path leads outside the study folder and its 'roots'. Add its folder to 'roots'."
        return YamlFile(path, None, builder.lines, (Problem(0, outside),))
    try:
        value = builder.document(events_of(path))
    except Refused as refused:
        return YamlFile(path, None, builder.lines, (*builder.problems, refused.problem))
    return YamlFile(path, value, builder.lines, tuple(builder.problems), hash_file(path))


def as_yaml(text: str) -> str:
    """Return a text as it may stand in a line of YAML: in quotation marks where it needs them.

    Examples
    --------
    >>> as_yaml("date de visite"), as_yaml("T0, T6")
    ('date de visite', '"T0, T6"')
    """
    if re.fullmatch(r"\w[\w ’./()-]*", text) and text == text.strip():
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'  # bare, it is no YAML


@dataclass(slots=True, eq=False)
class _Builder:
    lines: dict[tuple[Key, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def document(self, events: Iterator[yaml.Event]) -> object:
        """Return the one document of a file."""
        value: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Refused(line_of_event(event), "a second document ('---'); a study file is one document.")
                value = self._value(next(events), events, ())
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: tuple[Key, ...]) -> object:
        refuse_magic(event)
        self.lines.setdefault(path, line_of_event(event))
        if len(self.lines) > MAX_ENTRIES:
            raise Refused(line_of_event(event), f"more than {MAX_ENTRIES} entries; a study file is a page of text.")
        if len(path) > MAX_DEPTH:
            raise Refused(line_of_event(event), f"lists or mappings nested deeper than {MAX_DEPTH} levels.")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        return _scalar(event)

    def _sequence(self, events: Iterator[yaml.Event], path: tuple[Key, ...]) -> list[object]:
        values: list[object] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            values.append(self._value(event, events, (*path, len(values))))
        return values

    def _mapping(self, events: Iterator[yaml.Event], path: tuple[Key, ...]) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = _key(event)
            first = self.lines.get((*path, key))
            if key in values:
                self.problems.append(
                    Problem(line_of_event(event), f"the key '{key}' is given twice, first on line {first}. Keep one.")
                )
                self._value(next(events), events, (*path, f"{key} (again on line {line_of_event(event)})"))
                continue
            self.lines[(*path, key)] = line_of_event(event)
            values[key] = self._value(next(events), events, (*path, key))
        return values


def _key(event: yaml.Event) -> str:
    refuse_magic(event)
    if not isinstance(event, yaml.ScalarEvent):
        raise Refused(line_of_event(event), "a list or a mapping stands where a key is expected. Check the brackets.")
    if event.value == "<<" and event.style is None:
        raise Refused(line_of_event(event), "a merge key ('<<') is not allowed; write the keys out.")
    return str(event.value)


def _scalar(event: yaml.Event) -> str | None:
    if not isinstance(event, yaml.ScalarEvent):  # the parser gives nothing else here
        raise Refused(line_of_event(event), "this is not valid YAML.")
    return None if event.value == "" and event.style is None else str(event.value)
