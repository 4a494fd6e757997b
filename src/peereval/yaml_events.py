"""The parts of a YAML file, in order: text, lists and mappings, and nothing that could act.

Tags, anchors and aliases are refused, and so are files and texts larger than a study needs.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from peereval.errors import did_you_mean
from peereval.paths import read_file

MAX_BYTES = 1_000_000
MAX_TEXT = 5_000
# Control characters, halves of characters, and marks that turn the direction of what follows.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One thing wrong in a YAML file: what, and on which line (0: the file as a whole)."""

    line: int
    message: str


class Refused(Exception):  # noqa: N818  (never leaves the reader of YAML)
    """A file that cannot be read as a whole; `problem` says why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


def _text(path: Path) -> str:
    try:
        raw = read_file(path, MAX_BYTES + 1)
    except OSError:
        beside = [item.name for item in path.parent.glob("*.y*ml") if item.is_file()]
        nearest = did_you_mean(path.name, beside)
        raise Refused(0, f"the file does not exist or cannot be read.{nearest}") from None
    if len(raw) > MAX_BYTES:
        raise Refused(0, "the file is larger than 1 MB; a study file is a page of text.")
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Refused(line, "a character is not written in UTF-8; save the file as UTF-8.") from None


def events_of(path: Path) -> Iterator[yaml.Event]:
    """Give the events of a file, as the parser of PyYAML names them.

    Raises
    ------
    Refused
        If the file cannot be read, or is not YAML.
    """
    text = _text(path)
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.count("\n")) if mark else 0
        raise Refused(line + 1, _syntax_hint(text, line)) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise Refused(line, "a character that YAML does not allow; remove it.") from None


def _syntax_hint(text: str, line: int) -> str:
    rows = text.split("\n")
    if line < len(rows) and "\t" in rows[line]:
        return "this is not valid YAML: it holds a tab. Use spaces."
    return "this is not valid YAML. Check the spaces at its start, the colons, and that quotes and brackets are closed."


def refuse_magic(event: yaml.Event) -> None:
    """Refuse what is more than text, a list or a mapping, and text that is too long or cannot be seen.

    Raises
    ------
    Refused
        Saying what it is.
    """
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Refused(
            line_of_event(event), "an anchor ('&') or alias ('*') is not allowed; quote the text, or write it out."
        )
    text = getattr(event, "value", "")
    if len(text) > MAX_TEXT:
        raise Refused(line_of_event(event), f"a text of more than {MAX_TEXT} characters. Shorten it.")
    if UNSEEN.search(text):
        raise Refused(
            line_of_event(event), "a text holds a character that cannot be seen, such as a control. Remove it."
        )
    if getattr(event, "tag", None):
        raise Refused(line_of_event(event), "a tag ('!...') is not allowed: a study file holds text and numbers only.")


def line_of_event(event: yaml.Event) -> int:
    """Return the line of an event as editors count, 0 where it has none."""
    return event.start_mark.line + 1 if event.start_mark else 0
