"""One record per person: how long they were watched, whether the event came, their group, site and covariates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError, did_you_mean
from peereval.model.rows import refuse_frame, typed_column
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """n people: time (n,), event (n,), group (n,) as numbers in `levels`, the reference first.

    sites (n,) : codes, or None
    covariates (n, k) : numbers centred and scaled, categories as marks
    """

    time: Floats
    event: Mask
    group: Codes
    levels: tuple[object, ...]
    sites: Codes | None
    covariates: Floats
    names: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def n_sites(self) -> int:
        """Number of sites, 0 when none are known."""
        return 0 if self.sites is None else int(self.sites.max()) + 1

    @property
    def least_events(self) -> int:
        """The events of the group that has fewest."""
        return int(min(np.bincount(self.group[self.event], minlength=len(self.levels))))

    def left_out(self) -> Floats:
        """Return the weights of everyone in each sample without one site, (S, n)."""
        if self.sites is None:
            return np.ones((1, len(self.time)))
        return np.asarray(self.sites != np.arange(self.n_sites)[:, None], dtype=np.float64)

    def site_df(self) -> float:
        """Return sites minus groups, or minus 1 where a site holds more than one group."""
        if self.sites is None:
            return float("inf")
        apart = len(np.unique(np.column_stack([self.sites, self.group]), axis=0)) == self.n_sites
        return float(max(1, self.n_sites - (len(self.levels) if apart else 1)))


def read_records(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    group: str,
    reference: object = None,
    site: str | None = None,
    covariates: Sequence[str] = (),
) -> Records:
    """Return the records of a frame with one row per person, those with something missing left out and counted.

    Raises
    ------
    DataError
        If a column is missing, a time is below 0, or the event is neither 0 nor 1.
    FitError
        If there are fewer than two groups, the reference is none of them, or a site left out leaves a
        group without anybody.
    """
    roles = {"time": time, "event": event, "group": group} | ({"site": site} if site else {})
    refuse_frame(data, {**roles, **{f"covariates[{j}]": name for j, name in enumerate(covariates)}})
    used = list(dict.fromkeys([*roles.values(), *covariates]))
    whole = data[used].notna().all(axis=1).to_numpy()
    rows = data.loc[whole, used].reset_index(drop=True)
    times, events = _numbers(rows[time], time), _numbers(rows[event], event)
    if not (np.isfinite(times) & (times >= 0.0)).all():
        raise DataError(f"{int((~(times >= 0.0)).sum())} times of '{time}' are below 0 or not finite.")
    if not np.isin(events, (0.0, 1.0)).all():
        raise DataError(f"'{event}' is 1 where the event came and 0 where it had not when the person was last seen.")
    levels, codes = _groups(rows[group], group, reference)
    sites = pd.factorize(rows[site], sort=True)[0].astype(np.intp) if site else None
    if sites is not None:
        _refuse_lone_groups(codes, sites, levels)
    parts = [_covariate(rows[name], name) for name in covariates]
    columns = np.column_stack(parts) if parts else np.zeros((len(rows), 0))
    notes = (Note("survival_left_out", people=int((~whole).sum())),) if not whole.all() else ()
    return Records(times, events == 1.0, codes, levels, sites, columns, tuple(covariates), notes)


def _numbers(column: pd.Series, name: str) -> Floats:
    try:
        return column.to_numpy(dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(f"'{name}' holds something other than numbers; give months, or 0 and 1.") from None


def _groups(column: pd.Series, name: str, reference: object) -> tuple[tuple[object, ...], Codes]:
    """Return the groups, the reference first, the others in declared order; and everyone's number."""
    typed = column.cat.remove_unused_categories() if isinstance(column.dtype, pd.CategoricalDtype) else column
    found = list(pd.Categorical(typed).categories)
    if len(found) < 2:
        raise FitError(Note("refused_few_groups", column=name))
    if reference is not None and reference not in found:
        hint = did_you_mean(str(reference), map(str, found))
        raise FitError(f"reference={reference!r} is not a level; they are: {', '.join(map(repr, found))}.{hint}")
    first = found[0] if reference is None else reference
    levels = (first, *(level for level in found if level != first))
    return levels, np.asarray(pd.Index(list(levels)).get_indexer(pd.Index(column)), dtype=np.intp)


def _refuse_lone_groups(group: Codes, sites: Codes, levels: Sequence[object]) -> None:
    if sites.max() < 2:
        raise FitError(Note("refused_fewer_sites"))
    for code, name in enumerate(levels):
        if len(np.unique(sites[group == code])) < 2:
            raise FitError(Note("refused_all_at_one_site", group=name))


def _covariate(column: pd.Series, name: str) -> Floats:
    typed = typed_column(column, name)
    if isinstance(typed.dtype, pd.CategoricalDtype):
        typed = typed.cat.remove_unused_categories()
        return np.eye(len(typed.cat.categories))[typed.cat.codes][:, 1:]
    values = typed.to_numpy(dtype=np.float64)
    if not np.isfinite(values).all() or np.ptp(values) == 0.0:
        raise DataError(Note("refused_covariate_constant", covariate=name))
    return np.asarray((values - values.mean()) / values.std())[:, None]
