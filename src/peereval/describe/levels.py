"""The levels of a categorical column, in their order."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from peereval.study import Study


def levels_in_order(values: pd.Series, name: str, study: "Study") -> list[object]:
    """Return the levels of a column: those of the codebook, else of the categorical, else those met.

    Parameters
    ----------
    values
        The column.
    name
        Its name in the table; a key such as `region` is looked up under its name in the files.
    study
        The study, which holds the codebook.
    """
    field = study.book.field(study.columns.named.get(name, name))
    if field and field.level_names:
        return list(field.level_names)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return list(values.cat.categories)
    return sorted(values.dropna().unique().tolist(), key=str)
