"""The categories of a moderator: levels in their order or merged, numbers cut, as a study asks for them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from peereval.study.rules_subgroups import CONTINUOUS

Split = Sequence[str] | Mapping[str, Sequence[str]]
QUARTILES = (0.25, 0.5, 0.75)


def split_categories(values: pd.Series, split: Split, levels: Sequence[str]) -> pd.Series:
    """Return the category of each value; a value in no category is missing.

    Parameters
    ----------
    values
        Of the column, one per row.
    split
        Levels in order, or name to the levels merged under it, or cut points of a number, each
        in the category above it. Nothing: all `levels`.
    levels
        The levels of the codebook; none where the column is a number, or a region without levels.

    Returns
    -------
    pd.Series
        Categorical, the categories in order.

    Examples
    --------
    >>> split_categories(pd.Series([39.0, 40.0, 71.0]), ["40", "60"], ()).tolist()
    ['<40', '40–<60', '≥60']
    """
    if not levels and split and pd.api.types.is_numeric_dtype(values):
        return _cut(values, [float(str(one)) for one in split])
    text = values.astype("string")
    if isinstance(split, Mapping):
        merged = {level: name for name, some in split.items() for level in some}
        return pd.Series(pd.Categorical(text.map(merged), categories=list(split)), index=values.index)
    order = list(split or levels or sorted(text.dropna().unique()))
    return pd.Series(pd.Categorical(text.where(text.isin(order)), categories=order), index=values.index)


def _cut(values: pd.Series, cuts: Sequence[float]) -> pd.Series:
    names = [f"<{cuts[0]:g}", *(f"{low:g}–<{high:g}" for low, high in pairwise(cuts)), f"≥{cuts[-1]:g}"]
    found = pd.cut(values.astype("float64"), [-np.inf, *cuts, np.inf], right=False, labels=names, ordered=False)
    return pd.Series(found, index=values.index)


def is_continuous(split: Split) -> bool:
    """Say whether a study asks for the moderator as a number."""
    return tuple(split) == (CONTINUOUS,)


def middle_values(values: pd.Series) -> tuple[float, ...]:
    """Return the quartiles of a number to three digits, at which its effect is shown; equal ones once."""
    found = values.astype("float64").quantile(list(QUARTILES))
    return tuple(dict.fromkeys(float(f"{one:.3g}") for one in found))
