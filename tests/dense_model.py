"""The same model written out: V as an N x N matrix, sites and workers as indicator columns."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Dense:
    """X (N, p), y (N,) and V (N, N) of a fit, rows by participant and visit."""

    X: np.ndarray
    y: np.ndarray
    V: np.ndarray
    people: np.ndarray
    site: np.ndarray

    def fit(self, keep=None):
        """Return generalised least squares and K on some rows."""
        keep = np.ones(len(self.y), dtype=bool) if keep is None else keep
        X, inverse = self.X[keep], np.linalg.inv(self.V[np.ix_(keep, keep)])
        K = np.linalg.inv(X.T @ inverse @ X)
        return K @ X.T @ inverse @ self.y[keep], K


def write_out(fit, data, site="site", worker=None):
    """Return the dense form of a fit to `data`, read from its public figures only."""
    rows = data.dropna(subset=["y"]).copy()
    rows["person"] = rows["participant"].map({p: i for i, p in enumerate(dict.fromkeys(rows["participant"]))})
    rows["when"] = rows["visit"].map({v: t for t, v in enumerate(fit.visits)})
    rows = rows.sort_values(["person", "when"])
    person, when = rows["person"].to_numpy(), rows["when"].to_numpy()
    V = (person[:, None] == person) * fit.residual_covariance.to_numpy()[np.ix_(when, when)]
    parts = fit.variance_components.set_index("component")["variance"]
    where = rows[site].to_numpy()
    together = where[:, None] == where
    V = V + parts.get("site", 0.0) * together + parts.get("site:visit", 0.0) * together * (when[:, None] == when)
    if worker:
        who = rows[worker].to_numpy()
        V = V + parts["worker"] * ((who[:, None] == who) & rows[worker].notna().to_numpy())
    return Dense(fit.data.design.X[:, fit.kept], rows["y"].to_numpy(), V, person, where)
