"""From a data frame and a formula to the arrays of the model."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from formulaic import Formula, ModelSpec
from formulaic.errors import FormulaicError
from numpy.typing import NDArray

from peereval.errors import DataError, FitError, did_you_mean
from peereval.model.formula import CheckedFormula, check_formula
from peereval.model.visits import order_visits
from peereval.results import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the model learned of its data, enough to build the same columns on new data.

    spec : formulaic's specification of the right-hand side
    levels : of each categorical column, in order; the first is the reference
    means : of each numeric column over the rows used
    combinations : distinct combinations of the categorical columns, with column "rows"
    participant, visit : the names of these columns
    """

    spec: ModelSpec
    levels: Mapping[str, tuple[object, ...]]
    means: Mapping[str, float]
    combinations: pd.DataFrame
    participant: str
    visit: str

    def columns_for(self, data: pd.DataFrame) -> Floats:
        """Return the columns of the design, (rows, all columns), for new values."""
        typed = {name: pd.Categorical(data[name], categories=list(self.levels[name])) for name in self.levels}
        matrix = self.spec.get_model_matrix(data.assign(**typed), context={})
        return np.asarray(matrix, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The arrays of the model, rows sorted by participant and visit.

    X (N, columns), y (N,), participant (N,) and visit (N,) codes; `names` of the columns.
    `extras` are further columns asked for, on the same rows.
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
    for role, name in asked.items():
        if name not in data.columns:
            hint = did_you_mean(str(name), map(str, data.columns))
            raise DataError(f"{role}='{name}' is not a column of the data.{hint}")
    checked = check_formula(formula, [str(name) for name in data.columns])
    wanted = list(dict.fromkeys([checked.outcome, *checked.columns, *asked.values()]))
    if not data.columns.is_unique:
        raise DataError("Two columns of the data have the same name; rename one of them.")
    complete = _complete_rows(data[wanted], checked, participant, visit)
    rows, notes = complete
    order, visit_note = order_visits(rows[visit])
    typed = {name: _typed(rows[name], name) for name in checked.columns if name != visit}
    rows = rows.assign(**typed, **{visit: order})
    people = pd.factorize(rows[participant])[0]
    position = np.lexsort((order.codes, people))
    rows, people, codes = rows.iloc[position], people[position], order.codes[position].astype(np.intp)
    _refuse_duplicates(people, codes, participant, visit)
    outcome, matrix = _materialise(checked, rows)
    frame = _learn(matrix, rows, checked, participant, visit)
    references = [Note("reference", column=c, level=str(v[0])) for c, v in frame.levels.items() if c != visit]
    return Design(
        np.asarray(matrix, dtype=np.float64),
        outcome,
        people,
        codes,
        tuple(matrix.columns),
        tuple(order.categories),
        checked,
        frame,
        rows[list(dict.fromkeys((extras or {}).values()))].reset_index(drop=True),
        (visit_note, *references, *notes),
    )


def _complete_rows(
    rows: pd.DataFrame, checked: CheckedFormula, participant: str, visit: str
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return the rows in which nothing is missing, and how many went for what."""
    if rows.empty:
        raise DataError("The data have no rows.")
    if rows[[participant, visit]].isna().any(axis=None):
        lost = int(rows[[participant, visit]].isna().any(axis=1).sum())
        raise DataError(f"{lost} rows have no participant or no visit; give them one or drop them.")
    no_outcome = rows[checked.outcome].isna()
    no_covariate = rows[list(checked.columns)].isna().any(axis=1) & ~no_outcome
    notes = [
        Note(code, rows=int(lost.sum()), participants=int(rows.loc[lost, participant].nunique()))
        for code, lost in (("missing_outcome", no_outcome), ("missing_covariate", no_covariate))
        if lost.any()
    ]
    kept = rows[~(no_outcome | no_covariate)]
    if kept.empty:
        raise DataError("No row has the outcome and every covariate of the formula.")
    return kept, tuple(notes)


def _typed(column: pd.Series, name: str) -> pd.Series:
    """Return a column as numbers, or as a categorical with its declared (else sorted) levels."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.remove_unused_categories()
    if pd.api.types.is_bool_dtype(column):
        return column.astype(bool).astype("category")
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(np.float64)
    if pd.api.types.infer_dtype(column, skipna=False) != "string":
        raise DataError(f"Column '{name}' holds neither numbers nor text; convert it before the model.")
    return column.astype("category")


def _refuse_duplicates(people: Codes, codes: Codes, participant: str, visit: str) -> None:
    twice = (people[1:] == people[:-1]) & (codes[1:] == codes[:-1])
    if twice.any():
        raise DataError(
            f"{int(twice.sum())} rows repeat a '{participant}' at the same '{visit}'; keep one row per "
            "participant and visit."
        )


def _materialise(checked: CheckedFormula, rows: pd.DataFrame) -> tuple[Floats, pd.DataFrame]:
    if not pd.api.types.is_numeric_dtype(rows[checked.outcome]) or pd.api.types.is_bool_dtype(rows[checked.outcome]):
        raise DataError(f"The outcome '{checked.outcome}' is not a number.")
    try:
        with np.errstate(all="ignore"):
            sides = Formula(checked.text).get_model_matrix(rows, context={}, na_action="ignore")
    except (FormulaicError, ValueError, TypeError, KeyError, ArithmeticError):
        sides = None
    if sides is None:
        raise FitError(f"The terms of '{checked.text}' cannot be computed from the data; check each call in it.")
    outcome = np.asarray(sides.lhs, dtype=np.float64)
    if outcome.shape[1] != 1:
        raise FitError("The left side of the formula must give one column.")
    if not np.isfinite(outcome).all():
        raise DataError(f"The outcome '{checked.outcome}' is not finite in every row.")
    infinite = [str(name) for name in sides.rhs.columns if not np.isfinite(sides.rhs[name]).all()]
    if infinite:
        raise DataError(f"{', '.join(infinite)}: not finite in every row.")
    return outcome[:, 0], sides.rhs


def _learn(matrix: pd.DataFrame, rows: pd.DataFrame, checked: CheckedFormula, participant: str, visit: str) -> Frame:
    """Return what is needed to build the same columns on new values."""
    spec = matrix.model_spec
    coded = {name for name in checked.columns if _is_coded(spec, name)}
    levels: dict[str, tuple[object, ...]] = {}
    means: dict[str, float] = {}
    for name in checked.columns:
        if isinstance(rows[name].dtype, pd.CategoricalDtype):
            levels[name] = tuple(rows[name].cat.categories)
        elif name in coded:
            levels[name] = tuple(sorted(rows[name].unique().tolist()))
        else:
            means[name] = float(rows[name].mean())
    names = list(levels)
    if names:
        combinations = rows.groupby(names, observed=True, sort=True).size().rename("rows").reset_index()
    else:
        combinations = pd.DataFrame({"rows": [len(rows)]})
    return Frame(spec, levels, means, combinations, participant, visit)


def _is_coded(spec: ModelSpec, name: str) -> bool:
    """Say whether a numeric column is made categorical by C() in the formula."""
    plain = (f"C({name}", f"C(`{name}`")
    return any(str(factor).startswith(plain) for term in spec.formula for factor in term.factors)
