"""The range of a score: before and after it is rescaled."""

from typing import TYPE_CHECKING

from peereval.score.value_set import value_range

if TYPE_CHECKING:
    from peereval.score.instruments import Instrument


def score_range(instrument: "Instrument", score: str) -> tuple[float, float]:
    """Return the lowest and the highest value that a score can take.

    Examples
    --------
    >>> from peereval.score.keyfile import read_instrument
    >>> score_range(read_instrument("ismi29"), "total")
    (1.0, 4.0)
    """
    target = instrument.scores[score].rescale
    return (target.minimum, target.maximum) if target else raw_range(instrument, score)


def raw_range(instrument: "Instrument", score: str) -> tuple[float, float]:
    """Return the range of a score before it is rescaled."""
    rule, given = instrument.scores[score], instrument.responses
    if rule.value_set is not None:
        return value_range(instrument.items_of(score), rule.value_set, given.minimum)
    if rule.scores:
        ranges = [score_range(instrument, part) for part in rule.scores]
    else:
        ranges = [(given.minimum, given.maximum)] * len(instrument.items_of(score))
    parts = max(len(ranges), 1) if rule.rule == "mean" else 1
    return sum(low for low, _ in ranges) / parts, sum(high for _, high in ranges) / parts
