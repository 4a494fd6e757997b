"""Numbers so large that no figure can be made of them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.numbers import is_number_column
from peereval.validate.places import findings_by_file

# Fourth powers and sums of them are still numbers; nothing that is measured in people is near.
MOST = 1e30


def numbers_enormous(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find numbers beyond 1e30, of which sums of squares would no longer be numbers."""
    named = study.columns.named
    for column in frame:
        if is_number_column(frame[column]):
            beyond = np.abs(frame[column].to_numpy(dtype=float, na_value=np.nan)) > MOST
            values = {"column": named.get(str(column), str(column))}
            if beyond.any():
                yield from findings_by_file(
                    "error", "number-enormous", frame, beyond, values, fix="missing_codes: [CODE]"
                )
