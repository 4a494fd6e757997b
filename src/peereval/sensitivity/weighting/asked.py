"""What is asked of a contrast: how its standard error is found, and what the result says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from peereval.errors import FitError, one_of
from peereval.estimate.inference import check_level
from peereval.remarks import Note

ReplicateVariance = Literal["jackknife", "bootstrap"]
Variance = Literal["jackknife", "bootstrap", "cr2"]


@dataclass(frozen=True, slots=True, eq=False)
class Inference:
    """How a standard error is found, as the public functions name it."""

    variance: str
    replicates: int
    rng: np.random.Generator | None
    level: float

    def check(self, allowed: Sequence[str]) -> None:
        """Refuse what is not an option.

        Raises
        ------
        FitError
            If the variance is not allowed, the level no confidence level, or a bootstrap has no source of chance.
        """
        check_level(self.level)
        if self.variance not in allowed:
            raise FitError(one_of("inference", self.variance, allowed))
        if self.variance == "bootstrap" and self.rng is None:
            raise FitError("A bootstrap needs a source of chance: rng=numpy.random.default_rng(20150630), say.")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a result is about: its kind, its quantity, and what it says of how it was made."""

    kind: str
    quantity: str
    method: Mapping[str, object]
    notes: tuple[Note, ...]
