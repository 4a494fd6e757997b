"""Values of all participants in every imputation, from draws of a model."""

import numpy as np
from numpy.typing import NDArray

from peereval.model.fit import Fit
from peereval.model.replicate_search import refit_replicates
from peereval.sensitivity.imputation.bootstrap import sampled_replicates
from peereval.sensitivity.imputation.completion import Completion
from peereval.sensitivity.imputation.draws import draw_values
from peereval.sensitivity.imputation.participants import Participants

Floats = NDArray[np.float64]


def draw_completed(fit: Fit, plan: Completion, imputations: int, rng: np.random.Generator) -> Floats:
    """Return completed values of n participants at T visits, (M, n, T), in the unit of the outcome.

    The model is fitted to a sample of participants, drawn with replacement within groups, for each
    imputation; what is missing is drawn given what was seen.

    Raises
    ------
    FitError
        If too many samples do not determine the model.
    """
    samples = sampled_replicates(fit, plan.people.position, plan.people.group, imputations, rng)
    drawn = refit_replicates(fit.theta, samples, fit.model)
    sigma = samples.matrices(drawn.theta)
    made = [
        draw_values(plan.values, plan.kinds, sigma[m : m + 1], drawn.beta[m : m + 1], rng) for m in range(imputations)
    ]
    completed = np.array(made) * fit.data.scale + plan.centre
    # An observed value is that of the file to the last digit: a change of exactly the threshold counts.
    return np.where(plan.people.seen, observed_values(fit, plan.people), completed)


def observed_values(fit: Fit, people: Participants) -> Floats:
    """Return the values seen of n participants at T visits, (n, T), 0 where there is none."""
    observed = np.zeros((fit.n_participants + 1, len(fit.visits)))
    observed[fit.data.design.participant, fit.data.design.visit] = fit.data.design.y
    return np.asarray(observed[people.position])
