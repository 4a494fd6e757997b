"""Responders among everybody: outcomes imputed many times, then split at a threshold of change."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from peereval.errors import FitError, one_of
from peereval.estimate.inference import check_level
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.parameters import Draws
from peereval.sensitivity.meaning.respond import Splits, direct_values, read_people
from peereval.sensitivity.meaning.respond_rows import contrast_rows, share_rows

HigherIs = Literal["better", "worse"]
Unobserved = Literal["impute", "nonresponder"]
DIRECTIONS, UNOBSERVED = ("better", "worse"), ("impute", "nonresponder")


def responder_contrasts(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    baseline: object,
    thresholds: float | Mapping[str, float] | Result,
    higher_is: HigherIs,
    rng: np.random.Generator,
    imputations: int = 50,
    covariates: Sequence[str] | None = None,
    adjust_baseline: bool = True,
    draws: Draws = "bootstrap",
    site: str | None = None,
    unobserved: Unobserved = "impute",
    level: float = 0.95,
) -> Result:
    """Return who improved, and who got worse, by at least a threshold, among all participants.

    Use it to say a difference in change in people. Missed visits are imputed many times from the
    model (missing at random) and split afterwards, so that nobody counts as a failure for not
    having come. The risks of the groups are standardised over everyone's covariates by a
    logistic regression in each completed data set, and pooled by Rubin's rules.

    Parameters
    ----------
    fit
        A fit of the outcome with an unstructured covariance, without weights; with site effects `site` is needed.
    data
        The frame of the fit, with the rows of the visits missed.
    group, reference, baseline
        The group column, the level compared with, the visit changes start from.
    thresholds
        Of change, above 0: one, several by name, or the result of `change_thresholds`.
    higher_is
        Whether a higher outcome is ``"better"`` or ``"worse"``.
    rng
        The source of chance, such as ``numpy.random.default_rng(20150630)``.
    imputations
        How many, at least 2.
    covariates
        Adjusted for as main effects; by default the columns of the formula other than group and visit.
    adjust_baseline
        Whether the value at `baseline` is adjusted for as well: who starts worse has more room to improve.
    draws
        Of the parameters behind the imputations, ``"bootstrap"`` or ``"bayesian"``: see `multiply_imputed_contrasts`.
    site
        The column of sites, left out in turn for the variance; participants count as independent without.
    unobserved
        ``"nonresponder"`` counts a missed visit as no improvement and no deterioration, as some trials do.
    level
        Of the confidence intervals.

    Returns
    -------
    Result
        Kind "responders"; keys ``threshold``, the names of group and visit, ``reference,
        baseline``. With an empty reference, shares of each group in percent: "improved",
        "deteriorated", and "participants"; then "adjusted improved" in percent, "difference in
        risk" in percentage points (the group minus the reference), "number needed" (see
        `number_needed`) and "fraction of missing information".

    Raises
    ------
    DataError
        If the frame is not that of the fit.
    FitError
        If the fit, a name, a level or an option cannot be used.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696; Floden and Bell 2019, doi:10.1186/s12874-019-0793-x (impute, then
    dichotomise).
    """
    refuse_options(higher_is, unobserved, imputations)
    limits = _name_thresholds(thresholds)
    people = read_people(fit, data, group=group, reference=reference, baseline=baseline, covariates=covariates,
                         site=site)  # fmt: skip
    directed = direct_values(fit, people, higher_is=higher_is, draws=draws, site=site, imputations=imputations, rng=rng)
    splits = Splits(people, directed, kept=unobserved == "nonresponder", adjusted=adjust_baseline)
    frame = _rows_at(splits, limits, check_level(level))
    method = {
        **_describe(splits, str(baseline), site),
        "formula": fit.formula,
        "thresholds": dict(limits),
        "higher_is": higher_is,
        "unobserved": unobserved,
        "imputations": imputations,
        "draws": draws,
        "level": level,
    }
    return make_result("responders", frame, method=method, notes=_notes(splits, imputations, site, unobserved))


def _rows_at(splits: Splits, limits: Mapping[str, float], level: float) -> pd.DataFrame:
    parts = []
    for name, limit in limits.items():
        parts.append(share_rows(splits, limit).assign(threshold=name))
        parts.append(contrast_rows(splits, limit, level).assign(threshold=name))
    frame = pd.concat(parts, ignore_index=True)
    keys = ["threshold", *splits.people.names, "reference", "baseline"]
    return frame[[*keys, *(name for name in frame if name not in keys)]]


def refuse_options(higher_is: str, unobserved: str, imputations: int) -> None:
    """Refuse options of a split that are none."""
    if higher_is not in DIRECTIONS:
        raise FitError(one_of("higher_is", higher_is, DIRECTIONS))
    if unobserved not in UNOBSERVED:
        raise FitError(one_of("unobserved", unobserved, UNOBSERVED))
    if not isinstance(imputations, int) or imputations < 2:
        raise FitError("imputations is a whole number of 2 or more.")


def _name_thresholds(thresholds: float | Mapping[str, float] | Result) -> dict[str, float]:
    if isinstance(thresholds, Result):
        rows = thresholds.rows
        named = dict(zip(rows["threshold"].astype(str), rows["estimate"].astype(float), strict=True))
    elif isinstance(thresholds, Mapping):
        named = {str(name): float(value) for name, value in thresholds.items()}
    else:
        named = {"given": float(thresholds)}
    if not named or not all(0.0 < value < float("inf") for value in named.values()):
        raise FitError("A threshold of change is a number above 0; whether up or down is better, higher_is says.")
    return named


def _describe(splits: Splits, baseline: str, site: str | None) -> dict[str, object]:
    adjusted = [*splits.people.covariates, *([baseline] if splits.adjusted else [])]
    return {
        "analysis": "logistic regression, standardised",
        "covariates": ", ".join(adjusted),
        "variance": "rubin, jackknife by site" if site else "rubin, influence of participants",
        "df_method": "barnard-rubin",
    }


def _notes(splits: Splits, imputations: int, site: str | None, unobserved: str) -> list[Note]:
    people = splits.people
    missed = int((~people.found.seen).any(axis=1).sum())
    notes = [Note("responders_imputed", imputations=imputations, participants=missed, total=len(people.group))]
    if unobserved == "nonresponder":
        notes = [Note("responders_failures", participants=missed)]
    notes.append(Note("responders_adjusted_start" if splits.adjusted else "responders_adjusted"))
    notes.append(Note("responders_jackknife" if site else "responders_influence"))
    return [*notes, *splits.directed.notes, *people.found.notes]
