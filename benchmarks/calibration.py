"""Type I error and coverage of the difference in change, by simulation.

Run: python benchmarks/calibration.py            all cells that are not there yet (hours of one core)
     python benchmarks/calibration.py --table    the table from the cells that are there
     python benchmarks/calibration.py --cell stigma-lost40-visit0.10 --sets 50    a look at one cell

The true difference is 0, so that coverage is 1 minus the type I error. Results of a finished
cell stand in benchmarks/results/calibration/, and the table in benchmarks/results/calibration.md.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before numpy: one process per core is faster than threads in small matrices

from calibration_cells import ANALYSES, MAIN_SETS, SETS, all_cells, is_main, load, run_sets, save  # noqa: E402
from calibration_sets import Cell  # noqa: E402
from rich.progress import Progress  # noqa: E402

READING = (
    "Reading. CR2 by site holds its level in the cells with site-by-visit effects and without. The default model is",
    "conservative where the site-by-visit variance is 0 or the sites are 6: that variance is estimated at 0 or above,",
    "so on average too large where it is 0, and a variance that is kept costs degrees of freedom. A site intercept",
    "alone rejects far too often where sites differ by visit. Between-site df are conservative with few sites. With",
    "random site slopes (cells slope0.12) the default model, which shares one variance of change over visits, does",
    "not hold its level at T12, and CR2 by site does as far as its few sites allow.",
)
CHUNK = 100
LIMIT = 3.2  # of |z| against 5 %: 56 comparisons exceed it once in 13 calibrations by chance
TITLES = {
    "default": "site + site-by-visit, Kenward-Roger (default)",
    "cr2": "CR2 by site, Bell-McCaffrey",
    "between-site": "site + site-by-visit, between-site df",
    "intercept": "site intercept alone, Kenward-Roger",
}


def run_cell(cell: Cell, sets: int, workers: int, progress: Progress) -> dict[str, list[int]]:
    """Run a cell in parallel; the counts do not depend on the number of workers."""
    task = progress.add_task(cell.name, total=sets)
    total = {name: [0, 0, 0] for name in ANALYSES}
    with ProcessPoolExecutor(workers) as pool:
        starts = range(0, sets, CHUNK)
        jobs = [pool.submit(run_sets, cell, first, min(first + CHUNK, sets)) for first in starts]
        for job in jobs:
            for name, counts in job.result().items():
                total[name] = [a + b for a, b in zip(total[name], counts, strict=True)]
            progress.advance(task, CHUNK)
    return total


def z_score(rejected: int, fitted: int) -> float:
    """Return how far a share of rejections lies from 5 %, in standard errors."""
    return float((rejected / fitted - 0.05) / (0.05 * 0.95 / fitted) ** 0.5) if fitted else float("nan")


def table() -> str:
    """Return the table of the cells that are there, in Markdown."""
    lines = [
        "# Calibration of the difference in change",
        "",
        "Share of simulated studies whose 95 % interval excludes the true difference (0), in %, at T6 and T12;",
        "coverage is 100 minus it. Sizes: stigma = 205 controls and 85 treated in 12 + 12 sites; ten, twenty and",
        "forty per group in 3 + 3 sites. Site SD 0.15. Drop-out depends on the last score (missing at random).",
        f"In bold: |z| of {LIMIT} or more against 5 %.",
        "",
        "| cell | sets | " + " | ".join(f"{TITLES[name]}: T6, T12" for name in ANALYSES) + " |",
        "|---|---|" + "---|" * len(ANALYSES),
    ]
    for cell in all_cells():
        found = load(cell)
        if found is None:
            continue
        shown = [_shown(found["counts"][name]) for name in ANALYSES]  # type: ignore[index]
        lines.append(f"| {cell.name} | {found['sets']} | " + " | ".join(shown) + " |")
    return "\n".join([*lines, "", *READING]) + "\n"


def _shown(counts: list[int]) -> str:
    parts = []
    for rejected in counts[1:]:
        share = f"{100 * rejected / counts[0]:.1f}" if counts[0] else "–"
        parts.append(f"**{share}**" if abs(z_score(rejected, counts[0])) >= LIMIT else share)
    return ", ".join(parts) + (f" ({counts[0]} fitted)" if counts[0] % SETS else "")


def main() -> int:
    """Run what was asked for; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cell", help="run this cell only, without saving it")
    parser.add_argument("--sets", type=int, help="number of sets")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--table", action="store_true", help="write the table and run nothing")
    asked = parser.parse_args()
    cells = {cell.name: cell for cell in all_cells()}
    if asked.cell is not None and asked.cell not in cells:
        parser.error(f"no such cell; they are: {', '.join(cells)}")
    with Progress(disable=asked.table) as progress:
        for name, cell in cells.items():
            if asked.table or (asked.cell not in (None, name)) or (asked.cell is None and load(cell)):
                continue
            sets = asked.sets or (MAIN_SETS if is_main(cell) else SETS)
            counts = run_cell(cell, sets, asked.workers, progress)
            print(name, sets, {key: _shown(value) for key, value in counts.items()}, flush=True)
            if asked.cell is None:
                save(cell, sets, counts)
    if asked.cell is None:
        (Path(__file__).parent / "results" / "calibration.md").write_text(table(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
