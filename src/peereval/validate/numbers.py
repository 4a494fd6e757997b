"""Which columns hold numbers, as the checks of values need them."""

from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, np.dtype[Any]]


def is_number_column(values: "pd.Series[Any]") -> bool:
    """Say whether a column holds numbers; yes and no are none."""
    return pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
