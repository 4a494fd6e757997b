"""Every table of the simulated study as printed, against the one kept; tests/golden/README.md says how to keep anew."""

from dataclasses import replace

from peereval.report.disclosure.known import with_rows
from peereval.report.numbers import cell_text
from peereval.report.tables.build import build_tables

from . import golden
from .golden import differences

ROLES = {"section": "== ", "indent": "   ", "body": ""}


def table_text(table, language):
    """Return a table as text: its title, columns under their spanners, rows, notes."""
    heads = [f"{one.spanner}: {one.title}" if one.spanner else one.title for one in table.columns]
    lines = [table.title, f"[{table.part}]", "", " | ".join(heads)]
    for row in table.rows:
        cells = [
            cell_text(cell, column.layout, language) for cell, column in zip(row.cells, table.columns, strict=False)
        ]
        lines.append(ROLES.get(row.role, f"{row.role} ") + " | ".join(cells))
    return "\n".join(line.rstrip() for line in (*lines, "", *map(str, table.notes))).rstrip() + "\n"


def tables_of(labels):
    return {f"{table.id}.txt": table_text(table, labels.language) for table in build_tables(labels)}


def test_tables_print_what_they_printed(frozen):
    made = tables_of(frozen)
    assert len(made) > 50
    assert differences(f"tables/{frozen.language}", made) == ""


def test_one_figure_that_moves_is_named_with_its_table(frozen, monkeypatch):
    monkeypatch.delenv("PEEREVAL_GOLDEN", raising=False)
    results = list(frozen.analysis.results)
    place = next(i for i, one in enumerate(results) if one.kind == "change_contrasts")
    rows = results[place].rows
    results[place] = with_rows(results[place], rows.assign(estimate=rows["estimate"] * 1.2))
    moved = type(frozen)(replace(frozen.analysis, results=tuple(results)))
    found = golden.differences(f"tables/{frozen.language}", tables_of(moved))
    assert f"made: tables/{frozen.language}/change_contrasts.txt" in found
