"""Weights for drop-out in the report: what the table prints, and what of it leaves."""

import pytest

from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.attendance_weights import attendance_weights_table


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_table_prints_what_was_weighed(example_analysis, language):
    labels = Labels(example_analysis[language])
    table = attendance_weights_table(labels)
    found = labels.analysis.result("attendance_weights", "stigma").rows
    body = [row for row in table.rows if row.role != "section"]
    assert len(body) == 2 * 2  # two groups that start at T0, two later visits
    label = f"{labels.group('treated')}, T12"
    row = next(one for one in body if one.cells[0].text == label)
    shown = [cell_text(cell, column.layout, language) for cell, column in zip(row.cells, table.columns, strict=True)]
    own = found[(found["group"].astype(str) == "treated") & (found["visit"].astype(str) == "T12")]
    wanted = own.set_index("quantity")["estimate"]
    mark = "," if language == "fr" else "."
    assert shown[1:3] == [f"{wanted[name]:.0f}" for name in ("expected", "attended")]
    assert shown[3] == f"{wanted['effective n']:.1f}".replace(".", mark)
    assert shown[4] == f"{wanted['largest weight']:.2f}".replace(".", mark)
    assert table.part == "sensitivity"
    assert labels.visit("T0") in table.notes[0]


def test_counts_of_people_do_not_leave(example_disclosed):
    told = example_disclosed("en").result("attendance_weights", "stigma").rows
    assert set(told["quantity"]) == {"effective n", "largest weight"}
    assert told["estimate"].notna().any()
    assert attendance_weights_table(Labels(example_disclosed("en"))) is not None
