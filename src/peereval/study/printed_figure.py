"""A figure as it is printed: its value, the words before it, and what its rounding leaves open."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from peereval.codebook import Labels
from peereval.yaml_model import Keys, Text

Said = Literal["exact", "about", "more", "less"]
_WORDS: dict[str, Said] = {
    "": "exact", "about": "about", "approximately": "about", "environ": "about", "près de": "about",
    "more than": "more", "over": "more", "plus de": "more", "less than": "less", "moins de": "less",
}  # fmt: skip
_SCALES = {"": 1.0, "thousand": 1e3, "mille": 1e3, "million": 1e6, "millions": 1e6}
_FIGURE = re.compile(
    rf"(?P<said>{'|'.join(filter(None, _WORDS))}|) ?(?P<digits>\d{{1,3}}(?: \d{{3}})+|\d+)(?P<decimals>\.\d+)? ?"
    rf"(?P<scale>{'|'.join(filter(None, _SCALES))}|)(?: ?%)?"
)
_LONGEST = 60


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
        if _matched(value) is None:
            shown = f"'{value}' is" if len(value) <= _LONGEST else "this is"
            raise ValueError(
                f"{shown} not a figure. Write a number with a point and without signs (27000, 1.4), "
                "or in words: about 27 000, more than 80, about 30 million."
            )
        return value

    @property
    def number(self) -> float:
        """The value as a number."""
        found = _match(self.value)
        digits = found["digits"].replace(" ", "")
        return round(float(digits + (found["decimals"] or "")) * _SCALES[found["scale"]], 6)

    @property
    def said(self) -> Said:
        """What stands before the number: exact, about, more (than), less (than)."""
        return _WORDS[_match(self.value)["said"]]

    @property
    def half_unit(self) -> float:
        """How far the true figure may lie from the printed one by rounding.

        Half a unit of the last digit printed; of a whole number said to be about right, of its last digit
        that is not 0 (about 27 000: 500), or of the last digit before thousand or million (30 million: 500 000).
        """
        found = _match(self.value)
        scale = _SCALES[found["scale"]]
        if found["decimals"]:
            return float(0.5 * 10.0 ** -(len(found["decimals"]) - 1) * scale)
        digits = found["digits"].replace(" ", "")
        rounded = len(digits) - len(digits.rstrip("0")) if self.said == "about" and scale == 1.0 else 0
        return float(0.5 * 10.0**rounded * scale)


def _matched(text: str) -> re.Match[str] | None:
    return _FIGURE.fullmatch(" ".join(text.replace("\u202f", " ").split()).casefold()) if len(text) < 200 else None


def _match(text: str) -> re.Match[str]:
    found = _matched(text)
    if found is None:  # pragma: no cover  (checked when the model was built)
        raise ValueError(text)
    return found


def _one_figure(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    return {"value": str(value)} if isinstance(value, str | int | float) else value


def _one_part(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    return {"count": value} if isinstance(value, str | int | float) else value


_SHORT: dict[str, Any] = {"type": ["string", "number"], "description": "The figure alone."}
Printed = Annotated[
    Figure,
    BeforeValidator(_one_figure),
    WithJsonSchema({"anyOf": [_SHORT, {"type": "object", "required": ["value"], "additionalProperties": False,
                                       "properties": {"value": _SHORT, "source": {"type": "string"},
                                                      "status": {"enum": ["published", "computed"]}}}]}),
]  # fmt: skip


class Part(Keys):
    """One part of a whole: how many, and what readers call it; in the file the number alone will do."""

    count: Printed
    """How many."""
    of: Printed | None = None
    """Out of how many, where that is known."""
    label: Labels = Field(default_factory=dict)
    """What readers call it, by language."""


CountedPart = Annotated[Part, BeforeValidator(_one_part)]
