"""The amounts of a row of groups, as totals and for one group: printed, or worked out from each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from peereval.describe.programme.arithmetic import Arithmetic, Labelled
from peereval.describe.programme.facts import ALL, divided
from peereval.study.programme import GroupRow

SUMMED = ("members", "regular", "volunteers", "employees", "funding")
"""Amounts whose totals are sums over groups; a wage is not."""


@dataclass(frozen=True, slots=True, eq=False)
class RowAmounts:
    """The amounts of a row: `totals` of all its groups, `averages` of one, and how computed ones were made.

    `made` maps ("total" or "per group", amount) to the arithmetic of a computed figure. `counted` says that
    totals are counts and not worked out from averages: a share of them may have an interval.
    """

    name: str
    label: Labelled
    year: str
    source: str
    groups: float
    totals: Mapping[str, float]
    averages: Mapping[str, float]
    made: Mapping[tuple[str, str], Arithmetic] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()

    def pair(self, top: str, bottom: str) -> tuple[float, float] | None:
        """Return two amounts on the same basis: of one group where both are printed so, else the totals."""
        for held in (self.averages, self.totals):
            printed = held is self.averages and all(("per group", name) not in self.made for name in (top, bottom))
            if top in held and bottom in held and (printed or held is self.totals):
                return held[top], held[bottom]
        return None


def row_amounts(row: GroupRow) -> RowAmounts:
    """Return the amounts of a row, totals from averages and averages from totals where only one is printed.

    Where both are printed the total is the one worked out, since a total of many groups is printed as
    a round number and an average is not; the printed one is compared with it elsewhere.
    """
    groups = row.groups.number
    printed = {name: figure.number for name, figure in row.given().items() if name in SUMMED}
    averages = {name: figure.number for name, figure in row.average.given().items() if name in SUMMED}
    products = {name: Arithmetic((groups, each), "×", groups * each) for name, each in averages.items()}
    shares = {name: divided([total, groups]) for name, total in printed.items() if name not in averages and groups != 1}
    made = {("total", name): one for name, one in products.items()}
    made |= {("per group", name): one for name, one in shares.items()}
    return RowAmounts(
        row.name,
        Labelled(row.name, tuple(row.label.items())),
        str(row.year or ""),
        row.source or "",
        groups,
        printed | {name: one.result for name, one in products.items()},
        averages | {name: one.result for name, one in shares.items()},
        made,
        frozenset(printed) - frozenset(averages),
    )


def all_amounts(rows: Sequence[RowAmounts]) -> RowAmounts | None:
    """Return the sums over rows of one year, of what every row has; None for fewer than two rows."""
    if len(rows) < 2:
        return None
    shared = [name for name in SUMMED if all(name in row.totals for row in rows)]
    sums = {name: Arithmetic(tuple(row.totals[name] for row in rows), "+", sum(row.totals[name] for row in rows))
            for name in shared}  # fmt: skip
    groups = sum(row.groups for row in rows)
    means = {name: divided([one.result, groups]) for name, one in sums.items()}
    made = {("total", name): one for name, one in sums.items()} | {("per group", n): one for n, one in means.items()}
    counted = frozenset(name for name in shared if all(name in row.counted for row in rows))
    return RowAmounts(
        ALL,
        Labelled(ALL),
        rows[0].year,
        "",
        groups,
        {name: one.result for name, one in sums.items()},
        {name: one.result for name, one in means.items()},
        made,
        counted,
    )


def by_year(rows: Sequence[GroupRow]) -> list[RowAmounts]:
    """Return the amounts of each row, then those of all rows of each year that has several."""
    single = [row_amounts(row) for row in rows]
    years = sorted({row.year for row in single})
    whole = [all_amounts([row for row in single if row.year == year]) for year in years]
    return [*single, *(row for row in whole if row is not None)]
