"""The joint test of a robust variance: approximate Hotelling's T-squared (HTZ).

Pustejovsky and Tipton 2018, doi:10.1080/07350015.2016.1247004. The robust covariance D of q
rows is scaled to mean I under the working model; eta = q (q + 1) / (sum of the variances of
its elements), and (eta - q + 1) / (eta q) x Wald has an F distribution on q and eta - q + 1.
"""

import numpy as np
from numpy.typing import NDArray

from peereval.model.pieces import Pieces
from peereval.model.small_sample import JointTest

Floats = NDArray[np.float64]


def hotelling_test(pieces: Pieces, turned: Floats, J: Floats, estimate: Floats, covariance: Floats) -> JointTest:
    """Return the test of q independent rows with values estimate (q,) and robust covariance (q, q).

    turned = K C', (p, q); J (d, d) couples the clusters. With too few clusters for q rows
    the df and F are missing.
    """
    q = turned.shape[1]
    z, gram = pieces.directions(turned)
    expected = (gram + np.swapaxes(z, -1, -2) @ J @ z).sum(axis=0)
    values, axes = np.linalg.eigh(expected)
    if values[0] <= values[-1] * 1e-12:
        return JointTest(q, float("nan"), float("nan"))
    root = axes / np.sqrt(values)
    eta = q * (q + 1.0) / _total_variance(z @ root, root.T @ gram @ root, J)
    df = eta - q + 1.0
    wald_values, wald_axes = np.linalg.eigh(root.T @ covariance @ root)
    if df <= 0.0 or wald_values[0] <= wald_values[-1] * 1e-12:
        return JointTest(q, float("nan"), float("nan"))
    wald = float(np.sum((wald_axes.T @ (root.T @ estimate)) ** 2 / wald_values))
    return JointTest(q, df, df / (eta * q) * wald, df / eta)


def _total_variance(z: Floats, gram: Floats, J: Floats) -> float:
    """Return sum_ij {(tr P_ij)^2 + tr(P_ij P_ij)}, P_ij (q, q) the working covariance of clusters i, j.

    P_ij = z_i'J z_j, plus a_i'a_i where i = j: all pairs at once, then the diagonal set right.
    """
    n, d, q = z.shape
    moments = np.einsum("nds,net->stde", z, z, optimize=True)
    mixed = J @ moments
    crossed = float(np.einsum("stde,sted->", mixed, mixed, optimize=True))
    flat = z.transpose(0, 2, 1).reshape(n, q * d)
    stacked = np.einsum("de,sefg->sdfg", J, (flat.T @ flat).reshape(q, d, q, d)).reshape(q * d, q * d)
    traced = float(np.sum(stacked * stacked.T))
    shared = np.swapaxes(z, -1, -2) @ J @ z
    return traced + crossed + float(_own(gram + shared) - _own(shared))


def _own(P: Floats) -> float:
    """Return sum_i {(tr P_i)^2 + tr(P_i P_i)}, P (n, q, q)."""
    traces = np.trace(P, axis1=1, axis2=2)
    return float(traces @ traces + np.einsum("nst,nts->", P, P))
