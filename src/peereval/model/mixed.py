"""Fit a mixed model for repeated measures: design, one pass over the data, optimum, result."""

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from peereval.errors import FitError, one_of
from peereval.model.assemble import assemble_fit
from peereval.model.cells import arrange, random_effects
from peereval.model.clusters import RandomEffects
from peereval.model.compress import Compressed, compress, prepare
from peereval.model.covariance import Model, make_structure
from peereval.model.design import build_design
from peereval.model.fit import Fit, Information, Method
from peereval.model.membership import SITE_EFFECTS, read_membership
from peereval.model.optimum import solve
from peereval.model.requirements import refuse_exact, refuse_unseen_pairs, refuse_unusable

SiteEffects = Literal["intercept", "intercept+visit", "unstructured", "none"]


def fit_mixed(
    formula: str,
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    covariance: str = "unstructured",
    site: str | None = None,
    site_effects: SiteEffects = "intercept+visit",
    worker: str | Sequence[str] | None = None,
    worker_weights: str | Sequence[str] | None = None,
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
        Of the visits within a participant: ``"unstructured"`` (``"un"``, ``"us"``).
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
    for name, value, allowed in (
        ("method", method, ("reml", "ml")),
        ("information", information, ("observed", "expected")),
        ("site_effects", site_effects, SITE_EFFECTS),
    ):
        if value not in allowed:
            raise FitError(one_of(name, value, allowed))
    workers, shares = _names(worker), _names(worker_weights)
    extras = {name: name for name in (*([site] if site else []), *workers, *shares)}
    design = build_design(formula, data, participant=participant, visit=visit, extras=extras)
    refuse_unusable(design)
    ready = prepare(design)
    refuse_exact(ready)
    member, sites = read_membership(
        design, site=site, worker=workers, worker_weights=shares, site_effects=site_effects != "none"
    )
    compressed = compress(ready, member, sites)
    refuse_unseen_pairs(compressed)
    model = _covariance_model(compressed, covariance, site_effects)
    solution = solve(
        compressed.sums,
        model,
        reml=method == "reml",
        expected=information == "expected",
        keep_boundary=keep_boundary,
    )
    return assemble_fit(compressed, model, solution, method=method, information=information)


def _names(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else tuple(given)


def _covariance_model(data: Compressed, covariance: str, site_effects: SiteEffects) -> Model:
    """Return the covariance model: Sigma by class, and G of sites and workers."""
    structure = make_structure(covariance, data.n_visits, int(data.classes.max()) + 1)
    random: RandomEffects | None = None
    if data.member is not None:
        layout = arrange(data.member, data.n_participants)
        effects = site_effects if data.member.site is not None else None
        random = random_effects(effects, data.n_visits, layout.n_sites, layout.n_workers)
    return Model(structure, data.classes, random)
