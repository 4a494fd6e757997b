"""What a report says of the analysis plan: locked or not, when, and each deviation from it."""

from collections.abc import Iterator, Mapping

from peereval.remarks import Finding
from peereval.report.document import Block, Fact, Heading, Paragraph, Remark, Remarks
from peereval.report.labels import Labels
from peereval.report.notes import consequence_text, finding_text
from peereval.report.numbers import format_moment

RULES = "plan-"
_STATED = ("plan-not-locked", "plan-kept", "plan-deviates", "plan-deviates-once", "plan-locked-again")


def plan_blocks(labels: Labels) -> Iterator[Block]:
    """Yield what the first screen says of the plan: whether it was locked and kept, then each deviation."""
    found = [one for one in labels.analysis.findings if one.rule.startswith(RULES)]
    if not found:
        return
    yield Heading(labels.say("plan.heading"), "plan")
    for one in found:
        if one.rule in _STATED:
            said = f"{finding_text(labels, one)} {consequence_text(labels, one)}".strip()
            yield Paragraph((said,), "warning" if one.severity == "warning" else "caution")
    deviations = tuple(_remark(labels, one) for one in found if one.rule not in _STATED and one.severity == "warning")
    if deviations:
        yield Remarks("findings", deviations)


def _remark(labels: Labels, finding: Finding) -> Remark:
    sentences = ((finding_text(labels, finding),), (consequence_text(labels, finding),))
    return Remark("", labels.say("plan.deviation"), "warning", sentences)


def plan_facts(labels: Labels) -> Iterator[Fact]:
    """Yield what the provenance says of the lock: its date and hash, or that there is none."""
    facts = labels.analysis.provenance.get("plan")
    if not isinstance(facts, Mapping):
        yield Fact(labels.say("plan.lock"), labels.say("plan.lock_none"))
        return
    moment = format_moment(str(facts["locked"]), labels.language)
    yield Fact(labels.say("plan.lock"), labels.say("plan.lock_on", moment=moment, version=facts["peereval"]))
    yield Fact(labels.say("plan.lock_hash"), str(facts["sha256"]), code=True)
