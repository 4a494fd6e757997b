"""The names and the words of a measure, and the `Result` that carries them to the report."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from peereval.results import Result, make_result
from peereval.score.bands import BandSet
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
        part = score_label(instrument, score, language) if instrument else ""
        whole = label_of(given, language, "")
        if whole and part and n_scores > 1:
            labels[language] = term("measure.of_scale", language, outcome=whole, score=part)
        else:
            labels[language] = whole or part or name
    return labels


def _words(labels: Mapping[Any, str]) -> dict[str, str]:
    return {str(language): label for language, label in labels.items()}


def score_label(instrument: Instrument, score: str, language: Literal["en", "fr"]) -> str:
    """Return what people call a score: the key's own label, else that of terms.csv, else its name."""
    own = _words(instrument.scores[score].label or (instrument.label if len(instrument.scores) == 1 else {}))
    key = f"measure.{instrument.based_on or instrument.name}.{score}"
    return label_of(own, language, term(key, language) if has_term(key) else score)


def band_label(bands: BandSet, band: str, language: Literal["en", "fr"]) -> str:
    """Return what people call a band: the key's own label, else that of terms.csv, else its name."""
    own = _words(bands.labels.get(band, {}))
    return label_of(own, language, term(f"band.{band}", language) if has_term(f"band.{band}") else band)


def bands_label(given: str, bands: BandSet, language: Literal["en", "fr"]) -> str:
    """Return what people call a set of bands."""
    key = f"bands.{given}"
    return label_of(_words(bands.label), language, term(key, language) if has_term(key) else given)


def cuts_text(bands: BandSet, language: Literal["en", "fr"]) -> str:
    r"""Return the bounds of a set of bands as people of a language write them.

    Examples
    --------
    >>> bands = BandSet(names=("low", "mid", "high"), cuts=(2.0, 2.5))
    >>> cuts_text(bands, "en"), cuts_text(bands, "fr").replace("\u00a0", " ")
    ('2; 2.5', '2 ; 2,5')
    """
    written = [f"{cut:g}" for cut in bands.cuts]
    return "\u00a0; ".join(written).replace(".", ",") if language == "fr" else "; ".join(written)


def _band_words(given: str, bands: BandSet) -> Iterator[tuple[str, object]]:
    """Yield the words of a set of bands under the keys that the report looks up."""
    yield f"bands.{given}.verified", bands.verified
    yield f"bands.{given}.closed", bands.closed
    for language in _LANGUAGES:
        yield f"bands.{given}.cuts.{language}", cuts_text(bands, language)
        yield f"bands.{given}.{language}", bands_label(given, bands, language)
        for band in bands.names:
            yield f"band.{given}.{band}.{language}", band_label(bands, band, language)


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
        "version": measure.version,
        "domain": measure.domain,
        "type": measure.type,
        "column": measure.items[0] if measure.type != "continuous" and measure.items else "",
        **{key: word for given, bands in measure.bands.items() for key, word in _band_words(given, bands)},
    }
    return make_result("measure", rows, outcome=measure.name, method=method)
