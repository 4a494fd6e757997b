"""The schemas that an editor applies say yes to what the reader takes, and no to what it refuses."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from peereval.errors import StudyFileError
from peereval.load.programme import EXAMPLES
from peereval.plan.schema import SCHEMAS, make_schema, write_schemas
from small_study import CODEBOOK, STUDY

FOLDER = Path(__file__).parents[2] / "data" / "schema"


class EditorLoader(yaml.SafeLoader):
    """Plain YAML as editors read it, by version 1.2, which has no dates: 2014-06-30 is text."""


EditorLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def problems(name, text):
    """Return the paths of what an editor would underline, with the text read by plain YAML as an editor reads it."""
    loaded = yaml.load(text, EditorLoader)  # noqa: S506  (a safe loader, with fewer types)
    found = Draft202012Validator(make_schema(name)).iter_errors(loaded)
    return [error.json_path for error in found]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_in_the_tree_are_those_of_the_code(name):
    Draft202012Validator.check_schema(make_schema(name))
    held = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert held == make_schema(name), "run `python -m peereval schema`"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["study", "codebook"])
def test_the_example_satisfies_them(name, language, example_study):
    text = (example_study[language] / f"{name}.yaml").read_text(encoding="utf-8")
    assert problems(name, text) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_programmes_that_come_along_satisfy_theirs(name):
    text = files("peereval").joinpath(f"describe/programmes/{name}.yaml").read_text(encoding="utf-8")
    assert problems("programme", text) == []
    assert problems("programme", text.replace("label:", "lable:", 1)) != []


def test_small_files_satisfy_them_too():
    assert problems("study", STUDY) == []
    assert problems("codebook", CODEBOOK) == []


@pytest.mark.parametrize(
    "change",
    [
        ('also: [témoin, "2"]', "also: 2"),
        ('missing_codes: ["", NA]', "missing_codes: NA"),
        ('missing_codes: ["", NA]', "missing_codes:"),
        ("study: Small", "study: 2015"),
        ("{covariates: [age]}", "{covariates: age, covariance: [un, ar1]}"),
        ("covariates: [age]", "covariates: [no]"),
    ],
)
def test_text_without_quotation_marks_and_one_entry_for_a_list_are_taken(change):
    assert change[0] in STUDY
    assert problems("study", STUDY.replace(*change)) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("seed: 1", "sede: 1"), "$"),
        (("language: en", "language: de"), "$.language"),
        (("month: 6", "month: six"), "$.visits.T6.month"),
        (("reference: true", "reference: maybe"), "$.groups.control.reference"),
        (("outcomes:", "issues:"), "$"),
        (("primary: true", "primery: true"), "$.outcomes.score"),
        (("{covariates: [age]}", "{site_effects: vist}"), "$.model.site_effects"),
    ],
)
def test_what_the_reader_refuses_is_underlined(change, path):
    assert change[0] in STUDY
    assert path in problems("study", STUDY.replace(*change))


def test_every_key_is_explained():
    for name in SCHEMAS:
        schema = make_schema(name)
        for holder in (schema, *schema["$defs"].values()):
            for key, rules in holder.get("properties", {}).items():
                assert rules.get("description") or "$ref" in rules, f"{name}: {key}"


def test_they_are_written_where_asked_and_a_folder_that_cannot_be_is_said(tmp_path):
    paths = write_schemas(tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [f"{name}.schema.json" for name in ("study", "codebook", "programme")]
    (tmp_path / "file").write_text("x")
    with pytest.raises(StudyFileError, match="cannot be written to"):
        write_schemas(tmp_path / "file")
