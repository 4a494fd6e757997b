"""The structures by name: the literature's, and the short names of SAS and mmrm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.model.covariance import Structure
from peereval.model.structures.antedependence import antedependence, heterogeneous_antedependence
from peereval.model.structures.autoregressive import autoregressive, heterogeneous_autoregressive
from peereval.model.structures.banded import (
    compound_symmetry,
    heterogeneous_compound_symmetry,
    heterogeneous_toeplitz,
    toeplitz,
)
from peereval.model.structures.exponential import spatial_exponential
from peereval.model.structures.growth import random_intercept, random_slope
from peereval.model.structures.linear import unstructured

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a structure may depend on: T visits, and per class their times and weights, (m, T).

    Times are None where the visits have none, weights where all residuals weigh the same.
    The last class is that of the planned visits.
    """

    n_visits: int
    times: Floats | None = None
    weights: Floats | None = None

    @property
    def n_classes(self) -> int:
        """How many classes there are, m."""
        return max((len(part) for part in (self.times, self.weights) if part is not None), default=1)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A structure of the catalogue: its short names, and what it needs or can take.

    ordered : the order of the visits matters; timed : it needs times;
    weighed : it has a residual part that weights can divide
    """

    short: tuple[str, ...]
    make: Callable[[Plan], Structure]
    ordered: bool = False
    timed: bool = False
    weighed: bool = False


def _on_times(make: Callable[[Floats], Structure], plan: Plan) -> Structure:
    if plan.times is None:
        raise FitError(_NO_TIMES)
    return make(plan.times)


_NO_TIMES = (
    "This covariance needs the times of the visits: numbers as visits, one number in each visit label (T0, T6, "
    "T12), or time= a column of times."
)

CATALOGUE: Mapping[str, Kind] = {
    "unstructured": Kind(("un", "us"), lambda plan: unstructured(plan.n_visits)),
    "compound_symmetry": Kind(("cs",), lambda plan: compound_symmetry(plan.n_visits, plan.weights), weighed=True),
    "heterogeneous_compound_symmetry": Kind(("csh",), lambda plan: heterogeneous_compound_symmetry(plan.n_visits)),
    "autoregressive": Kind(("ar1", "ar(1)"), lambda plan: autoregressive(plan.n_visits), ordered=True),
    "heterogeneous_autoregressive": Kind(
        ("ar1h", "arh1", "arh(1)"), lambda plan: heterogeneous_autoregressive(plan.n_visits), ordered=True
    ),
    "antedependence": Kind(("ad",), lambda plan: antedependence(plan.n_visits), ordered=True),
    "heterogeneous_antedependence": Kind(
        ("adh", "ante1", "ante(1)"), lambda plan: heterogeneous_antedependence(plan.n_visits), ordered=True
    ),
    "toeplitz": Kind(("toep",), lambda plan: toeplitz(plan.n_visits), ordered=True),
    "heterogeneous_toeplitz": Kind(("toeph",), lambda plan: heterogeneous_toeplitz(plan.n_visits), ordered=True),
    "spatial_exponential": Kind(("sp_exp",), lambda plan: _on_times(spatial_exponential, plan), timed=True),
    "random_intercept": Kind(("ri",), lambda plan: random_intercept(plan.n_visits, plan.weights), weighed=True),
    "random_slope": Kind(
        ("ris", "random_intercept_slope"),
        lambda plan: _on_times(lambda times: random_slope(times, plan.weights), plan),
        timed=True,
        weighed=True,
    ),
}
_NAMES = {short: name for name, kind in CATALOGUE.items() for short in (name, *kind.short)}


def structure_name(given: str) -> str:
    """Return the name in the catalogue of a literature or short name, in any case, with spaces or hyphens.

    Raises
    ------
    FitError
        If no structure has that name.

    Examples
    --------
    >>> structure_name("Compound symmetry"), structure_name("UN"), structure_name("arh(1)")
    ('compound_symmetry', 'unstructured', 'heterogeneous_autoregressive')
    """
    plain = str(given).strip().casefold().replace(" ", "_").replace("-", "_")
    if plain not in _NAMES:
        raise FitError(one_of("covariance", given, _NAMES))
    return _NAMES[plain]


def short_name(name: str) -> str:
    """Return the short name of a structure of the catalogue.

    Examples
    --------
    >>> short_name("heterogeneous_toeplitz")
    'toeph'
    """
    return CATALOGUE[name].short[0]
