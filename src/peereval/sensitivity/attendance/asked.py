"""What is asked of weighted contrasts, and what their result says of how they were made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.attendance.records import Records, read_records
from peereval.sensitivity.attendance.weighing import Rules
from peereval.sensitivity.attendance.weights import weighing_notes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns, the reference group and the baseline, as `attendance_weighted_contrasts` names them."""

    outcome: str
    participant: str
    visit: str
    group: str
    reference: object
    baseline: object
    attendance_covariates: tuple[str, ...]
    covariates: tuple[str, ...]
    site: str | None
    weights: str | None

    def read(self, data: pd.DataFrame) -> Records:
        """Return the participants of a frame.

        Raises
        ------
        DataError, FitError
            If a column cannot be used, or nobody is in the reference group.
        """
        more = {f"covariate {j + 1}": name for j, name in enumerate(self.covariates)}
        more |= {name: one for name, one in (("site", self.site), ("weights", self.weights)) if one is not None}
        records = read_records(
            data,
            outcome=self.outcome,
            participant=self.participant,
            visit=self.visit,
            group=self.group,
            baseline=self.baseline,
            covariates=self.attendance_covariates,
            more=more,
        )
        if self.reference not in records.groups:
            hint = did_you_mean(str(self.reference), map(str, records.groups))
            listed = ", ".join(map(repr, records.groups))
            raise FitError(f"reference={self.reference!r} is not a group; they are: {listed}.{hint}")
        if self.weights is not None:
            _refuse_weights(records.personal[self.weights], self.weights)
        return records

    @property
    def formula(self) -> str:
        """The model of the outcome."""
        group, visit, outcome = (_quoted(name) for name in (self.group, self.visit, self.outcome))
        adjusted = " + ".join(map(_quoted, self.covariates))
        return f"{outcome} ~ {group} * {visit}" + (f" + ({adjusted}) * {visit}" if adjusted else "")

    @property
    def unit(self) -> str:
        """What is independent: sites where there are any."""
        return "site" if self.site else "participant"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is asked: the columns, the participants read by them, how they are weighed, the level."""

    columns: Columns
    records: Records
    rules: Rules
    level: float

    @property
    def known(self) -> Floats:
        """Weights of the participants that are taken as they are, (n,)."""
        if self.columns.weights is None:
            return np.ones(len(self.records.labels))
        return self.records.personal[self.columns.weights].to_numpy(dtype=np.float64)


def _quoted(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def _refuse_weights(column: pd.Series, name: str) -> None:
    """Refuse weights of participants that are not numbers above 0."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = int((~(np.isfinite(values) & (values > 0.0))).sum())
    if bad:
        raise FitError(f"weights='{name}' must hold weights above 0; {bad} participants have none.")


def state_result(asked: Asked, rows: pd.DataFrame, said: Mapping[str, object], notes: Sequence[Note]) -> Result:
    """Return the result of rows, with how it was made."""
    method = {
        "estimator": "weighted independence estimating equations",
        "formula": asked.columns.formula,
        "returns": asked.rules.returns,
        "by_group": asked.rules.by_group,
        "truncate": asked.rules.truncate,
        **said,
        "level": asked.level,
    }
    told = (*weighing_notes(asked.records, asked.rules), *notes)
    return make_result("attendance_weighted_contrasts", rows, outcome=asked.columns.outcome, method=method, notes=told)
