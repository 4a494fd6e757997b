"""The study: study.yaml and its codebook, read, checked and frozen; every stage may read it."""

from peereval.study.file import Study, as_study, read_study
from peereval.study.model import ModelKeys
from peereval.study.outcomes import Outcome
from peereval.study.people import Columns, Group, Visit
from peereval.study.sources import Correction, Source

__all__ = [
    "Columns",
    "Correction",
    "Group",
    "ModelKeys",
    "Outcome",
    "Source",
    "Study",
    "Visit",
    "as_study",
    "read_study",
]
