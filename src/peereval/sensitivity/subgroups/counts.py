"""How many people stand behind each category: by group and visit."""

import numpy as np
import pandas as pd

from peereval.results import Result, make_result


def subgroup_counts(
    data: pd.DataFrame,
    outcome: str,
    *,
    moderator: str,
    group: str,
    visit: str,
    covariates: tuple[str, ...] = (),
) -> Result:
    """Return the people of each category, group and visit: with a value, and in the model.

    Parameters
    ----------
    data
        One row per participant and visit; categoricals keep the order of their levels.
    outcome, moderator, group, visit
        Columns of `data`. A row without a category is counted nowhere.
    covariates
        The columns that the model needs as well.

    Returns
    -------
    Result
        Keys ``moderator, category, group, visit``; quantities measured (rows with a value of
        `outcome`) and analysed (of these, rows with every covariate).

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1.0, None], "sex": ["F", "M"], "g": ["a", "a"], "t": ["T0", "T0"]})
    >>> subgroup_counts(data, "y", moderator="sex", group="g", visit="t").rows["estimate"].tolist()
    [1.0, 1.0, 0.0, 0.0]
    """
    names = [moderator, group, visit]
    keyed = data[names].astype({name: "category" for name in names if data[name].dtype.name != "category"})
    measured = data[outcome].notna()
    analysed = measured & data[list(covariates)].notna().all(axis=1)
    counted = keyed.assign(measured=measured.astype(np.int64), analysed=analysed.astype(np.int64))
    table = counted.groupby(names, observed=False)[["measured", "analysed"]].sum().reset_index()
    table = table.rename(columns={moderator: "category", group: "group", visit: "visit"})
    table.insert(0, "moderator", moderator)
    rows = table.melt(["moderator", "category", "group", "visit"], var_name="quantity", value_name="estimate")
    order = ["category", "group", "visit"]
    rows = rows.sort_values(order, kind="stable").astype(dict.fromkeys(order, str) | {"estimate": "float64"})
    return make_result("subgroup_counts", rows, outcome=outcome)
