"""Bands of a score: names for stretches of its range, and which side a score on a bound belongs to."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from peereval.codebook import Labels
from peereval.yaml_model import Keys, Texts, mapped


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | int | float) else value


class BandSet(Keys):
    """One way to cut the range of a score into bands, lowest first.

    A published band "1.00-2.00, 2.01-2.50" says nothing of 2.005. Here the unrounded score
    is compared with the bounds: with `closed: upper` a score equal to a bound belongs to the
    band below it, so 2 is in the first band and 2.005 in the second; with `closed: lower` it
    belongs to the band above it, as in "elevated from 2.5 on".

    Attributes
    ----------
    names
        The bands, lowest first.
    cuts
        The bounds between them, one fewer than the names.
    closed
        Whether a band holds its upper or its lower bound.
    verified, source
        Whether the bounds were seen in a source, and which.
    label, labels
        What people call the set, and each band, by language.
    """

    names: Texts
    cuts: Annotated[tuple[float, ...], BeforeValidator(_listed)]
    closed: Literal["upper", "lower"] = "upper"
    verified: bool = False
    source: str = ""
    label: Labels = Field(default_factory=dict)
    labels: Annotated[dict[str, Labels], BeforeValidator(mapped)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agree(self) -> "BandSet":
        if not self.cuts or len(self.names) != len(self.cuts) + 1:
            found = f"{len(self.names)} names and {len(self.cuts)} bounds"
            raise ValueError(f"'bands' have {found}; bands need at least one bound, and one name more than bounds.")
        if len(set(self.names)) < len(self.names):
            raise ValueError("'names' lists a band twice. Give each its own name.")
        if any(later <= earlier for earlier, later in pairwise(self.cuts)):
            raise ValueError("'cuts' must be listed from the lowest to the highest.")
        if unknown := [name for name in self.labels if name not in self.names]:
            raise ValueError(f"'labels' names '{unknown[0]}', which is not in 'names'. Correct it.")
        return self
