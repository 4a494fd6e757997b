"""What a label of a visit says: its month, or its place in the order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from peereval.plan.draft.words import fold, words_in

_DAYS, _WEEKS, _YEARS = 30.44, 4.348, 1 / 12
_MONTHS = re.compile(r"(?:t|m|mois|month|months) ?(\d{1,3})(?: ?(?:m|mois|months?))?|(\d{1,3}) ?(?:m|mois|months?)")
_OTHER_UNITS = (
    (re.compile(r"(?:j|d|jour|day) ?(\d{1,4})"), _DAYS),
    (re.compile(r"(?:s|w|sem|semaine|week) ?(\d{1,3})|(\d{1,3}) ?(?:semaines?|weeks?)"), _WEEKS),
    (re.compile(r"(\d) ?(?:ans?|years?)"), _YEARS),
)
_ORDER = re.compile(r"(?:v|vis|visite?|vague|wave|temps|time|eval|evaluation|passation|bilan) ?(\d{1,2})|(\d{1,3})")
_FIRST = words_in("inclusion baseline bl base initial initiale entree admission pre avant depart start")
_LEAD = re.compile(r"^(?:visite?|suivi|bilan|eval|evaluation|follow ?up|fu|passation) (?:a )?(?=[tm]? ?\d)")
_ARM = re.compile(r" arm \d$")


@dataclass(frozen=True, slots=True, eq=False)
class VisitLabel:
    """A label as the files write it, the number in it, and its month where it says one (NaN: it does not)."""

    text: str
    number: float
    month: float


def read_visit_label(text: str) -> VisitLabel | None:
    """Return what a label says of its visit, or None where it is no label of a visit.

    Examples
    --------
    >>> read_visit_label("M6").month, read_visit_label("Suivi à 12 mois").month, read_visit_label("oui")
    (6.0, 12.0, None)
    """
    plain = _ARM.sub("", fold(text))
    if plain in _FIRST:
        return VisitLabel(text, 0.0, 0.0)
    bare = _LEAD.sub("", plain)
    match = _MONTHS.fullmatch(bare)
    if match:
        number = _number(match)
        return VisitLabel(text, number, number)
    for pattern, per_month in _OTHER_UNITS:
        match = pattern.fullmatch(bare)
        if match:
            months = round(_number(match) / per_month, 1)
            return VisitLabel(text, months, months)
    match = _ORDER.fullmatch(plain)
    return VisitLabel(text, _number(match), float("nan")) if match else None


def read_visit_labels(texts: Iterable[str]) -> tuple[VisitLabel, ...]:
    """Return the labels of a set of visits, or none where one of them is no such label.

    T1, T2, T3 count visits and say no month; 0, 6, 12 are months.
    """
    read = [read_visit_label(text) for text in texts]
    labels = [label for label in read if label is not None]
    if not labels or len(labels) < len(read):
        return ()
    numbers = sorted({label.number for label in labels})
    counted = len(numbers) > 1 and numbers == [numbers[0] + step for step in range(len(numbers))] and numbers[-1] <= 8
    bare = all(re.fullmatch(r"t? ?\d+", fold(label.text)) or label.month != label.month for label in labels)
    if counted and bare:
        return tuple(VisitLabel(one.text, one.number, 0.0 if one.number == 0 else float("nan")) for one in labels)
    if all(label.month != label.month for label in labels) and not counted:
        return tuple(VisitLabel(one.text, one.number, one.number) for one in labels)
    return tuple(labels)


def _number(match: re.Match[str]) -> float:
    return float(next(group for group in match.groups() if group is not None))
