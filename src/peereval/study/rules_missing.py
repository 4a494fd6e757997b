"""What must hold of the keys about missed visits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.study.rules_files import unlisted
from peereval.yaml_file import Problem

if TYPE_CHECKING:
    from peereval.study.file import Study

WHERE = ("sensitivity", "delta")


def delta_placed(study: "Study") -> Iterator[Problem]:
    """Find a delta for a group or visit that is none, or that has no first visit, or that nothing asks for."""
    keys = study.sensitivity
    if keys.delta and "delta" not in keys.missing:
        message = "'delta' says what is added to missed visits, but 'missing' does not ask for it. Add delta there."
        yield Problem(study.line_of(*WHERE), message)
    for group, given in keys.delta.items():
        yield from unlisted("group", group, study.groups, study, *WHERE, group)
        if group in study.groups and not _starts(study, group):
            message = f"'{group}' enters later than the reference, so it is not part of the main comparison. Remove it."
            yield Problem(study.line_of(*WHERE, group), message)
        for visit in given if isinstance(given, dict) else ():
            yield from unlisted("visit", visit, study.visits, study, *WHERE, group, visit)


def _starts(study: "Study", group: str) -> bool:
    """Say whether a group enters with the reference; a study whose reference is not chosen yet is not judged."""
    first = next(iter(study.visits), "")
    references = [one for one in study.groups.values() if one.reference]
    if len(references) != 1:
        return True
    base = (references[0].enters_at or (first,))[0]
    return base in (study.groups[group].enters_at or (first,))
