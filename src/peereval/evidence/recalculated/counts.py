"""Tables of counts: chi2 with and without Yates' correction, exact p, shares, odds and risk ratios."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, model_validator
from scipy import stats

from peereval.evidence.recalculated import ratios
from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import (
    Check,
    Coefficient,
    Counts,
    Percents,
    Positive,
    PositiveBounds,
    Probability,
    need_lengths,
    read_counts,
)
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import exactly, range_of
from peereval.evidence.recalculated.sampling import p_of_chi2

Array = NDArray[np.float64]
MOST_EXACT = 100_000  # people; Fisher's test of more takes seconds


def _rows(value: object) -> tuple[tuple[int, ...], ...]:
    if not isinstance(value, list) or len(value) < 2:
        raise ValueError("rows of counts are needed here: [[23, 51], [29, 41]].")
    rows = tuple(read_counts(row) for row in value)
    if len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        raise ValueError("each row needs the same number of counts, two or more: [[23, 51], [29, 41]].")
    return rows


class TableOfCounts(Check):
    """A table of counts, by its cells or by events and group sizes."""

    counts: Annotated[tuple[tuple[int, ...], ...] | None, BeforeValidator(_rows)] = None
    """The cells, one row a group: [[23, 51], [29, 41]]."""
    events: Counts | None = None
    """Instead of the cells: how many of each group had the event."""
    n: Counts | None = None
    """With events: the size of each group."""
    correction: Literal["none", "yates"] = "none"
    """The correction for continuity that the table says it used."""
    percents: Percents | None = None
    """The printed per cent of each group with the event."""
    chi2: Positive | None = None
    """The printed chi2."""
    df: Positive | None = None
    """Its printed degrees of freedom."""
    p: Probability | None = None
    """The printed p."""
    phi: Coefficient | None = None
    """The printed phi or Cramér's V."""
    odds_ratio: Positive | None = None
    """The printed odds ratio."""
    odds_ratio_ci: PositiveBounds | None = None
    """Its printed interval."""
    risk_ratio: Positive | None = None
    """The printed risk ratio."""
    risk_ratio_ci: PositiveBounds | None = None
    """Its printed interval."""

    @model_validator(mode="after")
    def _one_table(self) -> Self:
        if (self.counts is None) == (self.events is None):
            raise ValueError("give 'counts', or 'events' with 'n', one of the two.")
        if self.events is not None:
            if self.n is None:
                raise ValueError("'events' needs 'n', the size of each group.")
            need_lengths(len(self.events), "one for each group", n=self.n)
            if any(count > n for count, n in zip(self.events, self.n, strict=True)):
                raise ValueError("a count of 'events' is above its 'n'. Check which is which.")
        table = self.cells()
        if len(table) < 2 or (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any():
            raise ValueError("a row or a column of the table holds no one, so nothing can be tested. Leave it out.")
        need_lengths(len(table), "one for each group", percents=self.percents)
        if table.shape != (2, 2) and any((self.odds_ratio, self.risk_ratio, self.odds_ratio_ci, self.risk_ratio_ci)):
            raise ValueError("odds and risk ratios need a table of two rows and two columns.")
        return self

    def cells(self) -> Array:
        """Return the cells as an array, groups as rows, the event first."""
        if self.counts is not None:
            return np.array(self.counts, dtype=np.float64)
        events, n = np.array(self.events, dtype=np.float64), np.array(self.n, dtype=np.float64)
        return np.column_stack([events, n - events])


def recompute_counts(check: TableOfCounts) -> Iterator[Statistic]:
    """Yield each printed statistic of a table of counts; counts are exact, so each candidate is one number."""
    table = check.cells()
    for place, printed in enumerate(check.percents or ()):
        count, n = table[place, 0], table[place].sum()
        share = exactly(100 * count / n)
        shown = {"count": int(count), "n": int(n)}
        yield Statistic(
            f"percent_{place + 1}", (printed,), (Candidate("share", (share,), "percent", shown, usual=True),)
        )
    tests = _tests(table, check.correction)
    df = float((table.shape[0] - 1) * (table.shape[1] - 1))
    if check.chi2:
        yield Statistic("chi2", (check.chi2,), tuple(tests))
    if check.df:
        found = Candidate("cells", (exactly(df),), "df_cells", _shape(table), usual=True)
        yield Statistic("df", (check.df,), (found,))
    if check.p:
        yield Statistic("p", (check.p,), tuple(_p_values(tests, table, df, check.chi2)))
    if check.phi:
        yield Statistic("phi", (check.phi,), (_phi(table),), turns=True)
    yield from ratios.recompute_ratios(check, table)


def _shape(table: Array) -> dict[str, object]:
    return {
        "rows": table.shape[0],
        "columns": table.shape[1],
        "counts": ", ".join(f"{one:.0f}" for one in table.ravel()),
    }


def _tests(table: Array, correction: str) -> list[Candidate]:
    """Return chi2 by each form; Yates' correction exists for two by two only."""
    forms: dict[str, tuple[bool, float]] = {"none": (False, 1.0), "likelihood-ratio": (False, 0.0)}
    if table.shape == (2, 2):
        forms["yates"] = (True, 1.0)
    found = []
    for form, (yates, power) in forms.items():
        if power == 0 and not table.all():
            continue  # 0 log 0 is 0 here, and not for every program: not offered as an explanation
        chi2 = stats.chi2_contingency(table, correction=yates, lambda_=power).statistic
        shown = _shape(table)
        name = "uncorrected" if form == "none" else form
        formula = f"chi2_{name.replace('-', '_')}"
        found.append(Candidate(name, (exactly(float(chi2)),), formula, shown, usual=form == correction))
    return found


def _p_values(tests: list[Candidate], table: Array, df: float, chi2: Figure | None) -> Iterator[Candidate]:
    for test in tests:
        shown = {"q": test.value[0], "df": df}
        yield Candidate(test.reading, (p_of_chi2(test.value[0], df),), "p_chi2", shown, usual=test.usual)
    if table.shape == (2, 2) and table.sum() <= MOST_EXACT:
        exact = float(stats.fisher_exact(table.astype(int)).pvalue)
        yield Candidate("fisher", (exactly(exact),), "p_fisher", _shape(table))
    if chi2:
        yield Candidate("printed-chi2", (p_of_chi2(range_of(chi2), df),), "p_chi2", {"q": chi2, "df": df})


def _phi(table: Array) -> Candidate:
    chi2 = float(stats.chi2_contingency(table, correction=False).statistic)
    total, least = float(table.sum()), min(table.shape) - 1
    shown = {"q": exactly(chi2), "n": int(total), "least": least}
    return Candidate("uncorrected", (exactly(float(np.sqrt(chi2 / total / least))),), "phi", shown, usual=True)
