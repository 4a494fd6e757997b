"""Notes, findings, provenance and study without the counts, names and places that must not leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peereval.remarks import Finding, Note
from peereval.results import Result
from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.study import Study

# Numbers of a note or a finding that count no people: everything else is said as a range.
_SITES = ("sites-few", "sites-few-by-arm", "sites-intercept-only", "sites-confounded", "sites-ignored")
_PLAIN_VALUES = ("minimum", "maximum", "visit", "visits", "header_row", "column", "columns", "level", "outcomes",
                 "outcome", "measure", "component", "groups", "group", "instrument", "weeks",
    "month",
    "low",
    "high",
    "oldest",
    "kinds", "most", "kind",
                 "cluster", "deviation", "used", "tried", "by", "pairs")  # fmt: skip
# Findings that are counts of people and say nothing without them.
_LEFT = ("exposure-ended",)
_PROVENANCE = ("peereval", "python", "packages", "seed", "simulated", "started", "seconds", "timings", "asked",
               "plan")  # fmt: skip
_FILE = ("sha256", "encoding", "separator", "decimal")
_STUDY = ("peereval", "study", "language", "seed", "simulated", "visits", "groups", "outcomes", "model", "audience",
          "smallest_cell")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """A number said only as fewer than the smallest cell, or as that many or more."""

    few: bool
    smallest: int

    def in_language(self, language: Language) -> str:
        """Return the words in a language."""
        return term("disclosure.fewer" if self.few else "disclosure.or_more", language, smallest=self.smallest)

    def __str__(self) -> str:
        return self.in_language("en")


def say_range(value: float, smallest: int) -> "Range | int":
    """Return a count as a range; 0 stays 0."""
    return Range(value < smallest, smallest) if value else 0


def mask_values(values: Mapping[str, object], smallest: int) -> dict[str, object]:
    """Return the values of a sentence with every number that may count people said as a range."""
    return {name: _mask_value(name, value, smallest) for name, value in values.items()}


def _mask_value(name: str, value: object, smallest: int) -> object:
    if name == "why":
        return _mask_reason(str(value) if not isinstance(value, str) else value, smallest)
    if name in _PLAIN_VALUES or isinstance(value, Range):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return value
    if isinstance(value, str):
        digits = value.strip().isdigit()
        return say_range(int(value), smallest) if digits else value
    return say_range(float(value), smallest)


def _mask_reason(why: str, smallest: int) -> str:
    """Return why something was refused: its numbers as ranges; a text that holds numbers is not said at all."""
    if isinstance(why, Note):
        return mask_note(why, smallest)
    return Note("refused_unsaid") if any(sign.isdigit() for sign in why) else why


def mask_note(note: Note, smallest: int) -> Note:
    """Return a note without small numbers; clusters that are sites may be counted."""
    if note.code == "robust" and note.values.get("cluster") == "site":
        return note
    return Note(note.code, **mask_values(note.values, smallest))


def mask_notes(result: Result, smallest: int) -> Result:
    """Return a result whose notes say no small number."""
    notes = tuple(mask_note(note, smallest) for note in result.notes)
    return Result(result.kind, result.outcome, result.rows, result.method, notes)


def mask_findings(findings: Iterable[Finding], files: Iterable[str], smallest: int) -> tuple[Finding, ...]:
    """Return what was found without rows, remedies and names of files; notes on reading a file are left out."""
    places = {name: number for number, name in enumerate(dict.fromkeys(files), start=1)}
    kept = [one for one in findings if not (one.file and one.severity == "note") and one.rule not in _LEFT]
    kept = [one for one in kept if keep_sum(one, smallest)]
    return tuple(_mask_finding(one, places, smallest) for one in kept)


def _mask_finding(finding: Finding, places: Mapping[str, int], smallest: int) -> Finding:
    values = mask_values(finding.values, smallest)
    if finding.rule in _SITES:
        return replace(finding, rows=(), fix="", file=_place(finding.file, places))
    if finding.count and "count" not in values:
        values["count"] = say_range(finding.count, smallest)
    return replace(finding, rows=(), fix="", count=0, values=values, file=_place(finding.file, places))


def _place(file: str, places: Mapping[str, int]) -> str:
    return f"file {places.get(file, len(places) + 1)}" if file else ""


def mask_provenance(provenance: Mapping[str, object], study: "Study") -> dict[str, object]:
    """Return what made the report, without paths, row counts, corrections and counts of the study file."""
    told: Mapping[str, Any] = study.model_dump(mode="json")
    return {
        **{name: provenance[name] for name in _PROVENANCE if name in provenance},
        # The path of a file, and the name of a key, may say where the study was made.
        "inputs": [{"role": one["role"], "path": "", "sha256": one["sha256"]} for one in _listed(provenance, "inputs")],
        "files": [
            {"path": f"file {number}", **{name: file[name] for name in _FILE if name in file}}
            for number, file in enumerate(_listed(provenance, "files"), start=1)
        ],
        "study": {name: told[name] for name in _STUDY if name in told},
        "audience": "external",
    }


def _listed(provenance: Mapping[str, object], name: str) -> Sequence[Mapping[str, str]]:
    found = provenance.get(name)
    return found if isinstance(found, (list, tuple)) else ()


def mask_study(study: "Study") -> "Study":
    """Return the study without files, corrections and counts of people written into it."""
    return study.model_copy(
        update={"audience": "external", "sources": (), "roots": (), "corrections": (), "flow": {}}
    )  # fmt: skip


def keep_sum(finding: Finding, smallest: int) -> bool:
    """Say whether the sum that a finding says may leave: none of its parts is small."""
    numbers = getattr(finding.values.get("formula"), "numbers", ())
    return not any(0 < number < smallest for number in numbers)
