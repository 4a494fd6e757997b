"""The joint test of group by visit by moderator, on cell means and never on column names."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.estimate.df_method import DfMethod
from peereval.estimate.joint import joint_test
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.subgroups.strata import Strata, cross_categories

Floats = NDArray[np.float64]
TEST = "difference in change by category"


def subgroup_joint_test(
    fit: Fit,
    *,
    moderator: str | None,
    group: str,
    reference: object,
    baseline: object,
    compared: Sequence[object] | None = None,
    at: Sequence[float] | None = None,
    df_method: DfMethod = "auto",
) -> Result:
    """Return the joint test that the difference in change is the same in every category: look at it first.

    The hypothesis is on cell means: at every later visit, and for every group compared, the
    difference in change from the reference is the same in all categories. The first row tests
    it at all later visits together; the rows after it at each visit alone.

    Parameters
    ----------
    fit
        A fitted model with ``group * visit * moderator`` in its formula. With the model
        variance the test is Kenward and Roger's; after `with_variance` it is HTZ.
    moderator, group, reference, baseline, compared, at
        As in `subgroup_contrasts`.
    df_method
        As in `joint_test`.

    Returns
    -------
    Result
        Keys ``test, moderator, group, reference, visit, num_df`` (visit "" for all of them);
        statistic (F), df of the denominator and p_value. A category without people in a group
        is left out, and a note names it.

    Raises
    ------
    FitError
        If a name or level is not in the model, or fewer than two categories can be compared.

    References
    ----------
    Kenward and Roger 1997, doi:10.2307/2533558; Pustejovsky and Tipton 2018,
    doi:10.1080/07350015.2016.1247004.
    """
    strata = cross_categories(
        fit, moderator=moderator, group=group, reference=reference, baseline=baseline, compared=compared, at=at
    )
    good = strata.estimable(fit)
    asked = [("", range(len(strata.visits)))]
    if len(strata.visits) > 1:
        asked += [(str(visit), range(t, t + 1)) for t, visit in enumerate(strata.visits)]
    rows, notes = [], dict[str, Note]()
    for name, visits in asked:
        matrix = list(_between(strata, good, visits))
        if not matrix and name:
            continue
        if not matrix:
            raise FitError(Note("refused_few_categories", moderator=strata.moderator))
        found = joint_test(fit, np.array(matrix), df_method=df_method)
        notes |= {note.code + str(note): note for note in found.notes}
        rows.append(found.rows.assign(visit=name))
    compared_groups = ", ".join(str(one) for one in strata.groups if one != "") or ", ".join(
        map(str, strata.categories)
    )
    values = pd.concat(rows, ignore_index=True).drop(columns=["test", "group", "reference"])
    keys = {"test": TEST, "moderator": strata.moderator, "group": compared_groups, "reference": str(reference)}
    frame = pd.concat([pd.DataFrame([{**keys, "visit": one} for one in values.pop("visit")]), values], axis=1)
    return make_result(
        "subgroup_joint_test", frame, method=found.method, notes=(*notes.values(), *left_out(strata, good))
    )


def _between(strata: Strata, good: NDArray[np.bool_], visits: range) -> Iterator[Floats]:
    """Yield the differences between each estimable category and the first one, group by group and visit by visit."""
    for g in range(len(strata.groups)):
        for t in visits:
            first, *others = [*np.flatnonzero(good[:, g, t])] or [0]
            yield from (strata.rows[c, g, t] - strata.rows[first, g, t] for c in others)


def left_out(strata: Strata, good: NDArray[np.bool_]) -> tuple[Note, ...]:
    """Return the note that names categories without a difference that the data determine, if there are any."""
    lost = [
        str(name) for name, some in zip(strata.categories, np.all(good, axis=(1, 2)).tolist(), strict=True) if not some
    ]
    return (Note("subgroup_not_estimable", moderator=strata.moderator, categories=", ".join(lost)),) if lost else ()
