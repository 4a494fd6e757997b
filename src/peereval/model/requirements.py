"""What a model needs of its data, whatever the covariance, and the message when it does not have it."""

from collections.abc import Sequence

import numpy as np

from peereval.errors import DataError, FitError, one_of
from peereval.model.compress import Ready
from peereval.model.design import Design
from peereval.model.membership import SITE_EFFECTS
from peereval.model.structures.catalogue import CATALOGUE, short_name
from peereval.remarks import Note


def refuse_options(*, method: str, information: str, site_effects: str) -> None:
    """Refuse an option that is not among those listed."""
    for name, value, allowed in (
        ("method", method, ("reml", "ml")),
        ("information", information, ("observed", "expected")),
        ("site_effects", site_effects, SITE_EFFECTS),
    ):
        if value not in allowed:
            raise FitError(one_of(name, value, allowed))


def refuse_unordered(design: Design, names: Sequence[str]) -> None:
    """Refuse a structure that needs the order of the visits when their labels do not tell it."""
    ordered = [name for name in names if CATALOGUE[name].ordered or CATALOGUE[name].timed]
    if ordered and any(note.code == "visits_alphabetical" for note in design.notes):
        raise FitError(
            f"covariance='{short_name(ordered[0])}' depends on the order of the visits, which their labels do not "
            "tell. Give the visits as an ordered categorical, as numbers, or with a number in each label."
        )


def refuse_unusable(design: Design) -> None:
    """Refuse one visit, or an outcome without variance."""
    if len(design.visits) < 2:
        raise DataError(Note("refused_one_visit"))
    if np.ptp(design.y) == 0.0:
        raise FitError(Note("refused_no_variance", outcome=design.formula.outcome))


def refuse_exact(ready: Ready) -> None:
    """Refuse more coefficients than participants can carry, or an outcome explained exactly."""
    design, scale, p = ready.design, ready.scale, len(ready.basis.kept)
    n_participants = int(design.participant[-1]) + 1
    if n_participants <= p - len(design.visits) + 1 or len(design.y) <= p:
        raise FitError(
            Note("refused_few_participants", people=n_participants, coefficients=p, visits=len(design.visits))
        )
    if scale <= 1e-10 * float(np.abs(design.y - np.median(design.y)).max()):
        raise FitError(Note("refused_explained_exactly_model", outcome=design.formula.outcome))
