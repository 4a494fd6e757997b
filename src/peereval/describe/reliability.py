"""Whether the items of a measure hang together: Cronbach's alpha by visit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from peereval.describe.measured import Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study


def describe_reliability(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> tuple[Result, ...]:
    """Return Cronbach's alpha of each measure made of several items, by visit, all groups together.

    People who answered every item of the measure at the visit count. The interval is
    Feldt's, from the F distribution.

    Parameters
    ----------
    frame
        The scored frame, with the items.
    study
        The study: visits, and the level of the intervals.
    measures
        The measures; those of one item have no result.

    Returns
    -------
    tuple of Result
        Kind "reliability", one per measure, key `visit`; quantities alpha (with interval),
        count (people) and items. Alpha is missing, with a note, where fewer than two people
        answered every item or where nothing varies.

    References
    ----------
    Cronbach (1951), doi:10.1007/BF02310555; Feldt, Woodruff and Salih (1987),
    doi:10.1177/014662168701100107.
    """
    several = [one for one in measures if len(one.items) > 1 and set(one.items) <= set(frame.columns)]
    return tuple(_reliability(frame, study, measure) for measure in several)


def _reliability(frame: pd.DataFrame, study: "Study", measure: Measured) -> Result:
    items = frame[list(measure.items)].astype("float64")
    low, high = measure.responses
    items = items.where((items >= low) & (items <= high))
    turned = list(measure.reversed_items)
    items[turned] = low + high - items[turned]
    visit = frame["visit"].astype(str)
    rows = [row for one in study.visits for row in _one_visit(items[visit == one].dropna(), one, study.model.level)]
    method = {"alpha": "complete answers", "interval": "feldt", "level": study.model.level}
    return make_result("reliability", pd.DataFrame(rows), outcome=measure.name, method=method)


def _one_visit(items: pd.DataFrame, visit: str, level: float) -> list[dict[str, object]]:
    alpha, low, high = cronbach_alpha(items, level=level)
    note = "" if np.isfinite(alpha) else "not estimable"
    return [
        {"visit": visit, "quantity": "alpha", "estimate": alpha, "conf_low": low, "conf_high": high, "note": note},
        {"visit": visit, "quantity": "count", "estimate": float(len(items)), "note": ""},
        {"visit": visit, "quantity": "items", "estimate": float(items.shape[1]), "note": ""},
    ]


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
