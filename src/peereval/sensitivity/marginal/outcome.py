"""Everything the study door makes of a measure that is no continuous score: one marginal model, and what it says."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import PeerevalError
from peereval.estimate.cohorts import entry_cohorts, first_visit
from peereval.estimate.inference import NOT_ESTIMABLE
from peereval.estimate.marginal_contrasts import Scale, marginal_contrasts
from peereval.estimate.marginal_inference import describe_marginal
from peereval.estimate.marginal_means import marginal_means
from peereval.model.marginal.family import FamilyName
from peereval.model.marginal.fit import MarginalFit
from peereval.model.marginal.independence import fit_marginal
from peereval.remarks import Finding, Note
from peereval.results import Result, make_result
from peereval.score.measure import Measure
from peereval.score.typed import name_categories
from peereval.sensitivity.marginal.weighed import weigh_rows

if TYPE_CHECKING:
    from peereval.study import Study

Made = tuple[tuple[Result, ...], tuple[Finding, ...]]
FAMILIES: dict[str, FamilyName] = {"binary": "binomial", "ordinal": "ordinal", "count": "negative-binomial"}
SCALES: dict[str, tuple[Scale, ...]] = {
    "binary": ("difference", "ratio", "odds-ratio"),
    "ordinal": ("odds-ratio", "difference"),
    "count": ("ratio", "difference"),
}
FEW_EVENTS = 5


def marginal_formula(outcome: str, covariates: tuple[str, ...]) -> str:
    """Return the formula of the marginal model of a study.

    Examples
    --------
    >>> marginal_formula("work", ("age", "sex"))
    'work ~ group * visit + age + sex'
    """
    quoted = [name if name.isidentifier() else f"`{name}`" for name in (outcome, *covariates)]
    return " + ".join([f"{quoted[0]} ~ group * visit", *quoted[1:]])


def model_typed_outcome(frame: pd.DataFrame, study: "Study", measure: Measure) -> Made:
    """Fit the marginal model of one binary, ordinal or count measure, and return results and findings.

    Clusters are sites, or participants where there are none. Kinds: marginal_means,
    marginal_contrasts, marginal_fit. A model that cannot be fitted is a finding.

    Parameters
    ----------
    frame
        The table of the main model: cohorts split, covariates and site carried.
    study
        The study.
    measure
        The measure, with its type and categories.
    """
    try:
        rows, weights, notes, findings = weigh_rows(frame, study, measure.name)
        fit = _fit(rows, study, measure, weights)
        results = tuple(_results(fit, study, measure, notes))
    except PeerevalError as error:
        told = {"outcomes": measure.name, "why": error.reason}
        return (), (Finding("warning", "marginal-not-fitted", values=told),)
    return results, (*findings, *_findings(frame, fit, measure))


def _fit(rows: pd.DataFrame, study: "Study", measure: Measure, weights: str | None) -> MarginalFit:
    levels = [str(level) for level in rows["group"].cat.categories]
    ordered = [study.reference, *(level for level in levels if level != study.reference)]
    if measure.type == "ordinal":
        rows = name_categories(rows, [measure])
    return fit_marginal(
        marginal_formula(measure.name, tuple(study.model.covariates)),
        rows.assign(group=rows["group"].cat.reorder_categories(ordered)),
        participant="participant",
        visit="visit",
        cluster="site" if "site" in rows else "participant",
        family=FAMILIES[measure.type],
        weights=weights,
    )


def _results(fit: MarginalFit, study: "Study", measure: Measure, notes: tuple[Note, ...]) -> Iterator[Result]:
    """Yield the results of one fit, groups under the names of the study with their visit of entry."""
    level, name = study.model.level, measure.name
    means = marginal_means(fit, ["group", "visit"], level=level)
    yield replace(_by_entry(means, study), outcome=name, notes=(*means.notes, *notes))
    base = first_visit(study, study.reference)
    asked = [
        marginal_contrasts(fit, group="group", reference=study.reference, baseline=start, scale=scale, level=level)
        for start in (base, None)
        for scale in SCALES[measure.type]
    ]
    stacked = pd.concat([one.rows.assign(baseline=one.rows.get("baseline", "")) for one in asked], ignore_index=True)
    front = ["group", "visit", "reference", "baseline", *(["category"] if "category" in stacked else [])]
    stacked = stacked[[*front, *(c for c in stacked.columns if c not in front)]]
    method = describe_marginal(fit, df_method="auto", level=level)
    told = dict.fromkeys(note for one in asked for note in one.notes)
    whole = make_result("marginal_contrasts", stacked, outcome=name, method=method, notes=(*told, *notes))
    yield _by_entry(whole, study)
    yield _describe_fit(fit, name)


def _by_entry(result: Result, study: "Study") -> Result:
    """Return a result with the groups of the study, and the visit of entry where a group has several."""
    names = {name: (group, entry if name != group else "") for (group, entry), name in entry_cohorts(study).items()}
    rows = result.rows
    cohorts = [names[str(group)] for group in rows["group"]]
    rows = rows.assign(group=[group for group, _ in cohorts], visit=rows["visit"].astype(str))
    rows.insert(1, "entry", [entry for _, entry in cohorts])
    late = rows["group"].map(lambda group: bool(study.groups[group].enters_at))
    rows = rows[~(late & (rows["note"] == NOT_ESTIMABLE))]  # a visit before entry has no people, and no change from it
    if "category" in rows:
        rows["category"] = rows["category"].astype("string").fillna("").astype(str)
    return make_result(result.kind, rows, outcome=result.outcome, method=dict(result.method), notes=result.notes)


def _describe_fit(fit: MarginalFit, outcome: str) -> Result:
    figures = {
        "participants": fit.n_participants,
        "observations": fit.n_observations,
        "clusters": fit.n_clusters,
        "parameters": len(fit.beta),
        **({"dispersion": fit.dispersion} if fit.family == "negative-binomial" else {}),
    }
    rows = pd.DataFrame({"quantity": list(figures), "estimate": [float(value) for value in figures.values()]})
    method = describe_marginal(fit, df_method="auto", cluster=fit.robust.cluster)
    return make_result("marginal_fit", rows, outcome=outcome, method=method, notes=fit.notes)


def _findings(frame: pd.DataFrame, fit: MarginalFit, measure: Measure) -> Iterator[Finding]:
    """Yield what calls for attention: cells with few events, rows that tell the outcome without fail."""
    separated = [note for note in fit.notes if note.code == "marginal_separated"]
    if separated:
        yield Finding("warning", "outcome-separated", values={"outcomes": measure.name})
    if measure.type != "binary":
        return
    known = frame[frame[measure.name].notna()]
    cells = known.groupby(["group", "visit"], observed=True)[measure.name].agg(["sum", "size"])
    few = int((cells["sum"].clip(upper=cells["size"] - cells["sum"]) < FEW_EVENTS).sum())
    if few:
        yield Finding("warning", "events-few", values={"outcomes": measure.name, "cells": few, "fewest": FEW_EVENTS})
