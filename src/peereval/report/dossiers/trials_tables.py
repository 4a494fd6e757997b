"""The tables on trials."""

from collections.abc import Iterable
from math import isnan

from peereval.report.dossiers.trials_data import (
    CONTROL,
    TREATED,
    OwnRow,
    domain_id,
    domains_of,
    level_of,
    method_text,
    own_rows,
    pooled_figures,
    trial_rows,
)
from peereval.report.dossiers.words import DossierWords
from peereval.report.rows import Figure, index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.results import Result


def own_table(words: DossierWords) -> Table | None:
    """Return the reader's effects beside the pooled ones; None without a study, or where none has a place."""
    rows: list[Row] = []
    for domain in domains_of(words):
        own = own_rows(words, domain)
        rows += [section(words.label(domain))] if own else []
        rows += [_own_row(words, domain, one) for one in own]
    if not rows:
        return None
    level = level_of(words, words.dossier.of_kind("pooled_effects")[0])
    columns = (
        Column("label", words.say("column.outcome_of_study")),
        _effect_column(words, "own", "column.own_effect", level),
        _effect_column(words, "pooled", "column.pooled_effect", level),
        _interval_column(words, "prediction", "column.prediction_interval"),
        Column("place", words.say("column.place_among")),
    )
    notes = [note.in_language(words.language) for note in words.dossier.of_kind("own_effects")[0].notes]
    return Table("own_effects", words.say("table.own_effects"), columns, tuple(rows), tuple(notes))


def _own_row(words: DossierWords, domain: str, one: OwnRow) -> Row:
    found = pooled_figures(words, domain)
    name = Cell(f"{words.label(one.measure)}, {words.label(one.group)}, {one.visit}")
    beside = (_estimate(words, found["pooled effect"]), _interval(words, found["prediction interval"]))
    return Row((name, _estimate(words, one.effect), *beside, Cell(words.quantity(one.effect.note))))


def pooled_table(words: DossierWords) -> Table:
    """Return one row for each domain: effect, prediction interval, spread between trials, what was printed."""
    results = words.dossier.of_kind("pooled_effects")
    printed = words.dossier.of_kind("trials_published")
    published = index_rows(printed[0], "domain") if printed else {}
    rows = []
    for domain in domains_of(words):
        found = pooled_figures(words, domain)
        cells = [
            found["trials"].cell(style="count"),
            _estimate(words, found["pooled effect"]),
            _interval(words, found["prediction interval"]),
            found["tau2"].cell(decimals=4),
            _estimate(words, found["I2"], 0),
        ]
        for name, places in (("pooled effect", 2), ("I2", 0)) if published else ():
            cells.append(_estimate(words, published.get((domain, name)), places))
        rows.append(Row((Cell(words.label(domain)), *cells)))
    level = level_of(words, results[0])
    columns = [
        Column("label", words.say("column.domain")), Column("rows", words.say("column.trial_rows"), "number"),
        _effect_column(words, "pooled", "column.pooled_effect", level),
        _interval_column(words, "prediction", "column.prediction_interval"),
        Column("tau2", words.say("column.tau2"), "number"), _effect_column(words, "i2", "column.i2", level),
    ]  # fmt: skip
    if published:
        spanner = words.say("column.as_printed")
        columns += [_effect_column(words, "printed", "column.pooled_effect", level, spanner),
                    _effect_column(words, "printed_i2", "column.i2", level, spanner)]  # fmt: skip
    note = words.say("table.pooled_effects_note", method=method_text(words, results[0]))
    return Table("pooled_effects", words.say("table.pooled_effects"), tuple(columns), tuple(rows), (note,))


def trials_table(words: DossierWords, domain: str) -> Table:
    """Return the trials of a domain, each with its effect, its weight and the pooled effect without it."""
    level = level_of(words, words.dossier.result("pooled_effects", domain))
    columns = (
        Column("label", words.say("forest.trial")), Column("instrument", words.say("forest.instrument")),
        Column("months", words.say("column.trial_months"), "number"),
        Column("treated", words.say("column.n_treated"), "number"),
        Column("control", words.say("column.n_control"), "number"), _effect_column(words, "effect", "column.g", level),
        Column("weight", words.say("forest.weight"), "number"),
        _effect_column(words, "without", "column.pooled_without", level),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(one.study), Cell(one.instrument), one.figures["months"].cell(decimals=1),
             one.figures[TREATED].cell(style="count"), one.figures[CONTROL].cell(style="count"),
             _estimate(words, one.effect), one.weight.cell(decimals=1), _estimate(words, one.without)))
        for one in trial_rows(words, domain)
    )  # fmt: skip
    title = words.say("table.trials_of", domain=words.label(domain))
    return Table(f"trials_{domain_id(words, domain)}", title, columns, rows)


def sensitivity_table(words: DossierWords) -> Table:
    """Return the pooled effects of every domain under other choices."""
    rows: list[Row] = []
    results: tuple[Result, ...] = words.dossier.of_kind("trials_sensitivity")
    for result in results:
        found = index_rows(result, "run", "study")
        rows.append(section(words.label(result.outcome)))
        for run, study in dict.fromkeys(key[:2] for key in found):
            own = {key[2]: figure for key, figure in found.items() if key[:2] == (run, study)}
            name = words.say(f"trials.run_{run.replace(',', '').replace(' ', '_').replace('-', '_')}", study=study)
            rows.append(Row((Cell(name), own["trials"].cell(style="count"), _estimate(words, own["pooled effect"]),
                             _interval(words, own["prediction interval"]), own["tau2"].cell(decimals=4),
                             own["I2"].cell(decimals=0))))  # fmt: skip
    columns = (
        Column("label", words.say("column.analysis")), Column("rows", words.say("column.trial_rows"), "number"),
        _effect_column(words, "pooled", "column.pooled_effect", level_of(words, results[0])),
        _interval_column(words, "prediction", "column.prediction_interval"),
        Column("tau2", words.say("column.tau2"), "number"), Column("i2", words.say("column.i2"), "number"),
    )  # fmt: skip
    return Table("trials_sensitivity", words.say("table.trials_sensitivity"), columns, tuple(rows))


def differing_table(words: DossierWords) -> Table | None:
    """Return the effects that the means of their trial do not give; None where all agree."""
    found = index_rows(words.dossier.result("trial_recomputed"), "domain", "trial")
    names = ("effect given", "effect from means", "SE given", "SE from means")
    shown = [key[:2] for key, figure in found.items() if figure.note == "differs" and key[2] == names[0]]
    if not shown:
        return None
    rows = tuple(
        Row((Cell(trial), Cell(words.label(domain)), *(found[domain, trial, name].cell(decimals=4) for name in names)))
        for domain, trial in shown
    )
    columns = (
        Column("label", words.say("forest.trial")), Column("domain", words.say("column.domain")),
        *(Column(name.replace(" ", "_"), words.quantity(name), "number") for name in names),
    )  # fmt: skip
    total = sum(1 for key in found if key[2] == names[0])
    note = words.say("table.trials_differing_note", total=total, agree=total - len(shown))
    return Table("trials_differing", words.say("table.trials_differing"), columns, rows, (note,))


def _estimate(words: DossierWords, figure: Figure | None, decimals: int = 2) -> Cell:
    """Return an estimate with its interval, without where it has none, or the note."""
    if figure is None:
        return Cell()
    if isnan(figure.estimate):
        return Cell(words.quantity(figure.note) if figure.note else "")
    return figure.cell(decimals=decimals) if isnan(figure.conf_low) else figure.estimate_interval(decimals)


def _interval(words: DossierWords, figure: Figure) -> Cell:
    return figure.interval() if not isnan(figure.conf_low) else Cell(words.quantity(figure.note) if figure.note else "")


def _effect_column(words: DossierWords, name: str, title: str, level: str, spanner: str = "") -> Column:
    said = words.say(title)
    heading = f"{said} [{words.say('column.interval', level=level)}]"
    return Column(name, heading, "estimate", tuple(_parts(said, _bounds(words, level))), spanner)


def _interval_column(words: DossierWords, name: str, title: str) -> Column:
    said = words.say(title)
    return Column(
        name, said, "interval", (words.say("column.lower_of", of=said), words.say("column.upper_of", of=said))
    )


def _bounds(words: DossierWords, level: str) -> tuple[str, str]:
    return words.say("column.conf_low", level=level), words.say("column.conf_high", level=level)


def _parts(said: str, bounds: Iterable[str]) -> Iterable[str]:
    yield said
    yield from bounds
