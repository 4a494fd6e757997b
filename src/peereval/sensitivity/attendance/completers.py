"""Completers: the people seen at every planned visit, for comparison."""

import pandas as pd

from peereval.errors import DataError, FitError
from peereval.model.rows import refuse_frame
from peereval.remarks import Note


def select_completers(data: pd.DataFrame, outcome: str, *, participant: str, visit: str) -> pd.DataFrame:
    """Return the rows of the people whose outcome was observed at every visit of the frame.

    Use it to set the analysis of completers beside the main one, as much of the literature
    reports it. It holds only if who drops out depends on nothing that has to do with the
    outcome, the outcomes seen before included.

    Parameters
    ----------
    data
        One row per participant and visit; visits are those that somebody attended.
    outcome, participant, visit
        The columns.

    Returns
    -------
    pd.DataFrame
        The rows of these people, as they are.

    Raises
    ------
    DataError
        If a column is missing.
    FitError
        If everybody was seen at every visit, or nobody was.

    Examples
    --------
    >>> data = pd.DataFrame({"id": ["a", "a", "b", "b"], "visit": ["T0", "T6"] * 2, "y": [1.0, 2.0, 3.0, None]})
    >>> select_completers(data, "y", participant="id", visit="visit")["id"].tolist()
    ['a', 'a']
    """
    refuse_frame(data, {"participant": participant, "visit": visit, "outcome": outcome})
    seen = data[data[outcome].notna()]
    if seen.empty:
        raise DataError(Note("refused_nobody_measured", outcome=outcome))
    every = seen[visit].nunique()
    attended = seen.groupby(participant, observed=True)[visit].nunique()
    complete = attended.index[attended == every]
    if len(complete) == len(attended):
        raise FitError(Note("refused_all_complete"))
    if complete.empty:
        raise FitError(Note("refused_no_completers"))
    return data[data[participant].isin(complete)]
