"""How long the imputation jackknife takes beside refits by `fit_mixed`; exits 1 when a promise is broken.

Run: python benchmarks/imputation.py [--quick]

The public way fits the model with `fit_mixed` without each participant in turn; only that fit
is timed, not what would follow it. --quick takes one cohort of 400 participants. Without it
benchmarks/results/imputation.md is written.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

for name in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{name}_NUM_THREADS", "1")  # before numpy: threads wait for each other in small matrices

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from cohorts import three_visits  # noqa: E402
from timing import seconds  # noqa: E402

from peereval.model.fit import Fit  # noqa: E402
from peereval.model.mixed import fit_mixed  # noqa: E402
from peereval.sensitivity.imputation.reference_based import reference_based_contrasts  # noqa: E402

FORMULA = "y ~ group * visit + (age + sex + diagnosis) * visit"
RESULTS = Path(__file__).parent / "results" / "imputation.md"
LIMIT = 0.1  # of the time of the refits alone
TIMED_REFITS = 40


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: the whole call, and the refits through the public function."""

    participants: int
    replicates: str
    n_replicates: int
    whole: float
    refits: float

    @property
    def ratio(self) -> float:
        """The whole call as a share of the refits."""
        return self.whole / self.refits


def cohort(participants: int, seed: int) -> pd.DataFrame:
    """Return two groups and three visits with drop-out."""
    return three_visits(participants, seed, prefollowed=False)


def time_jackknife(participants: int, seed: int, site: str | None) -> Timing:
    """Time the differences with their jackknife, and a sample of the refits it stands for."""
    data = cohort(participants, seed)
    fit = _fit(data)
    unit = site or "participant"
    labels = data[unit].unique()

    def whole() -> object:
        return reference_based_contrasts(
            fit, data, group="group", reference="control", strategy="copy-increments", site=site
        )

    some = labels[:: max(1, len(labels) // TIMED_REFITS)]
    parts = [data[data[unit] != label] for label in some]
    each = sum(min(seconds(_refit(part), 2, warm=False)) for part in parts) / len(parts)
    return Timing(participants, unit, len(labels), min(seconds(whole, 3)), each * len(labels))


def _fit(data: pd.DataFrame) -> Fit:
    return fit_mixed(FORMULA, data, participant="participant", visit="visit")


def _refit(part: pd.DataFrame) -> Callable[[], object]:
    return lambda: _fit(part)


def main() -> int:
    """Print the timings; return 1 when a ratio is over the limit."""
    parser = argparse.ArgumentParser(description="Time the imputation jackknife.")
    parser.add_argument("--quick", action="store_true", help="one cohort of 400 participants")
    asked = parser.parse_args()
    sizes = (400,) if asked.quick else (100, 400, 2_000, 10_000)
    found = []
    for size in sizes:
        for site in (None, "site"):
            found.append(time_jackknife(size, 1, site))
            print(_row(found[-1]), flush=True)
    if not asked.quick:
        RESULTS.write_text(_page(found), encoding="utf-8")
    judged = [timing for timing in found if timing.replicates == "participant"]
    return int(any(timing.ratio > LIMIT for timing in judged))


def _row(timing: Timing) -> str:
    return (
        f"| {timing.participants:,} | {timing.n_replicates:,} ({timing.replicates}) | {timing.whole:.3f} | "
        f"{timing.refits:.2f} | {timing.ratio:.3f} | {1.0 / timing.ratio:.0f} |"
    )


def _page(found: list[Timing]) -> str:
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}"
    lines = [
        "# Timings of the imputation jackknife",
        "",
        f"Written by `python benchmarks/imputation.py`; one thread. {versions}.",
        "",
        f"`{FORMULA}`, two groups, three visits, unstructured, copy increments. `call`: seconds of",
        "`reference_based_contrasts`, which reads the frame, fits every replicate, imputes and analyses. `refits`:",
        f"seconds of `fit_mixed` alone for every replicate (about {TIMED_REFITS} are timed, the rest taken as equal).",
        f"By participant the ratio must stay below {LIMIT:g}.",
        "",
        "| participants | replicates | call | refits | ratio | times faster |",
        "| --: | --: | --: | --: | --: | --: |",
        *map(_row, found),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
