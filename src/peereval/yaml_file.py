"""Reads a YAML file as plain text, lists and mappings, and remembers where each stands.

Nothing is constructed and nothing is guessed: `no`, `007` and `12:30` stay the text that
they are in the file, and the models above decide what is a number. Tags, anchors, aliases
and merge keys are refused, and so is a key that is given twice.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from peereval.errors import did_you_mean

Key = str | int
MAX_BYTES = 1_000_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One thing wrong in a YAML file: what, and on which line (0: the file as a whole)."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class YamlFile:
    """The content of a YAML file: its value, the line of every path in it, and its problems.

    `value` holds only `str`, `None` (nothing after the colon), `list` and `dict`;
    `lines` maps a path such as `("groups", "treated", "also", 0)` to the line of its key.
    """

    path: Path
    value: object
    lines: Mapping[tuple[Key, ...], int]
    problems: tuple[Problem, ...] = ()

    def line_of(self, *path: Key) -> int:
        """Return the line of a path, or of its nearest parent that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


class _Refused(Exception):  # noqa: N818  (never leaves this file)
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file; what is wrong with it stands in `problems` and is not raised.

    Parameters
    ----------
    path
        The file, in UTF-8.

    Returns
    -------
    YamlFile
        With `value` None when the file as a whole cannot be read.
    """
    builder = _Builder()
    try:
        value = builder.document(_events(_text(path)))
    except _Refused as refused:
        return YamlFile(path, None, builder.lines, (*builder.problems, refused.problem))
    return YamlFile(path, value, builder.lines, tuple(builder.problems))


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


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError:
        beside = [item.name for item in path.parent.glob("*.y*ml")]
        nearest = did_you_mean(path.name, beside)
        raise _Refused(0, f"the file does not exist or cannot be read.{nearest}") from None
    if len(raw) > MAX_BYTES:
        raise _Refused(0, "the file is larger than 1 MB; a study file is a page of text.")
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Refused(line, "a character is not written in UTF-8; save the file as UTF-8.") from None


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.count("\n")) if mark else 0
        raise _Refused(line + 1, _syntax_hint(text, line)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise _Refused(line, "a character that YAML does not allow; remove it.") from None


def _syntax_hint(text: str, line: int) -> str:
    rows = text.split("\n")
    if line < len(rows) and "\t" in rows[line]:
        return "this is not valid YAML: it holds a tab. Use spaces."
    return "this is not valid YAML. Check the spaces at its start, the colons, and that quotes and brackets are closed."


@dataclass(slots=True, eq=False)
class _Builder:
    lines: dict[tuple[Key, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def document(self, events: Iterator[yaml.Event]) -> object:
        value: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(_line(event), "a second document ('---'); a study file is one document.")
                value = self._value(next(events), events, ())
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: tuple[Key, ...]) -> object:
        _refuse_magic(event)
        self.lines.setdefault(path, _line(event))
        if len(path) > MAX_DEPTH:
            raise _Refused(_line(event), f"lists or mappings nested deeper than {MAX_DEPTH} levels.")
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
                    Problem(_line(event), f"the key '{key}' is given twice, first on line {first}. Keep one.")
                )
                self._value(next(events), events, (*path, f"{key} (again on line {_line(event)})"))
                continue
            self.lines[(*path, key)] = _line(event)
            values[key] = self._value(next(events), events, (*path, key))
        return values


def _key(event: yaml.Event) -> str:
    _refuse_magic(event)
    if not isinstance(event, yaml.ScalarEvent):
        raise _Refused(_line(event), "a list or a mapping stands where a key is expected. Check the brackets.")
    if event.value == "<<" and event.style is None:
        raise _Refused(_line(event), "a merge key ('<<') is not allowed; write the keys out.")
    return str(event.value)


def _scalar(event: yaml.Event) -> str | None:
    if not isinstance(event, yaml.ScalarEvent):  # the parser gives nothing else here
        raise _Refused(_line(event), "this is not valid YAML.")
    return None if event.value == "" and event.style is None else str(event.value)


def _refuse_magic(event: yaml.Event) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Refused(_line(event), "an anchor ('&') or alias ('*') is not allowed; quote the text, or write it out.")
    if getattr(event, "tag", None):
        raise _Refused(_line(event), "a tag ('!...') is not allowed: a study file holds text and numbers only.")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
