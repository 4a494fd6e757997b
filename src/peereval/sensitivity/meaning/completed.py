"""Values of all participants in every imputation, in the unit of the outcome."""

import numpy as np
from numpy.typing import NDArray

from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.sensitivity.imputation.completed import draw_completed
from peereval.sensitivity.imputation.completion import Completion
from peereval.sensitivity.imputation.parameters import Drawing, draw_parameters
from peereval.sensitivity.imputation.participants import Participants

Floats = NDArray[np.float64]


def impute_values(
    fit: Fit, plan: Completion, *, draws: str, site: str | None, imputations: int, rng: np.random.Generator
) -> tuple[Floats, tuple[Note, ...]]:
    """Return completed values of n participants at T visits, (M, n, T), and how they were drawn.

    See `Drawing` for the parameters and `draw_parameters` for the errors.
    """
    drawn = draw_parameters(fit, plan.people, Drawing(draws, site, imputations, rng))
    made = np.concatenate(list(draw_completed(plan.values, plan.kinds, drawn, rng)))
    completed = made * fit.data.scale + plan.centre
    # An observed value is that of the file to the last digit: a change of exactly the threshold counts.
    return np.where(plan.people.seen, observed_values(fit, plan.people), completed), drawn.notes


def observed_values(fit: Fit, people: Participants) -> Floats:
    """Return the values seen of n participants at T visits, (n, T), 0 where there is none."""
    observed = np.zeros((fit.n_participants + 1, len(fit.visits)))
    observed[fit.data.design.participant, fit.data.design.visit] = fit.data.design.y
    return np.asarray(observed[people.position])
