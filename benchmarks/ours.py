"""The timings of this package alone: whole calls, their parts, and refits on ready sums."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from cohorts import FORMULA, LONG_FORMULA, ten_visits
from timing import milliseconds, quickest

from peereval.estimate.inference import DfMethod, estimate_kept
from peereval.model.choice import covariance_model
from peereval.model.classes import Columns, read_classes
from peereval.model.compress import Compressed, compress, prepare
from peereval.model.covariance import Model
from peereval.model.design import build_design
from peereval.model.kenward_roger import adjusted_covariance, contracted_second
from peereval.model.likelihood import gradient, locate
from peereval.model.membership import read_membership
from peereval.model.mixed import fit_mixed
from peereval.model.optimum import Solution, solve
from peereval.model.patterns import build_tensors, visit_patterns

Timer = Callable[[Callable[[], object], int], float]


@dataclass(frozen=True, slots=True)
class Parts:
    """Milliseconds of a whole call and of its parts."""

    whole: float
    formula: float
    orthonormal: float
    sums: float
    fit: float


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A cohort on ready sums."""

    data: Compressed
    model: Model

    def solve(self) -> Solution:
        """Fit by REML."""
        return solve(self.data.sums, self.model, reml=True)

    def solve_and_adjust(self) -> object:
        """Fit by REML and return Kenward and Roger's covariance of the coefficients."""
        found = self.solve()
        at, A = found.optimum.at, found.theta_covariance
        point = locate(found.optimum.theta, self.data.sums, self.model)
        second = contracted_second(point, self.data.sums, self.model, A)
        return adjusted_covariance(at.inverse, at.slopes, second, A)


def make_ready(formula: str, frame: pd.DataFrame, *, site: str | None = None) -> Ready:
    """Return the sums of a cohort, with site and site-by-visit effects when a site is named."""
    design = build_design(
        formula, frame, participant="participant", visit="visit", extras={"site": site} if site else {}
    )
    member, sites = read_membership(design, site=site, worker=(), worker_weights=(), site_effects=site is not None)
    classes = read_classes(design, Columns())
    data = compress(prepare(design), member, sites, classes.classes)
    return Ready(data, covariance_model(data, classes, "unstructured", "intercept+visit"))


def whole_call(
    frame: pd.DataFrame,
    formula: str = FORMULA,
    *,
    covariance: str = "unstructured",
    df_method: DfMethod = "kenward-roger",
    site: str | None = None,
) -> pd.DataFrame:
    """Fit from a data frame and return all coefficients: standard errors, df, p values, intervals."""
    fit = fit_mixed(formula, frame, participant="participant", visit="visit", covariance=covariance, site=site)
    p = len(fit.beta)
    return estimate_kept(fit, np.eye(p), np.ones(p, dtype=bool), df_method=df_method, level=0.95)


def measure_parts(frame: pd.DataFrame, runs: int, *, site: str | None = None, timer: Timer = milliseconds) -> Parts:
    """Time the whole call and its parts."""
    extras = {"site": site} if site else {}
    design = build_design(FORMULA, frame, participant="participant", visit="visit", extras=extras)
    ready = make_ready(FORMULA, frame, site=site)
    data = ready.data
    starts, seen, pattern = visit_patterns(design.participant, design.visit, len(design.visits))
    few = max(3, runs // 5)
    return Parts(
        timer(lambda: whole_call(frame, site=site), few),
        timer(lambda: build_design(FORMULA, frame, participant="participant", visit="visit", extras=extras), few),
        timer(lambda: prepare(design), few),
        timer(lambda: build_tensors(data.columns, starts, seen, pattern), runs),
        timer(ready.solve, runs),
    )


def evaluations_of_long_fit(seed: int, runs: int) -> tuple[float, float, float]:
    """Return milliseconds of fit and Kenward-Roger, of likelihood and gradient, and their ratio.

    1 000 participants x 10 visits, 23 coefficients, 55 covariance parameters.
    """
    ready = make_ready(LONG_FORMULA, ten_visits(1_000, seed))
    sums, model = ready.data.sums, ready.model
    theta = ready.solve().optimum.theta

    def likelihood_and_gradient() -> object:
        point = locate(theta, sums, model)
        return point.value(reml=True), gradient(point, sums, model, reml=True)

    one = quickest(likelihood_and_gradient, 5 * runs)
    fit = quickest(ready.solve_and_adjust, runs)
    return fit, one, fit / one
