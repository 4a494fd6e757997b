"""Multiple imputation of covariates that some participants lack, by chained equations within groups."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from peereval.errors import DataError
from peereval.model.rows import refuse_frame
from peereval.sensitivity.imputation.chained_groups import Incomplete, check_chaining, complete_columns
from peereval.sensitivity.imputation.people_columns import by_visit, first_known, refuse_unplaced, type_column


def impute_covariates(
    data: pd.DataFrame,
    *,
    participant: str,
    group: str,
    covariates: Sequence[str],
    rng: np.random.Generator,
    visit: str | None = None,
    outcomes: Sequence[str] = (),
    site: str | None = None,
    by_group: bool = True,
    imputations: int = 20,
    burn_in: int = 10,
    skip: int = 3,
) -> tuple[pd.DataFrame, ...]:
    """Return completed copies of the data, the covariates that participants lack imputed in each.

    Use it where the main model leaves people out for want of a covariate: fit it to each copy
    and give the results to `pool_results`. Chained equations (statsmodels' MICE) impute
    numbers by least squares and predictive mean matching from 5 donors, categories of two
    levels by logistic regression and matching on its prediction, and of more levels by matching on
    the predicted indicators of all of them, so that every imputed value is one that was observed.

    Parameters
    ----------
    data
        One row per participant, or per participant and visit.
    participant, group
        The columns that say whose row it is, and of which group, known for everyone.
    covariates
        What is imputed, and predicts the rest of it: one value per participant.
    rng
        The only source of chance; numpy's global one is left as it was.
    visit, outcomes
        Outcomes by visit are predictors: without the outcome among them a covariate is imputed as
        if it had nothing to do with it, and its coefficient shrinks. Missed visits are completed
        along the way, and stay missing in what is returned.
    site
        The column of the sites: the site's means of the covariates and outcomes are predictors.
    by_group
        Impute each group from its own people: what goes with what may differ between groups.
        Otherwise all together, the group among the predictors.
    imputations, burn_in, skip
        How many copies; rounds over all columns before the first, and from one to the next.

    Returns
    -------
    tuple of pandas.DataFrame
        The data with the covariates completed, in the order and with the types they had.

    Raises
    ------
    DataError
        If a column is missing, a covariate changes between visits, or has one value only.
    FitError
        If a group has fewer than three people for each predictor.

    References
    ----------
    van Buuren and Groothuis-Oudshoorn 2011, doi:10.18637/jss.v045.i03; Moons et al. 2006,
    doi:10.1016/j.jclinepi.2006.01.009 (the outcome among the predictors).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame({"id": range(40), "group": ["a", "b"] * 20, "age": rng.normal(40, 9, 40)})
    >>> data["y"] = data["age"] / 10 + rng.normal(size=40)
    >>> data.loc[3, "age"] = None
    >>> whole = impute_covariates(
    ...     data.assign(visit="T0"), participant="id", group="group", covariates=["age"], visit="visit",
    ...     outcomes=["y"], imputations=2, rng=rng)
    >>> len(whole), int(whole[0]["age"].isna().sum()), bool(whole[0]["age"][3] in data["age"].tolist())
    (2, 0, True)
    """
    run = check_chaining(imputations, burn_in, skip, rng)
    asked = {"participant": participant, "group": group, **({"visit": visit} if visit else {})}
    asked |= {f"covariates[{j}]": name for j, name in enumerate(covariates)} | ({"site": site} if site else {})
    refuse_frame(data, asked | {f"outcomes[{j}]": name for j, name in enumerate(outcomes)})
    if outcomes and visit is None:
        raise DataError("Outcomes are predictors by visit; name its column: visit='...'.")
    people, _ = pd.factorize(data[participant])
    placed = [group, *([site] if site else [])]
    held = first_known(data, people, [*placed, *covariates])
    refuse_unplaced(held, placed, "participants")
    if not held[list(covariates)].isna().to_numpy().any():
        return tuple(data.copy() for _ in range(imputations))
    typed = [type_column(held[name], name) for name in covariates]
    beside = by_visit(data, people, visit, outcomes) if visit else []
    sites = pd.factorize(held[site])[0] if site else None
    columns = tuple(one.column for one in typed)
    known = Incomplete(columns, tuple(beside), pd.factorize(held[group])[0], sites)
    made = []
    for completed in complete_columns(known, run, by_group=by_group):
        values = {one.column.name: pd.Series(one.back(completed[one.column.name])) for one in typed}
        made.append(data.assign(**{name: _placed(data[name], one.iloc[people]) for name, one in values.items()}))
    return tuple(made)


def _placed(column: pd.Series, completed: pd.Series) -> pd.Series:
    """Return a column of the data with what was missing filled, of the type it had where that holds it."""
    values = completed.set_axis(column.index)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return values.astype(column.dtype)
    plain = values.astype(object) if isinstance(values.dtype, pd.CategoricalDtype) else values
    return column.where(column.notna(), plain.astype(column.dtype))
