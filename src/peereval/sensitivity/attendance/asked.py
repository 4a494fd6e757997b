"""What is asked of weighted contrasts, and what their result says of how they were made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.results import Note, Result, make_result
from peereval.sensitivity.attendance.records import Records
from peereval.sensitivity.attendance.weighing import Rules
from peereval.sensitivity.attendance.weights import weighing_notes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The columns and options, as `attendance_weighted_contrasts` names them; what is weighted, and how."""

    outcome: str
    participant: str
    visit: str
    group: str
    reference: object
    baseline: object
    covariates: tuple[str, ...]
    site: str | None
    weights: str | None
    level: float
    records: Records
    rules: Rules

    @property
    def formula(self) -> str:
        """The model of the outcome."""
        group, visit, outcome = (_quoted(name) for name in (self.group, self.visit, self.outcome))
        adjusted = " + ".join(map(_quoted, self.covariates))
        return f"{outcome} ~ {group} * {visit}" + (f" + ({adjusted}) * {visit}" if adjusted else "")

    @property
    def known(self) -> Floats:
        """Weights of the participants that are taken as they are, (n,)."""
        if self.weights is None:
            return np.ones(len(self.records.labels))
        return self.records.personal[self.weights].to_numpy(dtype=np.float64)

    @property
    def unit(self) -> str:
        """What is independent: sites where there are any."""
        return "site" if self.site else "participant"


def _quoted(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def refuse_weights(asked: Asked) -> None:
    """Refuse weights of participants that are not numbers above 0."""
    bad = ~(np.isfinite(asked.known) & (asked.known > 0.0))
    if bad.any():
        raise FitError(f"weights='{asked.weights}' must hold weights above 0; {int(bad.sum())} participants have none.")


def state_result(asked: Asked, rows: pd.DataFrame, said: Mapping[str, object], notes: Sequence[Note]) -> Result:
    """Return the result of rows, with how it was made."""
    method = {
        "estimator": "weighted independence estimating equations",
        "formula": asked.formula,
        "returns": asked.rules.returns,
        "by_group": asked.rules.by_group,
        "truncate": asked.rules.truncate,
        **said,
        "level": asked.level,
    }
    told = (*weighing_notes(asked.records, asked.rules), *notes)
    return make_result("attendance_weighted_contrasts", rows, outcome=asked.outcome, method=method, notes=told)
