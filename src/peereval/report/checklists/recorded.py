"""Evidence that is on record: what the findings say, and the words of the protocol in study.yaml."""

from collections.abc import Iterable

from peereval.report.checklists.sayings import join_sentences
from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.notes import finding_text
from peereval.report.wording import fill_text


def findings_of(labels: Labels, rules: Iterable[str]) -> Sentence:
    """Return the sentences of the findings whose rule begins with one of the words given, each once."""
    begins = tuple(rules)
    said = [finding_text(labels, one) for one in labels.analysis.findings if one.rule.startswith(begins)]
    return join_sentences((text,) for text in dict.fromkeys(said))


def protocol(labels: Labels, word: str) -> Sentence:
    """Return what study.yaml says under a key of its protocol, word for word; nothing where it is left out."""
    said = getattr(labels.study.protocol, word)
    return fill_text(labels, f"evidence.{word}", said=str(said).rstrip(".")) if said else ()


def sample_size(labels: Labels) -> Sentence:
    """Return how the sample size was found, as study.yaml tells it."""
    planned = labels.study.sample_size
    groups = [f"{labels.group(name)} {people}" for name, people in planned.groups.items()]
    told = [*([", ".join(groups)] if groups else []), *([planned.text] if planned.text else []), *planned.assumptions]
    return fill_text(labels, "evidence.sample_size", said="; ".join(one.rstrip(".") for one in told)) if told else ()
