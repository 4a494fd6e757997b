"""The arithmetic of scoring: reversal, missing items, mean or sum, rescaling."""

import numpy as np
import pandas as pd

from peereval.score.instruments import Instrument, amount_of


def reverse_items(items: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return the items with the reversed ones replaced by minimum + maximum - response.

    Parameters
    ----------
    items
        One row per participant and visit, one column per item, named by its number from 1;
        missing where not answered.
    instrument
        The key.
    """
    turned = items.columns.isin(instrument.reversed)
    both = instrument.responses.minimum + instrument.responses.maximum
    sign = pd.Series(np.where(turned, -1.0, 1.0), index=items.columns)
    start = pd.Series(np.where(turned, both, 0.0), index=items.columns)
    return items * sign + start


def score_items(items: pd.DataFrame, instrument: Instrument, score: str) -> pd.Series:
    """Return one score of an instrument, missing where too few items were answered.

    The mean of the answered items (for a sum: times the number of items, which replaces
    an unanswered item by the mean of the others), then the linear rescaling of the key.

    Parameters
    ----------
    items
        One column per item of the whole instrument, named by its number from 1, already
        reversed (`reverse_items`); missing where not answered.
    instrument
        The key.
    score
        The name of the score.

    Examples
    --------
    >>> from peereval.score.keyfile import read_instrument
    >>> answers = pd.DataFrame([[3.0] * 26], columns=range(1, 27))
    >>> score_items(answers, read_instrument("whoqol_bref"), "social").tolist()
    [50.0]
    """
    columns = list(instrument.items_of(score))
    used = items[columns]
    raw = used.mean(axis="columns") * (len(columns) if instrument.scores[score].rule == "sum" else 1)
    enough = used.notna().sum(axis="columns") >= instrument.needed(score)
    return _rescale(raw, instrument, score).where(enough & _complete_enough(items, instrument))


def score_range(instrument: Instrument, score: str) -> tuple[float, float]:
    """Return the lowest and the highest value that a score can take.

    Examples
    --------
    >>> from peereval.score.keyfile import read_instrument
    >>> score_range(read_instrument("ismi29"), "total")
    (1.0, 4.0)
    """
    target = instrument.scores[score].rescale
    return (target.minimum, target.maximum) if target else _raw_range(instrument, score)


def _raw_range(instrument: Instrument, score: str) -> tuple[float, float]:
    times = len(instrument.items_of(score)) if instrument.scores[score].rule == "sum" else 1
    return instrument.responses.minimum * times, instrument.responses.maximum * times


def _rescale(raw: pd.Series, instrument: Instrument, score: str) -> pd.Series:
    target = instrument.scores[score].rescale
    if target is None:
        return raw
    low, high = _raw_range(instrument, score)
    return (raw - low) / (high - low) * (target.maximum - target.minimum) + target.minimum


def _complete_enough(items: pd.DataFrame, instrument: Instrument) -> pd.Series:
    allowed = instrument.maximum_unanswered
    if allowed is None:
        return pd.Series(np.ones(len(items), dtype=bool), index=items.index)
    # At least the complement must be answered: 20 % of 26 items is 5.2, so 5 may be missing.
    needed = (
        amount_of(1 - allowed, instrument.items)
        if isinstance(allowed, float) and allowed <= 1
        else instrument.items - int(allowed)
    )
    return items.notna().sum(axis="columns") >= needed
