"""The reliability of a measure that a study names: typed in, Cronbach's alpha, or test-retest."""

from collections.abc import Mapping

import pandas as pd

from peereval.describe.reliability import describe_reliability
from peereval.sensitivity.question import Question


def read_reliability(question: Question) -> tuple[float | None, str]:
    """Return the reliability behind the reliable change, and its name; None where there is none.

    Cronbach's alpha is that of the first visit, all groups together. Test-retest is the
    intraclass correlation of the first two visits in the reference group: changes that are real lower it.
    """
    asked = question.study.outcomes[question.measure.outcome].reliability
    wanted = asked.get(question.measure.score, "alpha") if isinstance(asked, Mapping) else asked
    if not isinstance(wanted, str):
        return float(wanted), "given"
    found = describe_reliability(question.scored, question.study, [question.measure])
    rows = found[0].rows if found else pd.DataFrame(columns=["item", "visit", "quantity", "estimate"])
    quantity, visit = ("alpha", question.baseline) if wanted == "alpha" else ("icc retest", question.later[0])
    here = rows[(rows["item"] == "") & (rows["visit"] == visit) & (rows["quantity"] == quantity)]["estimate"].dropna()
    usable = len(here) == 1 and 0.0 <= float(here.iloc[0]) < 1.0
    return (float(here.iloc[0]) if usable else None), wanted
