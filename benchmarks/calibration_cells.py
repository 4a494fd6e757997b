"""The cells of the calibration, and what is asked of each simulated study."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from calibration_sets import NAMES, Cell, simulate

from peereval.errors import FitError
from peereval.estimate.inference import estimate_kept
from peereval.model.assemble import assemble_fit
from peereval.model.cells import Membership, random_effects
from peereval.model.compress import compress, prepare
from peereval.model.covariance import Model
from peereval.model.fit import Fit
from peereval.model.optimum import solve
from peereval.model.robust import with_variance
from peereval.model.structures.linear import unstructured

FOLDER = Path(__file__).parent / "results" / "calibration"
SETS, MAIN_SETS = 2_000, 20_000
ROWS = np.eye(len(NAMES))[[NAMES.index("group:T6"), NAMES.index("group:T12")]]
SIZES = {
    "stigma": ((205, 85), (12, 12)),
    "ten": ((10, 10), (3, 3)),
    "twenty": ((20, 20), (3, 3)),
    "forty": ((40, 40), (3, 3)),
}
ANALYSES = ("default", "cr2", "between-site", "intercept")


def all_cells() -> list[Cell]:
    """Return the main cells first, then the others, then those with random site slopes."""
    plain = [Cell(size, *SIZES[size], lost, sd) for size in SIZES for lost in (0.0, 0.2, 0.4) for sd in (0.0, 0.10)]
    slopes = [Cell(size, *SIZES[size], 0.4, 0.0, 0.12) for size in SIZES]
    return sorted(plain, key=lambda cell: not is_main(cell)) + slopes


def is_main(cell: Cell) -> bool:
    """Say whether a cell is one of the four with many sets."""
    return cell.size in ("stigma", "twenty") and cell.lost == 0.4 and not cell.slope_sd


def run_sets(cell: Cell, first: int, last: int) -> dict[str, list[int]]:
    """Return, by analysis, how many of the sets first..last-1 were fitted and reject at T6 and at T12.

    The seed of a set is its cell and number, so that the split into chunks does not matter.
    The model with a site intercept alone is fitted to the first SETS sets of a cell.
    """
    counts = {name: [0, 0, 0] for name in ANALYSES}
    for number in range(first, last):
        rng = np.random.default_rng([number, *cell.name.encode()])
        design, site = simulate(cell, rng)
        compressed = compress(prepare(design), Membership(site), site)
        for effects in ("intercept+visit", "intercept")[: 1 + (number < SETS)]:
            model = Model(unstructured(3), compressed.classes, random_effects(effects, 3, 1, 0))
            try:
                solution = solve(compressed.sums, model, reml=True)
                fit = assemble_fit(compressed, model, solution, method="reml", information="observed")
            except FitError:
                continue
            if effects == "intercept":
                _count(counts["intercept"], fit, "kenward-roger")
                continue
            _count(counts["default"], fit, "kenward-roger")
            _count(counts["between-site"], fit, "between-site")
            _count(counts["cr2"], with_variance(fit, "cr2", cluster="site"), "bell-mccaffrey")
    return counts


def _count(counts: list[int], fit: Fit, df_method: str) -> None:
    rows = estimate_kept(fit, ROWS, np.ones(2, dtype=bool), df_method=df_method, level=0.95)
    low, high = rows["conf_low"].to_numpy(), rows["conf_high"].to_numpy()
    counts[0] += 1
    counts[1] += int(low[0] > 0.0 or high[0] < 0.0)
    counts[2] += int(low[1] > 0.0 or high[1] < 0.0)


def save(cell: Cell, sets: int, counts: dict[str, list[int]]) -> None:
    """Write the counts of a finished cell."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    content = {"cell": asdict(cell), "sets": sets, "counts": counts}
    (FOLDER / f"{cell.name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def load(cell: Cell) -> dict[str, object] | None:
    """Return what is there of a cell."""
    path = FOLDER / f"{cell.name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
