"""The arithmetic of scoring: reversal, missing items, mean or sum, value sets, rescaling."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.score.instruments import Instrument
from peereval.score.ranges import raw_range, score_range
from peereval.score.score_rule import amount_of
from peereval.score.value_set import sum_values

__all__ = ["answered_items", "reverse_items", "score_items", "score_range"]

Floats = NDArray[np.float64]


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
    if not instrument.reversed:
        return items
    both = instrument.responses.minimum + instrument.responses.maximum
    answers = items.to_numpy(dtype="float64", copy=True)
    for place in np.flatnonzero(items.columns.isin(instrument.reversed)):
        answers[:, place] = both - answers[:, place]
    return pd.DataFrame(answers, index=items.index, columns=items.columns, copy=False)


def score_items(items: pd.DataFrame, instrument: Instrument, score: str) -> pd.Series:
    """Return one score of an instrument, missing where too few items were answered.

    The rule of the key (`ScoreRule`) over the answered items, then its rescaling and its
    reflection. A score made of scores takes those the same way.

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
    rule = instrument.scores[score]
    if rule.scores:
        parts = np.column_stack([score_items(items, instrument, part).to_numpy() for part in rule.scores])
    else:
        parts = _answers(items, instrument, score)
    known = ~np.isnan(parts)
    count = known.sum(axis=1)
    raw = _combine(parts, known, count, instrument, score)
    kept = (count >= instrument.needed(score)) & _complete_enough(items, instrument)
    return pd.Series(np.where(kept, _transform(raw, instrument, score), np.nan), index=items.index)


def answered_items(items: pd.DataFrame, instrument: Instrument, score: str) -> pd.Series:
    """Return how many items of a score were answered, a whole number from 0 to all of them."""
    known = ~np.isnan(_answers(items, instrument, score))
    return pd.Series(known.sum(axis=1), index=items.index, dtype="int64")


def _answers(items: pd.DataFrame, instrument: Instrument, score: str) -> Floats:
    """Return the items of a score as rows x items, without a copy where these are all the items."""
    wanted = list(instrument.items_of(score))
    return (items if items.columns.equals(pd.Index(wanted)) else items[wanted]).to_numpy(dtype="float64")


def _combine(
    parts: Floats, known: NDArray[np.bool_], count: NDArray[np.int64], instrument: Instrument, score: str
) -> Floats:
    rule = instrument.scores[score]
    if rule.value_set is not None:
        return sum_values(parts, instrument.items_of(score), rule.value_set, instrument.responses.minimum)
    total, some = parts.sum(axis=1, where=known), np.maximum(count, 1)
    # Of a sum with every item answered the factor is exactly 1, and the sum a whole number.
    return np.asarray(total / some if rule.rule == "mean" else total * (parts.shape[1] / some))


def _transform(raw: Floats, instrument: Instrument, score: str) -> Floats:
    rule = instrument.scores[score]
    if target := rule.rescale:
        low, high = raw_range(instrument, score)
        raw = (raw - low) / (high - low) * (target.maximum - target.minimum) + target.minimum
    return sum(score_range(instrument, score)) - raw if rule.reflect else raw


def _complete_enough(items: pd.DataFrame, instrument: Instrument) -> NDArray[np.bool_]:
    allowed = instrument.maximum_unanswered
    if allowed is None:
        return np.ones(len(items), dtype=bool)
    # At least the complement must be answered: 20 % of 26 items is 5.2, so 5 may be missing.
    needed = (
        amount_of(1 - allowed, instrument.items)
        if isinstance(allowed, float) and allowed <= 1
        else instrument.items - int(allowed)
    )
    return np.asarray(items.notna().to_numpy().sum(axis=1) >= needed)
