"""The participants of a fitted model with the visits they missed: the frame that is to be completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError, did_you_mean
from peereval.model.fit import Fit
from peereval.model.rows import refuse_frame
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Participants:
    """n participants, those without any value included, and T visits.

    personal : one row per participant, the columns that do not change between visits
    position (n,) : the number of each in the fit, -1 where no value was seen
    seen (n, T), group (n,) ; ice (n,) : the first visit after the event, T without one
    """

    labels: NDArray[np.object_]
    personal: pd.DataFrame
    position: Codes
    seen: Mask
    group: Codes
    ice: Codes
    notes: tuple[Note, ...]


def read_participants(
    fit: Fit, data: pd.DataFrame, *, group: str, intercurrent: str | None, more: Mapping[str, str] | None = None
) -> Participants:
    """Return the participants of a frame: the rows of the fit and those of the visits missed.

    `more` are further columns to carry, by the option that names them. A visit without a row counts as missed.

    Raises
    ------
    DataError
        If the frame is not that of the fit, or a covariate changes between the visits of a participant.
    """
    wanted = [fit.frame.participant, fit.frame.visit, fit.data.design.formula.outcome]
    asked = {**(more or {}), **({"intercurrent": intercurrent} if intercurrent else {})}
    personal = [*fit.data.design.formula.columns, *asked.values()]
    personal = [name for name in dict.fromkeys(personal) if name not in wanted]
    roles = dict(zip(("participant", "visit", "outcome"), wanted, strict=True))
    refuse_frame(data, {**roles, **asked, **{f"formula column {j + 1}": name for j, name in enumerate(personal)}})
    if group not in fit.frame.levels:
        hint = did_you_mean(str(group), fit.frame.levels)
        raise FitError(f"group='{group}' is not a categorical of the formula.{hint}")
    people, labels = pd.factorize(data[wanted[0]])
    visit = _visit_codes(fit, data[wanted[1]])
    _refuse_rows(people, visit, wanted)
    own = _personal_columns(data[personal].reset_index(drop=True), people)
    needed = [name for name in personal if name != intercurrent]
    complete = own[needed].notna().all(axis=1).to_numpy()
    has_value = np.zeros((len(labels), len(fit.visits)), dtype=bool)
    has_value[people, visit] = data[wanted[2]].notna().to_numpy()
    position, seen = _match(fit, pd.Index(labels))
    if (has_value[complete] != seen[complete]).any() or (position[~complete] >= 0).any():
        raise DataError(
            "The data are not those of the fit: some rows have a value the fit did not use, or lack one it used. "
            "Give the frame the model was fitted to."
        )
    own, seen = own[complete].reset_index(drop=True), seen[complete]
    return Participants(
        np.asarray(labels)[complete],
        own,
        position[complete],
        seen,
        _codes(fit, own, group),
        _first_after(fit, own, intercurrent, seen),
        (Note("imputation_left_out", participants=int((~complete).sum())),) if not complete.all() else (),
    )


def _visit_codes(fit: Fit, visits: pd.Series) -> Codes:
    codes = pd.Index(list(fit.visits)).get_indexer(pd.Index(visits))
    lost = int((codes < 0).sum())
    if lost:
        listed = ", ".join(map(str, fit.visits))
        raise DataError(f"{lost} rows are at a visit that the model does not hold ({listed}), or at none; drop them.")
    return codes.astype(np.intp)


def _refuse_rows(people: Codes, visit: Codes, wanted: Sequence[str]) -> None:
    if (people < 0).any():
        raise DataError(f"{int((people < 0).sum())} rows have no '{wanted[0]}'; give them one or drop them.")
    if len(np.unique(np.column_stack([people, visit]), axis=0)) < len(people):
        raise DataError(f"A '{wanted[0]}' has two rows at the same '{wanted[1]}'; keep one.")


def _personal_columns(columns: pd.DataFrame, people: Codes) -> pd.DataFrame:
    """Return one row per participant, or refuse columns that change between visits."""
    by_person = columns.groupby(people, sort=True)
    moving = [name for name, most in by_person.nunique().max().items() if most > 1]
    if moving:
        raise DataError(
            f"'{moving[0]}' changes between the visits of a participant. Values at missed visits are imputed from "
            "what is known of the person; use its value at the first visit."
        )
    return by_person.first().reset_index(drop=True)


def _match(fit: Fit, labels: pd.Index) -> tuple[Codes, Mask]:
    """Return the number of each participant in the fit, -1 for those without a value, and the visits seen."""
    design = fit.data.design
    starts = np.flatnonzero(np.diff(design.participant, prepend=-1))
    fitted = design.extras[fit.frame.participant].iloc[starts]
    position = pd.Index(fitted).get_indexer(labels).astype(np.intp)
    if (position >= 0).sum() < len(fitted):
        raise DataError("The data are not those of the fit: participants of the fit are not among them.")
    seen = np.zeros((fit.n_participants + 1, len(fit.visits)), dtype=bool)
    seen[design.participant, design.visit] = True
    return position, seen[position]


def _codes(fit: Fit, own: pd.DataFrame, group: str) -> Codes:
    """Return the group of each participant, having checked every categorical."""
    for name, levels in fit.frame.levels.items():
        if name in own and not own[name].isin(list(levels)).all():
            raise FitError(Note("refused_level_unseen", covariate=name))
    known = pd.Index(list(fit.frame.levels[group]))
    return np.asarray(known.get_indexer(pd.Index(own[group])), dtype=np.intp)


def _first_after(fit: Fit, own: pd.DataFrame, intercurrent: str | None, seen: Mask) -> Codes:
    """Return the first visit after the event: of the column, else the first of those missed to the end."""
    n_visits = len(fit.visits)
    if intercurrent is None:
        return np.asarray(n_visits - np.argmax(seen[:, ::-1], axis=1)) * seen.any(axis=1)
    codes = pd.Index(list(fit.visits)).get_indexer(pd.Index(own[intercurrent]))
    unknown = int(((codes < 0) & own[intercurrent].notna().to_numpy()).sum())
    if unknown:
        listed = ", ".join(map(str, fit.visits))
        raise DataError(
            f"{unknown} participants have an '{intercurrent}' that is no visit of the model. It is the first visit "
            f"after the event, empty without one: {listed}."
        )
    return np.where(codes < 0, n_visits, codes).astype(np.intp)
