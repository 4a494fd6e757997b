"""The counts of a report, and the sums that hold between them whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """What a reader knows of some counts: `low <= sum of weight x count <= high`.

    terms : the counts and their weights
    item : the published figure that says it, such as a percentage; None where it always holds
    """

    terms: tuple[tuple[Name, float], ...]
    low: float = 0.0
    high: float = 0.0
    item: Name | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Every count that a report publishes or lets a reader work out.

    values : the true counts, of what is published and of what must be protected beside it
    published : the figures that stand in the report, with what hiding each costs its reader
    relations : what holds between counts, named here or not
    bundles : figures that are hidden together
    whole : counts to be protected though they are not small: a level that holds everybody
    """

    values: Mapping[Name, int]
    published: Mapping[Name, float]
    relations: tuple[Relation, ...]
    bundles: Mapping[Name, tuple[Name, ...]] = field(default_factory=dict)
    whole: frozenset[Name] = frozenset()

    def small(self, smallest: int) -> tuple[Name, ...]:
        """Return the counts that must not be told: 1 to `smallest` - 1, and levels that hold everybody."""
        return tuple(n for n, value in self.values.items() if 0 < value < smallest or n in self.whole)

    def bundle(self, name: Name) -> tuple[Name, ...]:
        """Return a figure with those that are hidden together with it."""
        return self.bundles.get(name, (name,))

    def cost(self, name: Name) -> float:
        """Return what hiding a figure costs, with those that go with it."""
        return sum(self.published[one] for one in self.bundle(name))


def adds_up(total: Name, parts: tuple[Name, ...]) -> Relation:
    """Return that the parts sum to the total.

    Examples
    --------
    >>> adds_up(("seen",), (("old",), ("new",))).terms
    ((('seen',), 1.0), (('old',), -1.0), (('new',), -1.0))
    """
    return Relation(((total, 1.0), *((part, -1.0) for part in parts)))


def at_most(less: Name, more: tuple[Name, ...]) -> Relation:
    """Return that a count is no greater than the sum of some others."""
    return Relation(((less, 1.0), *((one, -1.0) for one in more)), low=-inf)


def from_size(item: Name, count: Name, size: int) -> Relation:
    """Return what a figure tells that is shown only where a count reaches a size."""
    return Relation(((count, 1.0),), low=size, high=inf, item=item)


def percent_of(item: Name, part: Name, whole: Name, percent: float, *, half: float = 0.5) -> tuple[Relation, ...]:
    """Return what a rounded percentage says of its two counts, rounded to within `half`."""
    return (
        Relation(((part, 100.0), (whole, -(percent + half))), low=-inf, item=item),
        Relation(((part, 100.0), (whole, -(percent - half))), high=inf, item=item),
    )
