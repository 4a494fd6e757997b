"""The difference in change between groups assigned by site, by tests at the level of the site."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.estimate.inference import NOT_ESTIMABLE, check_level, t_columns
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.ancova import ancova_columns
from peereval.sensitivity.site_level.changes import SiteChanges, read_site_changes
from peereval.sensitivity.site_level.permutation import compare_assignments
from peereval.sensitivity.site_level.site_means import compare_site_means
from peereval.sensitivity.site_level.wild_bootstrap import FEW, compare_samples, draw_signs, sum_by_site

Floats = NDArray[np.float64]
Test = Literal["t", "permutation", "wild-bootstrap"]
TESTS = ("t", "permutation", "wild-bootstrap")
LEAST = 99  # replicates below which no interval of 95 % can be read


def site_level_contrasts(
    data: pd.DataFrame,
    outcome: str,
    *,
    participant: str,
    visit: str,
    group: str,
    compared: object,
    reference: object,
    baseline: object,
    site: str,
    test: Test = "t",
    covariates: Sequence[str] = (),
    rng: np.random.Generator | None = None,
    replicates: int = 1_999,
    level: float = 0.95,
) -> Result:
    """Return the difference in change between two groups of sites, with inference from the sites alone.

    Use it beside a mixed model where the group is assigned by site: nothing is assumed of how
    people of a site resemble each other.

    Parameters
    ----------
    data
        One row per participant and visit.
    outcome
        The column that is compared.
    participant, visit, group, site
        Columns; each participant has one site and each site one group.
    compared, reference
        The two groups.
    baseline
        The visit that changes start from.
    test
        ``"t"``: the mean change of each site, compared by the two-sample t test with sites - 2
        degrees of freedom. ``"permutation"``: the same difference against that of other
        assignments of the group to the sites. ``"wild-bootstrap"``: least squares of people's
        changes on the group and the covariates, t robust by site against its distribution when
        the residuals of each site change sign at random with the null imposed (Webb's six values
        with fewer than 12 sites).
    covariates
        Columns of the participants, for ``"wild-bootstrap"``; people without one are left out.
    rng
        The source of chance, for the two last.
    replicates
        How many assignments (where there are more than 20 000) or samples.
    level
        Of the confidence intervals.

    Returns
    -------
    Result
        Kind "site_level": keys ``test, group, visit, reference, baseline``, quantity "difference in
        change". The permutation test has no standard error; with too few sites to reject anything
        bounds are missing and `note` says "interval without end".

    Raises
    ------
    DataError
        If a column is missing, or a participant has two rows at a visit or two sites.
    FitError
        If a level or the test is unknown, the groups are the same, a site holds both, a group has
        one site, or chance has no source.

    References
    ----------
    Donner and Klar 2000, Design and Analysis of Cluster Randomization Trials, chapter 6; Gail et
    al. 1996, doi:10.1002/(SICI)1097-0258(19960615)15:11<1069::AID-SIM220>3.0.CO;2-Q; Cameron,
    Gelbach and Miller 2008, doi:10.1162/rest.90.3.414.
    """
    check_level(level)
    _refuse_options(test, covariates, rng, replicates)
    found = read_site_changes(
        data,
        outcome,
        participant=participant,
        visit=visit,
        group=group,
        compared=compared,
        reference=reference,
        baseline=baseline,
        site=site,
        covariates=covariates,
    )
    keys = {"test": test, "group": compared, "visit": found.visits, "reference": reference, "baseline": baseline}
    figures = _compare(found, test, covariates, rng, replicates, level)
    # An interval without end has no bounds to print: its row says so.
    figures = figures.replace([np.inf, -np.inf], np.nan)
    frame = pd.concat([pd.DataFrame(keys), figures], axis=1).assign(quantity="difference in change")
    method: dict[str, object] = {"variance": "between sites", "test": test, "sites": len(found.treated), "level": level}
    note = Note(f"site_level_{test.replace('-', '_')}", sites=len(found.treated), replicates=replicates)
    return make_result("site_level", frame, method=method, notes=(note,))


def _refuse_options(test: str, covariates: Sequence[str], rng: np.random.Generator | None, replicates: int) -> None:
    if test not in TESTS:
        raise FitError(one_of("test", test, TESTS))
    if test == "t":
        return
    if rng is None:
        raise FitError(f"test='{test}' needs a source of chance: rng=numpy.random.default_rng(20150630).")
    if replicates < LEAST:
        raise FitError(f"replicates is a whole number of {LEAST} or more.")
    if test == "permutation" and covariates:
        raise FitError("A permutation of sites takes no covariates; use test='wild-bootstrap'.")


def _compare(
    found: SiteChanges,
    test: str,
    covariates: Sequence[str],
    rng: np.random.Generator | None,
    replicates: int,
    level: float,
) -> pd.DataFrame:
    """Return the figures of each visit by a test."""
    if rng is None or test == "t":
        return _by_t(found, level)
    if test == "permutation":
        return _by_permutation(found, rng, replicates, level)
    return _by_wild_bootstrap(found, covariates, rng, replicates, level)


def _by_t(found: SiteChanges, level: float) -> pd.DataFrame:
    """Return the figures of each visit by the t test of site means."""
    estimate, error, df = compare_site_means(found.site_means(), found.treated)
    return t_columns(estimate, error, df, level).assign(note=np.where(np.isfinite(error), "", NOT_ESTIMABLE))


def _by_permutation(found: SiteChanges, rng: np.random.Generator, replicates: int, level: float) -> pd.DataFrame:
    """Return the figures of each visit by permutation."""
    means = found.site_means().T
    return pd.DataFrame([compare_assignments(one, found.treated, rng, replicates, level) for one in means])


def _by_wild_bootstrap(
    found: SiteChanges, covariates: Sequence[str], rng: np.random.Generator, replicates: int, level: float
) -> pd.DataFrame:
    """Return the figures of each visit by the wild cluster bootstrap."""
    treated = found.treated[found.site].astype(np.intp)
    X = ancova_columns(found.personal.reset_index(drop=True), treated, 2, covariates).columns
    n_sites = len(found.treated)
    signs = draw_signs(n_sites, replicates, rng, few=n_sites < FEW)
    rows = []
    for change in found.change.T:
        seen = np.isfinite(change)
        rows.append(compare_samples(sum_by_site(X[seen], change[seen], found.site[seen], n_sites), signs, level))
    return pd.DataFrame(rows)
