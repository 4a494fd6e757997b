"""One figure of a programme with where it comes from, and the table of many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan

import pandas as pd

from peereval.describe.programme.arithmetic import Arithmetic, Labelled, Word
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.study.programme_figure import Figure

NAN = float("nan")
KEYS = ("name", "year", "basis", "part", "status", "source")
ALL = "all"
"""The name of the rows about all groups, or all posts, together."""


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One figure: of what (`name`, `year`, `basis`: the total or one group), which `part`, printed or computed."""

    name: str
    quantity: str
    estimate: float
    year: str = ""
    basis: str = ""
    part: str = ""
    status: str = "computed"
    source: str = ""
    conf_low: float = NAN
    conf_high: float = NAN
    note: str = ""
    arithmetic: Arithmetic | None = None
    label: Labelled | Word | None = None

    @property
    def row(self) -> str:
        """What tells the figure from others: the key values of its row."""
        return "/".join(part for part in (*(getattr(self, key) for key in KEYS), self.quantity) if part)


_COLUMNS = (*KEYS, "quantity", "estimate", "conf_low", "conf_high", "note")


def facts_result(
    kind: str, facts: Iterable[Fact], *, method: Mapping[str, object] | None = None, notes: Sequence[Note] = ()
) -> Result:
    """Return facts as a result; each computed one with its arithmetic as a note.

    A note `programme_arithmetic` carries `row` (the key of the figure without kind), `what` and `formula`.
    """
    listed = [_without_zero(fact) for fact in facts]
    rows = pd.DataFrame([[getattr(fact, name) for name in _COLUMNS] for fact in listed], columns=list(_COLUMNS))
    shown = [_said(fact) for fact in listed if fact.arithmetic is not None]
    return make_result(kind, rows, method=method, notes=(*shown, *notes))


def _without_zero(fact: Fact) -> Fact:
    """Return a figure that was to be divided by 0 as one that cannot be given."""
    if fact.arithmetic is None or not isnan(fact.arithmetic.result):
        return fact
    return replace(fact, arithmetic=None, note="not estimable", conf_low=NAN, conf_high=NAN)


def _said(fact: Fact) -> Note:
    what = Word(f"quantity.{fact.quantity.replace(' ', '_')}")
    name = fact.label or Labelled(fact.name)
    return Note("programme_arithmetic", row=fact.row, name=name, what=what, formula=fact.arithmetic)


def printed_fact(
    figure: Figure, name: str, quantity: str, *, source: str = "", year: str = "", basis: str = "", part: str = ""
) -> Fact:
    """Return a figure of the file as a fact; `note` says the words it is printed with: about, more, less."""
    note = "" if figure.said == "exact" else f"printed {figure.said}"
    return Fact(name, quantity, figure.number, year, basis, part, figure.status, figure.source or source, note=note)


def divided(numbers: Sequence[float], *, percent: bool = False) -> Arithmetic:
    """Return the first number divided by the others."""
    result = numbers[0]
    for number in numbers[1:]:
        result = result / number if number else NAN
    return Arithmetic(tuple(numbers), "/", 100.0 * result if percent else result, percent)


def wilson(count: float, of: float, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a share, in percent."""
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415  (two seconds to import)

    if not of > 0.0:
        return NAN, NAN
    low, high = proportion_confint(count, of, alpha=1.0 - level, method="wilson")
    return 100.0 * float(low), 100.0 * float(high)
