"""The draft of study.yaml."""

from collections.abc import Iterable
from importlib.resources import files
from string import Template

from peereval.plan.draft.lines import guessed, listed, quoted, remark, said, undecided
from peereval.plan.draft.looks import MOST_LEVELS
from peereval.plan.draft.outcome_text import covariate_lines, outcome_lines
from peereval.plan.draft.people import DraftGroup
from peereval.plan.draft.source_text import source_lines
from peereval.plan.draft.study import DraftStudy
from peereval.plan.draft.words import words_in, words_of
from peereval.study.people import DATE_KEYS, LABEL_KEYS
from peereval.terms import Language

_REASON = words_in("cause motif raison reason")
_ORDER = (*LABEL_KEYS, *DATE_KEYS)


def study_text(draft: DraftStudy, name: str, paths: dict[str, str], roots: Iterable[str], language: Language) -> str:
    """Return the text of study.yaml for a draft.

    Parameters
    ----------
    draft
        What was recognised.
    name
        Of the study.
    paths
        How study.yaml names each file: path as given to path from the study folder.
    roots
        The folders outside the study folder that hold files.
    language
        Of the comments and of the report.
    """
    template = files("peereval.plan").joinpath("templates", f"draft.{language}.yaml").read_text(encoding="utf-8")
    blocks = {
        "columns": _columns(draft, language),
        "visits": _visits(draft, language),
        "groups": _groups(draft, language),
        "sources": source_lines(draft, paths, language),
        "roots": _roots(list(roots), language),
        "missing_codes": [_missing(draft, language)],
        "outcomes": outcome_lines(draft, language),
        "covariates": covariate_lines(draft, language),
    }
    words = {key: "\n".join(lines) for key, lines in blocks.items()}
    return Template(template).substitute(words, study=quoted(name), files=_file_names(paths))


def _columns(draft: DraftStudy, language: Language) -> list[str]:
    lines = []
    if "participant" not in draft.keys:
        lines.append(undecided("  participant:", language, "draft.decide.participant"))
    for key in sorted(draft.keys, key=_ORDER.index):
        column = draft.keys[key]
        look = draft.looks[column]
        comment = said(f"column.{key}", language, count=look.different) if key in LABEL_KEYS else ""
        lines.append(guessed(f"  {key}: {quoted(column)}", language, comment))
    reasons = (f"  # exposure_end_reason, absence_reason: {quoted(column)}" for column in _reasons(draft))
    lines.extend(f"{line} ({said('reason', language)})" for line in reasons)
    for key, column in draft.partial.items():
        lines.append(f"  # {key}: {quoted(column)} ({said('partial', language)})")
    return lines


def _reasons(draft: DraftStudy) -> list[str]:
    """Return the columns of reasons; which key one is decides which rows count as attended, so none is guessed."""
    known = {*draft.keys.values(), *draft.partial.values()}
    named = [name for name in draft.looks if words_of(name) & _REASON and name not in known]
    # Its name is written, not its texts: few people need not stand behind each.
    return [name for name in named if draft.looks[name].kind == "text" and draft.looks[name].different <= MOST_LEVELS]


def _visits(draft: DraftStudy, language: Language) -> list[str]:
    if not draft.visits:
        return remark(said("no_visits", language), "  ")
    lines = []
    for visit in draft.visits:
        also = f", also: {listed(visit.also)}" if visit.also else ""
        if visit.month == visit.month:
            lines.append(guessed(f"  {quoted(visit.name)}: {{month: {visit.month:g}{also}}}", language))
        else:
            written = f"  {quoted(visit.name)}: {{{also.removeprefix(', ')}{', ' if also else ''}month: }}"
            lines.append(undecided(written, language, "draft.decide.month"))
    return lines


def _groups(draft: DraftStudy, language: Language) -> list[str]:
    if not draft.groups:
        return remark(said("no_groups", language), "  ")
    return [line for group in draft.groups for line in _group(group, language)]


def _group(group: DraftGroup, language: Language) -> list[str]:
    lines = [f"  {quoted(group.name)}:"]
    if group.also:
        lines.append(guessed(f"    also: {listed(group.also)}", language))
    lines.append(undecided("    reference:", language, "draft.decide.reference"))
    if group.enters_at:
        lines.append(guessed(f"    enters_at: {listed(group.enters_at)}", language, said("late", language)))
    label = said("group", language, label=group.label) if group.label.isdigit() else group.label
    lines.append(guessed(f"    label: {{{language}: {quoted(label)}}}", language))
    return lines


def _roots(roots: list[str], language: Language) -> list[str]:
    if not roots:
        return []
    return ["", *remark(said("roots", language)), f"roots: {listed(roots)}", ""]


def _missing(draft: DraftStudy, language: Language) -> str:
    texts = draft.missing_texts
    line = f"missing_codes: {listed(['', *texts])}"
    return guessed(line, language) if texts else line


def _file_names(paths: dict[str, str]) -> str:
    return ", ".join(quoted(path.rpartition("/")[2]) for path in paths.values())
