"""What is said first of a programme: its main figures in sentences, each with its key."""

from collections.abc import Iterator
from math import isnan

from peereval.report.document import Sentence
from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import format_figure
from peereval.report.rows import Figure, index_rows
from peereval.report.wording import fill_text

_REACH = ("members", "share regular")
_COSTS = ("cost per regular participant", "cost per participant-month")
_POSTS = {"posts": "posts", "held": "still held", "left": "posts left"}


def summary_sentences(words: DossierWords) -> Iterator[Sentence]:
    """Yield the sentences of what there is: reach, costs, posts, sums; then how to read the tables."""
    reach = _main(words, "programme_reach", _REACH)
    if reach:
        share = reach["share regular"].number(style="percent", decimals=0)
        yield fill_text(words, "programme.said_reach", members=_said(words, reach["members"]), share=share)
    costs = _main(words, "programme_costs", _COSTS)
    if costs:
        currency = str(words.dossier.result("programme_costs").method["currency"])
        year, month = (costs[name].number(decimals=0) for name in _COSTS)
        yield fill_text(words, "programme.said_costs", year=year, month=month, currency=currency)
    posts = _main(words, "programme_leaving", tuple(_POSTS.values()))
    if posts:
        numbers = {name: posts[quantity].number(decimals=0) for name, quantity in _POSTS.items()}
        yield fill_text(words, "programme.said_posts", **numbers)
    yield from _sums(words)
    yield (words.say("programme.lead"),)


def _said(words: DossierWords, figure: Figure) -> Sentence:
    """Return a count as it was printed: about so many, more than so many."""
    number = figure.number(decimals=0)
    if figure.note.startswith("printed "):
        return fill_text(words, f"quantity.{figure.note.replace(' ', '_')}", number=number)
    return fill_text(words, "programme.said_figure", number=number)


def _main(words: DossierWords, kind: str, wanted: tuple[str, ...]) -> dict[str, Figure]:
    """Return figures of the last year: of all together, or of the only row; none where one of them is missing.

    A total goes before an average, and a printed total before one that was worked out from averages.
    """
    found = words.dossier.of_kind(kind)
    index = index_rows(found[0], "year", "name", "basis", "status") if found else {}
    told: dict[tuple[str, str], dict[str, Figure]] = {}
    totals: set[str] = set()
    for (year, name, basis, status, quantity), figure in index.items():
        own = told.setdefault((year, name), {})
        printed = basis == "total" and status == "published"
        better = quantity not in own or (basis == "total" and (printed or own[quantity].key not in totals))
        if quantity in wanted and better and not isnan(figure.estimate):
            own[quantity] = figure
            totals |= {figure.key} if printed else set()
    last = max((year for year, own in told if own), default="")
    rows = {name: own for (year, name), own in told.items() if year == last and set(wanted) <= set(own)}
    return rows.get("all") or (next(iter(rows.values())) if len(rows) == 1 else {})


def _sums(words: DossierWords) -> Iterator[Sentence]:
    """Yield how many totals were compared with their parts, and how many do not add up."""
    found = words.dossier.of_kind("programme_sums")
    verdicts = [note for note in found[0].rows["note"] if note in ("adds up", "does not add up")] if found else []
    if verdicts:
        counts = {"all": len(verdicts), "wrong": verdicts.count("does not add up")}
        said = {name: format_figure(count, 0, words.language) for name, count in counts.items()}
        yield (words.say("programme.said_sums", **said),)
