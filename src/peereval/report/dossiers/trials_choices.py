"""The tables of pooled effects under other choices, and by length of follow-up."""

from peereval.report.dossiers.trials_cells import effect_column, estimate_cell, interval_cell, interval_column
from peereval.report.dossiers.trials_data import level_of
from peereval.report.dossiers.words import DossierWords
from peereval.report.rows import index_rows
from peereval.report.table import Cell, Column, Row, Table, section
from peereval.results import Result


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
            cells = (own["trials"].cell(style="count"), estimate_cell(words, own["pooled effect"], 3),
                     interval_cell(words, own["prediction interval"]), own["tau2"].cell(decimals=4),
                     own["I2"].cell(decimals=0))  # fmt: skip
            rows.append(Row((Cell(name), *cells)))
    columns = (
        Column("label", words.say("column.analysis")), Column("rows", words.say("column.trial_rows"), "number"),
        effect_column(words, "pooled", "column.pooled_effect", level_of(words, results[0])),
        interval_column(words, "prediction", "column.prediction_interval"),
        Column("tau2", words.say("column.tau2"), "number"), Column("i2", words.say("column.i2"), "number"),
    )  # fmt: skip
    return Table("trials_sensitivity", words.say("table.trials_sensitivity"), columns, tuple(rows))


def lengths_table(words: DossierWords) -> Table | None:
    """Return the pooled effects by length of follow-up; None where no domain has both."""
    results = words.dossier.of_kind("trials_by_length")
    if not results:
        return None
    rows: list[Row] = []
    for result in results:
        found = index_rows(result, "subgroup")
        rows.append(section(words.label(result.outcome)))
        for side in ("short", "long"):
            own = {key[1]: figure for key, figure in found.items() if key[0] == side}
            cells = (own["trials"].cell(style="count"), estimate_cell(words, own["pooled effect"], 3))
            rows.append(Row((Cell(words.say(f"trials.length_{side}")), *cells, own["tau2"].cell(decimals=4), Cell())))
        test = found["", "Q between"]
        rows.append(
            Row((Cell(words.say("trials.length_test")), Cell(), Cell(), Cell(), test.cell("p_value", style="p")))
        )
    columns = (
        Column("label", words.say("column.follow_up")), Column("rows", words.say("column.trial_rows"), "number"),
        effect_column(words, "pooled", "column.pooled_effect", level_of(words, results[0])),
        Column("tau2", words.say("column.tau2"), "number"), Column("p", words.say("column.p_value"), "number"),
    )  # fmt: skip
    notes = tuple(note.in_language(words.language) for note in results[0].notes)
    return Table("trials_lengths", words.say("table.trials_lengths"), columns, tuple(rows), notes)
