"""What was observed at each visit, before any model."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.entry import entry_visit
from peereval.describe.measured import Measured
from peereval.describe.summary import QUARTILES, summarise_numbers
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_KEPT = ("count", "mean", "sd", "median", "q1", "q3", "missing")


def describe_observed(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> tuple[Result, ...]:
    """Return the observed distribution of each measure by group, entry cohort and visit.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study.
    measures
        The measures.

    Returns
    -------
    tuple of Result
        Kind "observed", one per measure, keys `group, entry, visit`; entry is "" for a whole
        group, and a visit for the cohorts of a group that may enter at several. Quantities
        count, mean, sd, median, q1, q3, missing (seen without the measure), and floor
        percent and ceiling percent: shares of those measured at the lowest and at the
        highest possible value, where those are known.
    """
    keys = pd.DataFrame({
        "group": frame["group"].astype(str),
        "entry": entry_visit(frame, study).astype(str),
        "visit": frame["visit"].astype(str),
    })  # fmt: skip
    return tuple(_observed(frame[measure.name], keys, study, measure) for measure in measures)


def _observed(values: pd.Series, keys: pd.DataFrame, study: "Study", measure: Measured) -> Result:
    rows = [
        (group, entry, visit, quantity, figure)
        for group, entry, visit, inside in _cells(keys, study)
        for quantity, figure in _figures(values[inside], measure).items()
    ]
    table = pd.DataFrame(rows, columns=["group", "entry", "visit", "quantity", "estimate"])
    return make_result("observed", table, outcome=measure.name, method={"sd": "n - 1", "quartiles": QUARTILES})


def _cells(keys: pd.DataFrame, study: "Study") -> Iterator[tuple[str, str, str, pd.Series]]:
    """Yield group, entry, visit and the rows of each cell that has rows."""
    for name, group in study.groups.items():
        cohorts = ["", *study.visits] if len(group.enters_at) > 1 else [""]
        for entry in cohorts:
            people = (keys["group"] == name) & ((keys["entry"] == entry) | (entry == ""))
            for visit in study.visits:
                inside = people & (keys["visit"] == visit)
                if inside.any():
                    yield name, entry, visit, inside


def _figures(values: pd.Series, measure: Measured) -> dict[str, float]:
    found = summarise_numbers(values)
    kept = {name: found[name] for name in _KEPT}
    limits = {"floor percent": measure.minimum, "ceiling percent": measure.maximum}
    return kept | {name: _share_at(values, limit) for name, limit in limits.items() if not np.isnan(limit)}


def _share_at(values: pd.Series, limit: float) -> float:
    known = values.dropna().to_numpy(dtype="float64")
    # A score of 100 made by rescaling a mean may differ from 100 in its last bit.
    return 100 * float(np.isclose(known, limit, rtol=1e-12, atol=1e-9).mean()) if len(known) else float("nan")
