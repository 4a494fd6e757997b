"""Files as people have them: each loads to the same table, none loads wrong."""

import pytest
from forms_books import statistical, workbooks
from forms_shape import shapes
from forms_text import dialects, oddities
from truth import BOOK, STUDY, expected, make_truth, plain

from peereval.load.read import read_data
from peereval.study import read_study

FORMS = [*dialects(), *oddities(), *shapes(), *workbooks(), *statistical()]
OFFICE = [form for form in FORMS if form.office]


def read_form(form, folder):
    """Write the files of a form with the study around them, and read them as a user would."""
    form.write(folder)
    study = STUDY.format(sources=form.sources)
    for old, new in form.study.items():
        study = study.replace(old, new)
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


def test_the_corpus_has_the_size_it_should_have():
    assert len(FORMS) >= 80
    assert len({form.name for form in FORMS}) == len(FORMS)
