"""What a programme costs beside what its study found: costs and effects side by side, and no ratio of them."""

from collections.abc import Iterator

import pandas as pd

from peereval.describe.programme.amounts import RowAmounts, by_year
from peereval.describe.programme.costs import MONTHS
from peereval.describe.programme.facts import ALL
from peereval.errors import StudyFileError
from peereval.remarks import Note
from peereval.results import Analysis, Result, make_result
from peereval.study.programme import Programme

_EFFECTS = {"change_contrasts": "difference in change", "marginal_contrasts": "difference in change of risk"}
_SHOWN = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]


def costs_beside_effects(programme: Programme, analysis: Analysis) -> Result:
    """Return what a programme costs for each participant beside the effect on each outcome.

    Use it for a cost-consequence description: who decides weighs costs against all outcomes. No ratio is made
    and no option called better: the costs are those of the programme as a whole, other costs are not known, and
    the groups were not randomised.

    Parameters
    ----------
    programme
        From `read_programme`; a row of its groups needs `funding` and `regular` or `members`.
    analysis
        From `analyze`: its differences in change at the last visit, with their intervals.

    Returns
    -------
    Result
        Kind "programme_costs_beside", keys name (the row of the programme, or the measure), year, group, reference,
        visit, baseline; quantities cost per regular participant (a year), cost per participant-month, cost over the
        follow-up (a month's cost by the months between first and last visit; of members where regular participants
        are not counted: cost per member, cost per member-month), and difference in change, or difference in
        change of risk, as in the analysis.

    Raises
    ------
    StudyFileError
        If the programme has no funding with people counted.

    References
    ----------
    CHEERS 2022, doi:10.1136/bmj-2021-067975.
    """
    row = _latest(programme)
    visits = list(analysis.study.visits.values())
    months = float(visits[-1].month - visits[0].month)
    rows = [*_costs(row, months), *_effects(analysis, list(analysis.study.visits)[-1])]
    frame = pd.DataFrame(rows).reindex(
        columns=["name", "year", "group", "reference", "visit", "baseline", "quantity", *_SHOWN, "note"]
    )
    texts = ["name", "year", "group", "reference", "visit", "baseline", "note"]
    method = {"currency": programme.keys.currency, "months": months}
    made = frame.assign(**{name: frame[name].fillna("") for name in texts})
    return make_result("programme_costs_beside", made, method=method, notes=(Note("programme_no_ratio"),))


def _latest(programme: Programme) -> RowAmounts:
    """Return the row of the last year with funding and people: of all groups together, where there are several."""
    able = [row for row in by_year(programme.keys.groups) if _people(row)]
    if not able:
        raise StudyFileError(
            "No cost of a participant is known. Give a row of 'groups' its 'funding' and 'regular' or 'members'."
        )
    last = max(row.year for row in able)
    latest = [row for row in able if row.year == last]
    whole = [row for row in latest if row.name == ALL]
    if not whole and len(latest) > 1:
        raise StudyFileError(
            "Only some rows of 'groups' have 'funding' and people. Give them to every row of the year."
        )
    return (whole or latest)[0]


def _people(row: RowAmounts) -> str:
    """Return whose costs are told: regular participants, else members, else nobody's."""
    pairs = ((name, row.pair("funding", name)) for name in ("regular", "members"))
    return next((name for name, pair in pairs if pair is not None and pair[1] > 0.0), "")


def _costs(row: RowAmounts, months: float) -> Iterator[dict[str, object]]:
    who = _people(row)
    money, people = row.pair("funding", who) or (float("nan"), float("nan"))
    regular = who == "regular"
    told = {
        "cost per regular participant" if regular else "cost per member": money / people,
        "cost per participant-month" if regular else "cost per member-month": money / people / MONTHS,
        "cost over the follow-up": money / people / MONTHS * months,
    }
    for quantity, cost in told.items():
        yield {"name": row.name, "year": row.year, "quantity": quantity, "estimate": cost}


def _effects(analysis: Analysis, visit: str) -> Iterator[dict[str, object]]:
    """Yield the differences in change of every measure at the last visit, primary outcomes as the study has them."""
    for result in analysis.results:
        quantity = _EFFECTS.get(result.kind)
        rows = result.rows if quantity else pd.DataFrame({"quantity": [], "visit": []})
        for row in rows[(rows["quantity"] == quantity) & (rows["visit"] == visit)].to_dict("records"):
            if row["note"] == "" or row["note"] == "hidden":
                keys = {name: row.get(name, "") for name in ("group", "reference", "visit", "baseline", "note")}
                yield {"name": result.outcome, **keys, "quantity": quantity, **{name: row[name] for name in _SHOWN}}
