"""Every rule of a finding in the source has its sentence and its consequence, in both languages."""

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from peereval.remarks import Finding
from peereval.report.finding_subjects import SUBJECTS, subject_of
from peereval.terms import _table

SOURCE = Path(__file__).parents[1] / "src" / "peereval"
# Rules made of parts, by the module that makes them and the beginning that the source shows.
MADE = {"event-": "estimate/event_times.py", "weights-separation-": "sensitivity/weighting/study_weights.py"}


@cache
def strings():
    """Return every text of the source, parts of f-strings as well, with the modules where it stands."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value, set()).add(path.relative_to(SOURCE).as_posix())
    return found


def rules_in_calls():
    """Return the rules that the source names as the second argument of a Finding."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and len(node.args) > 1:
                rule = node.args[1]
                if isinstance(rule, ast.Constant):
                    yield rule.value
                elif isinstance(rule, ast.IfExp):
                    yield from (part.value for part in (rule.body, rule.orelse) if isinstance(part, ast.Constant))


def rules_in_terms():
    keys = [key.split(".") for key in _table() if key.startswith("finding.")]
    return sorted({parts[1] for parts in keys})


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_rules_of_the_source_are_those_of_the_words():
    known = set(rules_in_terms())
    assert len(known) > 240
    named = set(rules_in_calls())
    assert len(named) > 50
    assert named <= known
    # a rule that no text of the source holds, whole or by its beginning, is never found
    whole = strings()
    begun = {text for text in whole if re.fullmatch(r"[a-z0-9]+-([a-z0-9-]*)", text)}
    ends = ("-near", "-empty", "-unlisted", "-contradicted", "-absent")
    lost = [
        rule
        for rule in known
        if rule not in whole
        and not any(rule.startswith(text) for text in begun if text.endswith("-"))
        and not rule.endswith(ends)
    ]
    assert lost == []


@pytest.mark.parametrize("rule", rules_in_terms())
def test_each_rule_says_what_was_found_and_what_it_changes(rule):
    said, changes = _table()[f"finding.{rule}"], _table()[f"finding.{rule}.consequence"]
    for text in (said, changes):
        assert text["en"].strip()
        assert text["fr"].strip()
        assert fields(text["en"]) == fields(text["fr"])
        assert text["en"] != text["fr"]
        # an ordinary space before these marks would let them begin a line
        assert not re.search(r" [:;?!%»]", text["fr"]), text["fr"]
    assert fields(changes["en"]) <= fields(said["en"]) | {"count", "outcomes", "groups", "outcome", "fewest", "visit"}


@pytest.mark.parametrize("key", sorted(key for key in _table() if key.startswith("finding.") and key.endswith(".one")))
def test_a_sentence_of_one_names_what_the_sentence_of_many_names(key):
    one, many = _table()[key], _table()[key.removesuffix(".one")]
    for language in ("en", "fr"):
        assert fields(one[language]) == fields(many[language]) - {"count"}
        assert not re.search(r" [:;?!%»]", one[language]) or language == "en"


def test_one_is_said_in_the_singular():
    values = {"outcome": "egf", "columns": "EGF"}
    assert Finding("error", "item-not-number", count=1, values=values).message("fr").startswith("Une valeur de")
    assert Finding("error", "item-not-number", count=2, values=values).message("fr").startswith("2 valeurs de")
    assert Finding("error", "item-not-number", count=1, values=values).message("fr", ".consequence")


FOLDERS = {
    "files": ("load", "validate", "checks"),
    "scores": ("score",),
    "models": ("estimate", "describe"),
    "sensitivity": ("sensitivity",),
    "disclosure": ("report",),
    "evidence": ("evidence", "dossiers"),
}


# They read findings and make none.
READERS = ("plan/", "timings", "report/checklists", "report/disclosure/words", "report/finding_subjects")


@pytest.mark.parametrize("rule", sorted(set(rules_in_calls())))
def test_a_finding_stands_under_the_stage_that_makes_it(rule):
    stages = {path.split("/")[0] for path in strings()[rule] if not path.startswith(READERS)}
    subject = subject_of(rule)
    assert subject in SUBJECTS
    if subject == "models":  # marginal models are fitted among the sensitivity analyses
        assert stages <= {"estimate", "describe", "sensitivity"}
    elif subject == "files":
        assert stages <= {"load", "validate", "checks", "describe", "plan"}
    elif subject != "plan":
        assert stages <= {*FOLDERS[subject], "checks"}
