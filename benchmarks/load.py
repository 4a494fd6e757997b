"""How fast a file is read, checked and scored, beside pandas' own read of it.

Run: python benchmarks/load.py [--rows 100000] [--items 60] [--runs 15] [--check]

A study of one ;-separated file is written into a temporary folder: a participant, a visit, a
group and items with whole answers from 1 to 4, half of them scored as one scale and half as
another. Then, in one run and turn by turn, with the median over the turns:

    bare        pandas.read_csv of the file, its C parser, nothing else
    read        read_data: found, hashed, decoded, parsed, keys and codes and labels converted
    score       score_scales: ranges, reversed items, unanswered items, both scales
    frame       check_frame: types, ranges, levels, visits, people
    privacy     identifiers_read: columns that identify people, by header and by cells
    items       check_items: answers coded off their range, or given by a pattern
    everything  check_data: all of these in one call, and the notes on sites and flow

Columns: stage, seconds, processor seconds (of all threads), and the ratio of each to the bare read.
pandas reads a file on several threads from version 3.1 on, so that its seconds depend on how many
processors are idle: `everything` must stay within LIMIT times the processor seconds of the bare
read. The table is kept in benchmarks/results/load.md, unless --check is given: then nothing is
written, and the exit code is 1 where the promise is broken.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{name}_NUM_THREADS", "1")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from peereval.checks.data import check_data, item_sets  # noqa: E402
from peereval.load.read import read_data  # noqa: E402
from peereval.score.scale import score_scales  # noqa: E402
from peereval.study import Study, read_study  # noqa: E402
from peereval.validate.privacy import identifiers_read  # noqa: E402
from peereval.validate.run import check_frame, check_items, code_keys  # noqa: E402

LIMIT = 6.0
_CLOCKS = ("processor", "seconds")
RESULTS = Path(__file__).parent / "results" / "load.md"
_STUDY = """\
peereval: 1
study: benchmark
columns: {participant: id, visit: visite, group: groupe}
visits: {T0: {month: 0}, T6: {month: 6}}
groups: {control: {also: ["2"], reference: true}, treated: {also: ["1"]}}
sources: [{path: data.csv}]
codebook: codebook.yaml
missing_codes: ["", NA, NSP]
outcomes:
  first: {instrument: first.yaml, items: "A{item}", missing: [99], primary: true}
  second: {instrument: second.yaml, items: "B{item}", missing: [99]}
"""
_SCALE = """\
name: NAME
source: benchmark
verified: true
items: ITEMS
responses: {minimum: 1, maximum: 4}
reversed: [1, 2]
higher_is: worse
scores: {total: {items: all, rule: mean, minimum_answered: 80%}}
"""


def main() -> int:
    """Print the table and keep it, or check the promise: then 1 says that it is broken."""
    parser = argparse.ArgumentParser(description="Time reading, checking and scoring.")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file")
    parser.add_argument("--items", type=int, default=60, help="items of the two scales together")
    parser.add_argument("--runs", type=int, default=15, help="times that each stage is run")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 where the promise is broken")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = time_stages(write_study(Path(folder), asked.rows, asked.items), asked.runs)
    lines = describe(table, asked.rows, asked.items)
    print("\n".join(lines))
    if asked.check:
        return int(table["processor ratio"].iloc[-1] > LIMIT)
    heading = "# Timings of reading, checking and scoring"
    RESULTS.write_text("\n".join([heading, "", *lines]) + "\n", encoding="utf-8")
    return 0


def write_study(folder: Path, rows: int, items: int) -> Study:
    """Write a study of one file and return it."""
    rng = np.random.default_rng(20150630)
    halves = {"A": items // 2, "B": items - items // 2}
    names = [f"{letter}{item}" for letter, many in halves.items() for item in range(1, many + 1)]
    frame = pd.DataFrame(rng.integers(1, 5, (rows, items)), columns=names)
    people = np.arange(rows) // 2
    frame.insert(0, "groupe", 1 + people % 2)
    frame.insert(0, "visite", np.where(np.arange(rows) % 2, "T6", "T0"))
    frame.insert(0, "id", [f"{one:06d}" for one in people])
    frame.to_csv(folder / "data.csv", sep=";", index=False)
    limits = "type: integer, constraints: {minimum: 1, maximum: 4}"
    fields = "\n".join(f"  - {{name: {name}, {limits}}}" for name in names)
    (folder / "codebook.yaml").write_text(f"fields:\n{fields}\n", encoding="utf-8")
    for scale, many in zip(("first", "second"), halves.values(), strict=True):
        key = _SCALE.replace("NAME", scale).replace("ITEMS", str(many))
        (folder / f"{scale}.yaml").write_text(key, encoding="utf-8")
    (folder / "study.yaml").write_text(_STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


def time_stages(study: Study, runs: int) -> pd.DataFrame:
    """Return stage, seconds, processor seconds, and the ratios of both to the bare read."""
    file = study.folder / "data.csv"
    data = read_data(study)
    sets, coded = item_sets(score_scales(data.frame, study).measures), code_keys(data.frame)
    stages = {
        "bare": lambda: pd.read_csv(file, sep=";", engine="c"),
        "read": lambda: read_data(study),
        "score": lambda: score_scales(data.frame, study),
        "frame": lambda: check_frame(data.frame, study, absences=data.absences),
        "privacy": lambda: list(identifiers_read((data.frame, data.absences), study, data.headers)),
        "items": lambda: check_items(coded, study, sets),
        "everything": lambda: check_data(study),
    }
    # Turn by turn, and each ratio within one turn: what slows the machine slows both sides of it.
    turns = [{name: _used(call) for name, call in stages.items()} for _ in range(runs)]
    made = {"stage": list(stages)}
    for place, name in enumerate(("seconds", "processor")):
        rounds = pd.DataFrame([{stage: used[place] for stage, used in turn.items()} for turn in turns])
        made |= {name: rounds.median().array, f"{name} ratio": rounds.div(rounds["bare"], axis=0).median().array}
    return pd.DataFrame(made)


def _used(call: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds and the processor seconds of a call."""
    clock, processor = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - clock, time.process_time() - processor


def describe(table: pd.DataFrame, rows: int, items: int) -> list[str]:
    """Return the table as lines of Markdown, with what was timed, what it was made with and what is promised."""
    made = f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}"
    rows_of = table.itertuples(index=False)
    cells = [f"| {one[0]} | {one[1]:.3f} | {one[2]:.2f} | {one[3]:.3f} | {one[4]:.2f} |" for one in rows_of]
    by_processor, by_clock = ("kept" if table[f"{name} ratio"].iloc[-1] <= LIMIT else "BROKEN" for name in _CLOCKS)
    return [
        f"Written by `python benchmarks/load.py`; numerical libraries on one thread. {made}.",
        "",
        f"A file of {rows:,} rows: participant, visit, group and {items} items of two scales. The stages take",
        "turns; seconds and ratios are medians over the turns. The ratio is to the bare read of the same turn (pandas,",
        "C parser, same file). pandas reads on several threads: processor seconds count them all.",
        "",
        "| stage | seconds | ratio | processor seconds | ratio |",
        "|---|---|---|---|---|",
        *cells,
        "",
        f"Everything within {LIMIT:g} times the processor seconds of the bare read: {by_processor}.",
        f"Everything within {LIMIT:g} times its seconds by the clock: {by_clock}.",
    ]


if __name__ == "__main__":
    sys.exit(main())
