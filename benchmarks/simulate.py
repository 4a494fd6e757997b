"""What each analysis of bias finds where the truth is known: bias, standard errors and coverage, by simulation.

Run: python benchmarks/simulate.py                     all cells up to 2 000 sets each (hours of one core)
     python benchmarks/simulate.py --cell drop-out     one cell, going on from where it stopped
     python benchmarks/simulate.py --sets 50 --cell selection --try    a look at a cell, nothing is kept
     python benchmarks/simulate.py --table             the tables from the chunks that are there

Chunks of 25 sets are added to benchmarks/results/simulations/<cell>.jsonl as they finish; the
tables are benchmarks/results/simulations.md and .csv. The seed of a set is its cell and number.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # before numpy: one process per core is faster than threads in small matrices

from simulations.cells import CELLS  # noqa: E402
from simulations.sums import CHUNK, Sums, add_chunk, read_chunks, run_chunk, total  # noqa: E402
from simulations.table import summary, write_table  # noqa: E402

SETS = 2_000


def finish_chunks(name: str, sets: int, workers: int, done: set[int]) -> Iterator[tuple[int, dict[str, Sums]]]:
    """Yield the chunks of a cell that are not done yet, as they finish."""
    sizes = {first // CHUNK: min(CHUNK, sets - first) for first in range(0, sets, CHUNK)}
    with ProcessPoolExecutor(workers) as pool:
        jobs = {
            pool.submit(run_chunk, name, number, size): number for number, size in sizes.items() if number not in done
        }
        for job in as_completed(jobs):
            yield jobs[job], job.result()


def main() -> int:
    """Run what was asked for; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cell", action="append", choices=list(CELLS), help="this cell only; may be repeated")
    parser.add_argument("--sets", type=int, default=SETS, help="number of sets")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--try", dest="trial", action="store_true", help="keep nothing")
    parser.add_argument("--table", action="store_true", help="write the tables and run nothing")
    asked = parser.parse_args()
    for name in [] if asked.table else asked.cell or list(CELLS):
        there = {} if asked.trial else read_chunks(name)
        for number, sums in finish_chunks(name, asked.sets, asked.workers, set(there)):
            there[number] = sums
            if not asked.trial:
                add_chunk(name, number, sums)
        for title, one in total(there).items():
            print(f"{name}, {title}: {summary(one) if one.sets else 'refused'}", flush=True)
    if not asked.trial:
        print(write_table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
