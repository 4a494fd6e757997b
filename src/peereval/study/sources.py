"""The keys of study.yaml about files: where the data are, how they are read, what is corrected in them."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from peereval.yaml_model import Keys, Text, TextMap, Texts, mapped

Repeats = Annotated[dict[str, Literal["first", "last", "drop"]], BeforeValidator(mapped)]


class Redcap(Keys):
    """A REDCap export: its data dictionary, and which instance of a repeated instrument counts, by instrument."""

    dictionary: Text | None = None
    """Data dictionary of the project, exported as CSV."""
    repeats: Repeats = Field(default_factory=dict)
    """Which instance of a repeated instrument counts."""


class Source(Keys):
    """One data file (or one sheet): where it is and how its columns are to be read.

    With `join`, its columns are added to people whom other files hold: to all their visits
    ("participant"), or to the same visit ("visit"). `prefix` is put before each participant, for files
    that each number their people from 1.
    """

    path: Text
    """The file, from the folder of the study file."""
    sheet: Text | None = None
    """Sheet of a workbook."""
    header_row: int = Field(default=1, ge=1, lt=10_001)
    """Row of the column names, as Excel numbers it."""
    rename: TextMap = Field(default_factory=dict)
    """Name in the file: name in the study."""
    drop: Texts = ()
    """Columns that are not read."""
    prefix: Text | None = None
    """Text put before each participant of the file, where several files each number their people from 1."""
    group: Text | None = None
    """The group of everybody in the file."""
    visit: Text | None = None
    """The visit of every row of the file."""
    wide: Text | None = None
    """One row per person: the pattern of the columns, such as {column}_{visit}."""
    join: Literal["participant", "visit"] | None = None
    """Add the columns to people whom other files hold: to all their visits, or to the same visit."""
    encoding: Literal["utf-8", "cp1252", "utf-16"] | None = None
    """Encoding of a text file, where it is not found."""
    decimal: Literal[",", "."] | None = None
    """Decimal mark of a text file, where it is not found."""
    redcap: Redcap | None = None
    """The file is a REDCap export."""

    @field_validator("wide")
    @classmethod
    def _both_parts(cls, value: str | None) -> str | None:
        bare = (value or "").replace("{column}", "", 1).replace("{visit}", "", 1)
        if value is not None and (len(value) != len(bare) + 15 or "{" in bare or "}" in bare):
            raise ValueError("'wide' must hold {column} and {visit} once each, such as \"{column}_{visit}\".")
        return value

    @model_validator(mode="after")
    def _one_way(self) -> "Source":
        if self.wide and self.visit:
            raise ValueError("a source is either wide or of one visit, not both. Remove 'wide' or 'visit'.")
        if self.join == "participant" and (self.wide or self.visit):
            raise ValueError("a file joined by participant has no visits. Write 'join: visit', or remove its visits.")
        return self


class Correction(Keys):
    """One cell that is corrected when the files are read: where, to what, why; `missing: true` empties it."""

    participant: Text
    """Code of the person."""
    visit: Text | None = None
    """The visit of every row of the file."""
    column: Text
    """Column that is corrected."""
    value: Text | None = None
    """The new value."""
    missing: bool = False
    """Empty the cell."""
    reason: Text
    """Why, for the report."""

    @model_validator(mode="after")
    def _one_value(self) -> "Correction":
        if (self.value is None) != self.missing:
            raise ValueError("a correction has either a 'value' or 'missing: true'. Write one of them.")
        return self
