"""What a reader must know: notes of a method, findings about files and models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Self

from peereval.terms import Language, has_term, name_analyses, term

Severity = Literal["error", "warning", "note"]


class Note(str):
    """A sentence that knows its code, so that a report can say it in another language.

    As a `str` it is the English sentence; `Note.in_language("fr")` is the French one.
    """

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, object]

    def __new__(cls, code: str, **values: object) -> Self:
        """Make the note of a code, with the values that fill its sentence."""
        note = super().__new__(cls, term(f"note.{code}", "en", **values))
        note.code = code
        note.values = MappingProxyType(values)
        return note

    def __reduce__(self) -> tuple[object, ...]:
        return _make_note, (self.code, dict(self.values))

    def in_language(self, language: Language) -> str:
        """Return the sentence in a language."""
        return term(f"note.{self.code}", language, **self.values)


def _make_note(code: str, values: dict[str, object]) -> Note:
    return Note(code, **values)


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Something the reader or the researcher must know; never holds a participant's value.

    `rule` is a stable slug; `file` and `rows` (as Excel numbers them) say where, `count`
    how often; `fix` is the YAML that would resolve it; `values` fill the sentence
    `finding.<rule>` of terms.csv, and its `finding.<rule>.consequence`;
    `line` is the line of study.yaml that the fix is about, 0 where it is a new key.
    """

    severity: Severity
    rule: str
    file: str = ""
    rows: tuple[int, ...] = ()
    count: int = 0
    fix: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    line: int = 0

    def message(self, language: Language = "en", part: Literal["", ".consequence"] = "") -> str:
        """Return what was found, in a language; with `part=".consequence"` what it changes for the reader."""
        values = {"count": self.count, **self.values}
        if "analysis" in values:
            values["analysis"] = name_analyses(str(values["analysis"]), language)
        return term(self.sentence(part), language, **values)

    def sentence(self, part: Literal["", ".consequence"] = "") -> str:
        """Return the key of a sentence in terms.csv: that of the singular, where there is one and one was found."""
        one = f"finding.{self.rule}{part}.one"
        return one if self.values.get("count", self.count) == 1 and has_term(one) else one.removesuffix(".one")
