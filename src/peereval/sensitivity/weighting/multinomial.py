"""Weights that give several groups the make-up of one: multinomial propensity scores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.results import Result, make_result
from peereval.sensitivity.weighting.balance import Characteristics, characteristic_columns
from peereval.sensitivity.weighting.balancing import effective_size
from peereval.sensitivity.weighting.covariates import as_covariate, used_levels
from peereval.sensitivity.weighting.multinomial_scores import group_probabilities, target_weights
from peereval.sensitivity.weighting.people import keep_groups, require_columns

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class MultinomialWeights:
    """Weights of the people of several groups, each group made like the target in its covariates.

    Attributes
    ----------
    participants, code
        Who the people are and the number of their group, (n,).
    groups
        Names of the groups.
    target
        The group they are made like, or None for everybody.
    probabilities
        Of each group given the covariates, (n, groups).
    weights
        (n,), truncated, with mean 1 in each group.
    characteristics
        The covariates of these people.
    left_out
        People without a covariate.
    """

    participants: NDArray[np.object_]
    code: Codes
    groups: tuple[str, ...]
    target: str | None
    probabilities: Floats
    weights: Floats
    characteristics: pd.DataFrame
    left_out: int

    @property
    def rows(self) -> pd.DataFrame:
        """One row per person: participant, group, score (of the own group), weight."""
        own = self.probabilities[np.arange(len(self.code)), self.code]
        names = np.array(self.groups, dtype=object)[self.code]
        return pd.DataFrame(
            {"participant": self.participants, "group": names, "score": own, "weight": self.weights}
        )  # fmt: skip

    @property
    def sizes(self) -> pd.DataFrame:
        """Count and effective n (Kish) of each group: columns group, quantity, estimate."""
        rows = [
            (name, quantity, figure)
            for number, name in enumerate(self.groups)
            for own in [self.weights[self.code == number]]
            for quantity, figure in (("count", float(len(own))), ("effective n", float(effective_size(own))))
        ]
        return pd.DataFrame(rows, columns=["group", "quantity", "estimate"])

    @property
    def balance(self) -> Result:
        """How far each group is from the target, before and after: kind "multinomial_balance".

        Keys group, target, variable, level, when; quantity smd, divided by the standard
        deviation of the target's people, unweighted.
        """
        columns = characteristic_columns(self.characteristics)
        rows = pd.DataFrame(
            self._differences(columns), columns=["group", "target", "variable", "level", "when", "estimate"]
        ).assign(quantity="smd")
        method = {"model": "multinomial logistic", "denominator": "sd of the target"}
        return make_result("multinomial_balance", rows, method={**method, "target": self.target or "everybody"})

    def _differences(self, columns: Characteristics) -> Iterator[tuple[str, str, str, str, str, float]]:
        like = np.ones(len(self.code)) if self.target is None else self.code == self.groups.index(self.target)
        aim, spread = _mean_spread(columns.values, np.asarray(like, dtype=np.float64))
        for number, name in enumerate(self.groups):
            for when, used in (("before", np.ones(len(self.code))), ("after", self.weights)):
                mean, _ = _mean_spread(columns.values, np.where(self.code == number, used, 0.0))
                found = (mean - aim) / np.where(spread > 0.0, spread, np.nan)
                for variable, level, figure in zip(columns.variables, columns.levels, found, strict=True):
                    yield name, self.target or "", variable, level, when, float(figure)


def _mean_spread(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    mean = weights @ values / weights.sum()
    return mean, np.sqrt(weights @ (values - mean) ** 2 / weights.sum())


def multinomial_weights(
    data: pd.DataFrame,
    *,
    participant: str,
    group: str,
    covariates: Sequence[str],
    target: str | None = None,
    truncate: float | None = 0.99,
) -> MultinomialWeights:
    """Weigh the people of several groups so that each has the covariates of one of them, or of everybody.

    Use it to set levels of groups side by side that were made up of different people, also of
    a group that was never seen before the treatment. Name only characteristics that the treatment
    cannot change, such as age or a diagnosis: what it can change is part of what is compared.

    Parameters
    ----------
    data
        One row per participant.
    participant, group
        The columns of these; every group with a name takes part.
    covariates
        Numbers enter linearly, everything else by levels. People without one have no weight.
    target
        The group that the others are made like; None for everybody.
    truncate
        The quantile of the weights of each group that larger ones are set to; None for none.

    Raises
    ------
    DataError
        If a column is missing or someone has two rows.
    FitError
        If there is one group only, the target is none of them, or covariates separate them.

    References
    ----------
    McCaffrey et al. 2013, doi:10.1002/sim.5753; Li and Li 2019, doi:10.1214/19-AOAS1282.

    Examples
    --------
    >>> data = pd.DataFrame({"id": range(9), "group": list("aaabbbccc"), "sex": list("wwmwmmwmm")})
    >>> asked = {"participant": "id", "group": "group", "covariates": ["sex"]}
    >>> found = multinomial_weights(data, **asked, target="a", truncate=None)
    >>> found.rows["weight"].round(2).tolist()
    [1.0, 1.0, 1.0, 2.0, 0.5, 0.5, 2.0, 0.5, 0.5]
    """
    names = list(dict.fromkeys(covariates))
    require_columns(data, (participant, group, *names))
    rows = keep_groups(data, participant=participant, group=group, covariates=names)
    held = pd.DataFrame({name: as_covariate(rows[name], name) for name in names})
    complete = held.notna().all(axis="columns")
    kept = held[complete].reset_index(drop=True).apply(used_levels)
    code, found = pd.factorize(rows.loc[complete, group].astype(str), sort=True)
    groups = tuple(str(name) for name in found)
    if target is not None and target not in groups:
        raise FitError(one_of("target", target, groups))
    probabilities = group_probabilities(kept, code.astype(np.intp), groups)
    aim = None if target is None else groups.index(target)
    return MultinomialWeights(
        rows.loc[complete, participant].to_numpy(dtype=object),
        code.astype(np.intp),
        groups,
        target,
        probabilities,
        target_weights(probabilities, code.astype(np.intp), aim, truncate),
        kept,
        int((~complete).sum()),
    )
