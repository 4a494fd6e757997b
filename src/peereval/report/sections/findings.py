"""Everything the reader must know, each finding with its consequence, under the subject it is about."""

from collections.abc import Iterator, Sequence

from peereval.remarks import Finding
from peereval.report.document import Block, Fact, Heading, Paragraph, Remark, Remarks, Section
from peereval.report.finding_places import count_text, file_text, fix_facts, rows_text
from peereval.report.finding_subjects import SUBJECTS, subject_of
from peereval.report.findings import merge_findings, order_findings
from peereval.report.labels import Labels
from peereval.report.notes import consequence_text, finding_text
from peereval.report.sections.content import Content
from peereval.report.sections.deviations import RULES


def findings_section(content: Content) -> Section:
    """Return the findings by subject, errors first, each with what it changes, where it is and what would resolve it.

    Findings of one rule with the same consequence, such as those of several files, are one remark.
    """
    labels = content.labels
    title = labels.say("report.findings")
    merged = merge_findings(order_findings(labels.analysis.findings), lambda one: consequence_text(labels, one))
    if not merged:
        return Section("findings", title, (Paragraph((labels.say("report.no_findings"),)),))
    hint = Paragraph((labels.say("report.findings_hint"),), "hint")
    return Section("findings", title, (hint, *_by_subject(labels, merged)), tally=len(merged))


def _by_subject(labels: Labels, merged: Sequence[tuple[Finding, ...]]) -> Iterator[Block]:
    """Yield the remarks under a heading for each subject; without headings where there is one subject only."""
    subjects = {subject: [same for same in merged if subject_of(same[0].rule) == subject] for subject in SUBJECTS}
    found = {subject: listed for subject, listed in subjects.items() if listed}
    for subject, listed in found.items():
        if len(found) > 1:
            yield Heading(labels.say(f"report.subject_{subject}"), f"findings-{subject}")
        yield Remarks("findings", tuple(_remark(labels, same) for same in listed))


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


def _remark(labels: Labels, same: tuple[Finding, ...]) -> Remark:
    severity = labels.say(f"report.severity_{same[0].severity}")
    sentences = ((_message(labels, same),), (consequence_text(labels, same[0]),))
    return Remark("", severity, same[0].severity, sentences, tuple(_facts(labels, same)))


def _message(labels: Labels, same: tuple[Finding, ...]) -> str:
    """Return what was found: once where all say the same, else one sentence after the other, by file."""
    said = list(dict.fromkeys((finding_text(labels, one), file_text(labels, one.file)) for one in same))
    if len({text for text, _ in said}) == 1:
        return said[0][0]
    return " ".join(labels.say("report.said_of", file=file, said=text) if file else text for text, file in said)


def _facts(labels: Labels, same: tuple[Finding, ...]) -> Iterator[Fact]:
    count = count_text(labels, same)
    if count:
        yield Fact(labels.say("report.count"), count)
    places = [_place(labels, one) for one in same]
    mark = "\u00a0; " if labels.language == "fr" else "; "
    if listed := mark.join(dict.fromkeys(place for place in places if place)):
        yield Fact(labels.say("report.where"), listed)
    yield from fix_facts(labels, same)


def _place(labels: Labels, finding: Finding) -> str:
    rows, file = rows_text(finding, labels.language), file_text(labels, finding.file)
    if not file:
        return labels.say("report.rows_alone", rows=rows) if rows else ""
    return labels.say("report.rows_of", file=file, rows=rows) if rows else file
