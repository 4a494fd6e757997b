"""How long `peereval --help` takes beside Python with typer imported, and beside the help of an empty application.

Exits 1 when its promise is broken.

Run: python benchmarks/startup.py [--runs 21] [--check]

Three processes take turns: a bare Python that imports typer; the help of an application of typer
with one command that does nothing, which loads what typer needs to print help (rich); and
`python -m peereval --help`. Ratios are of one turn each, their medians are told. --check takes
7 turns and writes nothing. Without it benchmarks/results/startup.md is written.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pandas as pd

RESULTS = Path(__file__).parent / "results" / "startup.md"
LIMIT = 3.0
_EMPTY = "import typer, sys; app = typer.Typer(); app.command()(lambda: None); sys.argv[1:] = ['--help']; app()"
COMMANDS = {
    "typer imported": ["-c", "import typer"],
    "help of an empty application": ["-c", _EMPTY],
    "peereval --help": ["-m", "peereval", "--help"],
}


def main() -> int:
    """Print the table and keep it; 1 says that the promise is broken."""
    parser = argparse.ArgumentParser(description="Time the start of the command line.")
    parser.add_argument("--runs", type=int, default=21, help="turns of the three processes")
    parser.add_argument("--check", action="store_true", help="7 turns; write nothing")
    asked = parser.parse_args()
    for command in COMMANDS.values():  # once that does not count: files are read from the disk
        seconds(command)
    turns = [
        {name: seconds(command) for name, command in COMMANDS.items()} for _ in range(7 if asked.check else asked.runs)
    ]
    page, ratio = describe(pd.DataFrame(turns))
    print(page)
    if not asked.check:
        RESULTS.write_text(page, encoding="utf-8")
    return int(ratio > LIMIT)


def seconds(command: list[str]) -> float:
    """Return the seconds of a process of this Python."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], capture_output=True, check=True, env=os.environ)
    return time.perf_counter() - started


def describe(turns: pd.DataFrame) -> tuple[str, float]:
    """Return the page, and the ratio that is promised."""
    ratios = turns.div(turns["typer imported"], axis=0).median()
    ratio = float(ratios["peereval --help"])
    medians = turns.median()
    rows = (f"| {name} | {1000 * medians[name]:.0f} | {ratios[name]:.2f} |" for name in COMMANDS)
    verdict = "kept" if ratio <= LIMIT else "BROKEN"
    lines = [
        "# Timings of the start",
        "",
        f"Written by `python benchmarks/startup.py`. Python {platform.python_version()}, typer {version('typer')}.",
        "",
        f"Medians of {len(turns)} turns, each a process of its own; the ratio is that of one turn.",
        "",
        "| process | milliseconds | ratio |",
        "|---|--:|--:|",
        *rows,
        "",
        f"`peereval --help` within {LIMIT:g} times a Python with typer imported: {verdict}.",
        "",
    ]
    return "\n".join(lines), ratio


if __name__ == "__main__":
    sys.exit(main())
