"""Robust variances by N x N matrices: slow, and written from the definitions."""

import numpy as np


class Dense:
    """A fitted model as matrices: X (N, p), e (N,), V (N, N), the clusters and weights of the rows."""

    def __init__(self, fit, cluster, site=None, weights=None, worker=None):
        design = fit.data.design
        self.X = design.X[:, fit.kept]
        self.e = design.y - self.X @ fit.beta
        same = design.participant[:, None] == design.participant
        sigma = fit.residual_covariance.to_numpy()
        self.V = np.where(same, sigma[design.visit[:, None], design.visit], 0.0)
        parts = dict(zip(fit.variance_components["component"], fit.variance_components["variance"], strict=True))
        if site is not None:
            near = site[:, None] == site
            self.V = self.V + parts["site"] * near
            self.V = self.V + parts.get("site:visit", 0.0) * near * (design.visit[:, None] == design.visit)
        if worker is not None:  # codes of the workers, -1 for none
            self.V = self.V + parts["worker"] * ((worker[:, None] == worker) & (worker >= 0))
        self.clusters = [np.flatnonzero(cluster == c) for c in np.unique(cluster)]
        self.w = np.ones(len(self.e)) if weights is None else weights
        root = np.linalg.cholesky(self.V)
        self.L, self.Xw, self.ew = root, np.linalg.solve(root, self.X), np.linalg.solve(root, self.e)
        self.K = np.linalg.inv(self.Xw.T @ (self.w[:, None] * self.Xw))
        residual_maker = np.eye(len(self.e)) - self.Xw @ self.K @ self.Xw.T * self.w
        self.working = residual_maker @ residual_maker.T  # the covariance of the whitened residuals

    def adjustments(self, kind, form="whitened"):
        """Return A of each cluster for whitened residuals."""
        found = []
        for rows in self.clusters:
            at, unit = np.ix_(rows, rows), np.eye(len(rows))
            if kind == "cr0":
                found.append(unit)
            elif kind == "cr3":
                found.append(np.linalg.inv(unit - (self.Xw @ self.K @ self.Xw.T)[at] * self.w[rows]))
            elif form == "whitened":
                found.append(power(self.working[at], -0.5))
            else:
                L = self.L[at]
                B = L.T @ L @ self.working[at] @ L.T @ L
                found.append(power(B, -0.5) @ L.T @ L)
        return found

    def vectors(self, kind, form, rows):
        """Return g (clusters, N, q): what the working errors of all rows contribute through each cluster."""
        residual_maker = np.eye(len(self.e)) - self.Xw @ self.K @ self.Xw.T * self.w
        found = []
        for at, A in zip(self.clusters, self.adjustments(kind, form), strict=True):
            a = A.T @ (self.w[at, None] * self.Xw[at]) @ self.K @ rows.T
            found.append(residual_maker[at].T @ a)
        return np.array(found)

    def covariance(self, kind, form="whitened"):
        """Return the robust covariance of the coefficients."""
        pieces = zip(self.clusters, self.adjustments(kind, form), strict=True)
        u = np.array([self.Xw[at].T @ (self.w[at] * (A @ self.ew[at])) for at, A in pieces])
        return self.K @ u.T @ u @ self.K

    def df(self, kind, form, row):
        """Return (tr G)^2 / tr(G G)."""
        g = self.vectors(kind, form, row[None])[:, :, 0]
        G = g @ g.T
        return np.trace(G) ** 2 / np.sum(G * G)

    def eta(self, kind, form, rows):
        """Return eta of HTZ from the variances of the elements of D, one by one."""
        g = self.vectors(kind, form, rows)
        expected = np.einsum("ins,int->st", g, g)
        g = g @ power(expected, -0.5)
        P = np.einsum("ins,jnt->ijst", g, g)
        q = len(rows)
        total = sum(
            np.sum(P[:, :, s, s] * P[:, :, t, t] + P[:, :, s, t] * P[:, :, t, s]) for s in range(q) for t in range(q)
        )
        return q * (q + 1) / total


def power(matrix, exponent):
    values, axes = np.linalg.eigh((matrix + matrix.T) / 2)
    kept = values > 1e-11 * max(values[-1], 1e-3)
    return (axes[:, kept] * values[kept] ** exponent) @ axes[:, kept].T
