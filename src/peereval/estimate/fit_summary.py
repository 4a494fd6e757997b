"""What a fit was and how it ended, as results: its covariance, its criterion, its sizes."""

import numpy as np
import pandas as pd

from peereval.estimate.inference import describe_method
from peereval.model.fit import Fit
from peereval.results import Result, make_result


def describe_covariance(fit: Fit, outcome: str) -> Result:
    """Return the standard deviations and correlations of the visits."""
    sigma = fit.residual_covariance.to_numpy()
    spread = np.sqrt(np.diag(sigma))
    rows = [
        {
            "visit": fit.visits[t],
            "other_visit": fit.visits[s],
            "quantity": "standard deviation" if t == s else "correlation",
            "estimate": spread[t] if t == s else sigma[t, s] / (spread[t] * spread[s]),
        }
        for t in range(len(spread))
        for s in range(t + 1)
    ]
    method = {"covariance": fit.structure_name, "method": fit.method}
    return make_result("covariance", pd.DataFrame(rows), outcome=outcome, method=method)


def describe_fit(fit: Fit, outcome: str, *, df_method: str) -> Result:
    """Return how the fit ended: criterion, sizes, steps."""
    figures = {
        "minus 2 REML log-likelihood": fit.minus_2_log_likelihood,
        "AIC": fit.aic,
        "BIC": fit.bic,
        "participants": fit.n_participants,
        "observations": fit.n_observations,
        **({"sites": fit.n_sites} if fit.n_sites else {}),
        "parameters": len(fit.beta) + len(fit.theta),
        "iterations": fit.status.iterations,
    }
    rows = pd.DataFrame({"quantity": list(figures), "estimate": [float(value) for value in figures.values()]})
    status = "boundary" if fit.status.boundary else "converged"
    said = {"status": status, "aliased": ", ".join(fit.aliased), "site_effects": site_effects(fit)}
    method = describe_method(fit, df_method=df_method, **said)
    return make_result("fit", rows, outcome=outcome, method=method, notes=fit.notes)


def site_effects(fit: Fit) -> str:
    """Return the site effects of a fit, in the words of study.yaml."""
    random = fit.model.random
    if random is None or not any(name.startswith("site") for name in random.names):
        return "none"
    if random.block is not None:
        return "unstructured"
    return "intercept+visit" if "site:visit" in random.names else "intercept"
