"""How long a jackknife with refitted weights takes beside refits by the public function.

Exits 1 when its promise is broken.

Run: python benchmarks/weighting.py [--check]

The public way asks `weighted_contrasts` without each of 24 sites in turn, as one would write it
in a loop, by the quicker of its variances ("cr2", "jackknife"): what it adds to the estimate is
not needed there. Both give the same standard error, which is checked. --check takes one cohort
of 400 participants and prints the ratio beside the promise. Without it
benchmarks/results/weighting.md is written.
"""

import argparse
import os
import platform
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

for name in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{name}_NUM_THREADS", "1")  # before numpy: threads wait for each other in small matrices

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from cohorts import SITES, three_visits  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from timing import quickest  # noqa: E402

from peereval.results import Result  # noqa: E402
from peereval.sensitivity.weighting.asked import Variance  # noqa: E402
from peereval.sensitivity.weighting.contrasts import weighted_contrasts  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "weighting.md"
SIZES = (400, 2_000, 10_000)
LIMIT = 0.1  # of the time of the refits
AGREE = 1e-9  # of the standard error: both end at the optimum in double
RUNS = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: the call with its jackknife, the refits one by one; and how far their standard errors differ."""

    participants: int
    whole: float
    refits: float
    difference: float

    @property
    def ratio(self) -> float:
        """The call as a share of the refits."""
        return self.whole / self.refits

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio <= LIMIT and self.difference <= AGREE


def ask(data: pd.DataFrame, inference: Variance) -> Result:
    """Return the weighted differences in change."""
    return weighted_contrasts(
        data,
        "y",
        participant="participant",
        visit="visit",
        group="group",
        reference="control",
        baseline="T0",
        propensity_covariates=["y", "age", "sex", "diagnosis"],
        site="site",
        inference=inference,
    )


def refit_each(parts: list[pd.DataFrame], inference: Variance) -> NDArray[np.float64]:
    """Return the standard errors by refits without each site, (J,)."""
    each = np.array([ask(part, inference).rows["estimate"].to_numpy() for part in parts])
    n = len(each)
    return np.asarray(np.sqrt((n - 1) / n * ((each - each.mean(axis=0)) ** 2).sum(axis=0)))


def time_jackknife(participants: int, seed: int) -> Timing:
    """Time the jackknife of a cohort in both ways."""
    data = three_visits(participants, seed, prefollowed=False)
    parts = [data[data["site"] != site] for site in range(SITES)]
    ours = ask(data, "jackknife").rows["std_error"].to_numpy()
    difference = float(np.abs(ours / refit_each(parts, "cr2") - 1.0).max())
    ways: tuple[Variance, ...] = ("cr2", "jackknife")
    refits = min(quickest(partial(refit_each, parts, way), 2) for way in ways)
    return Timing(participants, quickest(partial(ask, data, "jackknife"), RUNS), refits, difference)


def main() -> int:
    """Print the timings; return 1 where the promise is broken."""
    parser = argparse.ArgumentParser(description="Time the jackknife with refitted weights.")
    parser.add_argument("--check", action="store_true", help="one cohort; write nothing")
    asked = parser.parse_args()
    found = []
    for size in SIZES[:1] if asked.check else SIZES:
        found.append(time_jackknife(size, 1))
        print(_row(found[-1]), flush=True)
    if asked.check:
        verdict = "kept" if found[0].kept else "BROKEN"
        print(f"jackknife of {SITES} sites v refits: {found[0].ratio:.3f} (promise {LIMIT:g}, {verdict})")
    else:
        RESULTS.write_text(_page(found), encoding="utf-8")
    return int(not all(timing.kept for timing in found))


def _row(timing: Timing) -> str:
    return (
        f"| {timing.participants:,} | {timing.whole:.1f} | {timing.refits:.0f} | {timing.ratio:.3f} | "
        f"{1.0 / timing.ratio:.0f} | {timing.difference:.0e} |"
    )


def _page(found: list[Timing]) -> str:
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}"
    lines = [
        "# Timings of the jackknife with refitted weights",
        "",
        f"Written by `python benchmarks/weighting.py`; one thread. {versions}.",
        "",
        f"Two groups in {SITES} sites, three visits with drop-out; a propensity score of the outcome at T0, age, sex",
        "and diagnosis; weighted differences in change. `jackknife`: milliseconds of `weighted_contrasts`, which reads",
        "the frame and fits score, weights and outcome anew without each site, on tensors. `refits`: milliseconds of",
        f"{SITES} calls without a site each, by its quicker variance. `differ`: of the two standard errors, relative.",
        f"The ratio must stay below {LIMIT:g}, the difference below {AGREE:g}.",
        "",
        "| participants | jackknife | refits | ratio | times faster | differ |",
        "| --: | --: | --: | --: | --: | --: |",
        *map(_row, found),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
