"""What is kept of the answers: sums by analysis, which chunks of sets add to, in a file for each cell."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from peereval.errors import PeerevalError
from simulations.answers import Study
from simulations.cells import CELLS

FOLDER = Path(__file__).parents[1] / "results" / "simulations"
CHUNK = 25
NAMES = ("sets", "refused", "error", "squares", "std_error", "std_error_squares", "covered")


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over sets: how many, refused, of errors and their squares, of standard errors and squares, covered."""

    sets: float = 0.0
    refused: float = 0.0
    error: float = 0.0
    squares: float = 0.0
    std_error: float = 0.0
    std_error_squares: float = 0.0
    covered: float = 0.0

    def plus(self, other: "Sums") -> "Sums":
        """Return the sums of both."""
        return Sums(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def bias(self) -> float:
        """Mean error."""
        return self.error / self.sets

    @property
    def spread(self) -> float:
        """Empirical standard deviation of the estimates."""
        return float(np.sqrt((self.squares - self.sets * self.bias**2) / max(self.sets - 1.0, 1.0)))

    @property
    def mean_std_error(self) -> float:
        """Mean standard error."""
        return self.std_error / self.sets

    @property
    def coverage(self) -> float:
        """Share of the intervals that hold the truth."""
        return self.covered / self.sets


def run_chunk(name: str, number: int, sets: int) -> dict[str, Sums]:
    """Return the sums of one chunk of a cell.

    The seed of a set is its cell and number, so that the number of processes does not matter.
    """
    cell = CELLS[name]
    truth, found = cell.truth(), dict.fromkeys(cell.analyses, Sums())
    for index in range(number * CHUNK, number * CHUNK + sets):
        data, chance = np.random.SeedSequence([index, *name.encode()]).spawn(2)
        study = Study(cell.design(np.random.default_rng(data)), np.random.default_rng(chance), {})
        for title, analyse in cell.analyses.items():
            try:
                got = analyse(study)
            except PeerevalError:
                found[title] = found[title].plus(Sums(refused=1.0))
                continue
            error, se = got.estimate - truth, got.std_error
            covered = float(got.low <= truth <= got.high)
            found[title] = found[title].plus(Sums(1.0, 0.0, error, error**2, se, se**2, covered))
    return found


def read_chunks(name: str) -> dict[int, dict[str, Sums]]:
    """Return the chunks of a cell that are there, by number."""
    path = FOLDER / f"{name}.jsonl"
    if not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["chunk"]: {title: Sums(*values) for title, values in line["sums"].items()} for line in lines}


def add_chunk(name: str, number: int, sums: Mapping[str, Sums]) -> None:
    """Write a chunk below those that are there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    values = {title: [round(getattr(one, key), 9) for key in NAMES] for title, one in sums.items()}
    with (FOLDER / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"chunk": number, "sums": values}) + "\n")


def total(chunks: Mapping[int, Mapping[str, Sums]]) -> dict[str, Sums]:
    """Return the sums of chunks, by analysis, in the order of the chunks."""
    found: dict[str, Sums] = {}
    for number in sorted(chunks):
        for title, sums in chunks[number].items():
            found[title] = found.get(title, Sums()).plus(sums)
    return found
