"""The checklists that a journal asks for, filled where the report answers and open where the author must write."""

from peereval.report.document import Block, Paragraph, Section
from peereval.report.sections.content import Content


def checklists_section(content: Content) -> Section:
    """Return TREND, STROBE, the target trial and ROBINS-I as tables."""
    labels = content.labels
    _, tables = content.of_part("checklists")
    blocks: tuple[Block, ...] = (Paragraph((labels.say("checklist.hint"),), "hint"), *tables) if tables else ()
    return Section("checklists", labels.say("report.checklists"), blocks)
