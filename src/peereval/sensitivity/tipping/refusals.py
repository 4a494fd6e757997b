"""Assumptions that could not be made of a study, and why: one finding for all with the same reason."""

from collections.abc import Iterable, Iterator

from peereval.remarks import Finding
from peereval.sensitivity.question import Question

Refused = tuple[str, str]


def explain_refusals(question: Question, refused: Iterable[Refused]) -> Iterator[Finding]:
    """Yield a finding for each reason, with the names of what was refused for it."""
    by_reason: dict[str, list[str]] = {}
    for name, why in refused:
        by_reason.setdefault(why, []).append(name)
    for why, names in by_reason.items():
        said = {"analysis": ", ".join(names), "why": why, "outcomes": question.outcome}
        yield Finding("warning", "sensitivity-refused", values=said)
