"""Which count of people a row of a result publishes, and what hiding it costs a reader."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from peereval.report.disclosure.margins import Name
from peereval.results import Analysis, Result

Row = Mapping[str, str]
Named = tuple[Name, float]
PEOPLE = ("measured", "missing outcome", "missing covariate", "analysed")

# What hiding costs: who was seen is what a reader wants first, who gave no answer last.
_FLOW = {"seen": 40.0, "expected": 45.0, "entered": 45.0, "lost": 12.0, "newly lost": 11.0, "missed": 8.0,
         "returned": 8.0}  # fmt: skip
_PEOPLE = {"measured": 3.0, "analysed": 5.0, "missing outcome": 1.0, "missing covariate": 1.0}
_WHOLE = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A count where it stands: the place of the result, of the row in it, its name, value and cost."""

    result: int
    row: int
    name: Name
    value: int
    cost: float


def _flow(_: str, row: Row) -> Named | None:
    quantity = row["quantity"]
    if quantity not in _FLOW:
        return None
    return ("flow", quantity, row["group"], row["entry"], row["visit"]), _FLOW[quantity] + _dear(row["entry"] == "")


def _analysed(outcome: str, row: Row) -> Named | None:
    quantity = row["quantity"]
    if quantity not in PEOPLE:
        return None
    return people(quantity, outcome, row["group"], "", row["visit"]), _PEOPLE[quantity] + _dear(row["visit"] == "")


def _observed(outcome: str, row: Row) -> Named | None:
    place = (outcome, row["group"], row["entry"], row["visit"])
    quantity = row["quantity"]
    if quantity in {"count", "missing"}:
        called = {"count": "measured", "missing": "missing outcome"}[quantity]
        return people(called, *place), _PEOPLE[called] + _dear(row["entry"] == "" and quantity == "count")
    return (("share", quantity, *place), 2.0) if quantity in {"floor percent", "ceiling percent"} else None


def _baseline(_: str, row: Row) -> Named | None:
    quantity, level = row["quantity"], row["level"]
    place = (row["variable"], level, row["group"])
    if quantity == "count":
        return ("baseline", "count", *place), 3.0 if level else 2.5
    if quantity == "missing":
        return ("baseline", "missing", *place), 1.0
    return (("percent", *place), 6.0) if quantity == "percent" else None


def _reliability(outcome: str, row: Row) -> Named | None:
    own = row["quantity"] == "count" and not row.get("item", "")
    return (("complete", outcome, row["visit"]), 6.0) if own else None


def _residuals(outcome: str, row: Row) -> Named | None:
    if row["plot"] != "visit" or row["quantity"] not in {"count", "percent beyond 1.96"}:
        return None
    if row["quantity"] == "count":
        return ("modelled", outcome, row["place"]), 7.0
    return ("beyond", outcome, row["place"]), 2.0


def _fit(outcome: str, row: Row) -> Named | None:
    quantity = row["quantity"]
    return (("fit", quantity, outcome), 30.0) if quantity in {"participants", "observations"} else None


def _dear(whole: bool) -> float:  # noqa: FBT001  (a sum of costs)
    return _WHOLE if whole else 0.0


NAMES: Mapping[str, Callable[[str, Row], Named | None]] = {
    "flow": _flow,
    "analysed": _analysed,
    "observed": _observed,
    "baseline": _baseline,
    "reliability": _reliability,
    "residuals": _residuals,
    "fit": _fit,
}


def people(quantity: str, outcome: str, group: str, entry: str, visit: str) -> Name:
    """Return the name of the people of a cell who were measured, missed, analysed."""
    return ("people", quantity, outcome, group, entry, visit)


def read_rows(result: Result) -> list[dict[str, str]]:
    """Return the keys and the quantity of each row of a result as text, absent ones as ""."""
    frame = result.rows[[*result.keys, "quantity"]].astype("string").fillna("")
    rows: list[dict[str, str]] = frame.to_dict("records")  # type: ignore[assignment]
    return [{"entry": "", "visit": "", **row} for row in rows]


def read_counts(analysis: Analysis) -> Iterator[Cell]:
    """Yield every figure of an analysis that is a count, or a percentage of one, with its name.

    The value of a share is its numerator: the percentage times the count beside it.
    """
    found = [(place, result) for place, result in enumerate(analysis.results) if result.kind in NAMES]
    sizes: dict[Name, float] = {}
    later = []
    for place, result in found:
        estimates = result.rows["estimate"].to_numpy(dtype="float64")
        for row, keys in enumerate(read_rows(result)):
            named = NAMES[result.kind](result.outcome, keys)
            if named is None or not isfinite(estimates[row]):
                continue
            cell = (place, row, *named, float(estimates[row]))
            later.append(cell)
            sizes.setdefault(named[0], float(estimates[row]))
    for place, row, name, cost, value in later:
        of = denominator(name)
        count = value if of is None else value * sizes.get(of, 0.0) / 100
        yield Cell(place, row, name, round(count), cost)


def denominator(name: Name) -> Name | None:
    """Return the count that a percentage is of; None for what is a count itself."""
    if name[0] == "share":
        return people("measured", *name[2:])
    if name[0] == "percent":
        return ("baseline", "count", name[1], "", name[3])
    return ("modelled", *name[1:]) if name[0] == "beyond" else None
