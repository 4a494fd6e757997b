"""The analysis of data completed under one set of assumptions, with its replicates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.inference import check_level
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.sensitivity.imputation.ancova import Ancova, ancova_columns
from peereval.sensitivity.imputation.completion import Completion, plan_completion
from peereval.sensitivity.imputation.delta import Deltas
from peereval.sensitivity.imputation.jackknife import Jackknifed, jackknife_means, leave_out_codes
from peereval.sensitivity.imputation.participants import read_participants
from peereval.sensitivity.imputation.requirements import refuse_fit

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
    """The adjusted means with their replicates, degrees of freedom, and what a result says of them.

    left_out (n,) : the replicate that each participant is missing from
    """

    plan: Completion
    ancova: Ancova
    left_out: Codes
    found: Jackknifed
    df: float
    method: dict[str, object]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What is to be completed, and the columns of the analysis with the names of its covariates."""

    plan: Completion
    ancova: Ancova
    covariates: list[str]


def prepare_analysis(fit: Fit, data: pd.DataFrame, asked: Asked, *, with_sites: bool = False) -> Prepared:
    """Return what is to be completed and analysed, or refuse it; `with_sites` lets site effects pass."""
    check_level(asked.level)
    names = _covariates(fit, asked)
    plan = prepare_completion(fit, data, asked, with_sites=with_sites)
    people, n_groups = plan.people, len(fit.frame.levels[asked.group])
    return Prepared(plan, ancova_columns(people.personal, people.group, n_groups, names), names)


def prepare_completion(fit: Fit, data: pd.DataFrame, asked: Asked, *, with_sites: bool = True) -> Completion:
    """Return what is to be completed, or refuse it; `with_sites` lets site effects pass."""
    refuse_fit(fit, asked.group, with_sites=with_sites)
    names = _covariates(fit, asked)
    more = {f"covariates[{j}]": name for j, name in enumerate(names)}
    more |= {"site": asked.site} if asked.site else {}
    people = read_participants(fit, data, group=asked.group, intercurrent=asked.intercurrent, more=more)
    return plan_completion(
        fit,
        people,
        group=asked.group,
        reference=asked.reference,
        strategy=asked.strategy,
        baseline_covariate=asked.baseline_covariate,
        delta=asked.delta,
    )


def analyse_completed(fit: Fit, data: pd.DataFrame, asked: Asked) -> Analysed:
    """Return the analysis of the completed data, with the jackknife's replicates."""
    prepared = prepare_analysis(fit, data, asked)
    plan, people = prepared.plan, prepared.plan.people
    left_out = leave_out_codes(people.personal, asked.site)
    unit = "site" if asked.site else "participant"
    found = jackknife_means(fit, plan, prepared.ancova, left_out, f"{unit}s")
    df = _site_df(left_out, people.group) if asked.site else np.inf
    said = {
        "variance": f"jackknife by {unit}",
        "inference": "frequentist",
        "df_method": "between-site" if asked.site else "normal",
    }
    note = Note(f"jackknife_{unit}", replicates=len(found.replicates))
    method = describe_analysis(fit, asked, prepared, said)
    return Analysed(plan, prepared.ancova, left_out, found, df, method, analysis_notes(fit, plan, note))


def analysis_notes(fit: Fit, plan: Completion, how: Note) -> tuple[Note, ...]:
    """Return the notes of the fit that hold for completed data, how many values are imputed, and how."""
    missed = ~plan.people.seen
    kept = [note for note in fit.notes if note.code not in NOT_SAID]
    counted = Note("imputed_values", values=int(missed.sum()), participants=int(missed.any(axis=1).sum()))
    return (*kept, counted, how, *plan.notes)


def _covariates(fit: Fit, asked: Asked) -> list[str]:
    if asked.covariates is not None:
        return list(asked.covariates)
    columns = fit.data.design.formula.columns
    return [name for name in columns if name not in (asked.group, fit.frame.visit)]


def describe_analysis(fit: Fit, asked: Asked, prepared: Prepared, said: Mapping[str, object]) -> dict[str, object]:
    """Return what a result says about how it was made."""
    method: dict[str, object] = {
        "formula": fit.formula,
        "method": fit.method,
        "covariance": fit.structure_name,
        "strategy": prepared.plan.label,
        "analysis": "analysis of covariance by visit",
        "covariates": ", ".join(prepared.covariates),
        **said,
        "level": asked.level,
    }
    return {**method, "delta": dict(asked.delta)} if asked.delta else method


def _site_df(sites: Codes, group: Codes) -> float:
    """Return sites minus groups, or minus 1 where a site holds more than one group."""
    n_sites = int(sites.max()) + 1
    apart = len(np.unique(np.column_stack([sites, group]), axis=0)) == n_sites
    return float(max(1, n_sites - (len(np.unique(group)) if apart else 1)))
