"""What this stage needs to know of a measure, whoever made it."""

from typing import Protocol


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
