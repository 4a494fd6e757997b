"""The document of a recalculation: alarms first, with the arithmetic, in both languages; on a terminal too."""

import pytest

import peereval as pe
from peereval.report.dossiers.recalculation_lines import verdict_lines
from peereval.report.dossiers.write import render_dossier
from peereval.results import stack_results


@pytest.fixture(scope="module", params=["en", "fr"])
def dossier(request):
    return pe.recalculate(language=request.param)


def cells_of(table, language):
    """Return the rows of a table as texts."""
    from peereval.report.numbers import cell_text

    return [
        [cell_text(cell, column.layout, language) for cell, column in zip(row.cells, table.columns, strict=False)]
        for row in table.rows
    ]


def document(dossier):
    from peereval.report.dossiers.build import make_document

    return make_document(dossier)


def test_the_inconsistent_figures_stand_first_with_their_arithmetic(dossier):
    rows = cells_of(document(dossier).tables[0], dossier.language)
    heads = [row[0] for row in rows if len(row) == 1]
    fr = dossier.language == "fr"
    assert heads[:2] == (["Discordant", "Le choix de n décide"] if fr else ["Inconsistent", "The choice of n decides"])
    (t,) = (row for row in rows if row[1:3] == ["t", "1.48"])
    assert t[3] == ("1,096 [1,091\u00a0; 1,102]" if fr else "1.096 [1.091, 1.102]")
    assert t[4] == ("0,373" if fr else "0.373")
    assert ("(50,06 − 52,32) / (8,23" if fr else "(50.06 − 52.32) / (8.23") in t[5]
    choices = [row[4] for row in rows if len(row) > 5 and "(Welch)" in row[5]][:2]
    assert choices == (["0,000", "0,102"] if fr else ["0.000", "0.102"])  # randomised agree, analysed do not


def test_every_figure_of_a_table_is_a_row_of_the_results(dossier):
    keys = set(stack_results(dossier.results)["key"])
    numbers = [number for table in document(dossier).tables for number in table.numbers()]
    assert numbers
    assert {number.key for number in numbers} <= keys


def test_the_reason_is_said_where_nothing_can_be_recomputed(dossier):
    rows = cells_of(document(dossier).tables[0], dossier.language)
    (p,) = (row for row in rows if row[1:3] == ["p", ".047"])
    assert ("corrélation entre les visites" if dossier.language == "fr" else "correlation between visits") in p[5]


def test_all_files_of_the_document_are_made(dossier):
    assert set(render_dossier(dossier)) == {"recalculation.html", "recalculation.xlsx", "results.csv"}


def test_a_terminal_sees_alarms_first(dossier):
    lines = list(verdict_lines(dossier))
    place = next(place for place, line in enumerate(lines) if line.startswith("PMC10949125"))
    assert [line.split()[0] for line in lines[place + 2 : place + 5]] == ["PROMIS-anger", "PROMIS-anger", "GAD-7"]
    assert "\u00a0" not in "".join(line for line in lines if "1.48" in line)
