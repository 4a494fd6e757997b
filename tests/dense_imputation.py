"""Conditional-mean imputation written out person by person, and its jackknife by refitting: slow and plain.

For each person the whole mean and covariance that a strategy implies are built (Carpenter,
Roger and Kenward 2013) and conditioned on what was observed, unlike the package, which works
on sums over kinds of participant.
"""

import numpy as np
import pandas as pd

import peereval as pe

VISITS = ("T3", "T6", "T12")
GROUPS = ("control", "treated", "other")
FORMULA = "y ~ group * visit + (base + sex) * visit"


def cohort(n=150, seed=3):
    """Return three groups in nine sites, drop-out, gaps, people never seen, and a column with the event."""
    rng = np.random.default_rng(seed)
    site = np.arange(n) % 9
    group, sex = np.array(GROUPS)[site % 3], rng.choice(["F", "M"], n)
    base = rng.normal(50.0, 9.0, n)
    root = np.array([[7.0, 0.0, 0.0], [5.0, 6.0, 0.0], [4.0, 4.0, 7.0]])
    slope = np.select([group == "treated", group == "other"], [-4.0, -1.5], 0.5)
    y = 20.0 + 0.6 * base[:, None] + slope[:, None] * np.arange(3) + rng.normal(size=(n, 3)) @ root.T
    last = rng.choice([3, 2, 1, 0], n, p=[0.55, 0.2, 0.18, 0.07])
    seen = np.arange(3) < last[:, None]
    seen[(last == 3) & (rng.random(n) < 0.1), 1] = False
    seen[(last >= 2) & (rng.random(n) < 0.15), 0] = False
    ends = np.argmax(np.cumsum(seen, axis=1), axis=1) + 1
    event = np.where(seen.any(axis=1), ends, 0)
    event = np.where((event < 3) & (rng.random(n) < 0.8), event, 3)
    person = pd.DataFrame({"id": [f"P{i:03d}" for i in range(n)], "site": site, "group": group, "sex": sex})
    person = person.assign(base=base, event=[None if e == 3 else VISITS[e] for e in event])
    data = person.loc[np.repeat(np.arange(n), 3)].reset_index(drop=True)
    data["group"] = pd.Categorical(data["group"], GROUPS)
    return data.assign(visit=np.tile(VISITS, n), y=np.where(seen, y, np.nan).ravel())


def fit(data, **options):
    return pe.fit_mixed(FORMULA, data, participant="id", visit="visit", **options)


def complete(fitted, data, strategy, reference="control", delta=None):
    """Return the data with the outcome completed; `strategy` by group."""
    sigma, beta = fitted.residual_covariance, fitted.beta
    of_group = {g: sigma.loc[g].to_numpy() if fitted.model.levels else sigma.to_numpy() for g in GROUPS}
    X = {g: fitted.frame.columns_for(data.assign(group=g))[:, fitted.kept] @ beta for g in GROUPS}
    events = [3 if pd.isna(at) else VISITS.index(at) for at in data["event"]]
    groups, y = data["group"].astype(str).tolist(), data["y"].to_numpy()
    out = y.copy()
    for first in range(0, len(data), 3):  # three rows a person, in order
        group, event, rows = groups[first], events[first], slice(first, first + 3)
        own, ref = X[group][rows], X[reference][rows]
        seen = ~np.isnan(y[rows])
        plain = condition(own, of_group[group], y[rows], seen)
        mean, V = implied(strategy.get(group, "mar"), event, (own, ref), (of_group[group], of_group[reference]))
        special = condition(mean, V, y[rows], seen)
        filled = np.where(np.arange(3) < event, plain, special)  # gaps before the event stay missing at random
        added = np.array([(delta or {}).get(group, {}).get(v, 0.0) for v in VISITS])
        out[rows] = np.where(seen, y[rows], filled + added)
    return data.assign(y=out)


def implied(strategy, event, means, covariances):
    """Return the mean and the covariance of all visits that a strategy implies; own first, then the reference's."""
    (own, ref), (V, R) = means, covariances
    if strategy == "mar" or event == 3 or (strategy == "last-mean-carried-forward" and event == 0):
        return own, V
    if strategy == "copy-reference":
        return ref, R
    before, after = slice(0, event), slice(event, 3)
    mean = own.copy()
    if strategy == "last-mean-carried-forward":
        mean[after] = own[event - 1]
        return mean, V
    jump = strategy == "jump-to-reference" or event == 0
    mean[after] = ref[after] if jump else own[event - 1] + ref[after] - ref[event - 1]
    B = R[after, before] @ np.linalg.inv(R[before, before])
    joint = V.copy()
    joint[after, before] = B @ V[before, before]
    joint[before, after] = joint[after, before].T
    joint[after, after] = R[after, after] - B @ (R[before, before] - V[before, before]) @ B.T
    return mean, joint


def condition(mean, V, y, seen):
    """Return the mean given what was seen."""
    out = np.where(seen, y, mean)
    if seen.any() and not seen.all():
        out[~seen] += V[np.ix_(~seen, seen)] @ np.linalg.solve(V[np.ix_(seen, seen)], y[seen] - mean[seen])
    return out


def contrasts(completed, covariates=("base", "sex")):
    """Return treated - control and other - control at each visit by least squares, (2, 3)."""
    found = []
    for visit in VISITS:
        rows = completed[completed["visit"] == visit]
        columns = [np.ones(len(rows)), rows["group"] == "treated", rows["group"] == "other"]
        columns += [rows["base"]] * ("base" in covariates) + [rows["sex"] == "M"] * ("sex" in covariates)
        X = np.column_stack([np.asarray(c, dtype=float) for c in columns])
        found.append(np.linalg.lstsq(X, rows["y"].to_numpy(), rcond=None)[0][1:3])
    return np.array(found).T


def jackknife(data, by, strategy, delta=None, **options):
    """Return the differences and their standard errors, each (2, 3), refitting for every replicate."""

    def analyse(part):
        return contrasts(complete(fit(part, **options), part, strategy, delta=delta))

    out = np.array([analyse(data[data[by] != unit]) for unit in data[by].unique()])
    size = len(out)
    return analyse(data), np.sqrt((size - 1) / size * ((out - out.mean(axis=0)) ** 2).sum(axis=0))
