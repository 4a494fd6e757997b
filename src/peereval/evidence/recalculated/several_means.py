"""Several groups by mean, standard deviation and size: F of one factor, p, eta squared."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import (
    Cells,
    Check,
    Counts,
    Positive,
    Probability,
    Share,
    Sizes,
    Spreads,
    need_lengths,
)
from peereval.evidence.recalculated.figures import read_figure
from peereval.evidence.recalculated.ranges import Range, combine, exactly, range_of
from peereval.evidence.recalculated.sampling import p_of_f
from peereval.evidence.recalculated.sums import MOST_GROUPS, between_groups, within_groups

Array = NDArray[np.float64]


class SeveralMeans(Check):
    """Means of several groups, and the analysis of variance printed for them."""

    mean: Cells
    """The means."""
    sd: Spreads
    """The standard deviations."""
    n: Sizes
    """The sizes."""
    F: Positive | None = None
    """The printed F."""
    df: Counts | None = None
    """The printed degrees of freedom, [2, 90]."""
    p: Probability | None = None
    """The printed p."""
    eta2: Share | None = None
    """The printed eta squared."""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for sizes in self.n.values():
            need_lengths(len(self.mean), "one for each group", sd=self.sd, n=sizes)
        need_lengths(2, "between and within groups", df=self.df)
        if not 2 <= len(self.mean) <= MOST_GROUPS:
            raise ValueError(f"2 to {MOST_GROUPS} groups can be compared.")
        return self


def recompute_several_means(check: SeveralMeans) -> Iterator[Statistic]:
    """Yield F = (between/(k - 1)) / (within/(N - k)), its degrees of freedom, p and eta squared."""
    found: dict[str, list[Candidate]] = {"F": [], "df_1": [], "df_2": [], "p": [], "eta2": []}
    for choice, n in check.n.items():
        for name, candidate in _of_sizes(check, choice, np.array(n, dtype=float)).items():
            found[name].append(candidate)
    printed = {"F": check.F, "p": check.p, "eta2": check.eta2}
    printed |= {f"df_{place + 1}": read_figure(str(df)) for place, df in enumerate(check.df or ())}
    for name, figure in printed.items():
        if figure:
            yield Statistic(name, (figure,), tuple(found[name]))


def _of_sizes(check: SeveralMeans, choice: str, n: Array) -> dict[str, Candidate]:
    """Return the candidates under one choice of sizes; means and deviations vary apart from each other."""
    between = between_groups([range_of(one) for one in check.mean], n)
    within = within_groups([range_of(one) for one in check.sd], n)
    df1, df2 = exactly(float(len(n) - 1)), exactly(float(n.sum() - len(n)))
    f = combine(lambda b, w, a, c: b / a / (w / c), between, within, df1, df2)
    narrowed = f.within(range_of(check.F)) if check.F else f
    shown: dict[str, object] = {"between": between, "within": within, "df": df1, "df_2": df2, "f": narrowed}
    values: dict[str, tuple[Range, str]] = {
        "F": (f, "f_means"),
        "df_1": (df1, "df_between"),
        "df_2": (df2, "df_within"),
        "p": (p_of_f(narrowed, df1, df2), "p_f"),
        "eta2": (combine(lambda b, w: b / (b + w), between, within), "eta2_sums"),
    }
    return {
        name: Candidate("one-factor", (value,), formula, {**shown, "groups": len(n), "total": int(n.sum())},
                        usual=True, choice=choice)
        for name, (value, formula) in values.items()
    }  # fmt: skip
