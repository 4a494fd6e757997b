"""Simulated studies for the calibration: two arms, sites, drop-out, a difference in change of zero."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.design import Design
from peereval.model.formula import CheckedFormula
from peereval.model.frame import Frame

Floats = NDArray[np.float64]

SIGMA = np.array([[0.25, 0.15, 0.12], [0.15, 0.30, 0.18], [0.12, 0.18, 0.36]])
VISITS = ("T0", "T6", "T12")
NAMES = ("Intercept", "group", "T6", "T12", "group:T6", "group:T12", "age", "age:T6", "age:T12")
SITE_SD = 0.15


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting: people and sites by arm, share lost by T12, SD of site-by-visit or of site slopes."""

    size: str
    people: tuple[int, int]
    sites: tuple[int, int]
    lost: float
    visit_sd: float
    slope_sd: float = 0.0

    @property
    def name(self) -> str:
        """A name that is also a file name."""
        kind = f"slope{self.slope_sd:.2f}" if self.slope_sd else f"visit{self.visit_sd:.2f}"
        return f"{self.size}-lost{round(100 * self.lost):02d}-{kind}"


def simulate(cell: Cell, rng: np.random.Generator) -> tuple[Design, NDArray[np.intp]]:
    """Return the design of one simulated study, sorted as the engine wants it, and the site of each participant."""
    arm = np.repeat([0, 1], cell.people)
    site = np.concatenate([_spread(rng, n, k) for n, k in zip(cell.people, cell.sites, strict=True)])
    site = site + cell.sites[0] * arm
    n_sites, n = sum(cell.sites), arm.size
    effects = rng.normal(0.0, SITE_SD, n_sites)[:, None] + rng.normal(0.0, cell.visit_sd, (n_sites, 3))
    effects = effects + rng.normal(0.0, cell.slope_sd, n_sites)[:, None] * np.arange(3)
    age = rng.normal(0.0, 1.0, n)
    y = 2.3 - 0.06 * age[:, None] + effects[site] + rng.standard_normal((n, 3)) @ np.linalg.cholesky(SIGMA).T
    seen = _attend(y, cell.lost, rng)
    who, when = np.nonzero(seen)
    later = [(when == t).astype(float) for t in (1, 2)]
    group = arm[who].astype(float)
    columns = [np.ones(who.size), group, *later, *(group * v for v in later), age[who], *(age[who] * v for v in later)]
    formula = CheckedFormula("y ~ group * visit + age * visit", "y", ("group", "visit", "age"))
    empty = pd.DataFrame(index=range(who.size))
    frame = cast("Frame", None)  # only the names of means need it
    design = Design(np.column_stack(columns), y[who, when], who, when, NAMES, VISITS, formula, frame, empty, ())
    return design, site


def _spread(rng: np.random.Generator, people: int, sites: int) -> NDArray[np.intp]:
    """Return a site for each of the people, every site with one at least."""
    return np.concatenate([np.arange(sites), rng.integers(0, sites, people - sites)])


def _attend(y: Floats, lost: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return who is seen when: half of the loss by T6, the higher the last score the likelier."""
    n = len(y)
    seen = np.ones((n, 3), dtype=bool)
    for visit, share in ((1, lost / 2.0), (2, lost)):
        gone = round(share * n) - int((~seen[:, visit - 1]).sum())
        last = y[:, visit - 1] + rng.logistic(0.0, 0.4, n)
        last[~seen[:, visit - 1]] = -np.inf
        seen[:, visit] = seen[:, visit - 1]
        seen[np.argsort(-last)[:gone], visit] = False
    return seen
