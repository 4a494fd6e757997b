"""The margins of an analysis: its counts, the sums between them, and what else tells of them."""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING

from peereval.report.disclosure.margins import Margins, Name, Relation, from_size
from peereval.report.disclosure.names import Cell, people, read_rows
from peereval.report.disclosure.sums_other import (
    baseline_differences,
    baseline_sums,
    bundles_of,
    covariates_missing,
    first_measured,
    model_differences,
    model_sums,
    one_level_only,
    share_differences,
    share_sums,
)
from peereval.report.disclosure.sums_people import (
    Latent,
    flow_differences,
    flow_sums,
    people_differences,
    people_sums,
)
from peereval.results import Analysis

if TYPE_CHECKING:
    from peereval.study import Study

Values = Mapping[Name, int]
# A quartile is shown where as many people as the smallest cell stand on either side of it, a median likewise.
# With what hiding them costs.
SHOWN_FROM: Mapping[str, tuple[int, float]] = {"mean": (1, 20.0), "median": (2, 4.0), "quartiles": (4, 3.0)}


def make_margins(analysis: Analysis, cells: Iterable[Cell], smallest: int) -> Margins:
    """Return every count of an analysis, what is a difference of counts, and all sums between them.

    A sum that the true counts do not fit is left out: people seen twice, or rows a model dropped.
    """
    cells = list(cells)
    percents = _percents(analysis, cells)
    counts = {cell.name: cell.value for cell in cells if cell.name[0] != "percent"}
    costs = {cell.name: cell.cost for cell in cells}
    study = analysis.study
    values = {**counts, **_latent(counts, study)}
    whole = one_level_only(values) | {n for n, v in values.items() if n[0] == "share" and _all(n, v, values)}
    private = _private(values, smallest) | {("percent", *name[2:]) for name in whole if name[0] == "baseline"}
    percents = {name: value for name, value in percents.items() if name not in private}
    published = {name: cost for name, cost in costs.items() if name not in private}
    told = dict(_told(analysis, values, smallest))
    published |= {relation.item: cost for relation, cost in told.items() if relation.item is not None}
    sums = (r for r in _sums(values, percents, study) if _holds(r, values))
    private_levels = tuple(_percent_sizes(values, percents, smallest))
    return Margins(values, published, (*sums, *told, *private_levels), bundles_of(counts), whole)


def _percent_sizes(values: Values, percents: Mapping[Name, float], smallest: int) -> Iterator[Relation]:
    """Yield that a percentage above 0 is shown only where it is of many people, and not of all but few."""
    for item in percents:
        for word in ("count", "other levels"):
            name = ("baseline", word, *item[1:])
            if values.get(name, 0) >= smallest:
                yield from_size(item, name, smallest)


def _percents(analysis: Analysis, cells: Iterable[Cell]) -> dict[Name, float]:
    """Return the percentages of Table 1 by name."""
    return {
        cell.name: float(analysis.results[cell.result].rows["estimate"].iloc[cell.row])
        for cell in cells
        if cell.name[0] == "percent"
    }


def _latent(values: Values, study: "Study") -> dict[Name, int]:
    """Return the differences of published counts that are counts of people themselves."""
    visits, groups = list(study.visits), list(study.groups)
    told: list[Latent] = [
        *flow_differences(values, visits),
        *people_differences(values),
        *baseline_differences(values),
        *share_differences(values),
        *model_differences(values, groups, visits),
    ]
    return {
        name: sum(values[one] for one in more) - sum(values[one] for one in less)
        for name, more, less in told
        if all(one in values for one in (*more, *less))
    }


def _all(name: Name, value: int, values: Values) -> bool:
    return value > 0 and value == values.get(people("measured", *name[2:]))


def _private(values: Values, smallest: int) -> set[Name]:
    """Return the percentages that tell a small count: of few people, or of all but few."""
    found = set()
    for name, value in values.items():
        if name[0] == "baseline" and name[1] in {"count", "other levels"} and name[3] and 0 < value < smallest:
            found.add(("percent", *name[2:]))
    return found


def _sums(values: Values, percents: Mapping[Name, float], study: "Study") -> Iterator[Relation]:
    visits, groups = list(study.visits), list(study.groups)
    yield from flow_sums(values, visits)
    yield from people_sums(values, visits)
    yield from baseline_sums(values, percents, visits)
    yield from first_measured(values, sorted({n[2] for n in values if n[0] == "people"}), visits)
    yield from covariates_missing(values, covariate_names(study))
    yield from share_sums(values)
    yield from model_sums(values, groups, visits)


def covariate_names(study: "Study") -> list[str]:
    """Return the covariates as results name them: a key of `columns` by its own word."""
    own = {column: key for key, column in study.columns.named.items()}
    return [own.get(name, name) for name in study.model.covariates]


def _holds(relation: Relation, values: Values) -> bool:
    if any(name not in values for name, _ in relation.terms):
        return True
    total = sum(weight * values[name] for name, weight in relation.terms)
    return relation.low - 1e-6 <= total <= relation.high + 1e-6


def _told(analysis: Analysis, values: Values, smallest: int) -> Iterator[tuple[Relation, float]]:
    """Yield what a figure tells of the count it is made of, and what hiding the figure costs."""
    levels = {(name[2], name[4]) for name in values if name[:2] == ("baseline", "count") and name[3]}
    estimated = _estimated(analysis, values)
    for name, value in values.items():
        numeric = name[:2] == ("baseline", "count") and not name[3] and (name[2], name[4]) not in levels
        sizes: Mapping[str, tuple[int, float]] = {}
        if (name[:2] == ("people", "measured") and name[5]) or numeric:
            sizes = SHOWN_FROM
        elif name in estimated:
            sizes = {"adjusted mean": (1, 60.0)}
        elif name[0] == "complete":
            sizes = {"alpha": (1, 12.0)}
        for figure, (people_each_side, cost) in sizes.items():
            size = smallest * people_each_side
            if value >= size:
                yield from_size(shown(figure, name), name, size), cost


def shown(figure: str, name: Name) -> Name:
    """Return the name of a figure that is shown only where its count is large enough."""
    return ("shown", figure, *name)


def _estimated(analysis: Analysis, values: Values) -> frozenset[Name]:
    """Return the cells of analysed people that have an adjusted mean."""
    return frozenset(
        name
        for result in analysis.of_kind("adjusted_means")
        for row, estimate in zip(read_rows(result), result.rows["estimate"].astype("float64"), strict=True)
        if isfinite(estimate) and not row["entry"]
        and (name := people("analysed", result.outcome, row["group"], "", row["visit"])) in values
    )  # fmt: skip
