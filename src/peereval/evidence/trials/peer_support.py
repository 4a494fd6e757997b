"""What is known of the trials of peer support that come with the package."""

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


def trials_file() -> bytes:
    """Return the bytes of the table of trials."""
    return files("peereval.evidence.trials").joinpath(FILE).read_bytes()
