"""Choices that are the researcher's alone: the reference group and the primary outcome, when left blank."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.yaml_file import Problem

if TYPE_CHECKING:
    from peereval.study.file import Study


def reference_chosen(study: "Study") -> Iterator[Problem]:
    """Find a study without exactly one reference group."""
    references = [name for name, group in study.groups.items() if group.reference]
    blank = [name for name in study.groups if study.is_blank("groups", name, "reference")]
    if len(references) > 1:
        line = study.line_of("groups", references[1], "reference")
        yield Problem(line, f"{len(references)} groups have 'reference: true'; exactly one must have it.")
    elif not references and study.groups:
        line = study.line_of("groups", blank[0], "reference") if blank else study.line_of("groups")
        listed = _listed(study, "groups", blank or list(study.groups))
        yield Problem(line, f"no reference group is chosen yet. Write 'reference: true' for one of: {listed}.")


def primary_chosen(study: "Study") -> Iterator[Problem]:
    """Find a study whose primary outcome was left blank; a study may have none, but says so."""
    blank = [name for name in study.outcomes if study.is_blank("outcomes", name, "primary")]
    if blank and not any(outcome.primary for outcome in study.outcomes.values()):
        line = study.line_of("outcomes", blank[0], "primary")
        remedy = f"Write 'primary: true' for one of: {_listed(study, 'outcomes', blank)}; or 'primary: false' for all"
        yield Problem(line, f"no primary outcome is chosen yet. {remedy}, where the study has none.")


def _listed(study: "Study", block: str, names: list[str]) -> str:
    key = "reference" if block == "groups" else "primary"
    return ", ".join(f"'{name}' (line {study.line_of(block, name, key)})" for name in names)


def sensitivity_outcomes(study: "Study") -> Iterator[Problem]:
    """Find names under `sensitivity: outcomes` that are no outcome, nor a score of one."""
    scores = [f"{name}_{score}" for name, outcome in study.outcomes.items() for score in outcome.scores]
    known = [*study.outcomes, *scores]
    for name in study.sensitivity.outcomes:
        if name not in known:
            line = study.line_of("sensitivity", "outcomes")
            yield Problem(line, f"'{name}' is not an outcome; they are: {', '.join(known)}.{did_you_mean(name, known)}")
