"""Subgroups combined into one: size, mean and standard deviation of all."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from pydantic import model_validator

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import Cell, Cells, Check, Count, Positive, Sizes, Spreads, need_lengths
from peereval.evidence.recalculated.figures import read_figure
from peereval.evidence.recalculated.ranges import combine, exactly, range_of
from peereval.evidence.recalculated.sums import MOST_GROUPS, between_groups, grand_mean, within_groups


class Combined(Check):
    """Subgroups by mean, standard deviation and size, and what was printed for all of them."""

    mean: Cells
    """The means of the subgroups."""
    sd: Spreads | None = None
    """Their standard deviations."""
    n: Sizes
    """Their sizes."""
    combined_n: Count | None = None
    """The printed size of all."""
    combined_mean: Cell | None = None
    """The printed mean of all."""
    combined_sd: Positive | None = None
    """The printed standard deviation of all."""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for sizes in self.n.values():
            need_lengths(len(self.mean), "one for each subgroup", sd=self.sd, n=sizes)
        if not 2 <= len(self.mean) <= MOST_GROUPS:
            raise ValueError(f"2 to {MOST_GROUPS} subgroups can be combined.")
        return self


def recompute_combined(check: Combined) -> Iterator[Statistic]:
    """Yield size, mean and standard deviation of all people, from those of the subgroups.

    The squares within subgroups and between them add up (Cochrane Handbook, section 6.5.2.10).
    """
    if check.combined_n is not None:
        sums = (
            Candidate("sum", (exactly(float(sum(n))),), "sum", {"parts": n}, usual=True, choice=choice)
            for choice, n in check.n.items()
        )
        yield Statistic("combined_n", (read_figure(str(check.combined_n)),), tuple(sums))
    if check.combined_mean:
        yield Statistic("combined_mean", (check.combined_mean,), tuple(_means(check)))
    if check.combined_sd:
        found = tuple(_deviations(check)) if check.sd else ()
        yield Statistic("combined_sd", (check.combined_sd,), found, reason="" if found else "no-deviations")


def _means(check: Combined) -> Iterator[Candidate]:
    ranges = [range_of(one) for one in check.mean]
    for choice, n in check.n.items():
        sizes, shown = np.array(n, dtype=float), _products(check, n)
        value = grand_mean(ranges, sizes)
        yield Candidate("weighted", (value,), "grand_mean", shown, usual=True, choice=choice)
        plain = grand_mean(ranges, np.ones(len(n)))
        yield Candidate("unweighted", (plain,), "plain_mean", shown, choice=choice)


def _deviations(check: Combined) -> Iterator[Candidate]:
    means, sds = [range_of(one) for one in check.mean], [range_of(one) for one in check.sd or ()]
    for choice, n in check.n.items():
        sizes = np.array(n, dtype=float)
        within, between, total = within_groups(sds, sizes), between_groups(means, sizes), float(sizes.sum())
        shown: dict[str, object] = {"within": within, "between": between, "total": int(total), "groups": len(n)}
        whole = combine(lambda a, b, total=total: np.sqrt((a + b) / (total - 1)), within, between)
        yield Candidate("all-people", (whole,), "sd_all", shown, usual=True, choice=choice)
        freedom = total - len(n)
        inside = combine(lambda a, freedom=freedom: np.sqrt(a / freedom), within)
        yield Candidate("within-groups", (inside,), "sd_within", shown, choice=choice)


def _products(check: Combined, n: tuple[int, ...]) -> dict[str, object]:
    return {
        "products": tuple(zip(n, check.mean, strict=True)),
        "total": sum(n),
        "parts": check.mean,
        "groups": len(n),
    }
