"""From a data frame and a formula to the arrays of the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from formulaic import Formula, ModelSpec
from formulaic.errors import FormulaicError
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.model.formula import CheckedFormula, check_formula
from peereval.model.frame import CONTEXT, Frame, learn_frame
from peereval.model.rows import complete_rows, refuse_duplicates, refuse_frame, refuse_names, typed_column
from peereval.model.visits import order_visits
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


MAX_VISITS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The arrays of the model, rows sorted by participant and visit.

    X (N, columns), y (N,), participant (N,) and visit (N,) codes; `names` of the columns.
    `extras` are the participant's label and further columns asked for, on the same rows.
    """

    X: Floats
    y: Floats
    participant: Codes
    visit: Codes
    names: tuple[str, ...]
    visits: tuple[object, ...]
    formula: CheckedFormula
    frame: Frame
    extras: pd.DataFrame
    notes: tuple[Note, ...]


def build_design(
    formula: str, data: pd.DataFrame, *, participant: str, visit: str, extras: Mapping[str, str] | None = None
) -> Design:
    """Return the arrays of a model of repeated measures.

    `extras` are further columns to carry, by the name of the option that asked for them.

    Raises
    ------
    FitError
        If the formula cannot be used (see `check_formula`).
    DataError
        If a column is missing or of no usable type, or a participant has two rows at a visit.
    """
    asked = {"participant": participant, "visit": visit, **(extras or {})}
    refuse_frame(data, asked)
    checked = check_formula(formula, [name for name in data.columns if isinstance(name, str)])
    refuse_names((*checked.columns, visit))
    wanted = list(dict.fromkeys([checked.outcome, *checked.columns, *asked.values()]))
    rows, notes = complete_rows(data[wanted].reset_index(drop=True), checked, participant, visit)
    order, visit_note = order_visits(rows[visit])
    _refuse_dates(order, visit)
    people = pd.factorize(rows[participant])[0]
    typed = {name: typed_column(rows[name], name).array for name in checked.columns if name != visit}
    rows = pd.DataFrame({**{name: rows[name].array for name in wanted}, **typed, visit: order})
    position = np.lexsort((order.codes, people))
    if (position[1:] < position[:-1]).any():  # rows that are in order already are not copied
        rows, people, order = rows.iloc[position], people[position], order[position]
    codes = order.codes.astype(np.intp)
    refuse_duplicates(people, codes, participant, visit)
    outcome, matrix, spec = _materialise(checked, rows)
    frame = learn_frame(spec, rows, checked, participant, visit)
    references = [Note("reference", column=c, level=str(v[0])) for c, v in frame.levels.items() if c != visit]
    return Design(
        matrix,
        outcome,
        people,
        codes,
        tuple(spec.column_names),
        tuple(order.categories),
        checked,
        frame,
        pd.DataFrame({name: rows[name].array for name in (participant, *(extras or {}).values())}),
        (visit_note, *references, *notes),
    )


def _refuse_dates(order: pd.Categorical, visit: str) -> None:
    if len(order.categories) > MAX_VISITS:
        raise DataError(
            f"'{visit}' has {len(order.categories)} different values; visits are planned occasions (at most "
            f"{MAX_VISITS}), not dates."
        )


def _materialise(checked: CheckedFormula, rows: pd.DataFrame) -> tuple[Floats, Floats, ModelSpec]:
    """Return the outcome, the columns of the design and their specification."""
    kind = rows[checked.outcome].dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind) or kind.kind == "c":
        raise DataError(f"The outcome '{checked.outcome}' is not a number.")
    left, _, right = checked.text.partition("~")
    plain = left.strip().strip("`") == checked.outcome
    try:
        with np.errstate(all="ignore"):
            made = _parsed(right if plain else checked.text).get_model_matrix(
                rows, context=CONTEXT, na_action="ignore", output="numpy"
            )
    except (FormulaicError, ValueError, TypeError, KeyError, ArithmeticError):
        made = None
    if made is None:
        raise FitError(f"The terms of '{checked.text}' cannot be computed from the data; check each call in it.")
    outcome = (
        rows[checked.outcome].to_numpy(dtype=np.float64)[:, None] if plain else np.asarray(made.lhs, dtype=np.float64)
    )
    if outcome.shape[1] != 1:
        raise FitError("The left side of the formula must give one column.")
    if not np.isfinite(outcome).all():
        raise DataError(f"The outcome '{checked.outcome}' is not finite in every row.")
    columns = made if plain else made.rhs
    matrix, spec = np.asarray(columns, dtype=np.float64), columns.model_spec
    finite = np.asarray(np.isfinite(matrix).all(axis=0))
    if not finite.all():
        infinite = [str(name) for name, good in zip(spec.column_names, finite, strict=True) if not good]
        raise DataError(f"{', '.join(infinite)}: not finite in every row.")
    return outcome[:, 0], matrix, spec


@lru_cache(maxsize=64)
def _parsed(text: str) -> Formula:
    """Return a formula that was checked; those of the outcomes of a study are the same text."""
    return Formula(text)
