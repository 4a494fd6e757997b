"""A figure as it is printed: its value, the words before it, and what its rounding leaves open."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, field_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from peereval.codebook import Labels
from peereval.printed_figure import Printed, read_printed_figure
from peereval.yaml_model import Keys, Text

Said = Literal["exact", "about", "more", "less"]
_BOUNDS: dict[str, Said] = {">": "more", "<": "less"}
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_LONGEST = 60
_MOST = 1e15


class Figure(Keys):
    """One figure: its value as it is printed, where it is printed, and whether somebody computed it.

    The value is a number or a number in words: `67`, `1.4`, `27 000`, `about 27 000`, `more than 80`,
    `about 30 million`, `environ 30 millions`. In the file the number alone will do.

    Examples
    --------
    >>> figure = Figure(value="about 30 million")
    >>> figure.number, figure.half_unit, figure.said
    (30000000.0, 500000.0, 'about')
    """

    value: Text
    """The figure as printed: 67, 27 000, about 27 000, more than 80, about 30 million."""
    source: Text | None = None
    """Where it is printed: a name of `sources`."""
    status: Literal["published", "computed"] = "published"
    """Whether it is printed there, or worked out from what is."""

    @field_validator("value")
    @classmethod
    def _a_figure(cls, value: str) -> str:
        found = read_printed_figure(value)
        if found is None or not 0.0 <= found.value <= _MOST or _THOUSANDS.search(value):
            shown = f"'{value}' is" if len(value) <= _LONGEST else "this is"
            raise ValueError(
                f"{shown} not a figure. Write a number with a point and without signs (27000, 1.4), "
                "or in words: about 27 000, more than 80, about 30 million."
            )
        return value

    @property
    def printed(self) -> Printed:
        """The figure as it was printed: its number, its last digit, its bound."""
        found = read_printed_figure(self.value)
        if found is None:  # pragma: no cover  (checked when the model was built)
            raise ValueError(self.value)
        return found

    @property
    def number(self) -> float:
        """The value as a number."""
        return self.printed.value

    @property
    def said(self) -> Said:
        """What stands before the number: exact, about, more (than), less (than)."""
        return _BOUNDS.get(self.printed.bound, "about" if self.printed.about else "exact")

    @property
    def half_unit(self) -> float:
        """How far the true figure may lie from the printed one by rounding: half a unit of its last digit."""
        return self.printed.unit / 2.0


def _one_figure(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    return {"value": str(value)} if isinstance(value, str | int | float) else value


def _one_part(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    return {"count": value} if isinstance(value, str | int | float) else value


@dataclass(frozen=True, slots=True)
class OrShort:
    """Says in the schema of an editor that one text or number may stand where a mapping is described."""

    types: tuple[str, ...] = ("string", "number")

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of the mapping, or of the text or number alone."""
        return {"anyOf": [{"type": [*self.types]}, handler(core)]}


PrintedFigure = Annotated[Figure, BeforeValidator(_one_figure), OrShort()]


def _in_one_language(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    return {"en": value} if isinstance(value, str) else value


Named = Annotated[Labels, BeforeValidator(_in_one_language), OrShort(("string",))]
"""Words by language, or one text for all of them."""


class Part(Keys):
    """One part of a whole: how many, and what readers call it; in the file the number alone will do."""

    count: PrintedFigure
    """How many."""
    of: PrintedFigure | None = None
    """Out of how many, where that is known."""
    label: Named = Field(default_factory=dict)
    """What readers call it, by language."""


CountedPart = Annotated[Part, BeforeValidator(_one_part), OrShort()]
