"""Fit a mixed model for repeated measures: design, one pass over the data, optimum, result."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.assemble import assemble_fit
from peereval.model.cells import Membership
from peereval.model.choice import Choice, choose_structures, covariance_model, first_that_holds
from peereval.model.classes import Columns, read_classes
from peereval.model.compress import Ready, compress, prepare
from peereval.model.design import build_design
from peereval.model.fit import Fit, Information, Method
from peereval.model.membership import SiteEffects, read_membership
from peereval.model.optimum import solve
from peereval.model.participant_weights import read_weights, refuse_attendance, weigh
from peereval.model.requirements import refuse_exact, refuse_options, refuse_unordered, refuse_unusable


def fit_mixed(
    formula: str,
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    covariance: str | Sequence[str] = "unstructured",
    covariance_by: str | None = None,
    site: str | None = None,
    site_effects: SiteEffects = "intercept+visit",
    worker: str | Sequence[str] | None = None,
    worker_weights: str | Sequence[str] | None = None,
    time: str | None = None,
    weights: str | None = None,
    observation_weights: str | None = None,
    method: Method = "reml",
    information: Information = "observed",
    keep_boundary: bool = False,
) -> Fit:
    """Fit a mixed model for repeated measures (MMRM).

    Use it for an outcome measured at planned visits, with drop-out: every observed value
    counts, and estimates hold when what is missing depends only on what was observed.

    Parameters
    ----------
    formula
        ``outcome ~ group * visit + (age + sex) * visit``: columns, and log, sqrt, center,
        scale, poly, bs or C of a column. It is parsed, never evaluated.
    data
        One row per participant and visit. Categoricals keep their declared order; other text
        is sorted. Rows without the outcome or a covariate are left out and counted in `notes`.
    participant, visit
        The columns that say whose row it is and at which visit. Text visits are ordered by
        the number in them (T0, T6, T12).
    covariance
        Of the visits within a participant, by the literature's name or the short name of SAS
        and mmrm: ``"unstructured"`` (``"us"``, ``"un"``), ``"cs"``, ``"csh"``, ``"ar1"``,
        ``"ar1h"``, ``"ad"``, ``"adh"``, ``"toep"``, ``"toeph"``, ``"sp_exp"``,
        ``"random_intercept"``, ``"random_slope"``. Of a list the first that the data can carry is
        used, and `notes` name it.
    covariance_by
        A column, such as the group, with a covariance of its own for each level. Where the data
        do not identify one of them the covariance is pooled, and `notes` say why.
    site
        The column of the service (site, cluster) of each participant.
    site_effects
        Random effects of the sites: ``"intercept+visit"`` (site and site-by-visit, the
        default: treatment assigned by site shows in changes through the second),
        ``"intercept"``, ``"unstructured"``, or ``"none"`` (sites for robust variances only).
    worker
        The column (or columns) of the peer worker acting at a visit, empty where none does:
        before exposure, or for controls. Effects of workers are added, partially nested.
    worker_weights
        Weights of the worker columns, where several act (multiple membership).
    time
        The column of real times, for ``"sp_exp"`` and ``"random_slope"``; by default the numbers
        in the visit labels.
    weights
        A column of participant weights above 0 (propensity, sampling), used with mean 1. The fit
        then has robust variances only: `with_variance` first.
    observation_weights
        A column of weights above 0 that divide the residual variance, for structures that have
        one: ``"cs"``, ``"random_intercept"``, ``"random_slope"``. They say how precise a value
        is; weights of attendance are another thing (`attendance_weighted_contrasts`).
    method
        ``"reml"`` or ``"ml"``.
    information
        Whether the covariance of the variance parameters, on which degrees of freedom rest,
        is that of the ``"observed"`` (SAS, mmrm, lmerTest) or ``"expected"`` (pbkrtest)
        information.
    keep_boundary
        Keep a variance estimated at 0 in that information, as pbkrtest does; by default it is
        left out, and the result says so.

    Returns
    -------
    Fit
        Frozen; give it to `adjusted_means`, `change_contrasts` and the others.

    Raises
    ------
    DataError
        If a column is missing, a participant has two rows at a visit or changes site, or there is
        one visit only.
    FitError
        If the formula is refused, the outcome does not vary, or the data do not identify the model.

    References
    ----------
    Jennrich and Schluchter 1986, doi:10.2307/2530695; Mallinckrodt et al. 2001,
    doi:10.1081/BIP-100104194.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "id": list("aabbccdd"), "visit": ["T0", "T6"] * 4, "y": [2.0, 1.8, 2.5, 2.6, 1.9, 1.2, 2.2, 2.1]})
    >>> fit_mixed("y ~ visit", data, participant="id", visit="visit").n_participants
    4
    """
    refuse_options(method=method, information=information, site_effects=site_effects)
    refuse_attendance(observation_weights)
    columns = Columns(covariance_by, time, observation_weights)
    names = choose_structures(covariance, columns)
    workers, shares = _names(worker), _names(worker_weights)
    extras = _extras(site, workers, shares, columns, weights)
    design = build_design(formula, data, participant=participant, visit=visit, extras=extras)
    refuse_unusable(design)
    refuse_unordered(design, names)
    ready = prepare(design)
    refuse_exact(ready)
    member, sites = read_membership(
        design, site=site, worker=workers, worker_weights=shares, site_effects=site_effects != "none"
    )
    counted = None if weights is None else read_weights(design, weights)
    fitting = _Fitting(ready, member, sites, site_effects, method, information, keep_boundary, counted)
    return first_that_holds(names, columns, fitting.attempt)


@dataclass(frozen=True, slots=True, eq=False)
class _Fitting:
    """What the fits of several covariances to the same data share."""

    ready: Ready
    member: Membership | None
    sites: NDArray[np.intp] | None
    site_effects: SiteEffects
    method: Method
    information: Information
    keep_boundary: bool
    weights: NDArray[np.float64] | None

    def attempt(self, choice: Choice) -> Fit:
        """Fit one covariance."""
        classes = read_classes(self.ready.design, choice.columns)
        data = compress(self.ready, self.member, self.sites, classes.classes)
        data = data if self.weights is None else weigh(data, self.weights)
        model = covariance_model(data, classes, choice.name, self.site_effects)
        reml, expected = self.method == "reml", self.information == "expected"
        solution = solve(data.sums, model, reml=reml, expected=expected, keep_boundary=self.keep_boundary)
        return assemble_fit(
            data, model, solution, method=self.method, information=self.information, weights=self.weights
        )


def _names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _extras(
    site: str | None, workers: Sequence[str], shares: Sequence[str], columns: Columns, weights: str | None
) -> dict[str, str]:
    """Return the further columns of the data to carry, by the option that asks for them."""
    named = {"site": site} if site else {}
    if weights is not None:
        named["weights"] = weights
    for option, given in (("worker", workers), ("worker_weights", shares)):
        named |= {option if len(given) == 1 else f"{option}[{j}]": name for j, name in enumerate(given)}
    return {**named, **columns.asked}
