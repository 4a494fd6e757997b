"""What must hold of the covariates of a study: described in the codebook, and not in the model already."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.errors import did_you_mean
from peereval.yaml_file import Problem

if TYPE_CHECKING:
    from peereval.study.file import Study

NO_COVARIATES = {
    "participant": "it tells the participants apart",
    "group": "the model compares the groups already",
    "visit": "the visits are in the model already",
    "site": "the sites are in the model by 'site_effects'",
}


def covariates_taken(study: "Study") -> Iterator[Problem]:
    """Find covariates that are in the model already, as a key or as the outcome."""
    for number, name in enumerate(study.model.covariates):
        reason = why_no_covariate(name, study)
        if reason:
            message = f"'{name}' cannot be a covariate: {reason}. Remove it from 'covariates'."
            yield Problem(study.line_of("model", "covariates", number), message)


def why_no_covariate(name: str, study: "Study") -> str:
    """Return why a column is in the model already, as a key or as the outcome; empty when it is not."""
    for key, reason in NO_COVARIATES.items():
        if name in (key, study.columns.named.get(key)):
            return f"it is the {key} column, and {reason}"
    for outcome, keys in study.outcomes.items():
        if name in (outcome, keys.column, *(f"{outcome}_{score}" for score in keys.scores)) or keys.is_item(name):
            return f"it belongs to the outcome '{outcome}', which is what the model explains"
    return ""


def covariates_known(study: "Study") -> Iterator[Problem]:
    """Find covariates that the codebook does not describe."""
    region = study.columns.region
    known = [*(field.name for field in study.book.fields), *(("region", region) if region else ())]
    for number, name in enumerate(study.model.covariates):
        if name not in known and not why_no_covariate(name, study):
            line = study.line_of("model", "covariates", number)
            message = f"the covariate '{name}' is not in the codebook.{did_you_mean(name, known)}"
            yield Problem(line, f"{message} Describe it there, or remove it here.")


def dose_known(study: "Study") -> Iterator[Problem]:
    """Find a column of `dose` that the codebook does not describe."""
    name, known = study.sensitivity.dose, [field.name for field in study.book.fields]
    if name is not None and name not in known:
        message = f"the column '{name}' of 'dose' is not in the codebook.{did_you_mean(name, known)}"
        yield Problem(study.line_of("sensitivity", "dose"), f"{message} Describe it there, or remove 'dose'.")
