"""How many questionnaires were complete, and what became of those that were not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.describe.measured import Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_STATES = ("complete", "prorated", "refused", "unanswered")


def describe_answered(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> tuple[Result, ...]:
    """Return how the questionnaires behind each measure were answered, by group and visit.

    Use it to see how many scores rest on part of the items, and how many were lost although
    something was answered.

    Parameters
    ----------
    frame
        The scored frame, with the column `<measure>_answered` of each measure.
    study
        The study: the order of its groups and visits.
    measures
        The measures; those of one item have no result.

    Returns
    -------
    tuple of Result
        Kind "answered", one per measure, keys `group, visit`; quantities, all counts of
        visits attended: complete (every item answered), prorated (scored from part of them),
        refused (some answered, but too few for a score) and unanswered (none). They add up
        to the visits attended.
    """
    return tuple(_answered(frame, study, measure) for measure in measures if len(measure.items) > 1)


def _answered(frame: pd.DataFrame, study: "Study", measure: Measured) -> Result:
    given, scored = frame[measure.answered], frame[measure.name].notna()
    every = given == len(measure.items)
    # A score can be refused although its own items are complete: too much of the whole form was left blank.
    state = {
        "complete": every & scored,
        "prorated": ~every & scored,
        "refused": (given > 0) & ~scored,
        "unanswered": given == 0,
    }
    keys = {name: frame[name].astype(str) for name in ("group", "visit")}
    counts = pd.DataFrame({**keys, **state}).groupby(["group", "visit"]).sum()
    order = [(group, visit) for group in study.groups for visit in study.visits if (group, visit) in counts.index]
    rows = counts.loc[order].reset_index().melt(["group", "visit"], list(_STATES), "quantity", "estimate")
    rows = rows.astype({"estimate": "float64"})
    return make_result("answered", rows, outcome=measure.name, method={"items": len(measure.items)})
