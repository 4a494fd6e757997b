"""What is known of the trials of peer support that come with the package."""

from collections.abc import Mapping
from importlib.resources import files

from peereval.dossier import Source
from peereval.evidence.trials.table import Suspect

FILE = "peer_support_trials.csv"
SOURCES = (
    Source(
        "Smit et al.",
        "Smit D, Miguel C, Vrijsen JN, Groeneweg B, Spijker J, Cuijpers P. The effectiveness of peer support for "
        "individuals with mental illness: systematic review and meta-analysis. Psychological Medicine 53(11). "
        "Data: doi:10.5281/zenodo.7687898, ODC-By 1.0.",
    ),
)
SUSPECTS = (
    Suspect("Davidson, 2004", "trials-inverted", "flip", ("clinical", "functional")),
    Suspect("Salzer, 2016", "trials-sd-like-se", "leave out", ("personal", "functional")),
)

PUBLISHED: Mapping[str, Mapping[str, tuple[float, float, float]]] = {
    "clinical": {"pooled effect": (0.19, 0.11, 0.27), "I2": (10.0, 0.0, 44.0)},
    "personal": {"pooled effect": (0.15, 0.04, 0.27), "I2": (43.0, 1.0, 67.0)},
    "functional": {"pooled effect": (0.08, -0.02, 0.18), "I2": (36.0, 0.0, 61.0)},
}
"""What the review printed: Hedges' g and I2 in percent, each with its 95 % interval."""


def trials_file() -> bytes:
    """Return the bytes of the table of trials."""
    return files("peereval.evidence.trials").joinpath(FILE).read_bytes()
