"""The tables on trials."""

from peereval.report.dossiers.trials_cells import effect_column, estimate_cell, interval_cell, interval_column
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
from peereval.report.rows import index_rows
from peereval.report.table import Cell, Column, Row, Table, section


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
        effect_column(words, "own", "column.own_effect", level),
        effect_column(words, "pooled", "column.pooled_effect", level),
        interval_column(words, "prediction", "column.prediction_interval"),
        Column("place", words.say("column.place_among")),
    )
    notes = [note.in_language(words.language) for note in words.dossier.of_kind("own_effects")[0].notes]
    return Table("own_effects", words.say("table.own_effects"), columns, tuple(rows), tuple(notes))


def _own_row(words: DossierWords, domain: str, one: OwnRow) -> Row:
    found = pooled_figures(words, domain)
    name = Cell(f"{words.label(one.measure)}, {words.label(one.group)}, {one.visit}")
    beside = (estimate_cell(words, found["pooled effect"]), interval_cell(words, found["prediction interval"]))
    return Row((name, estimate_cell(words, one.effect), *beside, Cell(words.quantity(one.effect.note))))


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
            estimate_cell(words, found["pooled effect"]),
            interval_cell(words, found["prediction interval"]),
            estimate_cell(words, found["tau2"], 4),
            estimate_cell(words, found["I2"], 0),
        ]
        if (domain, "pooled effect") not in published:
            rows.append(Row((Cell(words.label(domain)), *cells)))
            continue
        effect, share = (published[domain, name] for name in ("pooled effect", "I2"))
        beside = (Cell(), estimate_cell(words, effect), Cell(), Cell(), estimate_cell(words, share, 0))
        rows += [section(words.label(domain)), Row((Cell(words.say("trials.pooled_here")), *cells)),
                 Row((Cell(words.say("column.as_printed")), *beside))]  # fmt: skip
    level = level_of(words, results[0])
    columns = (
        Column("label", words.say("column.domain")), Column("rows", words.say("column.trial_rows"), "number"),
        effect_column(words, "pooled", "column.pooled_effect", level),
        interval_column(words, "prediction", "column.prediction_interval"),
        effect_column(words, "tau2", "column.tau2", level), effect_column(words, "i2", "column.i2", level),
    )  # fmt: skip
    note = words.say("table.pooled_effects_note", method=method_text(words, results[0]))
    return Table("pooled_effects", words.say("table.pooled_effects"), columns, tuple(rows), (note,))


def trials_table(words: DossierWords, domain: str) -> Table:
    """Return the trials of a domain, each with its effect, its weight and the pooled effect without it."""
    level = level_of(words, words.dossier.result("pooled_effects", domain))
    columns = (
        Column("label", words.say("forest.trial")), Column("instrument", words.say("forest.instrument")),
        Column("months", words.say("column.trial_months"), "number"),
        Column("treated", words.say("column.n_treated"), "number"),
        Column("control", words.say("column.n_control"), "number"), effect_column(words, "effect", "column.g", level),
        Column("weight", words.say("forest.weight"), "number"),
        effect_column(words, "without", "column.pooled_without", level),
    )  # fmt: skip
    rows = tuple(
        Row((Cell(one.study), Cell(one.instrument), one.figures["months"].cell(decimals=1),
             one.figures[TREATED].cell(style="count"), one.figures[CONTROL].cell(style="count"),
             estimate_cell(words, one.effect), one.weight.cell(decimals=1), estimate_cell(words, one.without)))
        for one in trial_rows(words, domain)
    )  # fmt: skip
    title = words.say("table.trials_of", domain=words.label(domain))
    return Table(f"trials_{domain_id(words, domain)}", title, columns, rows)


def differing_table(words: DossierWords) -> Table | None:
    """Return the effects that the means of their trial do not give; None where all agree."""
    result = words.dossier.result("trial_recomputed")
    found = index_rows(result, "domain", "trial")
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
    key = "table.trials_differing_rounded" if result.method["rounding"] else "table.trials_differing_note"
    note = words.say(key, total=total, agree=total - len(shown))
    return Table("trials_differing", words.say("table.trials_differing"), columns, rows, (note,))
