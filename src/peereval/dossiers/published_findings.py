"""What a reader of published tables must know: what differs, what is unexplained, what is inferred."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peereval.evidence.published_tables import Published, say
from peereval.evidence.recomputation.places import figure_at
from peereval.results import Finding, Result
from peereval.terms import Language

CLOSURE = date(2014, 6, 30)
"""The day on which the programme closed."""


@dataclass(frozen=True, slots=True, eq=False)
class Titled:
    """Published tables in a sentence: their title in its language."""

    published: Published

    def in_language(self, language: Language) -> str:
        """Return the title."""
        return say(self.published.title, language)


def find_published(files: Sequence[Published], compared: Sequence[Result]) -> tuple[Finding, ...]:
    """Return the findings of published tables: cells that differ, and what is known of STIGMA.

    Rules: published-unexplained (included and not analysed), published-after-closure (visits
    planned after the programme had closed), published-inferred, published-differs (one per file).
    """
    named = {one.name: one for one in files}
    return (
        *_unexplained(named["stigma_participants"]),
        *_after_closure(named["stigma_timetable"]),
        Finding("note", "published-inferred"),
        *(found for one, result in zip(files, compared, strict=True) for found in _differing(one, result)),
    )


def _unexplained(published: Published) -> Iterator[Finding]:
    included = int(figure_at(published, "included_analysed", "included", "control"))
    analysed = int(figure_at(published, "included_analysed", "analysed", "control"))
    if included != analysed:
        values = {"included": included, "analysed": analysed}
        yield Finding("warning", "published-unexplained", count=included - analysed, values=values)


def _after_closure(published: Published) -> Iterator[Finding]:
    """Yield that every T12 of the treated group lies after the programme had closed, where it does."""
    days = published.tables["timetable"].cell("inclusion", "revised").dates
    if days and days[0].replace(year=days[0].year + 1) > CLOSURE:
        yield Finding("warning", "published-after-closure")


def _differing(published: Published, result: Result) -> Iterator[Finding]:
    rows = result.rows
    cells = rows[(rows["quantity"] == "published") & (rows["note"] == "differs")]
    if len(cells):
        yield Finding("warning", "published-differs", count=len(cells), values={"where": Titled(published)})
