"""How the observed scores are spread: shares of people by bins of the scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.describe.measured import Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_MOST = 20
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of one `width` from `start`; each holds its lower edge, the last its upper edge too."""

    start: float
    width: float
    number: int

    @property
    def edges(self) -> NDArray[np.float64]:
        """The number + 1 edges, rounded to the tenth significant digit of the width."""
        return np.round(self.start + self.width * np.arange(self.number + 1), 10 - floor(log10(self.width)))


def choose_bins(values: NDArray[np.float64], low: float, high: float) -> Bins:
    """Return at most 20 bins from the lowest to the highest possible value.

    Scores that only take evenly spaced values, as sums of items do, have bins that each hold as
    many of these values: others would make a comb of a smooth distribution.

    Parameters
    ----------
    values
        The observed scores, none missing.
    low, high
        The lowest and highest possible value; where one is missing, the observed one is taken.

    Examples
    --------
    >>> choose_bins(np.array([0.0, 0.0, 1.0, 1.0, 3.0, 3.0]), 0.0, 27.0)
    Bins(start=-0.5, width=2.0, number=14)
    >>> choose_bins(np.array([1.0, 1.37, 2.21]), 1.0, 4.0)
    Bins(start=1.0, width=0.2, number=15)
    """
    low = low if isfinite(low) else float(values.min())
    high = high if isfinite(high) else float(values.max())
    if not isfinite(high - low):  # limits that no scale has
        low, high = float(values.min()), float(values.max())
    spread = high - low
    if not spread > 0:
        return Bins(low - 0.5, 1.0, 1)
    gap = find_gap(values)
    if gap > spread / 1000:
        width = gap * ceil(round(spread / gap + 1) / _MOST)
        return Bins(low - gap / 2, width, ceil(round((spread + gap) / width, 9)))
    unit = 10.0 ** floor(log10(spread / _MOST))
    width = next(step * unit for step in _STEPS if step * unit >= spread / _MOST * (1 - 1e-9))
    return Bins(low, width, ceil(round(spread / width, 9)))


def find_gap(values: NDArray[np.float64]) -> float:
    """Return the gap between evenly spaced values, or 0 where they are not.

    A score with a missing item may lie between those of complete questionnaires: the gap is that
    of the values that several people have, if these are nine in ten people.

    Examples
    --------
    >>> find_gap(np.array([1.0, 1.0, 2.0, 2.0, 4.0, 4.0]))
    1.0
    """
    met, counts = np.unique(values, return_counts=True)
    common = met[counts > max(1, 0.004 * len(values))]
    if len(common) < 2 or counts[np.isin(met, common)].sum() < 0.9 * len(values):
        return 0.0
    gap = float(np.diff(common).min())
    places = (common - common[0]) / gap
    even = np.allclose(places, np.round(places), rtol=0.0, atol=1e-6)  # scores are rounded at their last bits
    return gap if even else 0.0


def describe_distribution(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> tuple[Result, ...]:
    """Return the share of people in each bin of each measure, by group and visit.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study.
    measures
        The measures.

    Returns
    -------
    tuple of Result
        Kind "distribution", one per measure with values, keys `group, visit, lower`: the lower
        edge of a bin, as text. The one quantity is percent, of those measured in the group at the
        visit; bins without anybody have no row. `method["width"]` is the width of a bin.
    """
    made = (_distribution(frame, study, measure) for measure in measures)
    return tuple(one for one in made if one is not None)


def _distribution(frame: pd.DataFrame, study: "Study", measure: Measured) -> Result | None:
    known = frame[frame[measure.name].notna()]
    if known.empty:
        return None
    values = known[measure.name].to_numpy(dtype="float64")
    bins = choose_bins(values, measure.minimum, measure.maximum)
    rows = list(_rows(values, known, study, bins))
    table = pd.DataFrame(rows, columns=["group", "visit", "lower", "quantity", "estimate"])
    return make_result("distribution", table, outcome=measure.name, method={"width": bins.width})


def _rows(
    values: NDArray[np.float64], known: pd.DataFrame, study: "Study", bins: Bins
) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield the shares of each cell, in the order of groups, visits and bins."""
    edges = bins.edges
    # A score of 4 made as a mean may fall short of 4 in its last bit: it belongs to the bin of 4.
    places = np.clip(np.floor((values - edges[0]) / bins.width + 1e-9).astype(int), 0, bins.number - 1)
    names = [known[name].astype(str).to_numpy() for name in ("group", "visit")]
    for group in study.groups:
        for visit in study.visits:
            counts = np.bincount(places[(names[0] == group) & (names[1] == visit)], minlength=bins.number)
            for place in np.flatnonzero(counts):
                yield group, visit, f"{edges[place]:.10g}", "percent", 100.0 * counts[place] / counts.sum()
