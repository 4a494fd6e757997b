"""The analysis of data completed under one set of assumptions, with its replicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.inference import check_level
from peereval.model.fit import Fit
from peereval.results import Note
from peereval.sensitivity.ancova import ancova_columns
from peereval.sensitivity.completion import Completion, plan_completion, refuse_fit
from peereval.sensitivity.delta import Deltas
from peereval.sensitivity.jackknife import Jackknifed, jackknife_means, leave_out_codes
from peereval.sensitivity.participants import read_participants

Codes = NDArray[np.intp]

NOT_SAID = ("missing_outcome", "missing_covariate")  # of the fit: here the missed visits are imputed, or counted anew


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The assumptions and the analysis, as the public functions name them."""

    group: str
    reference: object
    strategy: str | Mapping[str, str]
    intercurrent: str | None
    baseline_covariate: str | None
    delta: Deltas | None
    covariates: Sequence[str] | None
    site: str | None
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """The adjusted means with their replicates, degrees of freedom, and what a result says of them."""

    plan: Completion
    found: Jackknifed
    df: float
    method: dict[str, object]
    notes: tuple[Note, ...]


def analyse_completed(fit: Fit, data: pd.DataFrame, asked: Asked) -> Analysed:
    """Return the analysis of the completed data, with the jackknife's replicates."""
    check_level(asked.level)
    refuse_fit(fit, asked.group)
    names = _covariates(fit, asked)
    more = [*names, *([asked.site] if asked.site else [])]
    people = read_participants(fit, data, group=asked.group, intercurrent=asked.intercurrent, more=more)
    plan = plan_completion(
        fit,
        people,
        group=asked.group,
        reference=asked.reference,
        strategy=asked.strategy,
        baseline_covariate=asked.baseline_covariate,
        delta=asked.delta,
    )
    ancova = ancova_columns(people.personal, people.group, len(fit.frame.levels[asked.group]), names)
    left_out = leave_out_codes(people.personal, asked.site)
    unit = "site" if asked.site else "participant"
    found = jackknife_means(fit, plan, ancova, left_out, f"{unit}s")
    missed = ~people.seen
    notes = [note for note in fit.notes if note.code not in NOT_SAID]
    notes += [Note("imputed_values", values=int(missed.sum()), participants=int(missed.any(axis=1).sum()))]
    notes += [Note(f"jackknife_{unit}", replicates=len(found.replicates)), *plan.notes]
    df = _site_df(left_out, people.group) if asked.site else np.inf
    return Analysed(plan, found, df, _method(fit, asked, plan, names, unit), tuple(notes))


def _covariates(fit: Fit, asked: Asked) -> list[str]:
    if asked.covariates is not None:
        return list(asked.covariates)
    columns = fit.data.design.formula.columns
    return [name for name in columns if name not in (asked.group, fit.frame.visit)]


def _method(fit: Fit, asked: Asked, plan: Completion, names: Sequence[str], unit: str) -> dict[str, object]:
    said: dict[str, object] = {
        "formula": fit.formula,
        "method": fit.method,
        "covariance": fit.structure_name,
        "strategy": plan.label,
        "analysis": "analysis of covariance by visit",
        "covariates": ", ".join(names),
        "variance": f"jackknife by {unit}",
        "inference": "frequentist",
        "df_method": "between-site" if asked.site else "normal",
        "level": asked.level,
    }
    if asked.delta:
        said["delta"] = dict(asked.delta)
    return said


def _site_df(sites: Codes, group: Codes) -> float:
    """Return sites minus groups, or minus 1 where a site holds more than one group."""
    n_sites = int(sites.max()) + 1
    apart = len(np.unique(np.column_stack([sites, group]), axis=0)) == n_sites
    return float(max(1, n_sites - (len(np.unique(group)) if apart else 1)))
