"""Each group imputed from a model of its own, fitted to its people alone."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.fit import Fit
from peereval.model.mixed import fit_mixed
from peereval.remarks import Note
from peereval.sensitivity.imputation.analysed import Asked, prepare_completion
from peereval.sensitivity.imputation.completed import draw_completed
from peereval.sensitivity.imputation.completion import Completion
from peereval.sensitivity.imputation.parameters import Drawing, draw_parameters

Floats = NDArray[np.float64]


def complete_each_group(
    fit: Fit, data: pd.DataFrame, asked: Asked, plan: Completion, drawing: Drawing
) -> tuple[Iterable[Floats], tuple[Note, ...]]:
    """Return completed values (M, n, T) of everyone in one block, each group from its own model, and the notes.

    Raises
    ------
    FitError
        If another strategy than missing at random is asked for, or a group's model cannot be fitted.
    """
    if asked.strategy != "mar":
        raise FitError("by_group imputes each group from itself, under strategy='mar'; the others borrow.")
    people = plan.people
    observed = plan.values.observed * fit.data.scale + plan.centre
    completed = np.repeat(observed[None], drawing.imputations, axis=0)
    notes: dict[str, Note] = {}
    for g, level in enumerate(fit.frame.levels[asked.group]):
        members = people.group == g
        if people.seen[members].all():
            continue
        rows = _levels_met(data[(data[asked.group] == level).to_numpy()])
        completed[:, members], said = _complete_group(fit, rows, asked, level, drawing, people.labels[members])
        notes |= {str(note): note for note in said}
    return (completed,), (*notes.values(), Note("imputation_by_group"))


def _complete_group(
    fit: Fit, rows: pd.DataFrame, asked: Asked, level: object, drawing: Drawing, labels: NDArray[np.object_]
) -> tuple[Floats, tuple[Note, ...]]:
    """Return the completed values of a group, (M, members, T) in the order of the labels."""
    delta = {level: asked.delta[level]} if asked.delta and level in asked.delta else None
    own = _fit_group(fit, rows, drawing.site)
    plan = prepare_completion(own, rows, replace(asked, reference=level, delta=delta))
    drawn = draw_parameters(own, plan.people, drawing)
    y = np.concatenate(list(draw_completed(plan.values, plan.kinds, drawn, drawing.rng)))
    order = pd.Index(plan.people.labels).get_indexer(pd.Index(labels))
    return (y * own.data.scale + plan.centre)[:, order], drawn.notes


def _levels_met(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose categoricals have only the levels that occur."""
    coded = [name for name, kind in rows.dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
    return rows.assign(**{str(name): rows[name].cat.remove_unused_categories() for name in coded})


def _fit_group(fit: Fit, rows: pd.DataFrame, site: str | None) -> Fit:
    """Return the same model fitted to a group alone: terms of the group have no columns there."""
    return fit_mixed(
        fit.formula,
        rows,
        participant=fit.frame.participant,
        visit=fit.frame.visit,
        site=site if fit.model.random else None,
        site_effects=site_effects(fit),  # type: ignore[arg-type]
        method=fit.method,
        information=fit.information,
    )


def site_effects(fit: Fit) -> str:
    """Return the name of the site effects of a fit, as `fit_mixed` takes it."""
    if fit.model.random is None:
        return "none"
    if fit.model.random.block is not None:
        return "unstructured"
    return "intercept+visit" if "site:visit" in fit.model.random.names else "intercept"
