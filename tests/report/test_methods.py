"""A sentence of the methods stands only if its part was done, and each work cited is listed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import peereval
from peereval.remarks import Note
from peereval.report.document import Facts, Heading, Paragraph
from peereval.report.labels import Labels
from peereval.report.methods.estimand import estimand_facts
from peereval.report.methods.section import methods_blocks, methods_paragraph
from peereval.report.wording import plain
from peereval.results import Analysis, make_result
from peereval.terms import _table, term

from .sentence_reader import kept

SOURCES = Path(peereval.__file__).parent.rglob("*.py")


def methods(analysis):
    return " ".join(methods_paragraph(Labels(analysis)))


def listed(analysis):
    """Return the references at the end of the methods."""
    blocks = methods_blocks(Labels(analysis))
    ids = [getattr(block, "id", "") for block in blocks]
    return [plain(block.pieces) for block in blocks[ids.index("methods-references") + 1 :]]


@pytest.fixture(scope="module")
def whole(example_analysis):
    return example_analysis["en"]


def of_study(analysis, **keys):
    """Return an analysis whose study has other keys of the model."""
    study = analysis.study.model_copy(update={"model": analysis.study.model.model_copy(update=keys)})
    return Analysis(study, analysis.findings, analysis.provenance, analysis.results)


def with_method(analysis, kind, outcome="", **method):
    """Return an analysis whose results of a kind, of one outcome or of all, were made in another way."""
    made = [
        replace(one, method={**one.method, **method}) if one.kind == kind and outcome in ("", one.outcome) else one
        for one in analysis.results
    ]
    return Analysis(analysis.study, analysis.findings, analysis.provenance, tuple(made))


@pytest.mark.parametrize(
    ("analysis", "words", "work"),
    [
        ("weights-", "weighted by a propensity score", "Rosenbaum"),
        ("doubly-robust-", "A doubly robust estimate", "Wooldridge"),
        ("dr-did", "doubly robust difference in differences", "Sant’Anna"),
        ("completers", "also fitted to the people seen at every visit", ""),
        ("multiple-imputation", "imputed 100 times from the posterior", "Barnard"),
        ("delta-", "a delta was added", ""),
        ("copy-increments", "reference-based assumptions", "Carpenter"),
        ("covariates-imputed", "imputed 20 times by chained equations", "van Buuren"),
        ("site-", "At the level of the site", "Donner"),
        ("wild-bootstrap", "wild cluster bootstrap", "Cameron"),
        ("without-late-entrants", "without the groups that entered later", ""),
    ],
)
def test_a_family_that_was_not_run_is_not_said(whole, analysis, words, work):
    def others(result):
        """Say whether a result is none of that family."""
        return result.kind != "sensitivity" or not str(result.rows["analysis"].iloc[0]).startswith(analysis)

    less = kept(whole, others)
    assert words in methods(whole)
    assert words not in methods(less)
    assert work == "" or any(work in one for one in listed(whole))
    assert work == "" or not any(one.startswith(work) for one in listed(less))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("attendance_weights", "inverse of their probability of attending it, given the group"),
        ("tipping_point", "tipping point"),
        ("parallel_trends", "depart from parallel"),
        ("survivors", "those no longer followed counted"),
        ("balance", "Balance was judged"),
        ("weighted_levels", "make-up of one"),
        ("leave_one_site_out", "without each site in turn"),
        ("subgroup_joint_test", "group × visit × characteristic"),
        ("responders", "improved by a threshold"),
        ("e_value", "E-values say"),
        ("dose", "regressed on the dose"),
        ("families", "tested in families"),
        ("effect_size", "Effect sizes divide"),
        ("joint_test", "Joint tests"),
        ("reliability", "Cronbach"),
        ("marginal_contrasts", "marginal models"),
        ("hazard_ratio", "Cox’s proportional hazards"),
        ("t0_adjusted", "Ding and Li (2019)"),
    ],
)
def test_what_was_not_done_is_not_said(whole, kind, words):
    assert words in methods(whole)
    without = methods(
        kept(whole, lambda one: one.kind not in (kind, "sensitivity" if kind.startswith("leave") else ""))
    )
    assert words not in without


def test_without_sensitivity_analyses_the_methods_say_so(whole):
    asked = whole.study.sensitivity.model_copy(update={"run": False})
    study = whole.study.model_copy(update={"sensitivity": asked})
    plain_run = kept(whole, lambda one: one.kind != "sensitivity")
    said = "No other sensitivity analysis was run"
    assert said in methods(Analysis(study, (), whole.provenance, plain_run.results))
    assert said not in methods(whole)


def test_without_covariates_none_are_named(whole):
    less = methods(of_study(whole, covariates=()))
    assert "of the covariates (" not in less
    assert "people without one of them" not in less
    assert "people without one of them" in methods(whole)
    summary = estimand_facts(Labels(of_study(whole, covariates=())))[-1].content
    assert summary.startswith("Difference between groups in the mean change;")


def test_without_sites_they_are_not_named(whole):
    less = methods(with_method(kept(whole, lambda one: one.kind != "change_contrasts_beside"), "fit", site_effects=""))
    assert "Sites enter as" not in less
    assert "robust by site" not in less
    assert not any("Pustejovsky" in one for one in listed(with_method(
        kept(whole, lambda one: one.kind != "change_contrasts_beside"), "fit", site_effects="")))  # fmt: skip


def test_the_interval_that_leads_is_the_one_said_to_lead(whole):
    assert "Since the group is assigned by site" in methods(whole)
    model = methods(with_method(whole, "change_contrasts", variance="model"))
    assert "Groups vary within sites, so the intervals of the model lead" in model
    assert "Since the group is assigned by site" not in model
    both = methods(with_method(whole, "change_contrasts", "functioning", variance="model"))
    assert "Global functioning: Groups vary within sites" in both
    assert "Quality of life: environment: Since the group is assigned by site" in both


def test_degrees_of_freedom_that_differ_are_said_with_their_measures(whole):
    one = with_method(whole, "fit", "functioning", df_method="satterthwaite", df_method_used="satterthwaite")
    said = methods(one)
    assert "Satterthwaite’s method (Global functioning)" in said
    assert "Kenward and Roger’s method (Internalised stigma, " in said
    assert any(work.startswith("Satterthwaite FE") for work in listed(one))
    assert not any(work.startswith("Satterthwaite FE") for work in listed(whole))


def test_a_covariance_that_fell_back_is_said_with_its_measure(whole):
    assert "could not be fitted" not in methods(whole)
    note = Note("covariance_next", tried="unstructured", used="toeplitz")
    made = tuple(
        replace(one, method={**one.method, "covariance": "Toeplitz"}, notes=(*one.notes, note))
        if (one.kind, one.outcome) == ("fit", "functioning") else one
        for one in whole.results
    )  # fmt: skip
    said = methods(Analysis(whole.study, (), whole.provenance, made))
    assert "For Global functioning, the covariance unstructured could not be fitted" in said
    assert "Toeplitz covariance of the visits (Global functioning)" in said


def test_the_adjustment_of_the_families_is_the_one_used(whole):
    assert any(work.startswith("Holm S") for work in listed(kept(whole, lambda one: "subgroup" not in one.kind)))
    other = with_method(whole, "families", adjust="hochberg")
    works = listed(kept(other, lambda one: "subgroup" not in one.kind))
    assert any(work.startswith("Hochberg Y") for work in works)
    assert not any(work.startswith("Holm S") for work in works)


def test_the_estimand_has_five_attributes_and_posts_that_ended_count(whole):
    facts = {fact.name: fact.content for fact in estimand_facts(Labels(whole))}
    assert list(facts) == ["Treatment", "Population", "Variable", "Intercurrent events", "Summary"]
    assert "(Programme closed, Worker left, No longer needed)" in facts["Intercurrent events"]
    assert "treatment policy" in facts["Intercurrent events"]
    assert "Primary: Internalised stigma." in facts["Variable"]
    assert "In employment" in facts["Summary"]
    blocks = methods_blocks(Labels(whole))
    assert isinstance(blocks[[getattr(one, "id", "") for one in blocks].index("methods-estimand") + 1], Facts)


def test_nothing_ended_is_said_only_where_ends_are_not_recorded(whole):
    columns = whole.study.columns
    unrecorded = columns.model_copy(update={"exposure_end": None}) if hasattr(columns, "exposure_end") else columns
    study = whole.study.model_copy(update={"columns": unrecorded})
    less = tuple(one for one in whole.results if one.kind != "exposure")
    with_column = {fact.name: fact.content for fact in estimand_facts(Labels(Analysis(whole.study, (), {}, less)))}
    assert with_column["Intercurrent events"].startswith("Follow-up by the worker that ended:")
    if "exposure_end" not in study.columns.named:
        without = {fact.name: fact.content for fact in estimand_facts(Labels(Analysis(study, (), {}, less)))}
        assert without["Intercurrent events"].startswith("None was recorded")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_work_cited_is_listed_once_and_no_other(example_analysis, language):
    labels = Labels(example_analysis[language])
    works = listed(example_analysis[language])
    said = " ".join(methods_paragraph(labels))
    assert len(works) == len(set(works)) > 20
    table = _table()
    for key, texts in table.items():
        if key.startswith("citation."):
            reference = table[f"reference.{key.partition('.')[2]}"][language]
            assert texts[language] not in said or reference in works, key
    headings = [block.text for block in methods_blocks(labels) if isinstance(block, Heading)]
    assert headings[-2:] == [term("methods.software", language), term("methods.references", language)]


def test_every_doi_stands_in_the_source_that_computes_what_it_is_cited_for():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    found = 0
    for key, texts in _table().items():
        if key.startswith("reference."):
            assert texts["en"] == texts["fr"]
            doi = re.search(r"doi:(\S+)$", texts["en"])
            found += doi is not None
            assert doi is None or doi.group(1) in text, key
    assert found > 30


def test_software_is_named_with_its_versions(whole):
    blocks = methods_blocks(Labels(whole))
    place = [getattr(one, "id", "") for one in blocks].index("methods-software") + 1
    assert isinstance(blocks[place], Paragraph)
    said = plain(blocks[place].pieces)
    packages = whole.provenance["packages"]
    assert f"statsmodels {packages['statsmodels']}" in said
    assert str(whole.provenance["peereval"]) in said


def test_a_version_that_may_leave_says_what_is_hidden(example_disclosed, whole):
    assert "cell suppression" in methods(example_disclosed("en"))
    assert any("Hundepool" in work for work in listed(example_disclosed("en")))
    assert not any("Hundepool" in work for work in listed(whole))


def test_an_analysis_of_nothing_has_no_estimand(whole):
    bare = Analysis(whole.study, (), {}, (make_result("flow", whole.result("flow").rows),))
    assert estimand_facts(Labels(bare)) == ()
    assert "ICH" not in methods(bare)
