"""Weights of one treated group and its reference, with all that a reader must see of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.weighting.balance import balance_rows
from peereval.sensitivity.weighting.balancing import group_weights
from peereval.sensitivity.weighting.described import distribution_rows, score_rows, weight_rows
from peereval.sensitivity.weighting.positivity import positivity_rows
from peereval.sensitivity.weighting.propensity import Propensity, design_propensity
from peereval.sensitivity.weighting.scores import Scores, fit_scores
from peereval.sensitivity.weighting.separation import refuse_separated

Floats = NDArray[np.float64]
KINDS = ("propensity", "weights", "balance", "positivity", "score_distribution")


@dataclass(frozen=True, slots=True, eq=False)
class PropensityWeights:
    """Propensity scores of two groups and the weights made of them.

    Attributes
    ----------
    propensity
        The people and the columns of the score.
    fitted
        The fit to everybody: one replicate.
    weights
        Of the people, (n,), truncated, with mean 1 in each group.
    estimand, truncate
        What was asked.
    """

    propensity: Propensity
    fitted: Scores
    weights: Floats
    estimand: str
    truncate: float | None

    @property
    def scores(self) -> Floats:
        """The probability of the treated group of each person, (n,)."""
        return np.asarray(self.fitted.scores[0])

    @property
    def rows(self) -> pd.DataFrame:
        """One row per person: participant, group, score, weight."""
        own = self.propensity
        return pd.DataFrame({
            "participant": own.participants, "group": own.groups, "score": self.scores, "weight": self.weights,
        })  # fmt: skip

    @property
    def balance(self) -> Result:
        """The balance before and after: `result("balance")`."""
        return self.result("balance")

    def result(self, kind: str) -> Result:
        """Return what there is to tell of the weights, one kind at a time (see `propensity_weights`).

        Raises
        ------
        FitError
            If the kind is none of these.
        """
        if kind not in KINDS:
            raise FitError(f"There is no result '{kind}'; there are: {', '.join(KINDS)}.{did_you_mean(kind, KINDS)}")
        own = self.propensity
        rows = {
            "propensity": lambda: score_rows(own, self.fitted),
            "weights": lambda: weight_rows(own, self.scores, self.weights, self.estimand, self.truncate),
            "balance": lambda: balance_rows(own, self.weights, self.estimand),
            "positivity": lambda: positivity_rows(own, self.scores),
            "score_distribution": lambda: distribution_rows(own, self.scores, self.weights),
        }[kind]()
        return make_result(kind, self._keyed(kind, rows), method=self._method(kind), notes=tuple(self._notes(kind)))

    def _keyed(self, kind: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows led by whom they compare, and by the estimand where it matters."""
        keys = {"group": self.propensity.treated_group, "reference": self.propensity.reference}
        if kind not in ("propensity", "positivity"):
            keys["estimand"] = self.estimand
        for place, (name, value) in enumerate(keys.items()):
            rows.insert(place, name, value)
        return rows

    def _method(self, kind: str) -> dict[str, object]:
        said = {"model": "logistic", "covariates": ", ".join(dict.fromkeys(self.propensity.covariates[1:]))}
        if kind == "balance":
            said["denominator"] = "sd of the treated" if self.estimand == "att" else "pooled sd"
        if kind in ("propensity", "positivity"):
            return {**said}
        return {**said, "estimand": self.estimand, "truncate": self.truncate}

    def _notes(self, kind: str) -> Iterator[Note]:
        if sum(self.propensity.left_out.values()):
            yield Note("weights_left_out", people=sum(self.propensity.left_out.values()))
        if kind == "positivity" and self.propensity.assigned_by_site:
            yield Note("weights_by_site")


def propensity_weights(
    data: pd.DataFrame,
    *,
    participant: str,
    group: str,
    treated: str,
    reference: str,
    covariates: Sequence[str],
    site: str | None = None,
    estimand: str = "att",
    truncate: float | None = 0.99,
) -> PropensityWeights:
    """Weigh people so that a treated group and its reference are alike in measured covariates.

    Use it where groups were not randomised: the weights make the groups alike in what the
    score is made of and in nothing else. Where the group is assigned by site, confounding by
    site remains: no weight can make a site like one that has people of one group only.

    Parameters
    ----------
    data
        One row per participant. Numbers enter linearly, everything else by levels. People
        without a covariate have no weight; they are counted, nothing is filled in.
    participant, group, site
        The columns of these; the site is for what is told of positivity, and for resampling.
    treated, reference
        The two groups.
    covariates
        What was known before the treatment could change it.
    estimand
        Whom the answer is about: ``"att"`` people like the treated, ``"ate"`` everybody,
        ``"overlap"`` people who could have been in either group.
    truncate
        The quantile of the weights of each group that larger ones are set to; None for none.

    Returns
    -------
    PropensityWeights
        `rows` has the score and the weight of each person; `result(kind)` is one of

        - propensity: keys group, reference, variable, level; log odds ratios, of numbers per
          standard deviation;
        - weights: keys group, reference, estimand, arm; count, left out, effective n (Kish) and its
          percentage, minimum, q1, median, q3, maximum, truncated, largest share (%);
        - balance: keys group, reference, estimand, variable, level, when (before, after), arm; mean
          or percent of each arm, smd and variance ratio between them, largest smd of all;
        - positivity: keys group, reference, variable, level, arm; people of each category and site,
          and how many have a score outside the range of the other group;
        - score_distribution: keys group, reference, estimand, arm, place; the lower bound of each bin
          of the scores, and its percent and weighted percent of the people of the arm.

    Raises
    ------
    DataError
        If a column is missing or someone has two rows.
    FitError
        If covariates separate the groups, or an option is not one.

    References
    ----------
    Rosenbaum and Rubin 1983, doi:10.1093/biomet/70.1.41; Li, Morgan and Zaslavsky 2018,
    doi:10.1080/01621459.2016.1260466.

    Examples
    --------
    >>> data = pd.DataFrame({"id": range(8), "group": list("ttttcccc"), "sex": list("wwmwwmmm")})
    >>> found = propensity_weights(
    ...     data, participant="id", group="group", treated="t", reference="c", covariates=["sex"], truncate=None)
    >>> found.rows["weight"].round(3).tolist()
    [1.0, 1.0, 1.0, 1.0, 3.0, 0.333, 0.333, 0.333]
    """
    columns = {"participant": participant, "group": group, "site": site}
    design = design_propensity(data, treated=treated, reference=reference, covariates=covariates, **columns)  # type: ignore[arg-type]
    return weigh_people(design, estimand=estimand, truncate=truncate)


def weigh_people(propensity: Propensity, *, estimand: str, truncate: float | None) -> PropensityWeights:
    """Return the weights of the people of a design (see `propensity_weights`).

    Raises
    ------
    FitError
        If covariates separate the groups, or an option is not one.
    """
    fitted = fit_scores(propensity.X, propensity.treated, propensity.whole)
    if not fitted.converged[0]:
        refuse_separated(propensity)
    weights = group_weights(fitted.scores, propensity.treated, propensity.whole, estimand, truncate)[0]
    return PropensityWeights(propensity, fitted, weights, estimand, truncate)
