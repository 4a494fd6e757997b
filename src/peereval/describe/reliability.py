"""Whether a measure is reliable: its items hang together, and people who were left alone score alike again."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from peereval.describe.agreement import intraclass_agreement, intraclass_consistency
from peereval.describe.measured import Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_Row = tuple[str, str, str, float, float, float, str]


def describe_reliability(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> tuple[Result, ...]:
    """Return how reliable each measure is: Cronbach's alpha, what each item adds, intraclass correlations.

    By visit, all groups together, people who answered every item of the measure count for
    alpha (Feldt's interval) and for its items. Between visits, people of the reference group,
    who had no peer worker, count: a change of theirs that is real lowers the correlation too.

    Parameters
    ----------
    frame
        The scored frame, with the items.
    study
        The study: visits, the reference group, and the level of the intervals.
    measures
        The measures; those of one item have the correlation between visits only.

    Returns
    -------
    tuple of Result
        Kind "reliability", one per measure, keys `visit, item`. At item "": alpha (with
        interval), count (people), items, icc items: ICC(C,1) of the items (with interval); from
        the second visit on icc retest: ICC(A,1) of the score with that of the first visit in the
        reference group (with interval), and retest count. At each item: item-rest, its correlation with the
        sum of the others, and alpha without item. What does not exist is missing, with a note.

    References
    ----------
    Cronbach (1951), doi:10.1007/BF02310555; Feldt, Woodruff and Salih (1987),
    doi:10.1177/014662168701100107; McGraw and Wong (1996), doi:10.1037/1082-989X.1.1.30.
    """
    return tuple(result for one in measures if len((result := _reliability(frame, study, one)).rows))


def _reliability(frame: pd.DataFrame, study: "Study", measure: Measured) -> Result:
    level, visit = study.model.level, frame["visit"].astype(str)
    rows: list[_Row] = []
    if len(measure.items) > 1 and set(measure.items) <= set(frame.columns):
        items = _turned(frame, measure)
        for one in study.visits:
            rows += _one_visit(items[visit == one].dropna(), one, level)
    if measure.name in frame:
        rows += _between_visits(frame, study, measure.name)
    method = {
        "alpha": "complete answers",
        "interval": "feldt",
        "icc items": "ICC(C,1)",
        "icc retest": "ICC(A,1) with the first visit",
        "reference": study.reference,
        "level": level,
    }
    columns = ["visit", "item", "quantity", "estimate", "conf_low", "conf_high", "note"]
    return make_result("reliability", pd.DataFrame(rows, columns=columns), outcome=measure.name, method=method)


def _turned(frame: pd.DataFrame, measure: Measured) -> pd.DataFrame:
    """Return the items with responses that the key does not allow as missing, all in one direction."""
    items = frame[list(measure.items)].astype("float64")
    low, high = measure.responses
    items = items.where((items >= low) & (items <= high))
    turned = list(measure.reversed_items)
    items[turned] = low + high - items[turned]
    return items


def _one_visit(items: pd.DataFrame, visit: str, level: float) -> Iterator[_Row]:
    alpha, low, high = cronbach_alpha(items, level=level)
    yield _row(visit, "", "alpha", alpha, low, high)
    yield _row(visit, "", "count", float(len(items)))
    yield _row(visit, "", "items", float(items.shape[1]))
    icc = intraclass_consistency(items, level=level)
    yield _row(visit, "", "icc items", icc.estimate, icc.conf_low, icc.conf_high)
    rest, without = _item_statistics(items.to_numpy())
    for name, correlation, other in zip(items.columns, rest, without, strict=True):
        yield _row(visit, str(name), "item-rest", float(correlation))
        yield _row(visit, str(name), "alpha without item", float(other))


def _item_statistics(items: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each item its correlation with the sum of the others, and alpha of the others."""
    people, number = items.shape
    if people < 2:
        return np.full(number, np.nan), np.full(number, np.nan)
    covariance = np.atleast_2d(np.cov(items, rowvar=False))
    variance, whole = np.diag(covariance), covariance.sum(axis=0)
    rest = covariance.sum() - 2 * whole + variance  # variance of the sum of the other items
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = (whole - variance) / np.sqrt(variance * rest)
        alpha = (number - 1) / (number - 2) * (1 - (variance.sum() - variance) / rest) if number > 2 else rest * np.nan
    return np.where(np.isfinite(correlation), correlation, np.nan), np.where(np.isfinite(alpha), alpha, np.nan)


def _between_visits(frame: pd.DataFrame, study: "Study", name: str) -> Iterator[_Row]:
    first, *later = study.visits
    kept = frame[(frame["group"].astype(str) == study.reference) & frame["visit"].notna()]
    seen = kept.drop_duplicates(["participant", "visit"]).assign(visit=kept["visit"].astype(str))
    scores = seen.pivot(index="participant", columns="visit", values=name)
    for visit in later:
        if {first, visit} <= set(scores.columns):
            icc = intraclass_agreement(scores[[first, visit]], level=study.model.level)
            yield _row(visit, "", "icc retest", icc.estimate, icc.conf_low, icc.conf_high)
            yield _row(visit, "", "retest count", float(icc.count))


def _row(visit: str, item: str, quantity: str, estimate: float, low: float = np.nan, high: float = np.nan) -> _Row:
    return visit, item, quantity, estimate, low, high, "" if np.isfinite(estimate) else "not estimable"


def cronbach_alpha(items: pd.DataFrame, *, level: float = 0.95) -> tuple[float, float, float]:
    """Return Cronbach's alpha and its interval; NaN where it does not exist.

    Parameters
    ----------
    items
        One row per person, one column per item, none missing, all scored in one direction.
    level
        Level of the interval.
    """
    people, number = items.shape
    if people < 2 or number < 2 or not items.sum(axis="columns").var() > 0:
        return float("nan"), float("nan"), float("nan")
    from pingouin import cronbach_alpha as alpha_of  # noqa: PLC0415  (two seconds to import)

    alpha = float(alpha_of(data=items)[0])
    # pingouin rounds its interval to three decimals; results are kept unrounded.
    df1, df2 = people - 1, (people - 1) * (number - 1)
    tail = (1 - level) / 2
    return alpha, 1 - (1 - alpha) * stats.f.isf(tail, df1, df2), 1 - (1 - alpha) * stats.f.ppf(tail, df1, df2)
