"""The same model without one site, from sums that are already there.

What a site adds to the pattern sums is subtracted, its cells are left out, and the search
starts from the optimum of all data: the cost does not grow with the other sites' participants.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.assemble import assemble_fit
from peereval.model.cells import Membership, arrange, random_effects
from peereval.model.clusters import Cells, RandomEffects
from peereval.model.compress import Compressed, compress, prepare
from peereval.model.covariance import Model
from peereval.model.fit import Fit
from peereval.model.identified import is_identified, seen_pairs
from peereval.model.likelihood import Sums
from peereval.model.optimum import solve
from peereval.model.participant_weights import weigh
from peereval.model.patterns import Tensors, build_tensors
from peereval.model.robust import Robust, with_variance
from peereval.model.whitening import site_of_cluster
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

LEFT = 1e-6  # of a direction of the columns: where less is left without a site, its columns are chosen anew


@dataclass(frozen=True, slots=True, eq=False)
class _Warm(Model):
    """A covariance model whose search starts at the optimum of all data."""

    begin: Floats = field(default_factory=lambda: np.zeros(0))

    def start(self, _sigma: Floats) -> Floats:
        """Return that optimum, (k,)."""
        return self.begin


def without_site(fit: Fit, site: int) -> Fit:
    """Return the fit to the data of all other sites.

    Columns, levels and means of the covariates stay those of all data, so that a row of a
    contrast is the same question. Where the others do not determine a column it is
    aliased, and what needs it is not estimable. With effects of workers, whose clusters may
    fall apart, and with participant weights, the others' rows are summed anew.

    Parameters
    ----------
    fit
        A fit that knows of sites; a robust variance is computed anew.
    site
        The number of the site, 0 to ``fit.n_sites - 1`` in the order of their sorted labels.

    Raises
    ------
    FitError
        If the fit knows of no sites, or the other sites do not identify the model.
    """
    if fit.data.sites is None:
        raise FitError("The fit knows of no sites; give site='...' to fit_mixed (site_effects='none' for no effects).")
    people = fit.data.sites != site
    data, weights = _drop_rows(fit.data, people), None
    if fit.weights is not None:
        weights = fit.weights[people] / fit.weights[people].mean()
    summed = fit.weights is None and (fit.data.member is None or fit.data.member.workers is None)
    if summed and _keeps_rank(fit.data, people):
        data = _subtract(fit.data, data, people)
    else:
        data = _sum_again(data, fit.data.classes[fit.data.pattern][people], weights)
    model = replace(fit.model, classes=data.classes, random=_random(fit, data))
    if not is_identified(model.structure, seen_pairs(data, model.structure.n_classes)):
        raise FitError(Note("refused_no_pair_elsewhere"))
    held = np.array([name in fit.status.held for name in model.names])
    kept = bool(np.any(np.diag(fit.small_sample.theta_covariance)[held] > 0.0))
    expected = fit.information == "expected"
    solution = solve(data.sums, _begin(fit, model), reml=fit.method == "reml", expected=expected, keep_boundary=kept)
    found = assemble_fit(data, model, solution, method=fit.method, information=fit.information, weights=weights)
    return found if fit.robust is None else _robust_again(found, fit.robust)


def _robust_again(fit: Fit, robust: Robust) -> Fit:
    """Return the fit with the same robust variance."""
    kind, cluster, form = robust.kind, robust.cluster, robust.form
    return with_variance(fit, kind, cluster=cluster, form=form)  # type: ignore[arg-type]


def _begin(fit: Fit, model: Model) -> Model:
    """Return the model with its start; a singular optimum is no start, since the search must be inside."""
    if any(note.code == "boundary" for note in fit.status.messages):
        return model
    return _Warm(model.structure, model.classes, model.random, model.levels, begin=fit.theta)


def _random(fit: Fit, data: Compressed) -> RandomEffects | None:
    """Return the random effects of the clusters that are left."""
    random = fit.model.random
    if random is None or data.member is None or data.member.workers is None:
        return random
    effects = "unstructured" if random.block is not None else "intercept" if "site" in random.names else None
    effects = "intercept+visit" if "site:visit" in random.names else effects
    layout = arrange(data.member, data.n_participants)
    return random_effects(effects, data.n_visits, layout.n_sites, layout.n_workers)


def _drop_rows(data: Compressed, people: Mask) -> Compressed:
    """Return the data of some participants; the sums are still those of all."""
    design, number = data.design, np.cumsum(people) - 1
    rows = people[design.participant]
    part = replace(
        design,
        X=design.X[rows],
        y=design.y[rows],
        participant=number[design.participant[rows]],
        visit=design.visit[rows],
        extras=design.extras[rows].reset_index(drop=True),
    )
    basis = replace(data.basis, Q=data.basis.Q[rows])
    columns, pattern = data.columns[rows], data.pattern[people]
    sites, member = _renumber(data.sites, people), _drop_members(data.member, people)
    return replace(data, design=part, basis=basis, columns=columns, pattern=pattern, sites=sites, member=member)


def _renumber(codes: Codes | None, people: Mask) -> Codes | None:
    """Return the codes of some participants, numbered without gaps in the same order."""
    return None if codes is None else np.unique(codes[people], return_inverse=True)[1].ravel().astype(np.intp)


def _drop_members(member: Membership | None, people: Mask) -> Membership | None:
    if member is None:
        return None
    workers = shares = None
    if member.workers is not None and member.shares is not None:
        known, codes = np.unique(member.workers[people], return_inverse=True)
        workers = codes.reshape(member.workers[people].shape).astype(np.intp) - int(known[0] < 0)
        shares = member.shares[people]
        if workers.max() < 0:
            raise FitError("The other sites have no workers.")
    return Membership(_renumber(member.site, people), workers, shares)


def _keeps_rank(data: Compressed, people: Mask) -> bool:
    """Say whether every direction of the columns is well determined by these participants."""
    full = np.einsum("gttpq->pq", data.sums.tensors.cross)[:-1, :-1]
    gone = data.basis.Q[~people[data.design.participant]]
    root = np.linalg.inv(np.linalg.cholesky(full))
    return bool(np.linalg.eigvalsh(root @ (full - gone.T @ gone) @ root.T)[0] > LEFT)


def _subtract(full: Compressed, data: Compressed, people: Mask) -> Compressed:
    """Return the data of the others with the sums of all minus those of the participants left out."""
    tensors, design = full.sums.tensors, full.design
    starts = np.flatnonzero(np.diff(design.participant, prepend=-1))
    gone = build_tensors(full.columns, starts[~people], tensors.seen, full.pattern[~people])
    left = np.bincount(data.pattern, minlength=len(tensors.seen)) > 0
    number = np.cumsum(left) - 1
    rest = Tensors(tensors.seen[left], (tensors.counts - gone.counts)[left], (tensors.cross - gone.cross)[left])
    cells = None if full.sums.cells is None else _drop_cells(full, full.sums.cells, people, number)
    return replace(data, pattern=number[data.pattern], classes=full.classes[left], sums=Sums(rest, cells))


def _drop_cells(full: Compressed, cells: Cells, people: Mask, number: Codes) -> Cells:
    """Return the cells of the other sites, each of which is a cluster; `number` of each pattern."""
    kept = np.isin(site_of_cluster(full)[cells.cluster], np.asarray(full.sites)[people])
    cluster = np.unique(cells.cluster[kept], return_inverse=True)[1].ravel()
    starts = np.flatnonzero(np.diff(cluster, prepend=-1))
    return Cells(
        cluster, number[cells.pattern[kept]], starts, cells.counts[kept], cells.loadings[kept], cells.sums[kept]
    )


def _sum_again(data: Compressed, classes: Codes, weights: Floats | None) -> Compressed:
    """Return the data of the others summed from their rows, with columns of their own."""
    summed = compress(prepare(data.design), data.member, data.sites, classes)
    return summed if weights is None else weigh(summed, weights)
