"""One sentence of the methods with the works it rests on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from peereval.report.labels import Labels
from peereval.results import Result
from peereval.terms import has_term


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A sentence, and the slugs of what it cites: `citation.<slug>` and `reference.<slug>` stand in terms.csv."""

    text: str
    cites: tuple[str, ...] = ()


def cite(labels: Labels, text: str, *works: str) -> Said:
    """Return a sentence that ends with its citations in brackets.

    Parameters
    ----------
    labels
        The labels, which know the language.
    text
        The sentence, with or without its full stop.
    *works
        Slugs of the works cited.
    """
    semicolon = mark(labels, ";")
    cited = semicolon.join(labels.say(f"citation.{work}") for work in works)
    end = labels.say("methods.cited", citations=cited) if cited else ""
    return Said(f"{text.rstrip('.')}{end}.", works)


def mark(labels: Labels, sign: str) -> str:
    """Return a sign of a list with the spaces of the language around it."""
    return f"\u00a0{sign} " if labels.language == "fr" else f"{sign} "


def list_measures(labels: Labels, names: Iterable[str]) -> str:
    """Return the labels of measures, told apart by semicolons: a label may hold a comma."""
    return mark(labels, ";").join(labels.measure(name).label for name in names)


def word_by_measure(labels: Labels, results: Iterable[Result], word: Callable[[Mapping[str, object]], str]) -> str:
    """Return a word about the method of several results; where it differs, each word with its measures.

    Parameters
    ----------
    labels
        The labels of the analysis.
    results
        One result for each measure.
    word
        What is said of the method of a result; "" where there is nothing to say.
    """
    found: dict[str, list[str]] = {}
    for result in results:
        if said := word(result.method):
            found.setdefault(said, []).append(result.outcome)
    if len(found) < 2:
        return next(iter(found), "")
    return mark(labels, ";").join(
        labels.say("methods.of", word=said, measures=", ".join(labels.measure(name).label for name in names))
        for said, names in found.items()
    )


def choice(labels: Labels, family: str, name: object) -> str:
    """Return the words for a choice of the model such as its covariance, or "" where there are none."""
    key = f"report.{family}_{str(name).replace('-', '_').replace('+', '_').replace(' ', '_')}"
    return labels.say(key) if has_term(key) else ""
