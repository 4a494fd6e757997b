"""The codebook: what each column of the data is, in the shape of a Frictionless Table Schema."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, PrivateAttr, field_validator, model_validator
from pydantic import Field as default  # noqa: N813  (`Field` is a field of the codebook here)

from peereval.pattern import pattern_problem
from peereval.yaml_file import Problem, YamlFile
from peereval.yaml_model import Keys, Text, Texts, build_model, mapped

FieldType = Literal["string", "integer", "number", "boolean", "date"]
Labels = Annotated[dict[Literal["fr", "en"], Text], BeforeValidator(mapped)]


class Constraints(Keys):
    """What the values of a column must satisfy; see `Field`."""

    minimum: float | None = None
    """Lowest value allowed."""
    maximum: float | None = None
    """Highest value allowed."""
    enum: Texts = ()
    """The values allowed, in order; or use levels."""
    required: bool = False
    """Whether every row must have a value."""
    unique: bool = False
    """Whether no value may occur twice."""
    pattern: Text | None = None
    """Regular expression that every value must match, and be no longer than 200 characters."""

    @model_validator(mode="after")
    def _ordered(self) -> "Constraints":
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("'minimum' is greater than 'maximum'. Exchange them.")
        return self

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if problem := pattern_problem(value or ""):
            raise ValueError(f"'pattern' {problem}. Write it more simply, or remove it.")
        return value


class Level(Keys):
    """One level of a categorical column: other ways it is written in files, and its labels."""

    also: Texts = ()
    """Other ways in which files write the level."""
    labels: Labels = default(default_factory=dict)
    """What readers call it, by language."""


Levels = Annotated[dict[str, Level], BeforeValidator(mapped)]


class Field(Keys):
    """One column: its name, type, constraints, labels for people, and its levels in order.

    A column with `levels` (or `constraints.enum`) is categorical, whatever its type. `aliases`
    are other names it has in the files, `missingValues` its own missing codes. `sensitive: true`
    says that it identifies people: it is then refused in an analysis file; `false` says that a
    person looked and it does not.
    """

    name: Text
    """Name of the column in the study."""
    type: FieldType = "string"
    """What the column holds."""
    description: str = ""
    """What it is, for whoever reads this file."""
    aliases: Texts = ()
    """Other names of the column in the files."""
    missingValues: Texts = ()  # noqa: N815  (the word of the Frictionless standard)
    """What means “no answer”."""
    sensitive: bool | None = None
    """true: it identifies people and is refused; false: somebody looked, and it does not."""
    constraints: Constraints = Constraints()
    """What its values must satisfy."""
    labels: Labels = default(default_factory=dict)
    """What readers call it, by language."""
    levels: Levels = default(default_factory=dict)
    """The levels of a categorical column, in order."""

    @property
    def recodes(self) -> dict[str, str]:
        """Every way a level is written in files, mapped to its name; empty if not categorical."""
        own = {name: name for name in (*self.constraints.enum, *self.levels)}
        return own | {also: name for name, level in self.levels.items() for also in level.also}

    @property
    def level_names(self) -> tuple[str, ...]:
        """The levels in declared order; empty if the column is not categorical."""
        return tuple(self.levels) or self.constraints.enum

    @model_validator(mode="after")
    def _coherent(self) -> "Field":
        bounded = self.constraints.minimum is not None or self.constraints.maximum is not None
        if bounded and (self.type not in ("integer", "number") or self.level_names):
            raise ValueError(f"'{self.name}' has a minimum or maximum; its type must be integer or number.")
        if self.levels and self.constraints.enum:
            raise ValueError(f"'{self.name}' has both levels and constraints.enum. Keep levels.")
        repeated = first_repeated([*self.levels, *(a for level in self.levels.values() for a in level.also)])
        if repeated is not None:
            raise ValueError(f"'{self.name}': the level label '{repeated}' is given twice. Keep one.")
        return self


class Codebook(Keys):
    """The columns of the data, in order; read it with `read_study`, which names its file.

    Examples
    --------
    >>> book = Codebook.model_validate({"fields": [{"name": "age", "type": "number"}]})
    >>> book.field("age").type
    'number'
    """

    fields: tuple[Field, ...]
    """The columns, in order."""
    missingValues: Texts = ()  # noqa: N815  (the word of the Frictionless standard)
    """What means “no answer”."""
    _lines: YamlFile | None = PrivateAttr(default=None)

    def field(self, name: str) -> Field | None:
        """Return the field of a column, or None when the codebook does not describe it."""
        return next((field for field in self.fields if field.name == name), None)

    def line_of(self, name: str) -> int:
        """Return the line of a field in the codebook file, 0 when it came from no file."""
        position = next((i for i, field in enumerate(self.fields) if field.name == name), None)
        return self._lines.line_of("fields", position) if self._lines and position is not None else 0

    @model_validator(mode="after")
    def _once(self) -> "Codebook":
        repeated = first_repeated(word for field in self.fields for word in (field.name, *field.aliases))
        if repeated is not None:
            raise ValueError(f"the field '{repeated}' is described twice. Keep one.")
        return self


def build_codebook(file: YamlFile) -> tuple[Codebook | None, list[Problem]]:
    """Return the codebook of a YAML file, or None, and all problems of the file."""
    book, problems = build_model(Codebook, file)
    if book is not None:
        book._lines = file  # noqa: SLF001  (set once, where the codebook is made)
    return book, problems


def first_repeated(words: Iterable[str]) -> str | None:
    """Return the first word that comes a second time, or None."""
    seen: set[str] = set()
    for word in words:
        if word in seen:
            return word
        seen.add(word)
    return None
