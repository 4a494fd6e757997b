"""Whether people who had more contacts changed more afterwards: exploratory, since nobody draws lots for a dose."""

from collections.abc import Sequence

import pandas as pd

from peereval.errors import DataError, FitError, did_you_mean
from peereval.estimate.marginal_inference import marginal_coefficients
from peereval.model.marginal.independence import fit_marginal
from peereval.model.rows import refuse_frame
from peereval.remarks import Note
from peereval.results import Result, make_result

LEAST_PEOPLE = 10
_CHANGE, _START, _DOSE = "_change", "_start", "_dose"  # columns of the regression, beside the covariates


def dose_association(
    data: pd.DataFrame,
    *,
    outcome: str,
    dose: str,
    participant: str,
    visit: str,
    start: object,
    end: object,
    covariates: Sequence[str] = (),
    adjust_start: bool = True,
    site: str | None = None,
    level: float = 0.95,
) -> Result:
    """Return how the change between two visits goes with the dose had before the first of them.

    Use it, as exploratory, on exposed people only: contacts counted up to one visit against the
    change after it, so that at least the change cannot have made the contacts. Who has many
    contacts differs from who has few in more than that, so that nothing here says what a contact does.

    Parameters
    ----------
    data
        One row per participant and visit, of exposed people.
    outcome, dose
        Columns. The dose of a person is that of the row at `start`.
    participant, visit, start, end
        Columns of people and visits, and the visits between which the change is taken.
    covariates
        Adjusted for, as in the row at `start`.
    adjust_start
        Whether the value at `start` is adjusted for as well.
    site
        The column of sites: the variance is then CR2 by site, by participant without.
    level
        Of the confidence intervals.

    Returns
    -------
    Result
        Kind "dose", keys ``dose, visit, baseline``; quantities "participants", "mean dose", "sd dose", and
        the slopes "change per unit of dose" and "change per SD of dose", with Bell and McCaffrey's df.

    Raises
    ------
    DataError
        If a column or a visit is not in the data.
    FitError
        If fewer than 10 people have a dose and both values, or the dose is the same for all.

    References
    ----------
    Bell and McCaffrey 2002, Survey Methodology 28:169-181, for the variance.
    """
    roles = {"outcome": outcome, "dose": dose, "participant": participant, "visit": visit}
    roles |= {f"covariates[{j}]": name for j, name in enumerate(covariates)} | ({"site": site} if site else {})
    refuse_frame(data, roles)
    people = _one_row_each(data, roles, (start, end), covariates, site)
    spread = _spread(people, dose)
    # The dose stands last: where it depends on the covariates it is the column left out, and seen to be.
    terms = [*([_START] if adjust_start else []), *(f"`{name}`" for name in covariates), _DOSE]
    fit = fit_marginal(f"{_CHANGE} ~ {' + '.join(terms)}", people, participant=participant, visit=visit,
                       cluster=site or participant)  # fmt: skip
    slopes = marginal_coefficients(fit, level=level)
    found = slopes.rows.set_index("term")
    if _DOSE not in found.index:
        raise FitError(Note("refused_dose_dependent", dose=dose))
    rows = _rows(people, found.loc[[_DOSE]].reset_index(drop=True), spread)
    named = pd.DataFrame([{"dose": dose, "visit": end, "baseline": start}] * len(rows))
    frame = pd.concat([named, rows], axis=1)
    adjusted = [*covariates, *([str(start)] if adjust_start else [])]
    method = {**slopes.method, "formula": f"change ~ {' + '.join([dose, *adjusted])}"}
    notes = [Note("dose_not_randomised", baseline=start, visit=end)]
    return make_result("dose", frame, method=method, notes=notes)


def _spread(people: pd.DataFrame, dose: str) -> float:
    """Return the standard deviation of the dose, or refuse too few people and a dose that does not vary."""
    if len(people) < LEAST_PEOPLE:
        raise FitError(Note("refused_dose_few", people=len(people), least=LEAST_PEOPLE))
    spread = float(people[_DOSE].std(ddof=1))
    if not spread > 0.0:
        raise FitError(Note("refused_dose_constant", dose=dose))
    return spread


def _one_row_each(
    data: pd.DataFrame,
    roles: dict[str, str],
    visits: tuple[object, object],
    covariates: Sequence[str],
    site: str | None,
) -> pd.DataFrame:
    """Return a row per person with a dose and a value at both visits: change, value at the start, dose, covariates."""
    outcome, who, at = roles["outcome"], roles["participant"], roles["visit"]
    for one in visits:
        if not (data[at] == one).any():
            listed = list(map(str, data[at].dropna().unique()))
            raise DataError(f"{one!r} is not in column '{at}': {', '.join(listed)}.{did_you_mean(str(one), listed)}")
    first, last = (data[data[at] == one].set_index(who) for one in visits)
    for rows in (first, last):
        if rows.index.duplicated().any():
            raise DataError(f"A '{who}' has two rows at the same '{at}'; keep one.")
    kept = [at, *covariates, *([site] if site else [])]
    there = first[list(dict.fromkeys(kept))].assign(
        **{_START: first[outcome].astype("float64"), _DOSE: pd.to_numeric(first[roles["dose"]]).astype("float64")}
    )
    there[_CHANGE] = last[outcome].astype("float64").reindex(there.index) - there[_START]
    needed = [_CHANGE, _START, _DOSE, *covariates]
    return there[there[needed].notna().all(axis=1)].reset_index()


def _rows(people: pd.DataFrame, slope: pd.DataFrame, spread: float) -> pd.DataFrame:
    figures = {"participants": float(len(people)), "mean dose": float(people[_DOSE].mean()), "sd dose": spread}
    told = pd.DataFrame({"quantity": list(figures), "estimate": list(figures.values())})
    scaled = slope.assign(**{name: slope[name] * spread for name in ("estimate", "std_error", "conf_low", "conf_high")})
    named = [slope.assign(quantity="change per unit of dose"), scaled.assign(quantity="change per SD of dose")]
    return pd.concat([told, *named], ignore_index=True)
