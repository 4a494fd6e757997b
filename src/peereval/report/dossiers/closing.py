"""What stands at the end of every dossier: findings, sources, what made it."""

from collections.abc import Iterator, Mapping

from peereval.remarks import Finding
from peereval.report.document import Fact, Facts, Paragraph, Remark, Remarks, Section
from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import format_moment


def findings_section(words: DossierWords) -> Section:
    """Return the findings with their consequences; without blocks when there are none."""
    remarks = tuple(_remark(words, finding) for finding in words.dossier.findings)
    blocks = (Remarks("findings", remarks),) if remarks else ()
    return Section("findings", words.say("report.findings"), blocks, tally=len(remarks))


def _remark(words: DossierWords, finding: Finding) -> Remark:
    told = tuple((finding.message(words.language, part),) for part in ("", ".consequence"))
    facts = tuple(
        Fact(words.say(key), text)
        for key, text in (("report.where", finding.file), ("report.fix", finding.fix))
        if text
    )
    return Remark("", words.say(f"report.severity_{finding.severity}"), finding.severity, told, facts)


def sources_section(words: DossierWords) -> Section:
    """Return the references of the figures; without blocks when there are none."""
    blocks = tuple(Paragraph((source.text,)) for source in words.dossier.sources)
    return Section("sources", words.say("dossier.sources"), blocks)


def provenance_section(words: DossierWords) -> Section:
    """Return what made the dossier."""
    return Section("provenance", words.say("report.provenance"), (Facts(provenance_facts(words)),))


def provenance_facts(words: DossierWords) -> tuple[Fact, ...]:
    """Return versions and time; names in the language, values as they are."""
    return tuple(_facts(words, words.dossier.provenance))


def _facts(words: DossierWords, told: Mapping[str, object]) -> Iterator[Fact]:
    for name in ("study", "peereval", "python", "seed"):
        if name in told:
            yield Fact(words.say(f"report.{name}" if name != "study" else "dossier.study"), str(told[name]))
    if "started" in told:
        yield Fact(words.say("report.started"), format_moment(str(told["started"]), words.language))
    if isinstance(packages := told.get("packages"), Mapping):
        listed = ", ".join(f"{name} {version}" for name, version in packages.items())
        yield Fact(words.say("report.packages"), listed)
