"""The gaps of real files: items not answered, ratings not made, covariates not recorded."""

import numpy as np
import pandas as pd

# People without a covariate, by group.
WITHOUT_AGE = {"control": 2, "treated": 1, "prefollowed": 0}
WITHOUT_DIAGNOSIS = {"control": 3, "treated": 2, "prefollowed": 1}
_ONE_ITEM, _FORM, _RATING = 0.006, 0.012, 0.01


def lose_covariates(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Return the people with the age of three and the diagnosis of six of them not recorded."""
    lost = people.copy()
    for column, counts in (("age", WITHOUT_AGE), ("diagnosis", WITHOUT_DIAGNOSIS)):
        for group, count in counts.items():
            members = np.flatnonzero(people["group"] == group)
            lost.loc[rng.choice(members, count, replace=False), column] = None
    return lost


def lose_answers(rng: np.random.Generator, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers with a few items missing, some forms broken off and some ratings not made.

    A form that is broken off lacks its last items, so that no score can be made of it.
    One rating in a hundred is the code 0 of the instrument: inadequate information.
    """
    kept = answers.astype("float64")
    forms = [kept.columns[kept.columns.str.startswith(prefix)] for prefix in ("ISMI", "QV")]
    for columns in forms:
        missing = rng.random((len(kept), len(columns))) < _ONE_ITEM
        stopped = rng.random(len(kept)) < _FORM
        last = np.arange(len(columns)) >= len(columns) // 3
        kept[columns] = kept[columns].mask(missing | (stopped[:, None] & last))
    kept["egf"] = kept["egf"].mask(rng.random(len(kept)) < _RATING)
    return kept.assign(egf=kept["egf"].mask(rng.random(len(kept)) < _RATING, 0.0))
