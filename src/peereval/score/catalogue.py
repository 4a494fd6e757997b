"""The instruments that can be scored without writing a key, as a table."""

import pandas as pd

from peereval.score.instruments import Instrument
from peereval.score.keyfile import instrument_names, read_instrument
from peereval.terms import Language, has_term, term


def instruments(language: Language = "en") -> pd.DataFrame:
    """Return the built-in instruments, one row each: what they measure and whether their key was verified.

    Use it to find the name to write under `instrument` in study.yaml, or to give to
    `score_instrument`.

    Parameters
    ----------
    language
        Language of the column `label`: "en" or "fr".

    Returns
    -------
    pd.DataFrame
        Columns name, label, domain, items (their number), scores (their names, separated by
        commas), higher_is (of the instrument: better or worse), verified, template (to be
        completed before use), version, source.

    Examples
    --------
    >>> instruments().set_index("name").loc["whodas12", ["domain", "higher_is"]].tolist()
    ['functioning', 'worse']
    """
    keys = [read_instrument(name) for name in instrument_names()]
    return pd.DataFrame(
        [
            {
                "name": key.name,
                "label": instrument_label(key, language),
                "domain": key.domain,
                "items": key.items,
                "scores": ", ".join(key.scores),
                "higher_is": key.higher_is,
                "verified": key.verified,
                "template": key.template,
                "version": key.version,
                "source": key.source,
            }
            for key in keys
        ]
    )


def instrument_label(key: Instrument, language: Language) -> str:
    """Return what people call an instrument: its key's label, else that of terms.csv, else its name."""
    if key.label:
        return {str(one): word for one, word in key.label.items()}.get(language) or next(iter(key.label.values()))
    term_key = f"instrument.{key.name}"
    return term(term_key, language) if has_term(term_key) else key.name
