"""The difference in change within each category of a moderator, and the differences between categories."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from peereval.errors import FitError
from peereval.estimate.df_method import DfMethod
from peereval.estimate.inference import describe_method
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.subgroups.adjusted import ADJUST, add_adjusted, estimate_marked, marks
from peereval.sensitivity.subgroups.interaction import left_out
from peereval.sensitivity.subgroups.strata import cross_categories, refuse_few


def subgroup_contrasts(
    fit: Fit,
    *,
    moderator: str | None,
    group: str,
    reference: object,
    baseline: object,
    compared: Sequence[object] | None = None,
    at: Sequence[float] | None = None,
    adjust: str = "holm",
    few: int = 10,
    fewest: int = 3,
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return the difference in change from the reference within each category of a moderator.

    Use it after `subgroup_joint_test`, and beside `subgroup_differences`: that one category's
    interval excludes 0 and another's does not is no evidence that they differ.

    Parameters
    ----------
    fit
        A fitted model with ``group * visit * moderator`` in its formula; after `with_variance`
        by site where the group is assigned by site.
    moderator
        The column that makes the categories: a categorical of the formula, or a number with
        `at`. None where only the exposed have it (the sex of their worker, say): then the
        levels of `group` other than the reference are the categories, each against all of the
        reference, and the formula has ``group * visit``.
    group, reference, baseline
        As in `change_contrasts`.
    compared
        The levels of `group` to compare with the reference; all others by default.
    at
        Values of a numeric moderator at which the difference is estimated; two at least.
    adjust
        How the p values of the categories of one group and visit are adjusted together:
        ``"holm"``, ``"hochberg"``, ``"bonferroni"``, ``"benjamini-hochberg"`` or ``"none"``.
        The values of a number are not adjusted.
    few
        A category that rests on a cell of fewer people is marked "few people".
    fewest
        A category with people, but fewer than this, in a cell that it needs is refused.
    df_method, level
        As in `adjusted_means`.

    Returns
    -------
    Result
        Keys ``moderator, category, group, visit, reference, baseline, adjust``. Each difference
        has a row with ``adjust="none"`` and one with the adjusted p value, whose interval is
        simultaneous for Bonferroni and missing for the others. A category with nobody in one of
        the groups is "not estimable".

    Raises
    ------
    FitError
        If a name, level or option is not known, or a category has fewer than `fewest` people.

    References
    ----------
    Wang, Lagakos, Ware, Hunter and Drazen 2007, doi:10.1056/NEJMsr077003; Holm 1979,
    Scandinavian Journal of Statistics 6:65-70.
    """
    strata = cross_categories(
        fit, moderator=moderator, group=group, reference=reference, baseline=baseline, compared=compared, at=at
    )
    refuse_few(strata, fewest)
    adjust = "none" if strata.numeric and adjust in ADJUST else adjust  # values of one line are not several tests
    n_categories, *block = strata.rows.shape[:3]
    family = np.tile(np.arange(int(np.prod(block))), n_categories)
    small = (strata.fewest < few) & (strata.fewest >= 0)
    values = estimate_marked(fit, strata.flat, small.ravel(), df_method=df_method, level=level)
    frame = add_adjusted(strata.keys(), values, family, adjust=adjust, level=level)
    notes = (*fit.notes, *left_out(strata, strata.estimable(fit)), *marks(values, few=few, adjust=adjust))
    method = describe_method(fit, df_method=df_method, level=level, adjust=adjust, family="categories")
    return make_result("subgroup_contrasts", frame, method=method, notes=notes)


def subgroup_differences(
    fit: Fit,
    *,
    moderator: str | None,
    group: str,
    reference: object,
    baseline: object,
    compared: Sequence[object] | None = None,
    at: Sequence[float] | None = None,
    adjust: str = "holm",
    few: int = 10,
    fewest: int = 3,
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return what sets categories apart: the difference in change of each minus that of each one before it.

    Their intervals say how different the categories can still be, which a joint test that
    finds nothing does not. See `subgroup_contrasts` for the parameters and errors.

    Returns
    -------
    Result
        Keys ``moderator, category, against, group, visit, reference, baseline, adjust``;
        the p values of all pairs of one group and visit are adjusted together. Of a number,
        the last value of `at` minus the first.
    """
    strata = cross_categories(
        fit, moderator=moderator, group=group, reference=reference, baseline=baseline, compared=compared, at=at
    )
    refuse_few(strata, fewest)
    adjust = "none" if strata.numeric and adjust in ADJUST else adjust  # values of one line are not several tests
    last = len(strata.categories) - 1
    pairs = [(last, 0)] if strata.numeric else [(c, b) for b, c in combinations(range(last + 1), 2)]
    if not pairs:
        raise FitError(Note("refused_one_category", moderator=strata.moderator))
    one, other = np.array(sorted(pairs)).T
    block = int(np.prod(strata.rows.shape[1:3]))
    keys = strata.keys()
    keys = keys.iloc[(one[:, None] * block + np.arange(block)).ravel()].reset_index(drop=True)
    keys.insert(2, "against", np.repeat(np.array(strata.categories, dtype=object)[other], block))
    small = (np.minimum(strata.fewest[one], strata.fewest[other]) < few) & (strata.fewest[one] >= 0)
    rows = (strata.rows[one] - strata.rows[other]).reshape(-1, strata.rows.shape[-1])
    values = estimate_marked(fit, rows, small.ravel(), df_method=df_method, level=level)
    frame = add_adjusted(keys, values, np.tile(np.arange(block), len(one)), adjust=adjust, level=level)
    method = describe_method(fit, df_method=df_method, level=level, adjust=adjust, family="pairs of categories")
    notes = (*fit.notes, *left_out(strata, strata.estimable(fit)), *marks(values, few=few, adjust=adjust))
    return make_result("subgroup_differences", frame, method=method, notes=notes)
