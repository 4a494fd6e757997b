"""Levels of several groups at each visit, as they are and weighted to one make-up."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from peereval.errors import DataError
from peereval.estimate.marginal_means import marginal_means
from peereval.model.marginal.independence import fit_marginal
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.weighting.multinomial import MultinomialWeights, multinomial_weights
from peereval.sensitivity.weighting.people import require_columns

_VALUES = ("estimate", "std_error", "df", "conf_low", "conf_high", "note")
_COLUMNS = {"outcome": "outcome", "group": "group", "visit": "visit"}


def weighted_levels(
    data: pd.DataFrame,
    *,
    outcome: str,
    participant: str,
    visit: str,
    group: str,
    covariates: Sequence[str],
    site: str | None = None,
    target: str | None = None,
    truncate: float | None = 0.99,
    level: float = 0.95,
) -> Result:
    """Return the mean of an outcome by group and visit, each group weighted to the covariates of a target.

    Use it for groups that entered in different ways, one of them perhaps never seen before the
    treatment: their levels side by side, as if they were made up of the same people in what
    the treatment cannot change. It describes; it compares no changes and proves no effect.

    Parameters
    ----------
    data
        One row per participant and visit attended.
    outcome, participant, visit, group
        The columns of these.
    covariates
        Characteristics of the participants that the treatment cannot change, the same at every visit.
    site
        The column of the sites, for standard errors by site; by participant without it.
    target
        The group whose make-up is taken; None for everybody's.
    truncate
        As of `multinomial_weights`.
    level
        Of the intervals.

    Returns
    -------
    Result
        Kind "weighted_levels", keys group, visit: quantity "mean" (the same people unweighted)
        and "weighted mean", by independence estimating equations with CR2 by site and
        Bell-McCaffrey df; at visit "" count and effective n of each group. The weights are taken as
        known. A group not seen at a visit is "not estimable".

    Raises
    ------
    DataError, FitError
        As `multinomial_weights` and `fit_marginal`; if a covariate changes within a participant.
    """
    named = [outcome, participant, visit, group, *covariates, *([site] if site else [])]
    require_columns(data, named)
    _refuse_moving(data, participant, (group, *covariates))
    people = data.drop_duplicates(participant)
    weights = multinomial_weights(
        people, participant=participant, group=group, covariates=covariates, target=target, truncate=truncate
    )
    rows = _rows_of(data, weights, participant)
    plain = rows[[participant, "weight", *([site] if site else [])]].assign(
        **{name: rows[column] for name, column in zip(_COLUMNS, (outcome, group, visit), strict=True)}
    )
    asked = {"participant": participant, "cluster": site or participant, "level": level}
    told = [
        _means(plain.assign(weight=weight), quantity, **asked)  # type: ignore[arg-type]
        for quantity, weight in (("mean", 1.0), ("weighted mean", rows["weight"]))
    ]
    frame = pd.concat([*told, weights.sizes.assign(visit="", note="")], ignore_index=True)
    return make_result("weighted_levels", frame[["group", "visit", "quantity", *_VALUES]], method={
        "model": "multinomial logistic", "covariates": ", ".join(covariates), "target": target or "",
        "truncate": truncate, "variance": "cr2 by site" if site else "cr2 by participant",
        "df_method": "bell-mccaffrey", "level": level,
    }, notes=_notes(weights))  # fmt: skip


def _refuse_moving(data: pd.DataFrame, participant: str, names: Sequence[str]) -> None:
    moving = (data.groupby(participant, sort=False)[list(names)].nunique(dropna=False) > 1).any(axis="index")
    if moving.any():
        listed = ", ".join(f"'{name}'" for name in moving.index[moving])
        raise DataError(f"{listed} changes between the visits of a participant; give the value of the first visit.")


def _rows_of(data: pd.DataFrame, weights: MultinomialWeights, participant: str) -> pd.DataFrame:
    """Return the rows of people with a weight, and their weight."""
    known = pd.Series(weights.weights, index=weights.participants)
    return data.assign(weight=data[participant].map(known)).dropna(subset="weight")


def _means(rows: pd.DataFrame, quantity: str, *, participant: str, cluster: str, level: float) -> pd.DataFrame:
    fit = fit_marginal(
        "outcome ~ group * visit", rows, participant=participant, visit="visit", cluster=cluster, weights="weight"
    )
    found = marginal_means(fit, ["group", "visit"], level=level).rows
    texts = {name: found[name].astype(str) for name in ("group", "visit")}
    return found.assign(**texts, quantity=quantity, note=np.where(found["estimate"].isna(), "not estimable", ""))


def _notes(weights: MultinomialWeights) -> tuple[Note, ...]:
    lost = (Note("weights_left_out", people=weights.left_out),) if weights.left_out else ()
    return (Note("weighted_levels"), *lost)
