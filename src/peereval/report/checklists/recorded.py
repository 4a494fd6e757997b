"""Evidence that is on record: what the findings say of keys, corrections and deviations from the plan."""

from collections.abc import Iterable

from peereval.report.checklists.sayings import join_sentences
from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.notes import finding_text


def findings_of(labels: Labels, rules: Iterable[str]) -> Sentence:
    """Return the sentences of the findings whose rule begins with one of the words given, each once."""
    begins = tuple(rules)
    said = [finding_text(labels, one) for one in labels.analysis.findings if one.rule.startswith(begins)]
    return join_sentences((text,) for text in dict.fromkeys(said))
