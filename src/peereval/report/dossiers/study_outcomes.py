"""The outcomes of a study in the layout articles print them in: groups and categories in rows, visits in columns."""

from collections.abc import Iterator

from peereval.report.dossiers.words import DossierWords
from peereval.report.rows import Index, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section


def outcome_tables(words: DossierWords) -> Iterator[Table]:
    """Yield one table an outcome: n, mean and SD by group and visit, and by category of each group."""
    for result in words.dossier.of_kind("observed"):
        whole = index_rows(result, "group", "entry", "visit")
        split = {}
        for by in words.dossier.of_kind("observed_by", result.outcome):
            split = index_rows(by, "group", "level", "visit", "variable")
        visits = distinct(whole, 2)
        rows = [row for group in distinct(whole, 0) for row in _group(words, whole, split, group, visits)]
        notes = [words.say("published.observed_note")]
        if split:
            variable = words.label(f"variable/{next(iter(split))[3]}")
            notes.append(words.say("published.observed_by_note", variable=variable))
        title = words.say("published.observed", outcome=words.label(f"measure/{result.outcome}"))
        yield Table(f"observed_{result.outcome}", title, _columns(words, visits), tuple(rows), tuple(notes))


def _columns(words: DossierWords, visits: list[str]) -> tuple[Column, ...]:
    count, mean, sd = (words.say(f"quantity.{one}") for one in ("count", "mean", "sd"))
    columns = [Column("who", words.say("published.who"))]
    for visit in visits:
        columns += [
            Column(f"{visit} n", count, "number", (count,), visit),
            Column(f"{visit} mean", f"{mean} ({sd})", "pair", (mean, sd), visit),
        ]
    return tuple(columns)


def _group(words: DossierWords, whole: Index, split: Index, group: str, visits: list[str]) -> Iterator[Row]:
    """Yield the rows of a group: all its people, then each category."""
    yield section(words.label(f"group/{group}"))
    yield Row((Cell(words.say("published.everyone")), *_cells(whole, (group, ""), visits, ())))
    for level in dict.fromkeys(key[1] for key in split if key[0] == group):
        variable = next(key[3] for key in split)
        name = words.label(f"level/{level}") if level else words.say("published.not_recorded")
        yield Row((Cell(name), *_cells(split, (group, level), visits, (variable,))), "indent")


def _cells(index: Index, who: tuple[str, str], visits: list[str], more: tuple[str, ...]) -> Iterator[Cell]:
    for visit in visits:
        count, mean, sd = (index.get((*who, visit, *more, one)) for one in ("count", "mean", "sd"))
        yield count.cell(style="count", decimals=0) if count else Cell()
        yield Cell(numbers=tuple(one.number() for one in (mean, sd) if one))
