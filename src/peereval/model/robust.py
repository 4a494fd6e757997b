"""Robust (sandwich) variances of a fit, by participant or by site, without fitting again."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.model.bell_mccaffrey import bell_mccaffrey_df
from peereval.model.club_sandwich import large_clusters
from peereval.model.fit import Fit
from peereval.model.htz import hotelling_test
from peereval.model.pieces import Pieces, Small
from peereval.model.small_sample import RANK, JointTest, standardise_rows
from peereval.model.whitened import Bread, coupling, large_cluster, small_clusters
from peereval.model.whitening import Whitened, are_nested, site_sums, squared_sums, whiten
from peereval.remarks import Note

Floats = NDArray[np.float64]
Kind = Literal["cr0", "cr2", "cr3"]
Cluster = Literal["participant", "site"]
Form = Literal["whitened", "clubsandwich"]
KINDS, CLUSTERS, FORMS = ("cr0", "cr2", "cr3"), ("participant", "site"), ("whitened", "clubsandwich")


@dataclass(frozen=True, slots=True, eq=False)
class Robust:
    """What a robust variance was made of, for its degrees of freedom and joint tests.

    kind, cluster, form : the estimator; n_clusters how many clusters
    pieces : contributions of the clusters; K (p, p) and J (d, d) in the engine's units
    back (p, p) : from the engine's units to those of the data
    """

    kind: str
    cluster: str
    form: str
    n_clusters: int
    pieces: Pieces
    K: Floats
    J: Floats
    back: Floats

    @property
    def name(self) -> str:
        """The estimator and its cluster, such as "cr2 by site"."""
        form = ", clubSandwich's form" if self.kind == "cr2" and self.form == "clubsandwich" else ""
        return f"{self.kind} by {self.cluster}{form}"

    @property
    def covariance(self) -> Floats:
        """The covariance of the coefficients in the units of the data, (p, p)."""
        half = self.back @ self.K
        return np.asarray(half @ self.pieces.meat @ half.T)

    def _turned(self, rows: Floats) -> Floats:
        return self.K @ self.back.T @ rows.T

    def row_df(self, rows: Floats) -> Floats:
        """Return Bell and McCaffrey's df of each row (m, p), (m,)."""
        return bell_mccaffrey_df(self.pieces, self._turned(rows), self.J)

    def joint_test(self, rows: Floats, estimate: Floats) -> JointTest:
        """Return the HTZ test of rows (q, p) with values estimate (q,)."""
        base = self.back @ self.K @ self.back.T
        rows, scale = standardise_rows(rows, base)
        estimate = estimate / scale
        values, axes = np.linalg.eigh(rows @ base @ rows.T)
        turn = (axes[:, values > values[-1] * RANK]).T
        chosen = turn @ rows
        covariance = chosen @ self.covariance @ chosen.T
        return hotelling_test(self.pieces, self._turned(chosen), self.J, turn @ estimate, covariance)


def with_variance(fit: Fit, kind: Kind, *, cluster: Cluster = "participant", form: Form = "whitened") -> Fit:
    """Return the fit with a robust (sandwich) variance, without fitting again.

    Use it where the covariance model may be wrong: by site where the group is assigned by
    site. Estimates stay; standard errors, degrees of freedom (Bell-McCaffrey) and joint tests
    (HTZ) of everything asked of the returned fit are robust.

    Parameters
    ----------
    fit
        A fitted model.
    kind
        ``"cr0"`` (no correction), ``"cr2"`` (unbiased under the working model; the one for
        few clusters), or ``"cr3"`` (close to the jackknife; conservative).
    cluster
        ``"participant"``, or ``"site"`` for a fit that was given its sites (with
        ``site_effects="none"`` they serve the robust variance only). A model with random
        effects makes participants of a site dependent, and is robust by site only.
    form
        Of CR2: ``"whitened"`` (as mmrm) or ``"clubsandwich"``; they differ by up to 2 % by site.

    Returns
    -------
    Fit
        A frozen copy; `df_method="auto"` of the estimates is then Bell-McCaffrey.

    Raises
    ------
    FitError
        If an option is unknown, or the clusters are not those of independent participants.

    References
    ----------
    Bell and McCaffrey 2002, Survey Methodology 28:169-181; Pustejovsky and Tipton 2018,
    doi:10.1080/07350015.2016.1247004.
    """
    for name, value, allowed in (("kind", kind, KINDS), ("cluster", cluster, CLUSTERS), ("form", form, FORMS)):
        if value not in allowed:
            raise FitError(one_of(name, value, allowed))
    _refuse_dependent(fit, cluster)
    rows = whiten(fit.data, fit.model, fit.theta)
    bread = Bread(rows.K, None if fit.weights is None else squared_sums(rows, fit.weights))
    pieces = (_by_participant if cluster == "participant" else _by_site)(fit, rows, bread, kind, form)
    n_clusters = fit.n_participants if cluster == "participant" else fit.n_sites
    back = np.asarray(fit.data.scale * np.linalg.inv(fit.data.basis.root), dtype=np.float64)
    robust = Robust(kind, cluster, form, n_clusters, pieces, rows.K, coupling(bread), back)
    kept = tuple(n for n in fit.notes if not n.code.startswith(("kenward_roger_", "robust")))
    note = Note("robust", kind=kind.upper(), clusters=n_clusters, cluster=cluster)
    return replace(fit, covariance=robust.covariance, robust=robust, notes=(*kept, note))


def _refuse_dependent(fit: Fit, cluster: str) -> None:
    """Refuse clusters between which the working model has a correlation."""
    data = fit.data
    if cluster == "site" and data.sites is None:
        raise FitError("The fit knows of no sites; give site='...' to fit_mixed (site_effects='none' for no effects).")
    if data.member is None or not np.any(fit.model.random_matrix(fit.theta)):
        return
    if cluster == "participant":
        raise FitError(
            "Participants of a site or worker are not independent in a model with random effects; use cluster='site'."
        )
    if not are_nested(data):
        raise FitError("Workers act in several sites, so sites are not independent; leave the worker effects out.")


def _by_participant(fit: Fit, rows: Whitened, bread: Bread, kind: str, form: str) -> Pieces:
    squares = None
    if form == "clubsandwich":
        squares = (np.swapaxes(rows.roots, -1, -2) @ rows.roots)[fit.data.pattern]
    weights = None if fit.weights is None else fit.weights[:, None]
    return small_clusters(rows.X, rows.e, bread, kind, squares=squares, weights=weights)


def _by_site(fit: Fit, rows: Whitened, bread: Bread, kind: str, form: str) -> Pieces:
    if kind == "cr2" and form == "clubsandwich" and fit.data.sites is not None:
        if fit.weights is not None:
            raise FitError("clubSandwich's form by site does not take participant weights; use form='whitened'.")
        return large_clusters(fit.data, fit.model, fit.theta, rows, fit.data.sites)
    sums, scores = site_sums(fit.data, rows, fit.weights)
    found = [large_cluster(one, score, bread, kind) for one, score in zip(sums, scores, strict=True)]
    u, cross, gram = (np.array(part) for part in zip(*found, strict=True))
    return Small(u, cross, gram)
