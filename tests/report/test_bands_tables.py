"""The tables of bands and of items answered, from the simulated study."""

import pytest

from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.answered import answered_table
from peereval.report.tables.bands import bands_table


def printed(table, language):
    return [[cell_text(cell, column.layout, language) for cell, column in zip(row.cells, table.columns, strict=False)]
            for row in table.rows]  # fmt: skip


@pytest.fixture(scope="module", params=["en", "fr"])
def labels(request, example_analysis):
    return Labels(example_analysis[request.param])


def test_bands_have_words_shares_and_their_convention(labels):
    table = bands_table(labels)
    rows = printed(table, labels.language)
    words = {"en": ["minimal", "mild", "moderate", "severe"], "fr": ["minime", "légère", "modérée", "sévère"]}
    assert [row[0] for row in rows[2:6]] == words[labels.language]
    counts = [cell.numbers[0].value for row in table.rows[2:6] for cell in row.cells[1:2]]
    measured = labels.analysis.result("observed", "stigma").rows.set_index(["group", "visit", "quantity"])["estimate"]
    assert sum(counts) == measured["control", "T0", "count"]
    said = {"en": "bounds 2; 2.5; 3;", "fr": "bornes 2\u00a0; 2,5\u00a0; 3\u00a0;"}[labels.language]
    doubt = {"en": "were not seen in a source", "fr": "n’ont pas été vues dans une source"}[labels.language]
    assert any(said in note and doubt in note for note in table.notes)


def test_answered_questionnaires_add_up_to_the_visits_attended(labels):
    table = answered_table(labels)
    flow = labels.analysis.result("flow").rows.set_index(["group", "entry", "visit", "quantity"])["estimate"]
    first = table.rows[1]
    assert sum(cell.numbers[0].value for cell in first.cells[2:]) == flow["control", "", "T0", "seen"]
    assert table.part == "diagnostics"
