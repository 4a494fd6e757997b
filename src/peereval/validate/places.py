"""Says where in the files some rows of the frame stand, and how a cell of them is corrected."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from peereval.remarks import Finding, Severity
from peereval.study import Study
from peereval.yaml_file import as_yaml


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
    chosen = np.asarray(where, dtype=bool)
    if not chosen.any():
        return
    places = frame.loc[chosen, ["source_file", "source_row"]]
    for file, rows in places.groupby("source_file", sort=False)["source_row"]:
        numbers = tuple(np.unique(rows.to_numpy(dtype=int)).tolist())
        yield Finding(severity, rule, str(file), numbers, len(rows), fix, values or {})


def column_name(column: str, study: Study) -> str:
    """Return what the files call a column of the table: a key has a name of its own there."""
    return study.columns.named.get(column, column)


def correct_cell(column: str, study: Study, *, value: str = "VALUE", visit: str = "VISIT") -> str:
    """Return the entry of study.yaml that corrects one cell, with words in capitals to replace.

    Parameters
    ----------
    column
        The column of the table; it is written as the files call it.
    study
        Gives that name.
    value, visit
        What is written for them; no visit ("") corrects all rows of a participant.
    """
    at = f"visit: {visit}, " if visit else ""
    named = as_yaml(column_name(column, study))
    return f"corrections: [{{participant: CODE, {at}column: {named}, value: {value}, reason: WHY}}]"
