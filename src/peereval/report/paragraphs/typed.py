"""The paragraphs on outcomes that are no score: events, ordered categories, counts."""

from collections.abc import Iterator
from math import isnan

from peereval.report.document import Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.paragraphs.figures import figure_pieces, shown
from peereval.report.rows import Figure, Index, index_rows
from peereval.report.tables.shared import level_text
from peereval.report.wording import fill_text
from peereval.results import Result

# The contrast of changes that is told of each type: the sentence, and the value that says no difference.
_TOLD = {
    "difference in change of risk": ("outcome.typed_change", 0.0),
    "ratio of rate ratios": ("outcome.typed_rate", 1.0),
    "ratio of common odds ratios": ("outcome.typed_ordinal", 1.0),
}


def typed_paragraphs(labels: Labels, measure: Measure) -> Iterator[list[Sentence]]:
    """Yield a paragraph for each group compared: levels, then the contrast of changes at each later visit."""
    for result in labels.analysis.of_kind("marginal_contrasts", measure.name):
        index = index_rows(result, "group", "reference", "baseline", "visit", "category")
        found = {key: one for key, one in index.items()
                 if key[5] in _TOLD and not key[4] and not labels.enters_later(key[0])}  # fmt: skip
        for group, reference in dict.fromkeys(key[:2] for key in found):
            own = {key: one for key, one in found.items() if key[:2] == (group, reference)}
            yield list(_group(labels, measure, result, own))


def reading_text(labels: Labels, figure: Figure, none: float) -> str:
    """Return what an interval of a difference or a ratio holds, as the end of a sentence.

    Parameters
    ----------
    labels
        The labels, which know the language.
    figure
        A row with an interval.
    none
        The value that says no difference: 0, or 1 for a ratio.
    """
    if isnan(figure.conf_low) or isnan(figure.conf_high):
        return labels.say("outcome.reading_no_interval")
    side = "above" if figure.conf_low > none else "below" if figure.conf_high < none else "holds"
    return labels.say(f"outcome.reading_{side}_{'ratio' if none == 1.0 else 'difference'}")


def _group(labels: Labels, measure: Measure, result: Result, own: Index) -> Iterator[Sentence]:
    """Yield the levels at the first and last visit, the contrast at the last one, then at those before."""
    level = level_text(labels, result.method.get("level"))
    (*key, quantity), last = list(own.items())[-1]
    names = {"group": labels.group(key[0]), "reference": labels.group(key[1]),
             "baseline": labels.visit(key[2]), "visit": labels.visit(key[3])}  # fmt: skip
    yield from _levels(labels, measure, key, names)
    text, none = _TOLD[quantity]
    if not shown(last):
        yield fill_text(labels, "outcome.typed_hidden" if last.hidden else "outcome.typed_none", **names)
    else:
        yield fill_text(labels, text, **names, figures=figure_pieces(labels, last, 2, level),
                        reading=reading_text(labels, last, none))  # fmt: skip
    for (*other, _), figure in list(own.items())[:-1]:
        if shown(figure):
            yield fill_text(labels, "outcome.typed_at", visit=labels.visit(other[3]),
                            figures=figure_pieces(labels, figure, 2, level),
                            reading=reading_text(labels, figure, none))  # fmt: skip


def _levels(labels: Labels, measure: Measure, key: list[str], names: dict[str, str]) -> Iterator[Sentence]:
    """Yield the probability, or mean count, of both groups at the first and the last visit."""
    for result in labels.analysis.of_kind("marginal_means", measure.name):
        index = index_rows(result, "group", "visit", "category")
        where = {"first": (key[0], key[2]), "last": (key[0], key[3]),
                 "other_first": (key[1], key[2]), "other_last": (key[1], key[3])}  # fmt: skip
        for quantity in ("probability", "rate"):
            found = {name: index[*place, "", quantity] for name, place in where.items()
                     if (*place, "", quantity) in index}  # fmt: skip
            if len(found) == len(where) and all(shown(one) for one in found.values()):
                numbers = {name: one.number() for name, one in found.items()}
                word = labels.say(f"outcome.level_{quantity}")
                yield fill_text(labels, "outcome.typed_levels", **names, **numbers, quantity=word)
