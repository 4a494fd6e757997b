"""What the propensity score of a study may be made of."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.yaml_file import Problem

if TYPE_CHECKING:
    from peereval.study.file import Study

USUAL = "usual"
_TAKEN = {
    "participant": "tells the participants apart",
    "group": "is what the score predicts",
    "visit": "is no characteristic of a person",
    "site": "may have people of one group only; name characteristics of the sites instead",
}


def score_taken(study: "Study") -> Iterator[Problem]:
    """Find columns of the score that say who, where or when."""
    for number, name in enumerate(study.sensitivity.propensity_covariates):
        key = next((key for key in _TAKEN if name in (key, study.columns.named.get(key))), None)
        if key is not None:
            line = study.line_of("sensitivity", "propensity_covariates", number)
            yield Problem(line, f"'{name}' cannot be a covariate of the propensity score: it {_TAKEN[key]}. Remove it.")


def score_known(study: "Study") -> Iterator[Problem]:
    """Find columns of the score that are neither in the codebook nor measures."""
    known = [USUAL, "region", *study.outcomes, *(field.name for field in study.book.fields)]
    for number, name in enumerate(study.sensitivity.propensity_covariates):
        taken = any(name in (key, study.columns.named.get(key)) for key in _TAKEN)
        if name not in known and not taken and not any(name.startswith(f"{outcome}_") for outcome in study.outcomes):
            line = study.line_of("sensitivity", "propensity_covariates", number)
            message = f"'{name}' of the propensity score is neither in the codebook nor a measure."
            yield Problem(line, f"{message}{did_you_mean(name, known)} Describe it there, or remove it here.")
