"""Files as people have them: each loads to the same table or is refused by name, none loads wrong."""

import pytest
from forms_books import statistical, workbooks
from forms_refused import books, texts
from forms_shape import shapes
from forms_text import dialects, oddities
from truth import BOOK, STUDY, expected, make_truth, plain

from peereval.load.read import read_data
from peereval.study import read_study

FORMS = [*dialects(), *oddities(), *shapes(), *workbooks(), *statistical()]
REFUSED = [*texts(), *books()]
OFFICE = [form for form in FORMS if form.office]


def read_form(form, folder):
    """Write the files of a form with the study around them, and read them as a user would."""
    study = STUDY.format(sources=form.sources)
    for old, new in getattr(form, "study", {}).items():
        study = study.replace(old, new)
    form.write(folder)
    (folder / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return read_data(read_study(folder / "study.yaml"))


def check(form, folder):
    data = read_form(form, folder)
    wrong = [(one.rule, one.message(), one.rows) for one in data.findings if one.severity == "error"]
    assert wrong == []
    assert plain(data.frame) == expected(make_truth(), form.without)


@pytest.mark.parametrize("form", [form for form in FORMS if not form.office], ids=lambda form: form.name)
def test_the_same_table_comes_out(form, tmp_path):
    check(form, tmp_path)


@pytest.mark.office
@pytest.mark.parametrize("form", OFFICE, ids=lambda form: form.name)
def test_the_same_table_comes_out_of_files_of_an_office_suite(form, tmp_path):
    check(form, tmp_path)


@pytest.mark.parametrize("form", REFUSED, ids=lambda form: form.name)
def test_what_can_be_read_in_two_ways_or_none_is_refused_by_its_rule(form, tmp_path):
    found = read_form(form, tmp_path).findings
    errors = {one.rule: one for one in found if one.severity == "error"}
    assert form.rule in errors, sorted(errors)
    assert "{" not in errors[form.rule].message("fr").replace("{column}", "").replace("{visit}", "")


def test_the_corpus_has_the_size_it_should_have():
    assert len(FORMS) >= 80
    assert len({form.name for form in FORMS}) == len(FORMS)
