"""The T0-adjusted model (analysis of covariance by visit), beside the difference in change.

outcome ~ group * visit + (value at T0 + covariates) * visit, at the visits after T0, of people
measured at T0 in groups that enter there. It compares people who started alike; the
difference in change compares what groups would have gained in parallel. Where people were
selected on their T0 value it holds and the other does not; under monotone conditions the two
bracket the effect (Ding and Li 2019, doi:10.1017/pan.2019.25).
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import FitError
from peereval.estimate.cohorts import entry_cohorts, first_visit
from peereval.estimate.contrasts import level_contrasts
from peereval.estimate.headline import Headline, notes_of, say_method
from peereval.estimate.main_model import fit_study
from peereval.model.fit import Fit
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

# Notes on the order of visits and on reference levels are those of the main model.
_SHARED = ("visits_", "reference")


def starting_cohorts(study: "Study") -> dict[str, str]:
    """Return the groups that enter with the reference: name in the model to name in the study."""
    first = first_visit(study, study.reference)
    return {cohort: group for (group, entry), cohort in entry_cohorts(study).items() if entry == first}


def t0_frame(frame: pd.DataFrame, study: "Study", outcome: str) -> tuple[pd.DataFrame, str]:
    """Return the rows of the T0-adjusted model, and its column with the value at the first visit.

    Parameters
    ----------
    frame
        The table of the main model.
    study
        The study; its first visit is T0.
    outcome
        The measure.

    Returns
    -------
    (pd.DataFrame, str)
        Rows after the first visit with a value, of people measured at the first visit.
    """
    first, *later = _visits(study)
    start = f"{outcome}_{first}"
    while start in frame:
        start += "_"
    measured = frame[(frame["visit"] == first) & frame[outcome].notna()].set_index("participant")[outcome]
    rows = frame.assign(**{start: frame["participant"].map(measured)})
    kept = rows["group"].isin(list(starting_cohorts(study))) & rows["visit"].isin(later)
    rows = rows[kept & rows[start].notna() & rows[outcome].notna()]
    trimmed = {name: rows[name].cat.remove_unused_categories() for name in ("group", "visit")}
    return rows.assign(**trimmed), start


def _visits(study: "Study") -> list[str]:
    """Return the visits from the first one of the reference group on."""
    visits = list(study.visits)
    return visits[visits.index(first_visit(study, study.reference)) :]


def t0_formula(outcome: str, start: str, covariates: tuple[str, ...]) -> str:
    """Return the formula of the T0-adjusted model.

    Examples
    --------
    >>> t0_formula("stigma", "stigma_T0", ("age",))
    'stigma ~ group * visit + (stigma_T0 + age) * visit'
    """
    quoted = [name if name.isidentifier() else f"`{name}`" for name in (outcome, start, *covariates)]
    return f"{quoted[0]} ~ group * visit + ({' + '.join(quoted[1:])}) * visit"


def fit_t0_adjusted(frame: pd.DataFrame, study: "Study", outcome: str) -> Fit | None:
    """Fit the T0-adjusted model, or return None where fewer than two later visits have values.

    Raises
    ------
    FitError, DataError
        If the model cannot be fitted.
    """
    rows, start = t0_frame(frame, study, outcome)
    if rows["visit"].nunique() < 2:
        return None
    if rows["group"].nunique() < 2:
        raise FitError("Only one group has values at the first visit and later.")
    return fit_study(t0_formula(outcome, start, tuple(study.model.covariates)), rows, study)


def estimate_t0_adjusted(study: "Study", outcome: str, headline: Headline) -> tuple[Result, ...]:
    """Return the differences between groups at each later visit, at the same value at the first one.

    Kinds: t0_adjusted (the variance that leads), t0_adjusted_beside (the other one); keys
    group, visit, reference, baseline, as of the differences in change.
    """
    names = starting_cohorts(study)
    reference = next(cohort for cohort, group in names.items() if group == study.reference)
    made = []
    for end, asked in headline.both:
        found = level_contrasts(
            asked.fit,
            group="group",
            reference=reference,
            df_method=asked.df_method,  # type: ignore[arg-type]
            level=study.model.level,
        ).rows
        found = found.assign(group=found["group"].map(names), reference=study.reference)
        found.insert(3, "baseline", _visits(study)[0])
        notes = [note for note in notes_of(asked) if not note.code.startswith(_SHARED)]
        result = make_result(f"t0_adjusted{end}", found, outcome=outcome, method=say_method(asked, study), notes=notes)
        made.append(replace(result, outcome=outcome))
    return tuple(made)
