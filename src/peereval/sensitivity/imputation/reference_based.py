"""Reference-based imputation: what the groups would differ by, had people followed the reference after an event.

Missing values are imputed by their conditional means under a fitted model and the completed
data analysed at each visit. Standard errors are the jackknife's, which fits the model anew
for every replicate: they are frequentist (see docs/methods/reference-based-imputation.md).
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from peereval.model.fit import Fit
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.analysed import Asked, analyse_completed
from peereval.sensitivity.imputation.compared import compare_groups
from peereval.sensitivity.imputation.delta import Deltas
from peereval.sensitivity.imputation.jackknife import infer


def reference_based_means(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    strategy: str | Mapping[str, str] = "mar",
    intercurrent: str | None = None,
    baseline_covariate: str | None = None,
    delta: Deltas | None = None,
    covariates: Sequence[str] | None = None,
    site: str | None = None,
    level: float = 0.95,
) -> Result:
    """Return the adjusted mean of each group at each visit in data completed by conditional means.

    The mean of a group is that of the predictions for everyone, put in that group. Keys of the
    rows: ``group, visit, strategy``. See `reference_based_contrasts` for the parameters and errors.
    """
    asked = Asked(group, reference, strategy, intercurrent, baseline_covariate, delta, covariates, site, level)
    done = analyse_completed(fit, data, asked)
    means, replicates = done.found.means, done.found.replicates
    index = pd.MultiIndex.from_product([fit.frame.levels[group], fit.visits], names=[group, fit.frame.visit])
    rows = infer(means.ravel(), replicates.reshape(len(replicates), -1), done.df, level)
    keys = index.to_frame(index=False).assign(strategy=done.plan.label)
    frame = pd.concat([keys, rows.assign(quantity="adjusted mean")], axis=1)
    return make_result("reference_based_means", frame, method=done.method, notes=done.notes)


def reference_based_contrasts(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    strategy: str | Mapping[str, str] = "mar",
    baseline: object = None,
    intercurrent: str | None = None,
    baseline_covariate: str | None = None,
    delta: Deltas | None = None,
    covariates: Sequence[str] | None = None,
    site: str | None = None,
    level: float = 0.95,
) -> Result:
    """Return the differences of each group from the reference in data completed by conditional means.

    Use it to see how far a result rests on what is assumed of values that were never seen:
    that they follow the own group ("mar"), or the reference from an intercurrent event on.

    Parameters
    ----------
    fit
        A fit with an unstructured covariance, without site effects or weights; a covariance of
        its own for each group (``covariance_by``) is used as such.
    data
        The frame of the fit. Visits without a row, or with a missing outcome, are the missed
        ones; people without any value are imputed too. Nothing but the outcome may change
        between the visits of a participant.
    group, reference
        The group column, and the level the others are compared with and may borrow from.
    strategy
        ``"mar"``, ``"jump-to-reference"``, ``"copy-reference"``, ``"copy-increments"`` or
        ``"last-mean-carried-forward"`` for every group but the reference, or a mapping from groups
        to strategies; groups not named stay missing at random, and so do gaps before the event.
    baseline
        A visit of the model: differences in the change from it, rather than in level.
    intercurrent
        The column with the first visit after the intercurrent event, empty for people without
        one. By default it is the first of the visits missed to the end.
    baseline_covariate
        The covariate that holds the value at baseline, needed by "jump-to-reference" and
        "copy-reference".
    delta
        What is added to imputed values, in the unit of the outcome: ``{"treated": 0.2}`` or
        ``{"treated": {"T12": 0.3}}``.
    covariates
        Of the analysis of covariance at each visit, as main effects; by default the columns of
        the formula other than the group and the visit.
    site
        The column of sites: they are left out in turn, rather than participants.
    level
        Of the confidence intervals.

    Returns
    -------
    Result
        Keys ``group, visit, reference, [baseline,] strategy``. Standard errors by the jackknife;
        intervals normal by participant, and t by site with as many degrees of freedom as sites
        minus groups (minus 1 where groups vary within sites).

    Raises
    ------
    DataError
        If the frame is not that of the fit, or cannot be completed.
    FitError
        If nobody missed a visit; a strategy, group or visit is unknown; a delta is for a visit
        nobody missed; a group is its own reference; a strategy that takes the reference's level
        has no value at baseline in the model; or a replicate cannot be fitted.

    References
    ----------
    Carpenter, Roger and Kenward 2013, doi:10.1080/10543406.2013.834911; Wolbers et al. 2022,
    doi:10.1002/pst.2234; White, Joseph and Best 2020, doi:10.1080/10543406.2019.1684308.
    """
    asked = Asked(group, reference, strategy, intercurrent, baseline_covariate, delta, covariates, site, level)
    compared = compare_groups(fit, group=group, reference=reference, baseline=baseline)
    done = analyse_completed(fit, data, asked)
    one, many = (compared.differences(means) for means in (done.found.means[None], done.found.replicates))
    rows = infer(one[0], many, done.df, level).assign(quantity=compared.quantity)
    frame = pd.concat([compared.keys.assign(strategy=done.plan.label), rows], axis=1)
    return make_result("reference_based_contrasts", frame, method=done.method, notes=done.notes)
