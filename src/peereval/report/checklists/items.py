"""The items of the checklists, from the CSV files beside this one: what is asked, what answers it, where it stands."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Checklist = Literal["trend", "strobe", "target_trial", "robins_i"]
Left = Literal["none", "some", "all"]
Status = Literal["answered", "partly", "open"]
SOURCES: Mapping[Checklist, str] = {
    "trend": "10.2105/AJPH.94.3.361",
    "strobe": "10.1371/journal.pmed.0040296",
    "target_trial": "10.1093/aje/kwv254",
    "robins_i": "10.1136/bmj.i4919",
}
"""The DOI of what each checklist comes from."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a checklist.

    Attributes
    ----------
    checklist, name
        Which checklist, and the number or name of the item: `trend.1a` of terms.csv says what it asks.
    topic
        What it belongs to: the heading above it.
    answers
        Names of evidence (`evidence.py`) that the item needs.
    extra
        Names of evidence that is shown where there is some.
    where
        Tables, figures and sections that may hold the answer, such as `table:flow`.
    left
        What the author must write in any case: nothing, some, or all of it.
    """

    checklist: Checklist
    name: str
    topic: str
    answers: tuple[str, ...]
    extra: tuple[str, ...]
    where: tuple[str, ...]
    left: Left

    @property
    def key(self) -> str:
        """The key of terms.csv that says what the item asks."""
        return f"{self.checklist}.{self.name}"


@cache
def read_items(checklist: Checklist) -> tuple[Item, ...]:
    """Return the items of a checklist in their order.

    Examples
    --------
    >>> [item.name for item in read_items("strobe")][:3]
    ['1a', '1b', '2']
    """
    text = files("peereval.report.checklists").joinpath(f"{checklist}.csv").read_text(encoding="utf-8")
    return tuple(_item(checklist, row) for row in csv.DictReader(text.splitlines()))


def _item(checklist: Checklist, row: Mapping[str, str]) -> Item:
    names = row["answers"].split()
    return Item(
        checklist,
        row["item"],
        row["topic"],
        tuple(name for name in names if not name.endswith("?")),
        tuple(name.removesuffix("?") for name in names if name.endswith("?")),
        tuple(row["where"].split()),
        row["left"],  # type: ignore[arg-type]
    )


def judge_item(item: Item, *, found: int, places: int) -> Status:
    """Return whether the report answers an item, from what of it was found.

    Parameters
    ----------
    item
        The item.
    found
        How many of its `answers` the analysis holds.
    places
        How many of the tables, figures and sections it names are in the report.
    """
    if item.left == "all" or not (found or places):
        return "open"
    whole = found == len(item.answers) and (places > 0 or not item.where)
    return "answered" if whole and item.left == "none" else "partly"
