"""What the masks need to know: true counts, what is hidden, how figures are rounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan

import numpy as np
import pandas as pd

from peereval.report.disclosure.ledger import shown
from peereval.report.disclosure.margins import Name
from peereval.report.disclosure.names import people
from peereval.report.labels import Labels
from peereval.results import Result

HIDDEN = "hidden"
_FIGURES = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The true counts of an analysis, the names hidden, and the labels that say how many decimals.

    `dated` are the people with dates by group, entry, visit and clock.
    """

    values: Mapping[Name, int]
    published: frozenset[Name]
    hidden: frozenset[Name]
    smallest: int
    labels: Labels
    dated: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def is_hidden(self, name: Name) -> bool:
        """Say whether a figure is hidden: chosen to be, or never to be told."""
        return name in self.hidden or name not in self.published

    def may_show(self, figure: str, name: Name) -> bool:
        """Say whether a mean, a median, quartiles or an estimate may stand beside a count."""
        item = shown(figure, name)
        return item in self.published and item not in self.hidden

    def analysed(self, outcome: str, group: str, entry: str, visit: str) -> float:
        """Return how many people an estimate of a cell rests on, at the least; NaN where that is not known."""
        whole = self.values.get(people("analysed", outcome, group, "", visit))
        if not entry:
            return float("nan") if whole is None else float(whole)
        cohort = self.values.get(people("measured", outcome, group, entry, visit))
        lost = self.values.get(people("missing covariate", outcome, group, "", visit), 0)
        return float("nan") if cohort is None else float(cohort - lost)

    def enough(self, outcome: str, group: str, entry: str, visit: str) -> bool:
        """Say whether an estimate of a cell rests on enough people; what is not known does not."""
        number = self.analysed(outcome, group, entry, visit)
        return not isnan(number) and (number >= self.smallest or number == 0)


def hide_rows(rows: pd.DataFrame, hidden: "np.ndarray | list[bool]") -> pd.DataFrame:
    """Return rows without the figures of some, which are noted as hidden."""
    mask = np.asarray(hidden, dtype=bool)
    figures = rows[_FIGURES].to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    figures[mask] = np.nan
    blank = rows.assign(**dict(zip(_FIGURES, figures.T, strict=True)))
    return blank.assign(note=blank["note"].astype(object).where(~mask, HIDDEN))


def hide_intervals(rows: pd.DataFrame, hidden: "np.ndarray | list[bool]") -> pd.DataFrame:
    """Return rows without the interval of some: its width tells how many people it rests on."""
    mask = np.asarray(hidden, dtype=bool)
    return rows.assign(**{name: rows[name].where(~mask) for name in ("conf_low", "conf_high")})


def round_figures(rows: pd.DataFrame, digits: int = 5) -> pd.DataFrame:
    """Return rows with figures to some significant digits: all digits of a mean can tell of how many it is."""
    figures = rows[_FIGURES].to_numpy(dtype=np.float64, na_value=np.nan)
    sized = np.isfinite(figures) & (figures != 0)
    size = np.floor(np.log10(np.abs(figures, where=sized, out=np.ones_like(figures))))
    step = 10.0 ** (digits - 1 - size)
    return rows.assign(**dict(zip(_FIGURES, (np.round(figures * step) / step).T, strict=True)))


def with_rows(result: Result, rows: pd.DataFrame) -> Result:
    """Return a result with other rows."""
    return Result(result.kind, result.outcome, rows.reset_index(drop=True), result.method, result.notes)
