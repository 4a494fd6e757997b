"""What attendance may be predicted from in a study."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.yaml_file import Problem

if TYPE_CHECKING:
    from peereval.study.file import Study

_TAKEN = {
    "participant": "tells the participants apart",
    "group": "predicts attendance already",
    "visit": "has a model of attendance of its own at each",
    "site": "has too few people each; name characteristics of the sites instead",
}


def attendance_covariates(study: "Study") -> Iterator[Problem]:
    """Find columns under `sensitivity: attendance: covariates` that say who, where or when, or are not described."""
    known = ["region", *study.outcomes, *(field.name for field in study.book.fields)]
    for number, name in enumerate(study.sensitivity.attendance.covariates or ()):
        line = study.line_of("sensitivity", "attendance", "covariates", number)
        key = next((key for key in _TAKEN if name in (key, study.columns.named.get(key))), None)
        if key is not None:
            yield Problem(line, f"'{name}' cannot predict attendance: it {_TAKEN[key]}. Remove it.")
        elif name not in known and not any(name.startswith(f"{outcome}_") for outcome in study.outcomes):
            message = f"'{name}' is to predict attendance, and is neither in the codebook nor a measure."
            yield Problem(line, f"{message}{did_you_mean(name, known)} Describe it there, or remove it here.")
