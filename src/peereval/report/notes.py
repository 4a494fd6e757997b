"""Notes and findings in the reader's words: columns, levels, terms and measures by their labels."""

from collections.abc import Callable, Mapping

from peereval.remarks import Finding, Note
from peereval.report.labels import Labels
from peereval.report.numbers import format_moment
from peereval.terms import name_analyses, term


def note_text(labels: Labels, note: Note) -> str:
    """Return a note in the study's language, with labels in place of the names of columns and levels."""
    return term(f"note.{note.code}", labels.language, **_labelled(labels, note.values))


def finding_text(labels: Labels, finding: Finding) -> str:
    """Return what was found in the study's language, with labels in place of the names of measures."""
    values = {"count": finding.count, **_labelled(labels, finding.values)}
    return term(finding.sentence(), labels.language, **values)


def consequence_text(labels: Labels, finding: Finding) -> str:
    """Return the sentence that says what a finding changes."""
    values = {"count": finding.count, **_labelled(labels, finding.values)}
    return term(finding.sentence(".consequence"), labels.language, **values)


def _labelled(labels: Labels, values: Mapping[str, object]) -> dict[str, object]:
    return {name: _label(labels, name, value, values) for name, value in values.items()}


def _label(labels: Labels, name: str, value: object, values: Mapping[str, object]) -> object:
    if isinstance(value, Note):  # why something was refused: a sentence within a sentence
        return note_text(labels, value)
    if not isinstance(value, str):
        return value
    if name == "column" and "level" in values:
        return labels.variable(value)
    if name == "level" and "column" in values:
        return labels.level(str(values["column"]), value)
    if name == "columns":
        return _listed(labels.coefficient, value) if "[" in value else value
    known: dict[str, Callable[[str], str]] = {
        "analysis": lambda some: name_analyses(some, labels.language),
        "moderator": labels.variable,
        "measure": lambda one: labels.measure(one).label,
        "outcome": lambda one: labels.measure(one).label,
        "outcomes": lambda some: _listed(lambda one: labels.measure(one).label, some),
        "group": labels.group,
        "component": labels.component,
        "variables": lambda some: _listed(labels.variable, some),
        "moment": lambda one: format_moment(one, labels.language),
        "earliest": lambda one: format_moment(one, labels.language),
        "groups": lambda some: _listed(lambda one: _quoted(labels, labels.group(one)), some),
    }
    return known[name](value) if name in known else value


def _listed(word: Callable[[str], str], names: str) -> str:
    return ", ".join(word(name) for name in names.split(", "))


def _quoted(labels: Labels, text: str) -> str:
    return f"«\u00a0{text}\u00a0»" if labels.language == "fr" else f"“{text}”"
