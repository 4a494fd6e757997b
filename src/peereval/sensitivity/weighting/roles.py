"""Which columns and groups are compared over which visits, and what is refused of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.errors import DataError, FitError, did_you_mean, one_of
from peereval.model.visits import order_visits
from peereval.remarks import Note


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns and levels of a table say what, as the public functions name them."""

    outcome: str
    participant: str
    visit: str
    group: str
    reference: object
    treated: object
    baseline: object
    site: str | None

    @property
    def columns(self) -> dict[str, str]:
        """The columns by the option that names them."""
        named = {
            "outcome": self.outcome, "participant": self.participant, "visit": self.visit, "group": self.group
        }  # fmt: skip
        return {**named, "site": self.site} if self.site is not None else named


def refuse_outcome(values: pd.Series) -> None:
    """Refuse an outcome that is not a number, or not finite where it is seen."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        raise DataError(f"The outcome '{values.name}' is not a number.")
    infinite = int(np.isinf(values.to_numpy(dtype=np.float64, na_value=np.nan)).sum())
    if infinite:
        raise DataError(f"The outcome '{values.name}' is infinite in {infinite} rows; correct them.")


def visits_from(data: pd.DataFrame, roles: Roles) -> tuple[pd.Categorical, tuple[object, ...]]:
    """Return the visits of the rows in order, and those from baseline on."""
    unplaced = data[[roles.participant, roles.group, roles.visit]].isna().any(axis=1)
    if unplaced.any():
        raise DataError(f"{int(unplaced.sum())} rows have no participant, group or visit; give them one or drop them.")
    order = order_visits(data[roles.visit])[0]
    levels = list(order.categories)
    if roles.baseline not in levels:
        raise FitError(one_of("baseline", roles.baseline, levels))
    later = tuple(levels[levels.index(roles.baseline) :])
    if len(later) < 2:
        raise FitError(f"baseline={roles.baseline!r} is the last visit: nothing changes after it. Name an earlier one.")
    return order, later


def compared_pair(data: pd.DataFrame, roles: Roles) -> tuple[object, object]:
    """Return the treated group and the reference."""
    levels = list(pd.unique(data[roles.group].dropna()))
    if roles.reference not in levels:
        raise FitError(one_of("reference", roles.reference, levels))
    others = [level for level in levels if level != roles.reference]
    if roles.treated is None and len(others) != 1:
        listed = ", ".join(map(repr, others))
        raise FitError(
            f"'{roles.group}' has {len(others)} groups beside the reference: {listed}. Say which (treated=)."
        )
    treated = others[0] if roles.treated is None else roles.treated
    if treated == roles.reference:
        raise FitError(f"treated={treated!r} is the reference itself; a group cannot be compared with itself.")
    if treated not in levels:
        hint = did_you_mean(str(treated), map(str, others))
        raise FitError(f"treated={treated!r} is no group; the others are: {', '.join(map(repr, others))}.{hint}")
    return treated, roles.reference


def refuse_rows(rows: pd.DataFrame, roles: Roles) -> None:
    """Refuse two rows of a participant at a visit, and a group or a site that changes."""
    if rows.duplicated([roles.participant, roles.visit]).any():
        raise DataError(f"A '{roles.participant}' has two rows at the same '{roles.visit}'; keep one.")
    own = [roles.group, roles.site] if roles.site is not None else [roles.group]
    for name in own:
        moved = int((rows.groupby(roles.participant)[name].nunique() > 1).sum())
        if moved:
            raise DataError(
                f"{moved} participants change '{name}' between visits. Weights compare people by what they were "
                "at baseline; use the value of that visit."
            )


def refuse_baseline(own: pd.DataFrame, roles: Roles, pair: tuple[object, object]) -> None:
    """Refuse a group nobody of which was measured at baseline."""
    measured = own[own[roles.outcome].notna()]
    for name in pair:
        if not (measured[roles.group] == name).any():
            raise DataError(Note("refused_nobody_at_start", group=name, outcome=roles.outcome, baseline=roles.baseline))
