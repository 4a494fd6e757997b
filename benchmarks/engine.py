"""What a fit costs as the number of participants grows; exits 1 when a promise is broken.

Run: python benchmarks/engine.py

Promises, as ratios within this one run, so that they hold on any machine:
- a fit on ready tensors with 100 000 participants costs at most 1.5 times one with 1 000;
- the pass over 100 000 participants costs at most 120 times the pass over 1 000.
"""

import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from peereval.model.basis import least_squares, orthonormal_basis
from peereval.model.structures.linear import unstructured
from peereval.model.design import build_design
from peereval.model.mixed import fit_mixed
from peereval.model.optimum import solve
from peereval.model.patterns import build_tensors

FORMULA = "y ~ group * visit + (age + sex + diagnosis) * visit"
VISITS = np.array(["T0", "T6", "T12"])
SMALL, LARGE = 1_000, 100_000
FIT_LIMIT, PASS_LIMIT = 1.5, 120.0
REPEATS, SEEDS = 25, (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians in milliseconds for a number of participants."""

    participants: int
    whole: float
    sums: float
    fit: float


def simulate_cohort(participants: int, seed: int) -> pd.DataFrame:
    """Return a cohort like STIGMA's: three groups, drop-out, a group without a first visit."""
    rng = np.random.default_rng(seed)
    group = rng.choice(["control", "treated", "prefollowed"], participants, p=[0.55, 0.25, 0.2])
    sigma = np.array([[0.25, 0.15, 0.12], [0.15, 0.30, 0.18], [0.12, 0.18, 0.36]])
    y = 2.3 - 0.1 * np.arange(3) * (group == "treated")[:, None]
    y = y + rng.multivariate_normal(np.zeros(3), sigma, participants)
    seen = rng.random((participants, 3)) > np.array([0.0, 0.25, 0.45])
    seen[group == "prefollowed", 0] = False
    who, when = np.nonzero(seen)
    return pd.DataFrame(
        {
            "participant": who,
            "group": group[who],
            "visit": VISITS[when],
            "age": rng.normal(42, 12, participants)[who],
            "sex": rng.choice(["F", "M"], participants)[who],
            "diagnosis": rng.choice(["mood", "other", "psychotic"], participants)[who],
            "y": y[who, when],
        }
    )


def _time(call: Callable[[], object], repeats: int) -> float:
    """Return the median time of a call in milliseconds, after one that does not count."""
    call()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        taken.append(1_000 * (time.perf_counter() - start))
    return median(taken)


def measure(participants: int, seed: int) -> Timing:
    """Time the whole call, the pass over the data, and the fit on ready tensors."""
    data = simulate_cohort(participants, seed)
    design = build_design(FORMULA, data, participant="participant", visit="visit")
    basis = orthonormal_basis(design.X)
    residuals = least_squares(basis, design.y)[1]
    columns = np.column_stack([basis.Q, residuals / residuals.std()])
    structure = unstructured(3)
    tensors = build_tensors(columns, design.participant, design.visit, 3)
    return Timing(
        participants,
        _time(lambda: fit_mixed(FORMULA, data, participant="participant", visit="visit"), 3),
        _time(lambda: build_tensors(columns, design.participant, design.visit, 3), REPEATS),
        _time(lambda: solve(tensors, structure, reml=True), REPEATS),
    )


def main() -> int:
    """Print the table and the two ratios; return 1 when one is over its limit."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}")
    print(f"{FORMULA}; medians of {REPEATS} calls (whole call: 3) and of {len(SEEDS)} seeds, in milliseconds")
    print(f"{'participants':>12} {'whole call':>11} {'pass':>9} {'fit on tensors':>15}")
    runs: dict[int, list[Timing]] = {}
    for n in (400, SMALL, 10_000, LARGE):
        runs[n] = [measure(n, seed) for seed in SEEDS]
        whole, sums, fit = (median(getattr(t, name) for t in runs[n]) for name in ("whole", "sums", "fit"))
        print(f"{n:>12} {whole:>11.1f} {sums:>9.2f} {fit:>15.2f}")
    fit_ratio = median(b.fit / a.fit for a, b in zip(runs[SMALL], runs[LARGE], strict=True))
    pass_ratio = median(b.sums / a.sums for a, b in zip(runs[SMALL], runs[LARGE], strict=True))
    print(f"fit, {LARGE} v {SMALL} participants: {fit_ratio:.2f} times (limit {FIT_LIMIT})")
    print(f"pass, {LARGE} v {SMALL} participants: {pass_ratio:.0f} times (limit {PASS_LIMIT:.0f})")
    return int(fit_ratio > FIT_LIMIT or pass_ratio > PASS_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
