"""The tables of a programme: reach, staffing, posts, costs, sums, costs beside effects."""

from math import isnan

from peereval.report.dossiers.programme_rows import fact_rows, first_upper, formula_of, name_of
from peereval.report.dossiers.words import DossierWords
from peereval.report.numbers import format_percent
from peereval.report.rows import Figure, distinct, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.results import Result

_MONTHS = (0, 6, 12, 18, 24, 30, 36, 48, 60)


def fact_table(words: DossierWords, kind: str) -> Table | None:
    """Return the figures of a kind, each with the arithmetic or the source it comes from; None where there are none."""
    found = words.dossier.of_kind(kind)
    if not found:
        return None
    result = found[0]
    figure = words.say("programme.figure")
    parts = (figure, *_bounds(words, result)) if result.rows["conf_low"].notna().any() else (figure,)
    columns = (
        Column("what", words.say("programme.what")),
        Column("figure", figure, "estimate", parts),
        Column("how", words.say("programme.how")),
    )
    notes = [note.in_language(words.language) for note in result.notes if note.code != "programme_arithmetic"]
    return Table(kind, words.say(f"table.{kind}"), columns, tuple(fact_rows(words, result)), tuple(notes))


def _bounds(words: DossierWords, result: Result) -> tuple[str, str]:
    level = format_percent(100.0 * float(str(result.method.get("level", 0.95))), 0, words.language)
    return words.say("column.conf_low", level=level), words.say("column.conf_high", level=level)


def posts_table(words: DossierWords) -> Table | None:
    """Return the share of posts still held at half-years and years, with how many are still watched."""
    found = words.dossier.of_kind("programme_posts")
    if not found:
        return None
    result = found[0]
    index = index_rows(result, "curve", "months")
    curves = distinct(index, 0)
    level = format_percent(100.0 * float(str(result.method["level"])), 0, words.language)
    held = first_upper(words.quantity("posts held"))
    columns = (
        Column("months", words.say("programme.months")),
        Column("held", f"{held}, {words.say('column.interval', level=level)}", "estimate",
               (held, *_bounds(words, result))),
        Column("risk", words.say("programme.watched"), "number", (words.say("programme.watched"),)),
        Column("left", words.say("programme.left_so_far"), "number", (words.say("programme.left_so_far"),)),
    )  # fmt: skip
    rows: list[Row] = []
    for curve in curves:
        rows += [section(first_upper(name_of(words, curve)))] if len(curves) > 1 else []
        rows += [row for month in _MONTHS if (row := _month(words, result, curve, month)) is not None]
    notes = tuple(note.in_language(words.language) for note in result.notes)
    return Table("programme_posts", words.say("table.programme_posts"), columns, tuple(rows), notes)


def _month(words: DossierWords, result: Result, curve: str, month: int) -> Row | None:
    """Return what is left at a month; nothing beyond the last half-year that somebody was watched."""
    index = index_rows(result, "curve", "months")
    at = f"{float(month)}"
    held = index.get((curve, at, "posts held"))
    if held is None:
        return None
    numbers = [held.number(end, decimals=2) for end in ("estimate", "conf_low", "conf_high")]
    cell = Cell(numbers=tuple(numbers if not isnan(held.conf_low) else numbers[:1]))
    counts = (index[curve, at, name].cell(style="count", decimals=0) for name in ("at risk", "left"))
    return Row((Cell(words.say("programme.month", month=month)), cell, *counts))


def sums_table(words: DossierWords) -> Table | None:
    """Return each printed total beside what its parts or averages make, with the verdict."""
    found = words.dossier.of_kind("programme_sums")
    if not found:
        return None
    result = found[0]
    index = {key[0:2] + key[-1:]: one for key, one in index_rows(result, "name", "part", "status").items()}
    checks = [key[:2] for key in index if key[2] == "printed"]
    titles = {one: words.say(f"programme.sum_{one}") for one in ("printed", "made", "difference", "allowed")}
    columns = (
        Column("what", words.say("programme.what")),
        *(Column(one, title, "number", (title,)) for one, title in titles.items()),
        Column("how", words.say("programme.how")),
        Column("verdict", words.say("programme.verdict")),
    )  # fmt: skip
    rows = tuple(_sum(words, result, {one: index[*check, one] for one in titles}, check) for check in checks)
    return Table(
        "programme_sums", words.say("table.programme_sums"), columns, rows, (words.say("programme.sums_note"),)
    )


def _sum(words: DossierWords, result: Result, figures: dict[str, Figure], check: tuple[str, ...]) -> Row:
    name, part = check
    label = f"{name_of(words, name)}, {words.quantity(_QUANTITY.get(part, part))}" if part else name_of(words, name)
    cells = (figures[one].cell(decimals=0 if float(figures[one].estimate).is_integer() else 1) for one in figures)
    formula = formula_of(words, result, figures["made"].key.removeprefix(f"{result.kind}/"))
    note = figures["difference"].note
    verdict = "" if note == "hidden" else words.quantity(note)
    return Row((Cell(first_upper(label)), *cells, Cell(formula), Cell(verdict)))


_SCORE = "difference in change"
_QUANTITY = {"regular": "regular participants"}


def beside_table(words: DossierWords) -> Table | None:
    """Return what the programme costs for each participant, and below it every effect of the study."""
    found = words.dossier.of_kind("programme_costs_beside")
    if not found:
        return None
    result = found[0]
    level = format_percent(95.0, 0, words.language)
    figure = words.say("programme.figure")
    columns = (
        Column("what", words.say("programme.what")),
        Column("figure", f"{figure}, {words.say('column.interval', level=level)}", "estimate",
               (figure, words.say("column.conf_low", level=level), words.say("column.conf_high", level=level))),
        Column("p", "p", "number", ("p",)),
    )  # fmt: skip
    costs: list[Row] = []
    effects: dict[str, list[Row]] = {}
    for key, one in index_rows(result, "name", "group", "reference", "visit", "baseline").items():
        name, group, reference, visit, baseline, quantity = key
        if not group:
            label = f"{words.quantity(quantity)} ({result.method['currency']})"
            costs.append(Row((Cell(first_upper(label)), one.cell(decimals=0 if one.estimate >= 1000 else 2), Cell())))
            continue
        title = words.say("programme.effects", group=words.label(group), reference=words.label(reference),
                          visit=visit, baseline=baseline)  # fmt: skip
        said = words.label(name) if quantity == _SCORE else f"{words.label(name)}, {words.quantity(quantity).lower()}"
        row = Row((Cell(said), one.estimate_interval(2), one.cell("p_value", style="p")))
        effects.setdefault(title, []).append(row)
    name, year = result.rows[["name", "year"]].iloc[0]
    named = ", ".join(filter(None, (name_of(words, name), year)))
    rows = [section(words.say("programme.costs_of", name=named)), *costs]
    rows += [row for title, own in effects.items() for row in (section(title), *own)]
    notes = tuple(note.in_language(words.language) for note in result.notes)
    return Table("programme_costs_beside", words.say("table.programme_costs_beside"), columns, tuple(rows), notes)
