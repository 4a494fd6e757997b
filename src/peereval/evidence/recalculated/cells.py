"""The types of the keys of a file of printed figures, each with its limits and its message."""

from functools import partial
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from peereval.evidence.recalculated.figures import Figure, read_figure
from peereval.yaml_model import Keys, Text

_INF = float("inf")


def read_figures(
    value: object, *, lowest: float = -_INF, highest: float = _INF, bound: bool = True
) -> tuple[Figure, ...]:
    """Return the printed figures of a list, within the limits of their quantity."""
    if not isinstance(value, list) or not value:
        raise ValueError("a list of printed figures is needed here: [5.06, 5.23].")
    return tuple(read_cell(one, lowest=lowest, highest=highest, bound=bound) for one in value)


def read_cell(value: object, *, lowest: float = -_INF, highest: float = _INF, bound: bool = True) -> Figure:
    """Return one printed figure, within the limits of its quantity; without `bound` not one such as "< 3"."""
    if not isinstance(value, str):
        raise ValueError("one printed figure is needed here.")  # noqa: TRY004  (pydantic makes a message of it)
    figure = read_figure(value, lowest=lowest, highest=highest)
    if figure.bound and not bound:
        raise ValueError(f"'{value}' is only a bound, and nothing can be computed from one. Leave this row out.")
    return figure


def read_bounds(value: object, *, lowest: float = -_INF) -> tuple[Figure, Figure]:
    """Return the two bounds of an interval; a comma inside [5,02, 6,10] would have made four of them."""
    found = read_figures(value, lowest=lowest, bound=False)
    if len(found) != 2:
        raise ValueError('two bounds are needed here: [0.02, 1.02]. A decimal comma needs quotes: ["0,02", "1,02"].')
    if found[0].value > found[1].value:
        raise ValueError(f"the lower bound {found[0].text} is above the upper one {found[1].text}.")
    return found[0], found[1]


def _whole(value: object, *, least: int = 0) -> int:
    text = "".join(value.split()) if isinstance(value, str) else ""
    if not text.isascii() or not text.isdigit() or int(text) < least or len(text) > 9:
        raise ValueError(f"a whole number, at least {least}, is needed here, and '{value}' is written.")
    return int(text)


def read_counts(value: object, *, least: int = 0) -> tuple[int, ...]:
    """Return the whole numbers of a list."""
    if not isinstance(value, list) or not value:
        raise ValueError("a list of whole numbers is needed here: [34, 30].")
    return tuple(_whole(one, least=least) for one in value)


def _sizes(value: object) -> dict[str, tuple[int, ...]]:
    """Return sample sizes by choice: a plain list is one choice without a name."""
    if isinstance(value, dict):
        if not value:
            raise ValueError("sample sizes are needed here: n: [34, 30].")
        return {str(name): read_counts(sizes, least=2) for name, sizes in value.items()}
    return {"": read_counts(value, least=2)}


def _label(value: object) -> dict[str, str]:
    return value if isinstance(value, dict) else {"en": value}  # type: ignore[dict-item]


Cell = Annotated[Figure, BeforeValidator(read_cell)]
Positive = Annotated[Figure, BeforeValidator(partial(read_cell, lowest=0))]
Given = Annotated[Figure, BeforeValidator(partial(read_cell, bound=False))]
GivenPositive = Annotated[Figure, BeforeValidator(partial(read_cell, lowest=0, bound=False))]
Probability = Annotated[Figure, BeforeValidator(partial(read_cell, lowest=0, highest=1))]
Share = Annotated[Figure, BeforeValidator(partial(read_cell, lowest=0, highest=1))]
Percent = Annotated[Figure, BeforeValidator(partial(read_cell, lowest=0, highest=100))]
Coefficient = Annotated[Figure, BeforeValidator(partial(read_cell, lowest=-1, highest=1))]
Cells = Annotated[tuple[Figure, ...], BeforeValidator(partial(read_figures, bound=False))]
Spreads = Annotated[tuple[Figure, ...], BeforeValidator(partial(read_figures, lowest=0, bound=False))]
Percents = Annotated[tuple[Figure, ...], BeforeValidator(partial(read_figures, lowest=0, highest=100))]
Bounds = Annotated[tuple[Figure, Figure], BeforeValidator(read_bounds)]
PositiveBounds = Annotated[tuple[Figure, Figure], BeforeValidator(partial(read_bounds, lowest=0))]
Count = Annotated[int, BeforeValidator(_whole)]
Size = Annotated[int, BeforeValidator(partial(_whole, least=1))]
Counts = Annotated[tuple[int, ...], BeforeValidator(read_counts)]
Sizes = Annotated[dict[str, tuple[int, ...]], BeforeValidator(_sizes)]
Label = Annotated[dict[Literal["en", "fr"], Text], BeforeValidator(_label)]
Level = Annotated[float, Field(gt=0, lt=1)]


class Check(Keys):
    """What every check has: a label, its kind, where it was printed."""

    label: Label
    """The row of the table, in the reader's words; one text, or one for each language."""
    kind: Text
    """Which figures stand in the row, and so what can be recomputed."""
    source: str = ""
    """Where this row was printed, if not where the whole file was."""
    level: Level = 0.95
    """The level of intervals."""

    @property
    def name(self) -> str:
        """The label under which the row stands in results."""
        return self.label.get("en") or next(iter(self.label.values()))


def need_lengths(count: int, what: str, **figures: "tuple[object, ...] | None") -> None:
    """Raise ValueError where a list has not the wanted length.

    A decimal comma in a list makes two figures of one, so the message says how to write it.
    """
    for key, given in figures.items():
        if given is not None and len(given) != count:
            raise ValueError(
                f"'{key}' has {len(given)} entries and {count} are needed, {what}. A decimal comma needs quotes: "
                '["5,06", "5,23"].'
            )
