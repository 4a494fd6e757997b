"""The printed figures of a recalculation with their readings, as its tables print them."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, isfinite, log10

from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import MINUS, bounds_separator
from peereval.report.rows import Figure, index_rows
from peereval.report.table import Cell
from peereval.results import Result
from peereval.terms import has_term

ALARMS = ("inconsistent", "choice-decides", "other-reading", "not-recomputable")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One reading of a printed figure: its name, what it gives, how far apart, the arithmetic."""

    name: str
    recomputed: Figure
    beyond: Figure
    arithmetic: str

    @property
    def agrees(self) -> bool:
        """Whether the printed figure follows under this reading."""
        return self.recomputed.note.startswith("agrees")


@dataclass(frozen=True, slots=True, eq=False)
class PrintedRow:
    """One printed figure: where it stands, as printed, its verdict, its readings or why there is none.

    `figure` is its name in the results, `name` the same in words and `text` as printed; `whole`
    and `all_text` are the same of the interval where it is a bound of one, `first` is False for the second bound.
    """

    row: str
    figure: str
    name: str
    whole: str
    text: str
    all_text: str
    printed: Figure
    readings: tuple[Reading, ...]
    reason: str
    first: bool

    @property
    def verdict(self) -> str:
        """The verdict on the statistic that the figure belongs to."""
        return self.printed.note

    @property
    def decimals(self) -> int:
        """How many decimals show where a recomputed figure rounds to: one more than were printed."""
        width = self.printed.conf_high - self.printed.conf_low
        if not isfinite(width) or width <= 0:
            return 3
        return min(max(ceil(-log10(width) - 1e-6), 0) + 1, 6)

    @property
    def shown(self) -> tuple[Reading, ...]:
        """The readings that a line shows: of several choices of n each one, else one that agrees, else the first."""
        if self.verdict == "choice-decides":
            choices = {reading.name.partition(": ")[0]: reading for reading in reversed(self.readings)}
            return tuple(reversed(choices.values()))
        best = next((reading for reading in self.readings if reading.agrees), None)
        return (best,) if best else self.readings[:1]

    def decimals_of(self, reading: Reading) -> int:
        """Return how many decimals a recomputed figure shows: none where it is one whole number."""
        found = reading.recomputed
        whole = found.conf_low == found.conf_high and found.estimate == round(found.estimate)
        return 0 if whole else self.decimals

    def estimate(self, reading: Reading) -> Cell:
        """Return a recomputed figure with its range, or alone where it is one number."""
        found, decimals = reading.recomputed, self.decimals_of(reading)
        if self.figure == "p" and 0 <= found.conf_high < 0.0005:
            return found.cell("conf_high", style="p")  # "< 0.001" for a row of noughts
        if found.conf_low == found.conf_high:
            return found.cell(decimals=decimals)
        return found.estimate_interval(decimals)


def printed_rows(words: DossierWords, result: Result) -> tuple[PrintedRow, ...]:
    """Return the printed figures of one file in their order, each bound of an interval by itself."""
    index = index_rows(result, "check", "figure", "reading")
    found = []
    for check, statistic in dict.fromkeys(key[:2] for key in index):
        part = {key[2:]: figure for key, figure in index.items() if key[:2] == (check, statistic)}
        found += list(_figures(words, f"{result.outcome}/{check}", statistic, part))
    return tuple(found)


def _figures(
    words: DossierWords, row: str, statistic: str, part: dict[tuple[str, ...], Figure]
) -> Iterator[PrintedRow]:
    name = f"{row}/{statistic}"
    readings = [reading for reading, _ in part if reading]
    ends = ("",) if ("", "printed") in part else ("_lower", "_upper")
    labels = (words.label(f"{name}/printed/{place}") for place in range(len(ends)))
    texts = [label.replace("-", MINUS).replace(" %", "\u00a0%") for label in labels]
    all_text = texts[0] if len(texts) == 1 else f"[{bounds_separator(words.language).join(texts)}]"
    for end, text in zip(ends, texts, strict=True):
        made = tuple(
            Reading(one, part[one, f"recomputed{end}"], part[one, f"beyond{end}"], words.label(f"{name}/{one}"))
            for one in dict.fromkeys(readings)
        )
        reason = part[("", "recomputed")].note if ("", "recomputed") in part else ""
        yield PrintedRow(
            words.label(row), statistic, figure_name(words, statistic, end), figure_name(words, statistic), text,
            all_text, part["", f"printed{end}"], made, reason, end != "_upper",
        )  # fmt: skip


def figure_name(words: DossierWords, statistic: str, end: str = "") -> str:
    """Return the words for a statistic, or for one bound of an interval."""
    stem, _, place = statistic.rpartition("_")
    if stem == "percent" and place.isdigit():
        named = words.say("recalculation.statistic.percent_of", place=place)
    else:
        named = words.say(f"recalculation.statistic.{statistic}")
    return words.say(f"recalculation.bound{end}", statistic=named) if end else named


def reading_name(words: DossierWords, reading: str) -> str:
    """Return the words for a reading: the choice of n, the reading, whether digits were cut off."""
    parts = (f"recalculation.reading.{part}" for part in reading.split(": "))
    return ", ".join(words.say(key) if has_term(key) else key.rpartition("reading.")[2] for key in parts)
