"""Which way degrees of freedom are computed, and which ways go with which variance."""

from typing import Literal

from peereval.errors import FitError, one_of
from peereval.model.fit import Fit

DfMethod = Literal[
    "auto", "kenward-roger", "satterthwaite", "bell-mccaffrey", "between-within", "between-site", "normal"
]
DF_METHODS = (
    "auto",
    "kenward-roger",
    "satterthwaite",
    "bell-mccaffrey",
    "between-within",
    "between-site",
    "normal",
)


_OF_THE_MODEL = ("kenward-roger", "satterthwaite")


def resolve_df_method(fit: Fit, df_method: str) -> str:
    """Return the method used, "auto" resolved, or refuse one that does not go with the fit.

    "auto" is Kenward-Roger for a model variance under REML, Satterthwaite under ML, and
    Bell-McCaffrey for a robust variance.

    Raises
    ------
    FitError
        If the method is unknown, or does not go with the variance or the criterion of the fit.
    """
    if df_method not in DF_METHODS:
        raise FitError(one_of("df_method", df_method, DF_METHODS))
    if fit.weights is not None and (fit.robust is None or df_method in _OF_THE_MODEL):
        raise FitError(_weighted_refusal(df_method, robust=fit.robust is not None))
    if df_method == "auto":
        return _automatic(fit)
    reason = _refusal(fit, df_method)
    if reason:
        raise FitError(f"df_method='{df_method}': {reason}")
    return df_method


def _weighted_refusal(df_method: str, *, robust: bool) -> str:
    """Return why participant weights go with robust variances only, and what to do."""
    asked = f"df_method='{df_method}': " if df_method in _OF_THE_MODEL else ""
    remedy = "use df_method='bell-mccaffrey'" if robust else "use with_variance(fit, 'cr2', cluster='site') first"
    return (
        f"{asked}With participant weights the model variance does not hold: the weighted likelihood is a "
        "pseudo-likelihood, in which a person of weight 2 counts as two people, so that the inverse of its "
        f"information is not a variance; {remedy}. Weights that were estimated, such as propensity "
        "weights, vary too: pe.weighted_contrasts estimates them anew in every replicate."
    )


def _automatic(fit: Fit) -> str:
    if fit.robust is not None:
        return "bell-mccaffrey"
    return "kenward-roger" if fit.method == "reml" else "satterthwaite"


def _refusal(fit: Fit, df_method: str) -> str:
    """Return why a method does not go with a fit, empty when it does."""
    if df_method == "between-site" and fit.n_sites == 0:
        return "the fit knows of no sites; give site='...' to fit_mixed."
    if fit.robust is not None and df_method in ("kenward-roger", "satterthwaite"):
        return "it is for the model variance, and this fit has a robust one; use 'bell-mccaffrey'."
    if fit.robust is None and df_method == "bell-mccaffrey":
        return "it is for a robust variance, and this fit has the model's; use with_variance(fit, 'cr2') first."
    if df_method == "kenward-roger" and fit.method == "ml":
        return "Kenward and Roger's adjustment is derived for REML; use 'satterthwaite', or method='reml'."
    return ""
