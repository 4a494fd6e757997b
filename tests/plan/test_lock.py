"""The lock of a plan: kept whole, never overwritten in silence, refused where somebody changed it."""

import json
import os
from datetime import UTC, datetime

import pytest

import peereval as pe
from peereval.errors import StudyFileError
from peereval.plan.canonical import hash_choices
from planned_study import STUDY, write_planned_study

NAME = "plan.lock.json"


@pytest.fixture
def study(tmp_path):
    return write_planned_study(tmp_path)


def test_a_lock_holds_the_choices_their_hash_and_the_moment(study):
    before = datetime.now(UTC).replace(microsecond=0)
    lock = pe.lock_plan(study)
    held = json.loads((study.parent / NAME).read_text(encoding="utf-8"))
    assert held["format"] == "peereval-plan-lock"
    assert held["format_version"] == 1
    assert held["peereval"] == pe.__version__
    assert held["sha256"] == lock.sha256 == hash_choices(held["choices"])
    assert before <= datetime.fromisoformat(held["locked"]) <= datetime.now(UTC)
    assert held["choices"]["contrast"]["hypotheses"] == [
        {"outcome": "score", "visit": "T12", "contrast": "treated - control"}
    ]
    assert held["choices"]["exclusions"] == {
        "missing_covariates": "complete-cases",
        "site_rule": "first",
        "missing_codes": ["", "NA"],
    }
    assert held["history"] == []
    again = pe.read_lock(study)
    assert (again.locked, again.sha256, again.choices) == (lock.locked, lock.sha256, lock.choices)


def test_nothing_of_the_words_and_files_is_in_it(study):
    pe.lock_plan(study)
    text = (study.parent / NAME).read_text(encoding="utf-8")
    for word in ("data.csv", "Controls", "Témoins", "codebook.yaml", "service_id", str(study.parent)):
        assert word not in text


def test_a_study_that_was_never_locked_has_no_lock(study):
    assert pe.read_lock(study) is None


def test_a_lock_is_not_overwritten_without_a_reason(study):
    pe.lock_plan(study)
    content = (study.parent / NAME).read_bytes()
    for reason in ("", "   "):
        with pytest.raises(StudyFileError, match="locked already"):
            pe.lock_plan(study, again=reason)
    assert (study.parent / NAME).read_bytes() == content


def test_locking_again_keeps_every_earlier_lock_with_reason_and_date(study):
    first = pe.lock_plan(study)
    study.write_text(STUDY.replace("seed: 1", "seed: 2"), encoding="utf-8")
    second = pe.lock_plan(study, again="The seed was a typing mistake")
    third = pe.lock_plan(study, again="Asked for by the ethics committee")
    lock = pe.read_lock(study)
    assert lock.reason == third.reason == "Asked for by the ethics committee"
    assert [one.sha256 for one in lock.earlier] == [first.sha256, second.sha256]
    assert [one.reason for one in lock.earlier] == ["", "The seed was a typing mistake"]
    assert [one.choices["seed"] for one in lock.earlier] == [{"seed": 1}, {"seed": 2}]


def test_a_reason_without_a_lock_is_refused(study):
    with pytest.raises(StudyFileError, match="never locked"):
        pe.lock_plan(study, again="Why not")
    assert not (study.parent / NAME).exists()


def change(held, path, value):
    """Set one value of a lock."""
    *parents, last = path
    for part in parents:
        held = held[part]
    held[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("choices", "seed", "seed"), 7),
        (("choices", "covariates"), {}),
        (("locked",), "2020-01-01T00:00:00+00:00"),
        (("reason",), "another"),
        (("sha256",), "0" * 64),
        (("seal",), "0" * 64),
        (("history",), [{}]),
    ],
)
def test_a_lock_that_was_edited_is_refused_by_everything_that_reads_it(study, path, value):
    pe.lock_plan(study)
    file = study.parent / NAME
    held = json.loads(file.read_text(encoding="utf-8"))
    change(held, path, value)
    file.write_text(json.dumps(held), encoding="utf-8")
    for use in (pe.read_lock, pe.lock_plan, pe.write_plan):
        with pytest.raises(StudyFileError, match=r"'plan\.lock\.json' was changed after it was written"):
            use(study)


def test_choices_with_a_hash_made_to_fit_still_break_the_seal(study):
    pe.lock_plan(study)
    file = study.parent / NAME
    held = json.loads(file.read_text(encoding="utf-8"))
    held["choices"]["seed"]["seed"] = 7
    held["sha256"] = hash_choices(held["choices"])
    file.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(StudyFileError, match="seal"):
        pe.read_lock(study)


def test_a_lock_written_out_in_another_order_is_the_same_lock(study):
    lock = pe.lock_plan(study)
    file = study.parent / NAME
    held = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(held, sort_keys=True, indent=8), encoding="utf-8")
    assert pe.read_lock(study).sha256 == lock.sha256


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "not a lock"),
        (b'{"format": "other"}', "not a lock"),
        (b'{"format": "peereval-plan-lock", "format_version": 9}', "another version"),
        (b'{"format": "peereval-plan-lock", "format_version": 1}', "changed"),
    ],
)
def test_a_file_that_is_no_lock_ends_in_a_message(study, content, said):
    (study.parent / NAME).write_bytes(content)
    with pytest.raises(StudyFileError, match=said):
        pe.read_lock(study)


def test_a_folder_or_a_pipe_of_that_name_ends_in_a_message(study):
    (study.parent / NAME).mkdir()
    with pytest.raises(StudyFileError, match="cannot be opened"):
        pe.read_lock(study)
    (study.parent / NAME).rmdir()
    os.mkfifo(study.parent / NAME)
    with pytest.raises(StudyFileError, match="cannot be opened"):
        pe.read_lock(study)


def test_a_lock_that_cannot_be_written_leaves_nothing(study, monkeypatch):
    def full(*_, **__):
        """Fail as a full disk does."""
        raise OSError(28, "No space left on device")

    pe.lock_plan(study)
    content = (study.parent / NAME).read_bytes()
    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(StudyFileError, match="No space left on device"):
        pe.lock_plan(study, again="why")
    assert (study.parent / NAME).read_bytes() == content
    assert [one.name for one in study.parent.glob(".plan*")] == []
