"""Which counts to hide: the small ones, and as many more as keep them from being worked out."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import inf

from peereval.errors import DisclosureError
from peereval.report.disclosure.bounds import Reader, find_other, make_reader, unknown_part
from peereval.report.disclosure.margins import Margins, Name

# How much further away a figure must be to count as dear as one unit of cost.
_STEP = 2.0
# How many figures are tried one by one before several are hidden.
_TRIED = 4
# What may be hidden at first, and then, where that does not protect a count: figures up to a cost.
_CAPS = (4.0, 8.0, 16.0, 32.0, 64.0, inf)
_Seen = dict[Name, set[float]]


def hide_small(margins: Margins, smallest: int) -> frozenset[Name]:
    """Return the published counts from 1 to `smallest` - 1: primary suppression, which sums may undo."""
    return frozenset(name for name in margins.small(smallest) if name in margins.published)


def choose_hidden(margins: Margins, smallest: int) -> frozenset[Name]:
    """Return what to hide so that no small count can be worked out from the rest.

    Every count from 1 to `smallest` - 1, published or a difference of published ones, and
    every other hidden count, has at least two possible whole numbers for a reader who knows
    all sums; so has a level that holds everybody.

    Parameters
    ----------
    margins
        The counts of the report and what holds between them.
    smallest
        The smallest count that may be shown; 0 is shown.

    Returns
    -------
    frozenset
        Names of published figures. What a reader would know all the same is not hidden.

    Raises
    ------
    DisclosureError
        If hiding everything would not protect a count.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, doi:10.1002/9781118348239.
    """
    reader = make_reader(margins)
    small = margins.small(smallest)
    hidden = {one for name in hide_small(margins, smallest) for one in margins.bundle(name)}
    seen: _Seen = {}
    for name in sorted(small, key=lambda one: -margins.values[one]):
        if not _is_safe(reader, hidden, name, seen):
            hidden |= _protect(reader, hidden, name, smallest, seen)
    known = {name for name in hidden.difference(small) if _is_known(reader, hidden, name, seen)}
    return frozenset(hidden - known)


def _is_safe(reader: Reader, hidden: AbstractSet[Name], name: Name, seen: _Seen) -> bool:
    """Say whether a count may be another number; counts that fit what is shown now fit when more is hidden."""
    truth = float(reader.margins.values[name])
    if any(one != truth for one in seen.get(name, ())):
        return True
    for least, most in ((truth + 1, inf), (0.0, truth - 1)):
        found = find_other(reader, hidden, name, at_least=least, at_most=most)
        _remember(seen, found)
        if found:
            return True
    return False


def _remember(seen: _Seen, counts: Mapping[Name, float]) -> None:
    for name, count in counts.items():
        seen.setdefault(name, set()).add(count)


def _protect(reader: Reader, hidden: AbstractSet[Name], name: Name, smallest: int, seen: _Seen) -> frozenset[Name]:
    """Return more figures to hide: the cheapest near ones until the count is safe, then none that is not needed."""
    spent = 0.0
    for one in _choices(reader, hidden, name)[:_TRIED]:
        if spent and reader.margins.cost(one) > spent:
            break  # all the cheaper ones together cost less
        spent += reader.margins.cost(one)
        now = {*hidden, *reader.margins.bundle(one)}
        if _is_safe(reader, now, name, seen):
            return frozenset(now)
    for cap in _CAPS:
        added = _all_within(reader, hidden, name, cap)
        if _is_safe(reader, _with(reader, hidden, added), name, {}):
            now = _with(reader, hidden, _needed(reader, hidden, _shortest(reader, hidden, added, name), name))
            _is_safe(reader, now, name, seen)
            return frozenset(now)
    raise DisclosureError(
        f"A count below {smallest} could be worked out whatever is hidden, so nothing may leave. "
        "Leave out the group or the visit it belongs to, or keep 'audience: internal'."
    )


def _all_within(reader: Reader, hidden: AbstractSet[Name], name: Name, cap: float) -> list[Name]:
    """Return all that could be hidden for a count at a price, what lies behind the first included."""
    added: list[Name] = []
    while True:
        more = [one for one in _choices(reader, _with(reader, hidden, added), name) if reader.margins.cost(one) <= cap]
        if not more:
            return added
        added += more


def _shortest(reader: Reader, hidden: AbstractSet[Name], added: list[Name], name: Name) -> list[Name]:
    """Return the first of the added figures, as many as make a count safe."""
    unsafe, safe = 0, len(added)
    while safe - unsafe > 1:
        middle = (safe + unsafe) // 2
        if _is_safe(reader, _with(reader, hidden, added[:middle]), name, {}):
            safe = middle
        else:
            unsafe = middle
    return added[:safe]


def _with(reader: Reader, hidden: AbstractSet[Name], added: Sequence[Name]) -> set[Name]:
    return {*hidden, *(part for one in added for part in reader.margins.bundle(one))}


def _needed(reader: Reader, hidden: AbstractSet[Name], added: Sequence[Name], name: Name) -> list[Name]:
    """Return those added figures without which a count is not safe: the dear ones are dropped first, many at once."""
    kept = sorted(added, key=lambda one: -reader.margins.cost(one))
    size = len(kept) // 2
    while size:
        start = 0
        while start < len(kept):
            less = [*kept[:start], *kept[start + size :]]
            if _is_safe(reader, _with(reader, hidden, less), name, {}):
                kept = less
            else:
                start += size
        size //= 2
    return kept


def _choices(reader: Reader, hidden: AbstractSet[Name], name: Name) -> list[Name]:
    """Return what could be hidden for a count: shown figures tied to it, the cheapest and nearest first."""
    part = unknown_part(reader, hidden, name, reach=4)
    margins = reader.margins
    price: dict[Name, float] = {}
    for relation in part.relations:
        near = min(part.distance[one] for one, _ in relation.terms if one in part.distance)
        told = [one for one, _ in relation.terms if one not in part.distance]
        for one in (*told, *((relation.item,) if relation.item is not None else ())):
            if one in margins.published and one not in hidden:
                price[one] = min(price.get(one, float("inf")), margins.cost(one) + _STEP * near)
    return sorted(price, key=lambda one: (price[one], margins.values.get(one, 0), one))


def _is_known(reader: Reader, hidden: AbstractSet[Name], name: Name, seen: _Seen) -> bool:
    """Say whether a reader knows a hidden count all the same; figures that are no counts are never known."""
    if name not in reader.margins.values or _is_safe(reader, hidden, name, seen):
        return False
    truth = float(reader.margins.values[name])
    limits = ((truth + 1, inf), (0.0, truth - 1))
    return not any(
        find_other(reader, hidden, name, at_least=least, at_most=most, everywhere=True) for least, most in limits
    )
