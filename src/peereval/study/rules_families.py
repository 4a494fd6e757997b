"""What must hold of the families of tests: outcomes, visits and groups of the study, each hypothesis once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.study.families import Hypothesis, parse_contrast
from peereval.study.rules_files import unlisted
from peereval.yaml_file import Key, Problem

if TYPE_CHECKING:
    from peereval.study.file import Study


def families_placed(study: "Study") -> Iterator[Problem]:
    """Find hypotheses that the study does not have, or has twice, and an order that is not that of the families."""
    families = study.families.named
    yield from _order(study)
    seen: dict[tuple[str, str, str], str] = {}
    for name, tests in families.items():
        if not tests:
            yield Problem(study.line_of("families", name), f"the family '{name}' has no hypothesis. Add one.")
        for number, test in enumerate(tests):
            where: tuple[Key, ...] = ("families", name, number)
            yield from _outcome(study, test, where)
            yield from unlisted("visit", test.visit, study.visits, study, *where, "visit")
            if message := _contrast_problem(study, test):
                yield Problem(study.line_of(*where, "contrast"), message)
            first = seen.setdefault((test.outcome, test.visit, test.contrast), name)
            if first != name or tests.index(test) != number:
                message = f"this hypothesis stands in '{first}' already. A hypothesis is tested once; keep one."
                yield Problem(study.line_of(*where), message)


def _order(study: "Study") -> Iterator[Problem]:
    written, order = list(study.families.named), study.families.order
    for number, name in enumerate(order):
        if name not in written:
            listed = ", ".join(written) or "none"
            message = f"'{name}' is not a family; they are: {listed}.{did_you_mean(name, written)}"
            yield Problem(study.line_of("families", "order", number), message)
        if order.index(name) != number:
            yield Problem(study.line_of("families", "order", number), f"the family '{name}' stands twice in 'order'.")
    missing = [name for name in written if order and name not in order]
    if missing:
        message = f"'order' leaves out the family '{missing[0]}'. Say when it is tested, or remove the family."
        yield Problem(study.line_of("families", "order"), message)


def _outcome(study: "Study", test: Hypothesis, where: tuple[Key, ...]) -> Iterator[Problem]:
    scores = [f"{name}_{score}" for name, outcome in study.outcomes.items() for score in outcome.scores]
    known = [*study.outcomes, *scores]
    if test.outcome not in known:
        listed = ", ".join(known)
        message = f"'{test.outcome}' is not an outcome; they are: {listed}.{did_you_mean(test.outcome, known)}"
        yield Problem(study.line_of(*where, "outcome"), message)


def _contrast_problem(study: "Study", test: Hypothesis) -> str:
    groups = list(study.groups)
    reference = next((name for name, group in study.groups.items() if group.reference), "")
    examples = [f"{name} - {reference}" for name in groups if name != reference]
    found = parse_contrast(test.contrast, groups)
    if found is None:
        hint = did_you_mean(test.contrast, examples)
        return f"'{test.contrast}' is not two groups with ' - ' between them, such as '{examples[0]}'.{hint}"
    if found[1] != reference or found[0] == reference:
        return f"'{test.contrast}' must end with the reference group: write '{examples[0]}'."
    visits = list(study.visits)
    start = (study.groups[reference].enters_at or tuple(visits[:1]))[0]
    if start not in (study.groups[found[0]].enters_at or tuple(visits[:1])):
        return f"the group '{found[0]}' was not seen at {start}, so its change from there cannot be tested."
    if test.visit in visits and visits.index(test.visit) <= visits.index(start):
        return f"changes start from {start}, so there is none to test at {test.visit}. Name a later visit."
    return ""
