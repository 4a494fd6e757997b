"""What travels between the stages: notes, findings, results and the analysis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self

import pandas as pd

from peereval.errors import did_you_mean
from peereval.shown import Shown, result_html
from peereval.terms import Language, name_analyses, term

if TYPE_CHECKING:
    from peereval.study import Study

VALUE_COLUMNS = ("quantity", "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "note")
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
        return term(f"finding.{self.rule}{part}", language, **values)


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One long, tidy table of figures of one kind, for one outcome.

    `rows` holds the keys first, then `quantity, estimate, std_error, df, statistic,
    p_value, conf_low, conf_high, note`; figures are unrounded, cells that do not apply
    are missing. `method` names what was done, `notes` say it in sentences.
    """

    kind: str
    outcome: str
    _rows: pd.DataFrame
    method: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "method", MappingProxyType(dict(self.method)))

    def __reduce__(self) -> tuple[object, ...]:  # a read-only mapping cannot be pickled
        return Result, (self.kind, self.outcome, self._rows, dict(self.method), self.notes)

    @property
    def rows(self) -> pd.DataFrame:
        """A copy of the rows: changing it does not change the result."""
        return self._rows.copy()

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the key columns, in order."""
        return tuple(name for name in self._rows.columns if name not in VALUE_COLUMNS)

    def __repr__(self) -> str:
        about = ", ".join(f"{name}={value}" for name, value in self.method.items())
        body = self._rows.dropna(axis="columns", how="all").to_string(index=False)
        return "\n".join([f"{self.kind} ({about})", body, *self.notes])

    def _repr_html_(self) -> str:
        return result_html(self.kind, self._rows, self.method, self.notes)


def make_result(
    kind: str,
    rows: pd.DataFrame,
    *,
    outcome: str = "",
    method: Mapping[str, object] | None = None,
    notes: Iterable[Note] = (),
) -> Result:
    """Return a `Result` whose columns stand in the agreed order, absent ones as missing."""
    frame = rows.reset_index(drop=True)
    keys = [name for name in frame.columns if name not in VALUE_COLUMNS]
    texts = {name: "" for name in ("quantity", "note") if name not in frame}
    numbers = {name: float("nan") for name in VALUE_COLUMNS if name not in frame and name not in texts}
    frame = frame.assign(**texts, **numbers)[[*keys, *VALUE_COLUMNS]]
    frame["note"] = frame["note"].astype(object).where(frame["note"].notna(), "")
    return Result(kind, outcome, frame, method or {}, tuple(notes))


def row_keys(result: Result) -> list[str]:
    """Return the stable key of each row: kind/outcome/key values/quantity, empty parts left out."""
    columns = (key_texts(result.rows[name]) for name in (*result.keys, "quantity"))
    prefix = [part for part in (result.kind, result.outcome) if part]
    return ["/".join([*prefix, *(part for part in parts if part)]) for parts in zip(*columns, strict=True)]


def key_texts(column: pd.Series) -> list[str]:
    """Return the values of a column as texts, a missing one as empty text."""
    texts: list[str] = column.tolist()
    plain = all(type(text) is str for text in texts)  # nearly every key: twenty times as fast as what follows
    return texts if plain else column.astype("string").fillna("").tolist()


def stack_results(results: Iterable[Result]) -> pd.DataFrame:
    """Return all rows of all results in one frame, led by `key`, `kind` and `outcome`.

    This is results.csv: key columns are the union over the kinds, value columns come last.
    """
    frames = [result.rows.assign(key=row_keys(result), kind=result.kind, outcome=result.outcome) for result in results]
    stacked = pd.concat(frames, ignore_index=True)
    keys = [name for name in stacked.columns if name not in (*VALUE_COLUMNS, "key", "kind", "outcome")]
    return stacked[["key", "kind", "outcome", *keys, *VALUE_COLUMNS]]


class Holder(Shown):
    """What holds `results` gives one of them, or those of a kind."""

    __slots__ = ()
    results: tuple[Result, ...]

    def of_kind(self, kind: str, outcome: str | None = None) -> tuple[Result, ...]:
        """Return the results of one kind, for one outcome or for all."""
        return tuple(r for r in self.results if r.kind == kind and outcome in (None, r.outcome))

    def result(self, kind: str, outcome: str = "") -> Result:
        """Return the one result of a kind and outcome.

        Raises
        ------
        KeyError
            If there is none.
        """
        found = self.of_kind(kind, outcome)
        if not found:
            known = sorted({f"{r.kind}/{r.outcome}" for r in self.results})
            raise KeyError(f"There is no result {kind}/{outcome}.{did_you_mean(f'{kind}/{outcome}', known)}")
        return found[0]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis(Holder):
    """A finished analysis: the study, what was found in its files, where it came from, the results."""

    study: "Study"
    findings: tuple[Finding, ...]
    provenance: Mapping[str, object]
    results: tuple[Result, ...]

    def __repr__(self) -> str:
        kinds: dict[str, list[str]] = {}
        for one in self.results:
            kinds.setdefault(one.kind, []).extend([one.outcome] if one.outcome else [])
        lines = (f"  {kind}: {', '.join(outcomes)}" if outcomes else f"  {kind}" for kind, outcomes in kinds.items())
        return "\n".join([f"Analysis of {self.study!r}; .result(kind, outcome) gives one of:", *lines])
