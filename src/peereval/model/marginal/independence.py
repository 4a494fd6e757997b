"""Fit a marginal model by weighted independence estimating equations."""

import pandas as pd

from peereval.errors import FitError, one_of
from peereval.model.design import build_design
from peereval.model.formula import check_formula
from peereval.model.marginal.assemble import assemble_marginal
from peereval.model.marginal.cluster_variance import VARIANCES, MarginalVariance
from peereval.model.marginal.family import FAMILIES, FamilyName
from peereval.model.marginal.fit import MarginalFit
from peereval.model.marginal.outcome import code_outcome
from peereval.model.marginal.solved import Options
from peereval.model.rows import refuse_frame


def fit_marginal(
    formula: str,
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    cluster: str,
    family: FamilyName = "gaussian",
    weights: str | None = None,
    exposure: str | None = None,
    variance: MarginalVariance = "cr2",
) -> MarginalFit:
    """Fit a marginal model by generalised estimating equations with independence.

    Use it for an outcome that is not continuous (employed or not, a grade, days in hospital), and
    for any outcome with sampling weights (propensity, attendance). The estimate needs no model
    of the dependence within a person or a site; the variance is robust by cluster and
    corrected for few clusters. What is missing must be missing completely at random given the
    terms of the formula, or be weighted for (`weights`), or imputed first.

    Parameters
    ----------
    formula
        ``outcome ~ group * visit + age``, as for `fit_mixed`.
    data
        One row per participant and visit; one visit is enough.
    participant, visit
        The columns that say whose row it is and at which visit.
    cluster
        The column of the units that are independent: the site, or the participant.
    family
        ``"gaussian"`` (identity link), ``"binomial"`` (logit; outcome 0 and 1), ``"poisson"``,
        ``"negative-binomial"`` (log; the dispersion is estimated) or ``"ordinal"``
        (proportional odds: log odds of a category above each threshold).
    weights
        A column of weights above 0, one per row: they may differ between the visits of a person.
    exposure
        A column of times above 0 over which counts were made; means are then rates per unit of it.
    variance
        ``"cr2"`` (Bell and McCaffrey: unbiased under the working model), ``"mancl-derouen"``
        (conservative), or ``"cr0"`` (no correction for few clusters). Weights are those of
        sampling: the working model of CR2 is that of unweighted independent rows.

    Returns
    -------
    MarginalFit
        Frozen; give it to `marginal_means` and `marginal_contrasts`.

    Raises
    ------
    DataError
        If a column is missing or its values are not those of the family, or a participant
        changes cluster.
    FitError
        If the formula or an option is refused, or the equations have no finite solution.

    References
    ----------
    Liang and Zeger 1986, doi:10.1093/biomet/73.1.13; Bell and McCaffrey 2002, Survey Methodology
    28:169-181; McCaffrey and Bell 2006, doi:10.1002/sim.2502; Mancl and DeRouen 2001,
    doi:10.1111/j.0006-341X.2001.00126.x.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "id": list("aabbccdd"), "visit": ["T0", "T6"] * 4, "works": [0, 1, 0, 0, 1, 1, 1, 0]})
    >>> fit = fit_marginal("works ~ visit", data, participant="id", visit="visit", cluster="id", family="binomial")
    >>> fit.n_clusters
    4
    """
    for name, value, allowed in (("family", family, FAMILIES), ("variance", variance, VARIANCES)):
        if value not in allowed:
            raise FitError(one_of(name, value, allowed))
    asked = {"cluster": cluster, **_named(weights=weights, exposure=exposure)}
    refuse_frame(data, {"participant": participant, "visit": visit, **asked})
    checked = check_formula(formula, [name for name in data.columns if isinstance(name, str)])
    coded, categories = code_outcome(data[checked.outcome], family)
    extras = {**asked, **{f"formula[{name}]": name for name in checked.columns}}
    design = build_design(
        formula, data.assign(**{checked.outcome: coded}), participant=participant, visit=visit, extras=extras
    )
    if exposure is not None and family not in ("poisson", "negative-binomial"):
        raise FitError(f"exposure goes with counts; the family is '{family}'.")
    options = Options(family, weights, exposure, categories)
    return assemble_marginal(design, options, variance=variance, cluster=cluster, columns=checked.columns)


def _named(**options: str | None) -> dict[str, str]:
    return {name: column for name, column in options.items() if column is not None}
