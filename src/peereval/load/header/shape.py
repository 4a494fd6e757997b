"""From one row a person to one row a visit."""

import pandas as pd

from peereval.load.header.slots import Slot
from peereval.study import Study


def lengthen(frame: pd.DataFrame, slots: tuple[Slot, ...], study: Study) -> pd.DataFrame:
    """Return a wide frame as long: a row for each person and visit at which something was observed.

    Parameters
    ----------
    frame
        One row a person; its columns are the headers of `slots`, its index the Excel rows.
    slots
        Says for each header which column it fills and for which visit ("": for all).
    study
        Gives the visits in order.

    Returns
    -------
    pd.DataFrame
        The columns of `slots` and `visit`; the index repeats the Excel row of the person.
    """
    always = {slot.header: slot.column for slot in slots if not slot.visit}
    parts = []
    for visit in study.visits:
        own = {slot.header: slot.column for slot in slots if slot.visit == visit}
        if own:
            seen = frame[list(own)].notna().any(axis=1)
            part = frame.loc[seen, [*always, *own]].rename(columns={**always, **own})
            parts.append(part.assign(visit=visit))
    filled = [part.dropna(axis="columns", how="all") for part in parts if len(part)]
    columns = list(dict.fromkeys(column for part in parts for column in part.columns))
    if not filled:
        return parts[0].iloc[:0].reindex(columns=columns)
    return pd.concat(filled).reindex(columns=columns).sort_index(kind="stable")
