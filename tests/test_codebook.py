"""The codebook: levels in declared order, and every contradiction said."""

import pytest

from peereval.codebook import Codebook, build_codebook
from peereval.yaml_file import read_yaml

TEXT = """\
fields:
  - {name: age, type: number, constraints: {minimum: 18, maximum: 100}, labels: {fr: Âge, en: Age}}
  - name: sex
    levels:
      F: {also: [femme, 007], labels: {fr: Femme, en: Woman}}
      M:
  - {name: diagnosis, constraints: {enum: [psychotic, no, 12:30]}}
  - {name: visit_date, type: date}
missingValues: ["", NA]
"""


def built(tmp_path, text):
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return build_codebook(read_yaml(path))


def test_fields_levels_and_recodes(tmp_path):
    book, problems = built(tmp_path, TEXT)
    assert problems == []
    assert book.field("sex").level_names == ("F", "M")
    assert book.field("sex").recodes == {"F": "F", "M": "M", "femme": "F", "007": "F"}
    assert book.field("diagnosis").level_names == ("psychotic", "no", "12:30")
    assert (book.field("age").constraints.minimum, book.field("age").labels["fr"]) == (18.0, "Âge")
    assert book.missingValues == ("", "NA")
    assert book.field("nothing") is None
    assert (book.line_of("sex"), book.line_of("nothing")) == (3, 0)


def test_a_codebook_made_in_python_has_no_lines():
    assert Codebook(fields=()).line_of("age") == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("type: number", "type: nubmer", 2, "'type' is 'nubmer', which is not an option; use one of: string"),
        ("type: number", "type: string", 2, "its type must be integer or number"),
        ("minimum: 18", "minimum: 180", 2, "'minimum' is greater than 'maximum'"),
        ("minimum: 18", "min: 18", 2, "unknown key 'min'. Did you mean 'minimum'?"),
        ("name: sex", "name: age", 1, "the field 'age' is described twice"),
        ("also: [femme, 007]", "also: [M]", 3, "the level label 'M' is given twice"),
        ("name: sex", "name: sex\n    constraints: {enum: [F]}", 3, "both levels and constraints.enum"),
        ("name: visit_date, ", "", 8, "the key 'name' is missing"),
        ("fields:", "feilds:", 1, "unknown key 'feilds'. Did you mean 'fields'?"),
    ],
)
def test_contradictions_are_said(tmp_path, old, new, line, expected):
    book, problems = built(tmp_path, TEXT.replace(old, new, 1))
    assert book is None
    assert any(expected in problem.message and problem.line == line for problem in problems), [
        (problem.line, problem.message) for problem in problems
    ]
