"""The simulated studies of the calibration: sizes, drop-out and site effects, cell by cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

SIGMA = np.array([[0.25, 0.15, 0.12], [0.15, 0.30, 0.18], [0.12, 0.18, 0.36]])
SITE_SD, SLOPE_SD = 0.15, 0.12
EFFECTS = np.array([0.0, -0.10, -0.20])  # of treatment on the mean, so on the change too
CONTROL, TREATED, PREFOLLOWED = 0, 1, 2
SEED = 20150630


@dataclass(frozen=True, slots=True)
class Size:
    """How many people there are, in how many sites; the group is assigned by site.

    Sites with a peer worker hold the treated and those followed before, never seen at T0.
    """

    name: str
    control: int
    treated: int
    prefollowed: int
    control_sites: int
    worker_sites: int
    covariates: tuple[str, ...]

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return self.control_sites + self.worker_sites


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting of the simulation, and how many sets of data are drawn."""

    number: int
    size: Size
    drop_out: float
    site_visit_sd: float
    slopes: bool
    sets: int

    @property
    def name(self) -> str:
        """A name for files and the command line."""
        effect = "site-slopes" if self.slopes else f"site-visit-{self.site_visit_sd:.2f}"
        return f"{self.size.name}_drop-{round(100 * self.drop_out)}_{effect}"


STIGMA = Size("stigma", 205, 85, 117, 15, 9, ("age", "sex", "psychotic", "other"))
SMALL = tuple(Size(f"{n}-per-group", n, n, 0, 3, 3, ("age",)) for n in (10, 20, 40))
MAIN = ("stigma", "20-per-group")


def make_cells() -> tuple[Cell, ...]:
    """Return all cells; the four main ones have 20 000 sets, the others 2 000."""
    cells: list[Cell] = []
    for size in (STIGMA, *SMALL):
        for drop_out in (0.0, 0.2, 0.4):
            for spread in (0.0, 0.10):
                sets = 20_000 if drop_out == 0.4 and size.name in MAIN else 2_000
                cells.append(Cell(len(cells), size, drop_out, spread, slopes=False, sets=sets))
    for size in (STIGMA, *SMALL):
        cells += [
            Cell(len(cells) + j, size, drop_out, 0.0, slopes=True, sets=2_000) for j, drop_out in enumerate((0.0, 0.4))
        ]
    return tuple(cells)


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """One set of data: per participant site (n,), group (n,), seen (n, 3), covariates (n, c) and y (n, 3)."""

    site: Codes
    group: Codes
    seen: NDArray[np.bool_]
    covariates: Floats
    y: Floats


def draw(cell: Cell, number: int) -> Cohort:
    """Return one set of data; the same for the same cell and number, whoever draws it."""
    rng, size = np.random.default_rng([SEED, cell.number, number]), cell.size
    group = np.repeat([CONTROL, TREATED, PREFOLLOWED], [size.control, size.treated, size.prefollowed])
    n = group.size
    site = _sites(rng, group, size)
    covariates = _covariates(rng, n)
    effects = rng.normal(0.0, SITE_SD, size.sites)[:, None]
    if cell.slopes:
        effects = effects + rng.normal(0.0, SLOPE_SD, size.sites)[:, None] * np.arange(3)
    else:
        effects = effects + rng.normal(0.0, 1.0, (size.sites, 3)) * cell.site_visit_sd
    age, female, psychotic, _ = covariates.T
    mean = 2.3 - 0.05 * age[:, None] + 0.08 * female[:, None] + 0.10 * psychotic[:, None]
    mean = mean - 0.03 * np.arange(3) * psychotic[:, None] + EFFECTS * (group == TREATED)[:, None]
    y = mean + effects[site] + rng.multivariate_normal(np.zeros(3), SIGMA, n, method="cholesky")
    names = ("age", "sex", "psychotic", "other")
    used = [names.index(name) for name in size.covariates]
    return Cohort(site, group, _seen(rng, y, group, cell.drop_out), covariates[:, used], y)


def _sites(rng: np.random.Generator, group: Codes, size: Size) -> Codes:
    """Return sites of unequal sizes, none of them empty."""
    site = np.empty(group.size, dtype=np.intp)
    for at, first, many in (
        (np.flatnonzero(group == CONTROL), 0, size.control_sites),
        (np.flatnonzero(group != CONTROL), size.control_sites, size.worker_sites),
    ):
        share = rng.dirichlet(np.full(many, 6.0))
        chosen = np.concatenate([np.arange(many), rng.choice(many, at.size - many, p=share)])
        site[at] = first + rng.permutation(chosen)
    return site


def _covariates(rng: np.random.Generator, n: int) -> Floats:
    diagnosis = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    columns = (rng.normal(size=n), rng.random(n) < 0.5, diagnosis == 0, diagnosis == 2)
    return np.column_stack(columns).astype(np.float64)


def _seen(rng: np.random.Generator, y: Floats, group: Codes, drop_out: float) -> NDArray[np.bool_]:
    """Return who was seen when: the chance of leaving rises with the last value seen, `drop_out` have left by T12."""
    n = len(y)
    first = np.where(group == PREFOLLOWED, np.where(rng.random(n) < 0.5, 1, 2), 0)
    seen = np.arange(3) == first[:, None]
    leave = 1.0 - np.sqrt(1.0 - drop_out)
    for t in (1, 2):
        pull = leave * np.exp(0.5 * (y[:, t - 1] - 2.35))  # of those seen before
        stays = rng.random(n) > np.minimum(pull, 0.95)
        seen[:, t] |= seen[:, t - 1] & stays
    return seen
