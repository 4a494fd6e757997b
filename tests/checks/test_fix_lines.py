"""A remedy says which line of study.yaml it is about, where that line stands there."""

import pytest

from peereval.checks.fix_lines import place_fixes
from peereval.remarks import Finding
from peereval.study import read_study
from small_study import STUDY, write_small_study


@pytest.mark.parametrize(
    ("fix", "expected"),
    [
        ("visits: {T6: {also: [LABEL]}}", "visits:"),
        ("groups: {treated: {also: [LABEL]}}", "  treated:"),
        ("groups: {other: {also: [LABEL]}}", "groups:"),
        ("columns: {site: Service}", "columns:"),
        ("missing_codes: [CODE]", "missing_codes:"),
        ("rename: {Service: service}", "  - {path: data.csv}"),
        ("sources: [{path: data.csv, prefix: A}]", "  - {path: data.csv}"),
        ("site_effects: none", "model:"),
    ],
)
def test_the_line_is_that_of_the_key_or_of_what_holds_it(tmp_path, fix, expected):
    study = read_study(write_small_study(tmp_path))
    (placed,) = place_fixes([Finding("error", "file-empty", file="data.csv", fix=fix)], study)
    assert STUDY.splitlines()[placed.line - 1].startswith(expected)


@pytest.mark.parametrize("fix", ["", "roots: [/data]", "codebook.yaml line 3: levels: {}", "corrections: []"])
def test_a_new_key_has_no_line(tmp_path, fix):
    study = read_study(write_small_study(tmp_path))
    (placed,) = place_fixes([Finding("error", "file-empty", file="data.csv", fix=fix)], study)
    assert placed.line == 0
