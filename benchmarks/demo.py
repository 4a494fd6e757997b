"""How long the demo takes as a whole process, and which stage takes it.

Run: python benchmarks/demo.py [--runs 3] [--check]

`python -m peereval demo` writes the simulated study, analyses it with every sensitivity analysis
that it asks for and writes the report. Each run is a process of its own in an empty folder. The
seconds of the stages are those of its manifest.json; what is left of the process is the start of
Python, the simulation, and the files put on the disk. --check takes one run and writes nothing.
Without it benchmarks/results/demo.md is written.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from peereval.terms import term
from peereval.timings import sum_stages

RESULTS = Path(__file__).parent / "results" / "demo.md"


def main() -> int:
    """Print the table and keep it."""
    parser = argparse.ArgumentParser(description="Time the demo by stage.")
    parser.add_argument("--runs", type=int, default=3, help="times that the demo is run")
    parser.add_argument("--check", action="store_true", help="one run; write nothing")
    asked = parser.parse_args()
    runs = [time_demo() for _ in range(1 if asked.check else asked.runs)]
    table = pd.DataFrame(runs).median()
    page = describe(table, len(runs))
    print(page)
    if not asked.check:
        RESULTS.write_text(page, encoding="utf-8")
    return 0


def time_demo() -> dict[str, float]:
    """Return the seconds of each stage of one demo, of what is left, and of the whole process."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        command = [sys.executable, "-m", "peereval", "demo"]
        subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
        whole = time.perf_counter() - started
        manifest = Path(folder) / "peereval-demo" / "results" / "manifest.json"
        laps = json.loads(manifest.read_text(encoding="utf-8"))["timings"]
    stages = {term(f"stage.{name}", "en"): seconds for name, seconds in sum_stages(laps).items()}
    return {**stages, "start, simulation, disk": whole - sum(stages.values()), "whole process": whole}


def describe(table: "pd.Series[float]", runs: int) -> str:
    """Return the table as a page of Markdown."""
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}"
    whole = float(table["whole process"])
    lines = [
        "# Timings of the demo",
        "",
        f"Written by `python benchmarks/demo.py`; numerical libraries on one thread. {versions}.",
        "",
        "`python -m peereval demo` in an empty folder: a study of three groups and seven outcomes is simulated, read,",
        "checked, scored and analysed with its sensitivity analyses; the report is made and written. Seconds are",
        f"medians over {runs} runs, each a process of its own, so that libraries are loaded anew each time.",
        "",
        "| stage | seconds | share |",
        "|---|--:|--:|",
        *(f"| {name} | {seconds:.2f} | {seconds / whole:.0%} |" for name, seconds in table.items()),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
