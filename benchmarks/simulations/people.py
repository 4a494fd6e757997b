"""Simulated people: sites, covariates, outcomes at three visits, and the frame of what was seen of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

VISITS = ("T0", "T6", "T12")
SIGMA = np.array([[0.25, 0.15, 0.12], [0.15, 0.30, 0.18], [0.12, 0.18, 0.36]])
ROOT = np.linalg.cholesky(SIGMA)
MEAN = 2.3
SITES = 24
SITE_SD, VISIT_SD = 0.15, 0.10


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """n people: site (n,), group (n,) 0 or 1, age (n,) standard normal, outcomes (n, 3), whether seen (n, 3)."""

    site: Codes
    group: Codes
    age: Floats
    y: Floats
    seen: Mask

    def frame(self, **more: Floats) -> pd.DataFrame:
        """Return one row for each visit attended."""
        who, when = np.nonzero(self.seen)
        every = {"age": self.age, **more}
        return pd.DataFrame(
            {
                "participant": who,
                "site": np.char.add("S", self.site.astype(str))[who],
                "group": pd.Categorical.from_codes(self.group[who], pd.Index(["control", "treated"])),
                "visit": pd.Categorical.from_codes(when, pd.Index(VISITS), ordered=True),
                "y": self.y[who, when],
                **{name: values[who] for name, values in every.items()},
            }
        )


def spread_sites(rng: np.random.Generator, people: int, sites: int = SITES) -> Codes:
    """Return a site for each of the people, of unequal sizes, eight at least."""
    least = np.repeat(np.arange(sites), 8)
    share = rng.dirichlet(np.full(sites, 6.0))
    return np.concatenate([least, rng.choice(sites, people - least.size, p=share)]).astype(np.intp)


def outcomes(
    rng: np.random.Generator, site: Codes, sites: int = SITES, *, site_sd: float = SITE_SD, visit_sd: float = VISIT_SD
) -> Floats:
    """Return outcomes without an effect of anything but site, site by visit and person, (n, 3)."""
    each = rng.normal(0.0, site_sd, sites)[:, None]
    by_visit = rng.normal(0.0, visit_sd, (sites, 3)) if site_sd else np.zeros((sites, 3))
    return np.asarray(MEAN + (each + by_visit)[site] + rng.standard_normal((site.size, 3)) @ ROOT.T)


def logistic(rng: np.random.Generator, eta: Floats) -> Mask:
    """Return draws with these log odds."""
    return np.asarray(rng.random(eta.shape) < 1.0 / (1.0 + np.exp(-eta)))
