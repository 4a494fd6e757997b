"""The keys of study.yaml: one frozen model for each block of the file."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from peereval.codebook import Labels
from peereval.errors import did_you_mean
from peereval.yaml_model import Keys, Text, TextMap, Texts, mapped

_ITEM = re.compile(r"(?P<before>[^{}]*)\{item(?::0?\d{1,2}d)?\}(?P<after>[^{}]*)")


class Columns(Keys):
    """Which columns of the files hold the keys; `group` or `visit` may be said by the sources instead."""

    participant: Text
    visit: Text | None = None
    group: Text | None = None
    site: Text | None = None
    region: Text | None = None

    @property
    def named(self) -> dict[str, str]:
        """The key columns that the study names: canonical name to column of the files."""
        return {key: str(name) for key, name in self.model_dump().items() if name}


class Visit(Keys):
    """A planned visit: its month, and the other ways the files write it."""

    month: float
    also: Texts = ()


class Group(Keys):
    """A group of participants; `enters_at` lists its entry visits when it has no first visit."""

    also: Texts = ()
    reference: bool = False
    enters_at: Texts = ()
    label: Labels = Field(default_factory=dict)


class Source(Keys):
    """One data file (or one sheet): where it is and how its columns are to be read."""

    path: Text
    sheet: Text | None = None
    header_row: int = Field(default=1, ge=1)
    rename: TextMap = Field(default_factory=dict)
    drop: Texts = ()
    group: Text | None = None
    visit: Text | None = None
    wide: Text | None = None

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
        return self


class Outcome(Keys):
    """An outcome: an instrument scored from items, or a column taken as it is."""

    instrument: Text | None = None
    items: Text | None = None
    column: Text | None = None
    missing: Texts = ()
    scores: Texts = ()
    primary: bool = False
    important_difference: Annotated[float, Field(gt=0)] | dict[str, Annotated[float, Field(gt=0)]] | None = None
    label: Labels = Field(default_factory=dict)

    @field_validator("items")
    @classmethod
    def _one_item(cls, value: str | None) -> str | None:
        if value is not None and not _ITEM.fullmatch(value):
            raise ValueError('\'items\' must hold {item} once, such as "ISMI{item:02d}" or "QV{item}".')
        return value

    @model_validator(mode="after")
    def _source_of_values(self) -> "Outcome":
        if self.items and self.column:
            raise ValueError("an outcome has either 'items' or a 'column', not both. Remove one.")
        if self.items and not self.instrument:
            raise ValueError("'items' are scored by an instrument. Add 'instrument'.")
        if not self.items and not self.column:
            raise ValueError("an outcome needs 'instrument' with 'items', or a 'column'. Add one.")
        return self

    def is_item(self, column: str) -> bool:
        """Say whether a column has the name of an item of this outcome."""
        parts = _ITEM.fullmatch(self.items or "")
        if parts is None:
            return False
        digits = column.removeprefix(parts["before"]).removesuffix(parts["after"])
        return digits.isascii() and digits.isdigit() and self.item_column(int(digits)) == column

    def item_column(self, item: int) -> str:
        """Return the column that holds an item."""
        return (self.items or "").format(item=item)


SiteEffects = Literal["intercept+visit", "intercept", "unstructured", "none"]
DfMethod = Literal["auto", "kenward-roger", "satterthwaite", "between-within", "between-site", "normal"]


# The catalogue of the model has these structures; it is not imported here, since `check` starts without it.
COVARIANCES: Mapping[str, tuple[str, ...]] = {
    "unstructured": ("un", "us"),
    "compound_symmetry": ("cs",),
    "heterogeneous_compound_symmetry": ("csh",),
    "autoregressive": ("ar1", "ar(1)"),
    "heterogeneous_autoregressive": ("ar1h", "arh1", "arh(1)"),
    "antedependence": ("ad",),
    "heterogeneous_antedependence": ("adh", "ante1", "ante(1)"),
    "toeplitz": ("toep",),
    "heterogeneous_toeplitz": ("toeph",),
    "spatial_exponential": ("sp_exp",),
    "random_intercept": ("ri",),
    "random_slope": ("ris", "random_intercept_slope"),
}


def _known_covariances(names: tuple[str, ...]) -> tuple[str, ...]:
    known = {word: name for name, short in COVARIANCES.items() for word in (name, *short)}
    if not names:
        raise ValueError("'covariance' is empty. Write unstructured, or remove the key.")
    plain = [name.strip().casefold().replace(" ", "_").replace("-", "_") for name in names]
    for given, word in zip(names, plain, strict=True):
        if word not in known:
            listed = f"use one of: {', '.join(COVARIANCES)}.{did_you_mean(word, known)}"
            raise ValueError(f"'covariance' is '{given}', which is not an option; {listed}")
    return tuple(dict.fromkeys(known[word] for word in plain))


Covariances = Annotated[Texts, AfterValidator(_known_covariances)]


class ModelKeys(Keys):
    """The main model: covariates, covariance, sites, degrees of freedom, level of the intervals.

    `df_method` is that of the model-based intervals; robust ones have Bell-McCaffrey's.
    `covariance` is one structure or several, tried in order until the data can carry one.
    `site_effects` counts only where `columns` names the site.
    """

    covariates: Texts = ()
    covariate_visit: Literal["first-attended"] = "first-attended"
    missing_covariates: Literal["complete-cases"] = "complete-cases"
    covariance: Covariances = ("unstructured",)
    site_effects: SiteEffects = "intercept+visit"
    site_rule: Literal["first", "refuse"] = "first"
    df_method: DfMethod = "auto"
    information: Literal["observed", "expected"] = "observed"
    level: float = Field(default=0.95, gt=0.5, lt=1)


Visits = Annotated[dict[str, Visit], BeforeValidator(mapped)]
Groups = Annotated[dict[str, Group], BeforeValidator(mapped)]
Outcomes = Annotated[dict[str, Outcome], BeforeValidator(mapped)]
