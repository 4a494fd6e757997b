"""Sample size as the researcher typed it, changes of the plan, software."""

from peereval.report.document import Block, Paragraph, Section
from peereval.report.protocol.outline import Outline
from peereval.study.words import number_text


def sample_size_section(outline: Outline) -> Section:
    """Return the planned numbers and their assumptions, word for word; nothing is computed."""
    say, keys = outline.say, outline.study.sample_size
    if not (keys.groups or keys.text or keys.assumptions):
        return Section("plan-size", say("sample_size"), (Paragraph((say("sample_size_none"),), "prose"),))
    blocks: list[Block] = [Paragraph((text,), "prose") for text in (keys.text,) if text]
    if keys.groups:
        language = outline.labels.language
        rows = [(outline.name(name), number_text(count, language)) for name, count in keys.groups.items()]
        total = number_text(sum(keys.groups.values()), language)
        blocks.append(outline.table("sample_size", ("group", "planned"), [*rows, (say("total"), total)]))
    if keys.assumptions:
        blocks.append(outline.table("assumptions", ("assumption_typed",), [(text,) for text in keys.assumptions]))
    return Section("plan-size", say("sample_size"), (*blocks, Paragraph((say("sample_size_typed"),), "prose")))


def changes_section(outline: Outline) -> Section:
    """Return what becomes of the plan once it is locked."""
    return Section("plan-changes", outline.say("changes"), (Paragraph((outline.say("changes_text"),), "prose"),))


def software_section(outline: Outline) -> Section:
    """Return what the analysis will be done with."""
    facts = outline.labels.analysis.provenance
    packages = facts.get("packages")
    listed = ", ".join(f"{name} {version}" for name, version in packages.items()) if isinstance(packages, dict) else ""
    told = {"version": facts["peereval"], "python": facts["python"], "packages": listed}
    said = f"{outline.say('software_text', **told)} {outline.say('seed_text', seed=outline.study.seed)}"
    return Section("plan-software", outline.say("software"), (Paragraph((said,), "prose"),))
