"""How many people stand in each band of a score."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.measured import Banded, Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study


def describe_bands(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> tuple[Result, ...]:
    """Return the share of people in each band of each measure, by group and visit.

    Use it for a score with named levels, such as minimal to severe stigma.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study: the order of its groups and visits, and the level of the intervals.
    measures
        The measures; those whose key has no bands have no result.

    Returns
    -------
    tuple of Result
        Kind "bands", one per measure, keys `bands, group, visit, band`: the set of bands (a
        score may have several), and the band, every one of the set, empty ones with 0.
        Quantities count, and percent of the people measured at the visit, with its Wilson
        interval.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    return tuple(_bands(frame, study, measure) for measure in measures if measure.bands)


def _bands(frame: pd.DataFrame, study: "Study", measure: Measured) -> Result:
    keys = {name: frame[name].astype(str) for name in ("group", "visit")}
    names = ["bands", "group", "visit", "band"]
    found = [row for given, bands in measure.bands.items()
             for row in _counts(frame[measure.name], keys, study, given, bands)]  # fmt: skip
    counts = pd.DataFrame(found, columns=[*names, "count", "measured"])
    number = counts[names].assign(quantity="count", estimate=counts["count"].astype("float64"))
    rows = pd.concat([number, _shares(counts, names, study.model.level)], ignore_index=True)
    method = {"interval": "wilson", "level": study.model.level, "percent": "of those measured"}
    return make_result("bands", rows, outcome=measure.name, method=method)


def _counts(
    values: pd.Series, keys: dict[str, pd.Series], study: "Study", given: str, bands: Banded
) -> Iterator[dict[str, object]]:
    place = band_places(values.to_numpy(dtype="float64"), bands)
    for group in study.groups:
        for visit in study.visits:
            inside = place[((keys["group"] == group) & (keys["visit"] == visit)).to_numpy()]
            measured = int((inside >= 0).sum())
            for position, band in enumerate(bands.names if len(inside) else ()):
                key = {"bands": given, "group": group, "visit": visit, "band": band}
                yield {**key, "count": int((inside == position).sum()), "measured": measured}


def band_places(values: np.ndarray, bands: Banded) -> np.ndarray:
    """Return the position of the band of each value, from 0; -1 where there is no value.

    The value is compared as it is, unrounded. One that differs from a bound in its last bits
    only, as a rescaled mean may, counts as equal to it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> upper = SimpleNamespace(names=("low", "high"), cuts=(2.0,), closed="upper")
    >>> band_places(np.array([2.0, 2.005, np.nan]), upper)
    array([ 0,  1, -1])
    """
    cuts = np.asarray(bands.cuts)
    slack = 1e-9 * np.maximum(1.0, np.abs(cuts))
    edges = cuts + slack if bands.closed == "upper" else cuts - slack
    return np.where(np.isnan(values), -1, np.searchsorted(edges, values, side="right"))


def _shares(counts: pd.DataFrame, names: list[str], level: float) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415  (two seconds to import)

    known = counts[counts["measured"] > 0]
    inside, measured = (known[name].to_numpy(dtype="float64") for name in ("count", "measured"))
    low, high = proportion_confint(inside, measured, alpha=1 - level, method="wilson")
    return known[names].assign(
        quantity="percent", estimate=100 * inside / measured, conf_low=100 * low, conf_high=100 * high
    )
