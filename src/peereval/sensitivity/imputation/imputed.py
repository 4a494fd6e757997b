"""Data completed by conditional means, to look at or to analyse in another way."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from peereval.model.fit import Fit
from peereval.sensitivity.imputation.completion import completed_frame, plan_completion
from peereval.sensitivity.imputation.conditional_mean import complete_values, imputation_maps
from peereval.sensitivity.imputation.delta import Deltas
from peereval.sensitivity.imputation.jackknife import full_beta
from peereval.sensitivity.imputation.participants import read_participants
from peereval.sensitivity.imputation.requirements import refuse_fit


def impute_conditional_mean(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    strategy: str | Mapping[str, str] = "mar",
    intercurrent: str | None = None,
    baseline_covariate: str | None = None,
    delta: Deltas | None = None,
) -> pd.DataFrame:
    """Return the data with every missed visit completed by its conditional mean.

    Use it to look at what a strategy imputes. A standard error computed from these values as
    if they had been observed is too small: see `reference_based_contrasts`, whose parameters
    and errors these are.

    Returns
    -------
    pd.DataFrame
        A row per participant and visit, by the names of the data: participant, visit, group,
        outcome (on the scale of the left side of the formula); then ``imputed``, and
        ``strategy``, which is "" where the value was observed.

    References
    ----------
    Carpenter, Roger and Kenward 2013, doi:10.1080/10543406.2013.834911.

    Examples
    --------
    >>> import pandas as pd
    >>> from peereval.model.mixed import fit_mixed
    >>> data = pd.DataFrame({
    ...     "id": list("aabbccddeeff"), "group": ["control"] * 6 + ["treated"] * 6, "visit": ["T6", "T12"] * 6,
    ...     "y": [2.0, 1.8, 2.5, 2.6, 1.9, 1.2, 2.2, 2.1, 2.4, 1.9, 2.0, None]})
    >>> fit = fit_mixed("y ~ group * visit", data, participant="id", visit="visit")
    >>> whole = impute_conditional_mean(fit, data, group="group", reference="control")
    >>> whole["imputed"].sum(), whole["y"].isna().sum()
    (np.int64(1), np.int64(0))
    """
    refuse_fit(fit, group)
    people = read_participants(fit, data, group=group, intercurrent=intercurrent)
    plan = plan_completion(
        fit,
        people,
        group=group,
        reference=reference,
        strategy=strategy,
        baseline_covariate=baseline_covariate,
        delta=delta,
    )
    maps = imputation_maps(fit.model.structure.matrices(fit.theta)[None], plan.kinds)
    everyone = np.zeros(len(people.labels), dtype=np.intp)
    completed = complete_values(plan.values, maps, full_beta(fit)[None], everyone)
    return completed_frame(fit, plan, completed, group)
