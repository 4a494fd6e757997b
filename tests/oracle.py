"""The reference numbers and the fits compared with them; each model is fitted once per run."""

import json
from functools import lru_cache

import numpy as np
import pandas as pd

import peereval as pe
from peereval.model.kenward_roger import kenward_roger_test
from peereval.model.small_sample import fai_cornelius
from reference_models import REFERENCE

EXACT = 1e-8  # true optima in 80-bit arithmetic; the room is for other BLAS
BASIC = "y ~ group * visit + age + sex + diagnosis"
MAIN = "y ~ group * visit + (age + sex + diagnosis) * visit"
ADJUSTED = "y ~ group * visit + (y_T0 + age + sex + diagnosis) * visit"
PLAIN = "y ~ group * visit"


@lru_cache
def read(name):
    """Return a reference file."""
    return json.loads((REFERENCE / f"{name}.json").read_text())


@lru_cache
def cohort(name):
    """Return a cohort by file, with the part of it that follows a colon: men, T0-T12, adjusted."""
    file, _, part = name.partition(":")
    data = pd.read_csv(REFERENCE / f"{file}.csv")
    if part == "men":
        return data[data["sex"] == "M"]
    if part == "T0-T12":
        return data[data["visit"] != "T6"]
    if part == "adjusted":
        first = data[data["visit"] == "T0"].set_index("participant")["y"]
        later = data[(data["visit"] != "T0") & (data["group"] != "prefollowed")]
        return later.assign(y_T0=later["participant"].map(first)).dropna(subset=["y_T0"])
    return data


@lru_cache
def fitted(name, formula, **options):
    """Return a fit of a cohort, made once."""
    return pe.fit_mixed(formula, cohort(name), participant="participant", visit="visit", **options)


@lru_cache
def coefficients(fit, df_method):
    """Return the coefficients of a fit as a table by R's names, the parts of a name in alphabetical order."""
    rows = pe.coefficients(fit, df_method=df_method).rows
    return rows.assign(term=[plain(term) for term in rows["term"]]).set_index("term")


def plain(term):
    """Return a name of a coefficient that does not depend on who wrote it, or in which order."""
    short = term.replace("[T.", "").replace("]", "").replace("Intercept", "(Intercept)").replace("((", "(")
    return ":".join(sorted(short.replace("))", ")").split(":")))


def table(rows):
    """Return an R table of coefficients, aliased ones left out, by plain names."""
    kept = pd.DataFrame([row for row in rows if isinstance(row.get("Estimate", row.get("Value")), float)])
    return kept.assign(term=[plain(term) for term in kept["term"]]).set_index("term")


def exact_table(true, **more):
    """Return the columns of an exact model by plain names."""
    found = pd.DataFrame({"estimate": true["estimate"], "std_error": true["std_error"], **more})
    return found.set_index(pd.Index([plain(term) for term in true["terms"]]))


def in_errors(ours, theirs, error):
    """Return the largest difference of estimates in standard errors."""
    return float((np.abs(ours - theirs.reindex(ours.index)) / error).max())


def change_rows(fit, group="treated", reference="control", *, levels=False):
    """Return the rows of treated - control by visit: differences in change, or in level."""
    base = {name: value[0] for name, value in fit.frame.levels.items()} | dict(fit.frame.means)
    visits = list(fit.visits)
    grid = pd.DataFrame([{**base, "group": g, "visit": v} for g in (group, reference) for v in visits])
    cells = fit.frame.columns_for(grid)[:, fit.kept]
    difference = cells[: len(visits)] - cells[len(visits) :]
    return difference if levels else difference[1:] - difference[0]


def joint(fit, rows, method):
    """Return the joint test of rows by a method."""
    small = fit.small_sample
    if method == "satterthwaite":
        return fai_cornelius(rows, rows @ fit.beta, fit.covariance, small.slopes, small.theta_covariance)
    return kenward_roger_test(
        rows, rows @ fit.beta, fit.covariance, small.adjusted, small.slopes, small.adjusted_theta_covariance
    )
