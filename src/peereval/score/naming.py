"""The names and the words of a measure, and the `Result` that carries them to the report."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from peereval.results import Result, make_result
from peereval.score.instruments import Instrument
from peereval.score.measure import Measure
from peereval.terms import has_term, label_of, term

if TYPE_CHECKING:
    from peereval.study import Outcome

_LANGUAGES: tuple[Literal["en", "fr"], ...] = ("en", "fr")


def measure_name(outcome: str, score: str, n_scores: int) -> str:
    """Return the column of a measure: the outcome's name, with the score's when there are several.

    Examples
    --------
    >>> measure_name("stigma", "total", 1), measure_name("quality", "physical", 4)
    ('stigma', 'quality_physical')
    """
    return outcome if n_scores == 1 else f"{outcome}_{score}"


def measure_labels(
    name: str,
    outcome: "Outcome",
    instrument: Instrument | None = None,
    score: str = "",
    n_scores: int = 1,
    *,
    column_labels: Mapping[Any, str] | None = None,
) -> dict[str, str]:
    """Return what people call a measure, by language.

    The label of the outcome in study.yaml leads; the score's words come after it when the
    outcome has several scores, or alone when study.yaml gives no label.
    """
    given = _words(outcome.label or column_labels or {})
    labels: dict[str, str] = {}
    for language in _LANGUAGES:
        part = _score_label(instrument, score, language) if instrument else ""
        whole = label_of(given, language, "")
        if whole and part and n_scores > 1:
            labels[language] = term("measure.of_scale", language, outcome=whole, score=part)
        else:
            labels[language] = whole or part or name
    return labels


def _words(labels: Mapping[Any, str]) -> dict[str, str]:
    return {str(language): label for language, label in labels.items()}


def _score_label(instrument: Instrument, score: str, language: Literal["en", "fr"]) -> str:
    own = _words(instrument.scores[score].label or (instrument.label if len(instrument.scores) == 1 else {}))
    key = f"measure.{instrument.based_on or instrument.name}.{score}"
    return label_of(own, language, term(key, language) if has_term(key) else score)


def measure_result(measure: Measure) -> Result:
    """Return the `Result` of kind "measure": its range, and in `method` its words and direction."""
    figures = {
        "minimum": measure.minimum,
        "maximum": measure.maximum,
        "important difference": measure.important_difference,
    }
    rows = pd.DataFrame({"quantity": list(figures), "estimate": pd.Series(list(figures.values()), dtype="float64")})
    method = {
        "label.en": measure.labels["en"],
        "label.fr": measure.labels["fr"],
        "instrument": measure.instrument,
        "verified": measure.verified,
        "higher_is": measure.higher_is,
        "primary": measure.primary,
        "outcome": measure.outcome,
        "score": measure.score,
    }
    return make_result("measure", rows, outcome=measure.name, method=method)
