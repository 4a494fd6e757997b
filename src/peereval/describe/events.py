"""How many people have the event, or stand in each category, at each visit, before any model."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

KEYS = ["group", "visit", "category"]


class Categorised(Protocol):
    """A column of categories coded 0, 1, ...: `peereval.score.measure.Measure` is one."""

    @property
    def name(self) -> str:
        """The column."""

    @property
    def type(self) -> str:
        """Whether "binary", "ordinal", or of a type without categories."""

    @property
    def categories(self) -> tuple[str, ...]:
        """What 0, 1, ... stand for; of a binary measure the second is the event."""


def describe_events(frame: pd.DataFrame, study: "Study", measures: Sequence[Categorised]) -> tuple[Result, ...]:
    """Return how many of those measured have the event, or stand in each category, by group and visit.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study: the order of its groups and visits, and the level of the intervals.
    measures
        The measures; those without categories have no result.

    Returns
    -------
    tuple of Result
        Kind "observed_events", one per measure, keys `group, visit, category`. Quantities
        measured (category ""), count, and percent of those measured with its Wilson interval; of a
        binary measure the event only.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    return tuple(_events(frame, study, measure) for measure in measures if measure.categories)


def _events(frame: pd.DataFrame, study: "Study", measure: Categorised) -> Result:
    cells = list(_cells(frame, study, measure))
    counts = pd.DataFrame(cells, columns=[*KEYS, "count", "measured"])
    each = counts.drop_duplicates(["group", "visit"]).assign(category="", quantity="measured")
    rows = pd.concat(
        [
            each[[*KEYS, "quantity"]].assign(estimate=each["measured"].astype("float64")),
            counts[KEYS].assign(quantity="count", estimate=counts["count"].astype("float64")),
            _shares(counts, study.model.level),
        ],
        ignore_index=True,
    )
    method = {"interval": "wilson", "level": study.model.level, "percent": "of those measured"}
    return make_result("observed_events", rows, outcome=measure.name, method=method)


def _cells(frame: pd.DataFrame, study: "Study", measure: Categorised) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield group, visit, category, people in it and people measured."""
    group, visit, values = frame["group"].astype(str), frame["visit"].astype(str), frame[measure.name]
    told = list(enumerate(measure.categories))
    for one in study.groups:
        for at in study.visits:
            here = values[(group == one) & (visit == at)].dropna()
            for code, category in told[1:] if measure.type == "binary" else told:
                if len(here):
                    yield one, at, category, int((here == code).sum()), len(here)


def _shares(counts: pd.DataFrame, level: float) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415  (two seconds to import)

    inside, measured = (counts[name].to_numpy(dtype="float64") for name in ("count", "measured"))
    low, high = proportion_confint(inside, measured, alpha=1 - level, method="wilson")
    return counts[KEYS].assign(
        quantity="percent", estimate=100 * inside / measured, conf_low=100 * low, conf_high=100 * high
    )
