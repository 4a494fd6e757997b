"""Files with one row a person: which part of their column names is the visit."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from peereval.plan.draft.visit_labels import read_visit_labels

_LABEL = r"(?:[tmvjdsw]\d{1,3}|\d{1,2} ?(?:mois|months?|m)|mois ?\d{1,2}|inclusion|baseline|initial|bl)"
_SEPARATORS = ("_", ".", "-", " ", "")
_MOST_VISITS = 8


@dataclass(frozen=True, slots=True, eq=False)
class WidePattern:
    """How the columns of a wide file carry their visit: the pattern of study.yaml, and each column's parts."""

    pattern: str
    visits: tuple[str, ...]
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)


def find_wide_pattern(names: Sequence[str]) -> WidePattern | None:
    """Return the pattern by which columns such as `ISMI01_T6`, `T6_ISMI01` or `egf.M6` name their visit.

    Parameters
    ----------
    names
        The header of the file.

    Returns
    -------
    WidePattern or None
        None where no column, or no column at two visits, is named in such a way.

    Examples
    --------
    >>> find_wide_pattern(["id", "egf_T0", "egf_T6", "poids_T0", "poids_T6"]).pattern
    '{column}_{visit}'
    """
    found = [pattern for pattern in _patterns(names) if _is_consistent(pattern, len(names))]
    return max(found, key=lambda one: len(one.parts), default=None)


def _patterns(names: Sequence[str]) -> list[WidePattern]:
    made = []
    for separator in _SEPARATORS:
        apart = re.escape(separator)
        after = re.compile(rf"(?P<base>.*[^\W_]){apart}(?P<visit>{_LABEL})", re.IGNORECASE)
        before = re.compile(rf"(?P<visit>{_LABEL}){apart}(?P<base>[^\W_].*)", re.IGNORECASE)
        made.append(_split(names, after, f"{{column}}{separator}{{visit}}"))
        if separator:
            made.append(_split(names, before, f"{{visit}}{separator}{{column}}"))
    return made


def _split(names: Sequence[str], form: re.Pattern[str], pattern: str) -> WidePattern:
    matches = {name: match for name in names if (match := form.fullmatch(name))}
    parts = {name: (match["base"], match["visit"]) for name, match in matches.items()}
    visits = tuple(dict.fromkeys(visit for _, visit in parts.values()))
    return WidePattern(pattern, visits, parts)


def _is_consistent(wide: WidePattern, columns: int) -> bool:
    """Say whether most columns that name a visit come at several visits, and the visits can be put in order."""
    if not 2 <= len(wide.visits) <= _MOST_VISITS or not read_visit_labels(wide.visits):
        return False
    visits: dict[str, set[str]] = defaultdict(set)
    for base, visit in wide.parts.values():
        visits[base].add(visit)
    several = sum(len(seen) for seen in visits.values() if len(seen) > 1)
    return several >= max(2, 0.6 * len(wide.parts)) and (len(wide.parts) >= 4 or len(wide.parts) >= 0.3 * columns)
