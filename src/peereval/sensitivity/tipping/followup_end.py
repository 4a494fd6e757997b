"""Which missed visits came after the end of the follow-up by the worker: the intercurrent event of a study."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.describe.timeline import DAYS_A_MONTH, exposure_dates
from peereval.sensitivity.question import Question

NEEDED = ("exposure_end", "visit_date")


def absent_columns(question: Question) -> tuple[str, ...]:
    """Return the columns that the study does not name, of those that place the end of the follow-up."""
    held = question.scored
    return tuple(name for name in NEEDED if name not in held or not held[name].notna().any())


def find_events(question: Question) -> pd.Series:
    """Return the visit from which each participant's values are imputed under a strategy, by participant.

    The event is the end of the follow-up by the worker. Values seen after it belong to the
    estimand (treatment policy) and stay as they are; a strategy is for the visits that a person
    missed from some visit on to the end, as far as they come after the event. Visits missed
    before, and gaps that somebody came back from, stay missing at random. A visit that was
    missed has no day: the one planned for it, in months from the person's first visit, is used.

    Returns
    -------
    pd.Series
        Names of visits, missing for people of the reference, for people whose follow-up went
        on or whose dates are not known, and for those who came to the last visit.
    """
    visits = [question.baseline, *question.later]
    people = question.starters()[["participant", "group"]].drop_duplicates("participant").set_index("participant")
    if absent_columns(question):
        return pd.Series(index=people.index, dtype=object)
    day = _days(question, visits).reindex(people.index)
    end = pd.to_datetime(exposure_dates(question.scored, None, "exposure_end")["exposure_end"]).reindex(people.index)
    after = day.to_numpy() > end.to_numpy()[:, None]  # False where a day is not known
    measured = question.starters().dropna(subset=[question.outcome])
    seen = measured.assign(seen=True).pivot_table(index="participant", columns="visit", values="seen", observed=False)
    known = seen.reindex(index=people.index, columns=visits).notna().to_numpy()
    first = np.maximum(_first(after), len(visits) - _first(known[:, ::-1]))
    compared = people["group"].isin(question.compared).to_numpy()
    named = np.array([*visits, None], dtype=object)
    return pd.Series(named[np.where(compared, first, len(visits))], index=people.index, dtype=object)


def _first(marks: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the place of the first mark of each row, the number of columns without one."""
    return np.asarray(np.where(marks.any(axis=1), marks.argmax(axis=1), marks.shape[1]))


def _days(question: Question, visits: list[str]) -> pd.DataFrame:
    """Return the day of each visit by participant: when it took place, else when it was planned."""
    rows = question.scored.assign(visit=question.scored["visit"].astype(str))
    rows = rows.drop_duplicates(["participant", "visit"])
    actual = rows.pivot(index="participant", columns="visit", values="visit_date").reindex(columns=visits)
    actual = actual.apply(pd.to_datetime)
    month = {name: question.study.visits[name].month for name in visits}
    since = {name: pd.Timedelta(days=DAYS_A_MONTH * (month[name] - month[visits[0]])) for name in visits}
    planned = pd.DataFrame({name: actual[visits[0]] + since[name] for name in visits})
    filled: pd.DataFrame = actual.fillna(planned)
    return filled
