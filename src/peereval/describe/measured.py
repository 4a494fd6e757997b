"""What this stage needs to know of a measure, whoever made it."""

from collections.abc import Mapping
from typing import Protocol


class Banded(Protocol):
    """A set of bands of a score: `peereval.score.bands.BandSet` is one.

    `names` from the lowest to the highest, `cuts` the bounds between them, `closed` whether a
    value on a bound belongs to the band below it ("upper") or above it ("lower").
    """

    @property
    def names(self) -> tuple[str, ...]:
        """The bands."""

    @property
    def cuts(self) -> tuple[float, ...]:
        """The bounds between them."""

    @property
    def closed(self) -> str:
        """The side of a value on a bound."""


class Measured(Protocol):
    """A column of scores: `peereval.score.measure.Measure` is one.

    `items`, `reversed_items` and `responses` are the columns of its items, those scored in
    reverse, and the range of a response; `minimum` and `maximum` are NaN when unknown.
    """

    @property
    def name(self) -> str:
        """The column."""

    @property
    def minimum(self) -> float:
        """Its lowest possible value."""

    @property
    def maximum(self) -> float:
        """Its highest possible value."""

    @property
    def items(self) -> tuple[str, ...]:
        """The columns of its items."""

    @property
    def reversed_items(self) -> tuple[str, ...]:
        """Those of its items that are scored in reverse."""

    @property
    def responses(self) -> tuple[float, float]:
        """The lowest and the highest response to an item."""

    @property
    def answered(self) -> str:
        """The column that counts its answered items."""

    @property
    def bands(self) -> Mapping[str, Banded]:
        """The sets of bands of the score, by name."""
