"""The sentence on a primary outcome that is no continuous score: a difference in change of risk, or a ratio."""

from collections.abc import Iterator
from math import isnan

from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.rows import Figure, index_rows
from peereval.report.tables.shared import level_text, results_by_measure
from peereval.report.wording import Value, fill_text

# The contrast of changes that is told of each type, with the value that says no difference.
_TOLD = {"difference in change of risk": 0.0, "ratio of rate ratios": 1.0, "ratio of common odds ratios": 1.0}
Told = tuple[str, Sentence, Sentence]


def marginal_sentences(labels: Labels) -> Iterator[Told]:
    """Yield the label, the figures and what they hold of each primary outcome with marginal contrasts.

    The contrast is that of the changes from the first visit to the last one, of groups seen from
    the first visit on.
    """
    visits = list(labels.study.visits)
    for measure, result in results_by_measure(labels, "marginal_contrasts"):
        index = index_rows(result, "group", "reference", "baseline", "visit", "category")
        for (group, reference, baseline, visit, _, quantity), figure in index.items():
            asked = measure.primary and (baseline, visit) == (visits[0], visits[-1]) and quantity in _TOLD
            if asked and not labels.enters_later(group):
                level = level_text(labels, result.method.get("level"))
                names: dict[str, Value] = {
                    "group": labels.group(group),
                    "reference": labels.group(reference),
                    "level": level,
                    "baseline": labels.visit(baseline),
                    "visit": labels.visit(visit),
                }
                yield measure.label, *_said(labels, figure, quantity, names)


def _said(labels: Labels, figure: Figure, quantity: str, names: dict[str, Value]) -> tuple[Sentence, Sentence]:
    if isnan(figure.estimate):
        return fill_text(labels, "sentence.marginal_none", **names), ()
    key = f"sentence.marginal_{quantity.replace(' ', '_')}"
    said = fill_text(labels, key, estimate=figure.number(), interval=figure.interval(), **names)
    none = _TOLD[quantity]
    side = "above" if figure.conf_low > none else "below" if figure.conf_high < none else "holds"
    scale = "difference" if none == 0.0 else "ratio"
    return said, fill_text(labels, f"sentence.marginal_{side}_{scale}", **names)
