"""Says where in the files some rows of the frame stand."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from peereval.results import Finding, Severity


def findings_by_file(
    severity: Severity,
    rule: str,
    frame: pd.DataFrame,
    where: "pd.Series[bool] | np.ndarray[Any, Any]",
    values: Mapping[str, object] | None = None,
    *,
    fix: str = "",
) -> Iterator[Finding]:
    """Give one finding for each file that has rows where a condition holds.

    Parameters
    ----------
    severity, rule, fix
        Of the findings.
    frame
        The frame; `source_file` and `source_row` say where its rows stand in the files.
    where
        Boolean, one element a row of `frame`.
    values
        Fill the sentence of the rule.
    """
    places = frame.loc[np.asarray(where, dtype=bool), ["source_file", "source_row"]]
    for file, rows in places.groupby("source_file", sort=False)["source_row"]:
        numbers = tuple(int(row) for row in dict.fromkeys(rows.sort_values()))
        yield Finding(severity, rule, str(file), numbers, len(rows), fix, values or {})
