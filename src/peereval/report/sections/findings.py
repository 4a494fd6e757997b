"""Everything the reader must know, each finding with its consequence."""

from collections.abc import Iterator

from peereval.report.document import Block, Fact, Paragraph, Remark, Remarks, Section
from peereval.report.findings import order_findings, rows_text
from peereval.report.labels import Labels
from peereval.report.notes import consequence_text, finding_text
from peereval.report.sections.content import Content
from peereval.report.sections.deviations import RULES
from peereval.results import Finding


def findings_section(content: Content) -> Section:
    """Return the findings, errors first, each with what it changes, where it is and what would resolve it."""
    labels = content.labels
    found = order_findings(labels.analysis.findings)
    none: tuple[Block, ...] = (Paragraph((labels.say("report.no_findings"),)),)
    listed: tuple[Block, ...] = (Remarks("findings", tuple(_remark(labels, finding) for finding in found)),)
    return Section("findings", labels.say("report.findings"), listed if found else none, tally=len(found))


def warnings_said_once(labels: Labels) -> tuple[Paragraph, ...]:
    """Return what is more than a note, once where several files have it: the findings say in which."""
    said = {
        (finding.severity, finding_text(labels, finding), consequence_text(labels, finding)): None
        for finding in order_findings(labels.analysis.findings)
        if finding.severity != "note" and not finding.rule.startswith(RULES)  # those stand with the plan
    }
    return tuple(
        Paragraph((f"{message} {consequence}".strip(),), "warning", strong=labels.say(f"report.severity_{severity}"))
        for severity, message, consequence in said
    )


def _remark(labels: Labels, finding: Finding) -> Remark:
    severity = labels.say(f"report.severity_{finding.severity}")
    consequence = consequence_text(labels, finding)
    sentences = ((finding_text(labels, finding),), *([(consequence,)] if consequence else []))
    return Remark("", severity, finding.severity, sentences, tuple(_facts(labels, finding)))


def _facts(labels: Labels, finding: Finding) -> Iterator[Fact]:
    rows = rows_text(finding, labels.language)
    if finding.file:
        where = labels.say("report.rows_of", file=finding.file, rows=rows) if rows else finding.file
        yield Fact(labels.say("report.where"), where)
    elif rows:
        yield Fact(labels.say("column.rows"), rows)
    if finding.fix:
        yield Fact(labels.say("report.fix"), finding.fix, code=True)
