"""Series of numbered columns: the items of instruments that the package knows, and other possible scales."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from peereval.plan.draft.looks import Look, look_at
from peereval.plan.draft.words import fold
from peereval.score.keyfile import instrument_names

_FEWEST = 3
_MOST_SLIPS = 0.01  # of the answers of a series named after an instrument: `check` shows each
_FORM = re.compile(r"(?P<before>.*?)(?P<number>\d{1,2})(?P<after>\D*)")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """How a known instrument is recognised: words of its columns, number of items, range; the keys that fit it.

    With `by_count` its number of items and range are enough, whatever the columns are called.
    `recoded` items have another range than that of the keys.
    """

    outcome: str
    words: str
    items: int
    low: int
    high: int
    keys: tuple[str, ...]
    by_count: bool = False
    recoded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """A series of columns, or a single rating.

    `pattern` is how study.yaml names the columns; `keys` are the instruments that fit: one is
    used, several are for the user to choose, none is a possible scale of which nothing is known.
    `top` is the highest answer, where it is known.
    """

    name: str
    columns: tuple[str, ...]
    pattern: str
    keys: tuple[str, ...] = ()
    low: int = 0
    top: float | None = None
    codes: tuple[str, ...] = ()
    certainty: Literal["name", "count", "none"] = "none"
    recoded: bool = False

    @property
    def chosen(self) -> bool:
        """Whether one instrument fits, so that it can be written as an outcome."""
        return len(self.keys) == 1


_ROSENBERG = ("rosenberg_reversed_2_5_6_8_9", "rosenberg_reversed_3_5_8_9_10")
_KNOWN = (
    Known("stigma", "ismi|stigma", 29, 1, 4, ("ismi29",), by_count=True),
    Known("quality", "qv|whoqol|qol|wq", 26, 1, 5, ("whoqol_bref",), by_count=True),
    Known("disability", "whodas|wd", 12, 0, 4, ("whodas12",)),
    Known("self_esteem", "rosenberg|rses|rse|ros|ees?|eer?|estime", 10, 0, 3,
          _ROSENBERG),
    # The form is also coded from 1, which no key of the package is: a key that extends one of these says so.
    Known("self_esteem", "rosenberg|rses|rse|ros|ees?|eer?|estime", 10, 1, 4, _ROSENBERG, recoded=True),
    Known("health", "eq ?5? ?d?|euroqol", 5, 1, 3, ("eq5d_3l_fr",)),
    Known("health", "eq ?5? ?d?|euroqol", 5, 1, 5, ("eq5d_5l_fr",)),
)  # fmt: skip
_RATINGS = (
    Known("functioning", "egf|gaf", 1, 0, 100, ("gaf",)),
    Known("social_functioning", "psp", 1, 1, 100, ("psp",)),
)


def find_scales(columns: Mapping[str, "pd.Series[Any]"], looks: Mapping[str, Look]) -> tuple[Scale, ...]:
    """Return the series of items and the single ratings among the columns of a study.

    Parameters
    ----------
    columns
        Text cells of all files together, by column.
    looks
        What each column looks like.
    """
    scales = [*_ratings(looks, columns)]
    for pattern, numbered in _numbered(columns):
        names = tuple(numbered[number] for number in sorted(numbered))
        if len(names) >= _FEWEST and all(looks[name].kind in ("number", "empty") for name in names):
            scales.append(_scale(pattern, names, sorted(numbered), columns))
    return tuple(_apart(scales))


def _numbered(columns: Mapping[str, "pd.Series[Any]"]) -> Iterator[tuple[str, dict[int, str]]]:
    """Give the columns whose names differ by a number only, by the pattern of study.yaml."""
    matches = {name: match for name in columns if not set("{}") & set(name) and (match := _FORM.fullmatch(name))}
    padded = {(m["before"], m["after"]) for m in matches.values() if m["number"].startswith("0") and m["number"] != "0"}
    series: dict[str, dict[int, str]] = {}
    for name, match in matches.items():
        item = "{item:02d}" if (match["before"], match["after"]) in padded else "{item}"
        pattern = f"{match['before']}{item}{match['after']}"
        if pattern.format(item=int(match["number"])) == name:
            series.setdefault(pattern, {})[int(match["number"])] = name
    yield from series.items()


def _scale(pattern: str, names: tuple[str, ...], numbers: list[int], columns: Mapping[str, "pd.Series[Any]"]) -> Scale:
    stem = fold(pattern.partition("{")[0])
    cells = pd.concat([columns[name] for name in names], ignore_index=True)
    if numbers == list(range(1, len(numbers) + 1)):
        # Answers without a slip decide first: few 5s among five levels are no slips among three.
        for slips in (0.0, _MOST_SLIPS):
            for known, by_name in _of_that_length(stem, len(names)):
                look = look_at(cells, known.high)
                if look.kind == "number" and look.whole and _outside(look, known) <= (slips if by_name else 0.0):
                    sure: Literal["name", "count"] = "name" if by_name else "count"
                    low, high, codes = known.low, known.high, look.number_codes
                    return Scale(known.outcome, names, pattern, _keys(known), low, high, codes, sure, known.recoded)
    return Scale(stem.replace(" ", "_") or "items", names, pattern)


def _of_that_length(stem: str, items: int) -> Iterator[tuple[Known, bool]]:
    """Give the instruments of so many items, those called as the columns are first, and whether they are."""
    for known in sorted(_KNOWN, key=lambda one: not re.fullmatch(one.words, stem)):
        by_name = bool(re.search(rf"(?:^|\s)(?:{known.words})(?:$|\s)", stem))
        if known.items == items and _keys(known) and (by_name or known.by_count):
            yield known, by_name


def _keys(known: Known) -> tuple[str, ...]:
    return tuple(key for key in known.keys if key in instrument_names())


def _outside(look: Look, known: Known) -> float:
    """Return the share of the numbers that are no answer of an instrument."""
    answers = pd.to_numeric(pd.Series([*look.levels], dtype=object).str.replace(",", "."), errors="coerce")
    counts = pd.Series([*look.levels.values()])
    return float(counts[answers.notna() & ~answers.between(known.low, known.high)].sum() / counts.sum())


def _ratings(looks: Mapping[str, Look], columns: Mapping[str, "pd.Series[Any]"]) -> Iterator[Scale]:
    for known in _RATINGS:
        for name in looks:
            if name in columns and set(fold(name).split()) & set(known.words.split("|")):
                look = look_at(columns[name], known.high)
                if look.kind == "number" and look.low >= known.low and look.high <= known.high and look.high > 10:
                    codes = look.number_codes
                    yield Scale(known.outcome, (name,), "", _keys(known), known.low, known.high, codes, "name")
                    break


def _apart(scales: list[Scale]) -> Iterator[Scale]:
    """Give the scales, each with a name of its own."""
    seen: dict[str, int] = {}
    for scale in scales:
        seen[scale.name] = seen.get(scale.name, 0) + 1
        number = seen[scale.name]
        yield scale if number == 1 else replace(scale, name=f"{scale.name}_{number}")
