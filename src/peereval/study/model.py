"""The keys of study.yaml about the main model."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from peereval.errors import did_you_mean
from peereval.yaml_model import Keys, Texts

SiteEffects = Literal["intercept+visit", "intercept", "unstructured", "none"]
DfMethod = Literal["auto", "kenward-roger", "satterthwaite", "between-within", "between-site", "normal"]


# The catalogue of the model has these structures; it is not imported here, since `check` starts without it.
COVARIANCES: Mapping[str, tuple[str, ...]] = {
    "unstructured": ("un", "us"),
    "compound_symmetry": ("cs",),
    "heterogeneous_compound_symmetry": ("csh",),
    "autoregressive": ("ar1", "ar(1)"),
    "heterogeneous_autoregressive": ("ar1h", "arh1", "arh(1)"),
    "antedependence": ("ad",),
    "heterogeneous_antedependence": ("adh", "ante1", "ante(1)"),
    "toeplitz": ("toep",),
    "heterogeneous_toeplitz": ("toeph",),
    "spatial_exponential": ("sp_exp",),
    "random_intercept": ("ri",),
    "random_slope": ("ris", "random_intercept_slope"),
}


def _known_covariances(names: tuple[str, ...]) -> tuple[str, ...]:
    known = {word: name for name, short in COVARIANCES.items() for word in (name, *short)}
    if not names:
        raise ValueError("'covariance' is empty. Write unstructured, or remove the key.")
    plain = [name.strip().casefold().replace(" ", "_").replace("-", "_") for name in names]
    for given, word in zip(names, plain, strict=True):
        if word not in known:
            listed = f"use one of: {', '.join(COVARIANCES)}.{did_you_mean(word, known)}"
            raise ValueError(f"'covariance' is '{given}', which is not an option; {listed}")
    return tuple(dict.fromkeys(known[word] for word in plain))


Covariances = Annotated[Texts, AfterValidator(_known_covariances)]


class ModelKeys(Keys):
    """The main model: covariates, covariance, sites, degrees of freedom, level of the intervals.

    `df_method` is that of the model-based intervals; robust ones have Bell-McCaffrey's.
    `covariance` is one structure or several, tried in order until the data can carry one.
    `site_effects` counts only where `columns` names the site.
    """

    covariates: Texts = ()
    """Columns of the codebook, taken at the first visit attended."""
    covariate_visit: Literal["first-attended"] = "first-attended"
    """Where covariates come from."""
    missing_covariates: Literal["complete-cases"] = "complete-cases"
    """What happens to people without a covariate."""
    covariance: Covariances = ("unstructured",)
    """Structure of the covariance within a person, or several tried in order."""
    site_effects: SiteEffects = "intercept+visit"
    """How sites differ."""
    site_rule: Literal["first", "refuse"] = "first"
    """What happens to people who change site."""
    df_method: DfMethod = "auto"
    """Degrees of freedom of the model-based intervals."""
    information: Literal["observed", "expected"] = "observed"
    """Information on which the degrees of freedom rest."""
    level: float = Field(default=0.95, gt=0.5, lt=1)
    """Level of the confidence intervals."""
