"""Choices that a draft leaves blank: the file is refused until they are made, with the lines to write them on."""

import pytest

from peereval.errors import StudyFileError
from peereval.study import read_study

STUDY = """\
peereval: 1
study: Draft
columns: {{participant: id, visit: visit, group: group}}
visits: {{T0: {{month: 0}}, T6: {{month: {month}}}}}
groups:
  one:
    reference: {one}
  two:
    reference: {two}
sources: [{{path: data.csv}}]
outcomes:
  first:
    column: a
    primary: {first}
  second:
    column: b
    primary: {second}
"""
MADE = {"month": "6", "one": "true", "two": "", "first": "true", "second": ""}


def read(tmp_path, **changes):
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.format(**{**MADE, **changes}), encoding="utf-8")
    return read_study(path)


def test_a_blank_beside_a_choice_is_no(tmp_path):
    study = read(tmp_path)
    assert study.reference == "one"
    assert [outcome.primary for outcome in study.outcomes.values()] == [True, False]
    assert study.is_blank("groups", "two", "reference")
    assert not study.is_blank("groups", "one", "reference")
    assert not study.is_blank("seed")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"one": ""},
            (
                "study.yaml line 7: no reference group is chosen yet. Write 'reference: true' for one of: "
                "'one' (line 7), 'two' (line 9)."
            ),
        ),
        ({"one": "false"}, "line 9: no reference group is chosen yet. Write 'reference: true' for one of: 'two'"),
        ({"two": "true"}, "line 9: 2 groups have 'reference: true'; exactly one must have it."),
        (
            {"first": ""},
            (
                "study.yaml line 14: no primary outcome is chosen yet. Write 'primary: true' for one of: "
                "'first' (line 14), 'second' (line 17); or 'primary: false' for all, where the study has none."
            ),
        ),
        ({"month": ""}, "line 4: 'month' is empty. Write it, or remove the key."),
    ],
)
def test_a_choice_that_is_not_made_is_asked_for(changes, message, tmp_path):
    with pytest.raises(StudyFileError) as caught:
        read(tmp_path, **changes)
    assert message in str(caught.value)


def test_a_study_may_have_no_primary_outcome(tmp_path):
    study = read(tmp_path, first="false", second="false")
    assert not any(outcome.primary for outcome in study.outcomes.values())
