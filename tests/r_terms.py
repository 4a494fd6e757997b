"""The coefficients of a fit by the names R gives them, and the files of true values."""

import json

import numpy as np

from reference_models import REFERENCE

EXACT = 1e-8  # true optima rounded to double; the room is for other BLAS


def read(name):
    return json.loads((REFERENCE / name).read_text())


def factors(term):
    """Return the factors of a coefficient in R's spelling, whatever their order."""
    return frozenset(term.replace("[T.", "").replace("]", "").replace("Intercept", "(Intercept)").split(":"))


def places(fit, terms):
    """Return where R's coefficients stand among those of the fit."""
    ours = [factors(term) for term in fit.terms]
    return [ours.index(frozenset(term.split(":"))) for term in terms]


def contrast_row(fit, label):
    """Return the coefficients of 'treated - control at T6' or 'treated - control, T6 - T0'."""
    visit = label.split(" at ")[1] if " at " in label else label.split(", ")[1].split(" - ")[0]
    row = np.zeros(len(fit.terms))
    row[places(fit, ["grouptreated"])] = " at " in label
    if visit != fit.visits[0]:
        row[places(fit, [f"grouptreated:visit{visit}"])] = 1.0
    return row
