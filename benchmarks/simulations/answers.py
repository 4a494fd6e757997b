"""A simulated study under analysis, and what an analysis gives: the difference at T12, its error, its interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.estimate.contrasts import change_contrasts
from peereval.model.fit import Fit
from peereval.model.mixed import fit_mixed
from peereval.results import Result
from simulations.designs import Set

GROUP, REFERENCE, BASELINE = "group", "control", "T0"
MAIN = "y ~ group * visit + age * visit"


@dataclass(frozen=True, slots=True)
class Answer:
    """The difference at T12, its standard error and its interval."""

    estimate: float
    std_error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A simulated study, the models fitted to it so far, and a source of chance."""

    data: Set
    rng: np.random.Generator
    fits: dict[str, Fit]

    def fit(self, name: str, make: Callable[[], Fit]) -> Fit:
        """Return a model, fitted once."""
        if name not in self.fits:
            self.fits[name] = make()
        return self.fits[name]


Analysis = Callable[[Study], Answer]


def mixed(formula: str, frame: pd.DataFrame, site: str | None = None) -> Fit:
    """Fit a mixed model to a frame."""
    return fit_mixed(formula, frame, participant="participant", visit="visit", site=site)


def change_at_end(fit: Fit) -> "Answer":
    """Return the difference in change at T12."""
    return at_end(change_contrasts(fit, group=GROUP, reference=REFERENCE, baseline=BASELINE))


def at_end(result: Result) -> Answer:
    """Return the difference of a result at T12."""
    rows = result.rows
    row = rows[(rows["visit"].astype(str) == "T12") & rows["quantity"].str.startswith("difference")].iloc[0]
    return Answer(*(float(row[name]) for name in ("estimate", "std_error", "conf_low", "conf_high")))
