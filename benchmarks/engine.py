"""How fast the engine is, beside other software in one run; exits 1 when a promise is broken.

Run: python benchmarks/engine.py [--quick] [--python INTERPRETER] [--seeds N]

--quick checks our own promises only, as ratios within this one run (under a minute). Without it
the peers that are installed are timed on the same files, in processes of their own, and
benchmarks/results/engine.md is written. --python names an interpreter that has Python peers which
this one has not.
"""

import argparse
import os
import platform
import sys
from pathlib import Path

for name in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{name}_NUM_THREADS", "1")  # before numpy: threads wait for each other in small matrices

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import scipy  # noqa: E402
from comparison import compare  # noqa: E402
from promises import Promise, check_promises  # noqa: E402
from shares import describe_parts  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "engine.md"


def main() -> int:
    """Print what was found; return 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description="Time the engine.")
    parser.add_argument("--quick", action="store_true", help="our own promises only")
    parser.add_argument("--python", default=sys.executable, help="an interpreter with further Python peers")
    parser.add_argument("--seeds", type=int, default=10, help="cohorts per size")
    asked = parser.parse_args()
    print(_versions())
    kept: list[Promise] = []
    for promise in check_promises((1, 2, 3), 15):
        kept.append(promise)
        print(promise, flush=True)
    if not asked.quick:
        parts = describe_parts(asked.seeds)
        print(parts, flush=True)
        table, more = compare(asked.seeds, asked.python)
        for promise in more:
            kept.append(promise)
            print(promise, flush=True)
        _write(kept, parts, table)
    return int(not all(promise.kept for promise in kept))


def _versions() -> str:
    named = {"numpy": np.__version__, "pandas": pd.__version__, "scipy": scipy.__version__}
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {found}" for name, found in named.items())])


def _write(promises: list[Promise], parts: str, table: str) -> None:
    lines = [
        "# Timings of the engine",
        "",
        f"Written by `python benchmarks/engine.py`; one thread. {_versions()}.",
        "",
        "## Promises",
        "",
        *(f"- {promise}" for promise in promises),
        "",
        "## Parts of a call",
        "",
        parts,
        "",
        "## Beside other software",
        "",
        table,
    ]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
