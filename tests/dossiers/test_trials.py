"""A study beside the trials, and the dossier that shows both, in both languages."""

import csv
import json
import re
from types import SimpleNamespace

import matplotlib.figure
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import peereval as pe
from peereval.cli import app
from peereval.dossiers.trials import review_trials
from peereval.errors import DataError
from peereval.evidence.own_effects import own_effects, place_among
from peereval.evidence.pooled import pool_effects
from peereval.report.dossiers.build import make_document
from peereval.report.dossiers.figures.forest_page import PAGE, lay_out
from peereval.report.dossiers.figures.trials_forest import draw_trials_forest
from peereval.report.dossiers.words import DossierWords
from peereval.results import Analysis, make_result

MEASURES = {  # name: domain of the instrument, direction, outcome of study.yaml, effect with its standard error
    "stigma": ("stigma", "worse", "stigma", (-0.30, 0.10)),
    "quality_physical": ("quality of life", "better", "quality", (0.10, 0.15)),
    "functioning": ("functioning", "better", "functioning", (0.60, 0.11)),
    "hope": ("recovery", "worse", "functioning", (-0.20, 0.10)),
    "unsaid": ("functioning", "unstated", "functioning", (0.20, 0.10)),
    "unclear": ("other", "better", "work", (0.20, 0.10)),
    "work": ("", "better", "work", None),
}


def made_analysis(study, **measures):
    """Return an analysis with the results that a place among the trials needs, and nothing else."""
    results = []
    for name, (domain, direction, outcome, effect) in (measures or MEASURES).items():
        method = {"domain": domain, "higher_is": direction, "outcome": outcome, "label.en": name, "label.fr": name}
        results.append(make_result("measure", pd.DataFrame({"quantity": ["minimum"]}), outcome=name, method=method))
        if effect is None:
            continue
        estimate, error = effect
        head = {"contrast": "change_contrasts", "group": "treated", "reference": "control", "baseline": "T0",
                "quantity": "standardised difference in change", "std_error": error, "df": 16.0,
                "p_value": 0.05}  # fmt: skip
        rows = [
            {**head, "visit": visit, "estimate": value, "statistic": value / error, "conf_low": value - 2 * error,
             "conf_high": value + 2 * error}
            for visit, value in (("T6", 9.0), ("T12", estimate))
        ]  # fmt: skip
        results.append(make_result("effect_size", pd.DataFrame(rows), outcome=name))
    return Analysis(study, (), {"audience": "internal"}, tuple(results))


@pytest.fixture(scope="module")
def study(example_study):
    return pe.read_study(example_study["en"] / "study.yaml")


@pytest.fixture(scope="module")
def dossier(study):
    return review_trials(made_analysis(study))


def own(dossier, domain):
    rows = dossier.result("own_effects", domain).rows
    return rows[rows["quantity"] == "own effect"].set_index("measure")


def test_effects_are_turned_so_that_more_is_better_at_the_last_visit(dossier):
    rows = own(dossier, "functional")
    assert list(rows.index) == ["quality_physical", "functioning"]
    assert rows.loc["functioning", ["estimate", "conf_low", "conf_high"]].tolist() == [0.60, 0.38, 0.82]
    turned = own(dossier, "personal").loc["hope"]
    assert turned[["estimate", "conf_low", "conf_high", "statistic"]].tolist() == [0.20, 0.0, 0.4, 2.0]
    assert set(rows["visit"]) == {"T12"}


def test_they_are_placed_and_not_pooled(dossier, study):
    alone = review_trials().result("pooled_effects", "functional").rows
    pd.testing.assert_frame_equal(alone, dossier.result("pooled_effects", "functional").rows)
    rows = own(dossier, "functional")
    assert rows.loc["quality_physical", "note"] == "within the pooled interval"
    assert rows.loc["functioning", "note"] == "above the prediction interval"
    apart = dossier.result("own_effects", "functional").rows
    apart = apart[apart["quantity"] == "difference from the pooled effect"].set_index("measure")["estimate"]
    assert apart["functioning"] == pytest.approx(0.60 - 0.0797642, abs=1e-6)  # the review's row, tests/evidence
    assert [note.code for note in dossier.result("own_effects", "functional").notes] == [
        "own_not_pooled",
        "own_comparable",
    ]


def test_measures_without_a_place_say_why(dossier):
    rows = dossier.result("own_effects_unplaced").rows.set_index("measure")["note"]
    assert rows.to_dict() == {"stigma": "stigma is no domain", "unsaid": "no direction", "unclear": "no domain",
                              "work": "no effect size"}  # fmt: skip


def test_study_yaml_may_give_a_domain(study, tmp_path, example_study):
    outcomes = {name: one.model_copy(update={"domain": "personal"} if name == "stigma" else {})
                for name, one in study.outcomes.items()}  # fmt: skip
    said = study.model_copy(update={"outcomes": outcomes})
    found = review_trials(made_analysis(said))
    assert own(found, "personal").loc["stigma", "estimate"] == 0.30


def test_a_wrong_domain_in_study_yaml_is_refused_with_the_line(example_study, tmp_path):
    text = (example_study["en"] / "study.yaml").read_text(encoding="utf-8")
    broken = re.sub(r"(  stigma: \{?)", r"\1domain: personnal, ", text, count=1)
    if broken == text or "{domain" not in broken:
        broken = re.sub(r"(\n  stigma:\n)", r"\1    domain: personnal\n", text, count=1)
    assert broken != text
    (tmp_path / "study.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(pe.StudyFileError, match=r"line .*personal"):
        pe.read_study(tmp_path / "study.yaml")


@pytest.mark.parametrize(
    ("estimate", "place"),
    [
        (0.0, "below the pooled interval"), (0.2, "within the pooled interval"), (0.35, "above the pooled interval"),
        (2.0, "above the prediction interval"), (-2.0, "below the prediction interval"),
    ],
)  # fmt: skip
def test_the_places(estimate, place):
    pooled = pool_effects([0.0, 0.2, 0.4, 0.1, 0.3], [0.02] * 5, interval="wald")
    assert place_among(estimate, pooled) == place


def test_one_trial_is_nothing_to_compare_with():
    assert place_among(0.2, pool_effects([0.1], [0.1])) == "nothing to compare with"


def test_trials_without_the_domain_leave_the_measure_unplaced(study):
    pooled = {"clinical": pool_effects([0.1, 0.2], [0.1, 0.1])}
    found = own_effects(made_analysis(study, functioning=MEASURES["functioning"]), pooled)
    assert found[0].rows["note"].tolist() == ["no trials"]


@pytest.fixture(scope="module")
def written(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trials") / "out"
    page = pe.write_dossier(review_trials(made_analysis(study), domains=["functional"]), folder)
    with (folder / "results.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["key"]: row for row in csv.DictReader(lines)}
    return SimpleNamespace(folder=folder, html=page.read_text(encoding="utf-8"), rows=rows)


def test_the_document_has_its_figures_and_every_key_is_a_row_of_results(written):
    for stem in ("forest", "left_out", "funnel"):
        assert (written.folder / "figures" / f"{stem}_functional.svg").is_file()
    keys = set(re.findall(r'data-key="([^"]+)"', written.html))
    assert len(keys) > 150
    assert {key.replace("&amp;", "&").replace("&#39;", "'") for key in keys} <= set(written.rows)
    assert "not randomised" in written.html
    assert "10.5281/zenodo.7687898" in written.html


def test_the_figure_draws_what_the_table_says(written):
    with (written.folder / "figures" / "forest_functional.csv").open(encoding="utf-8", newline="") as lines:
        drawn = list(csv.DictReader(lines))
    kinds = [row["row"] for row in drawn]
    assert kinds == ["trial"] * 25 + ["pooled", "prediction"] + ["own"] * 2
    for row in drawn:
        told = written.rows[row["key"].lstrip("'")]
        assert float(row["conf_low"]) == pytest.approx(float(told["conf_low"]), rel=1e-12)
    assert sum(float(row["weight"]) for row in drawn if row["weight"]) == pytest.approx(100.0)


def test_the_manifest_names_the_trials_and_their_faults(written):
    told = json.loads((written.folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["trials"] == "peer_support_trials.csv"
    assert [one["rule"] for one in told["findings"]] == [
        "trials-inverted", "trials-sd-like-se", "trials-recomputed-differ", "trials-repeated",
    ]  # fmt: skip


def words_of(document):
    for section in document.sections:
        yield section.title
        for block in section.blocks:
            for name in ("title", "text", "caption", "alt"):
                yield str(getattr(block, name, ""))
            for piece in getattr(block, "pieces", ()):
                yield piece if isinstance(piece, str) else piece.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_document_is_in_one_language(study, language):
    found = " ".join(
        words_of(make_document(review_trials(made_analysis(study), domains=["personal"], language=language)))
    )
    assert ("n’a pas été tirée au sort" in found) == (language == "fr")
    assert ("was not randomised" in found) == (language == "en")
    assert "{" not in found
    if language == "fr":
        assert "g de Hedges" in found
        assert not re.search(r"[ \[−]\d\.\d\d[ ,;\]]", found)  # decimal commas


def test_seventy_trials_still_fit_a_page(tmp_path):
    rng = np.random.default_rng(5)
    error = rng.uniform(0.05, 0.4, 70)
    names = [f"Name {place}, 20{place:02d}" for place in range(70)]
    frame = pd.DataFrame({"study": names, ".g": rng.normal(0.2, error), ".g_se": error})
    frame.to_csv(tmp_path / "many.csv", index=False)
    words = DossierWords(review_trials(trials=tmp_path / "many.csv"))
    figure, data = draw_trials_forest(words, "")
    assert isinstance(figure, matplotlib.figure.Figure)
    assert figure.get_size_inches()[1] <= PAGE
    assert len(data) == 72
    assert lay_out(20).row > lay_out(70).row


def test_one_trial_makes_a_document(tmp_path):
    (tmp_path / "one.csv").write_text("study,.g,.g_se\nA,0.1,0.1\n")
    document = make_document(review_trials(trials=tmp_path / "one.csv"))
    said = " ".join(words_of(document))
    assert "There is one trial" in said
    assert "The table of trials one.csv" in said
    assert not [one for section in document.sections for one in section.pictures if "funnel" in one.id]


def test_a_domain_that_is_not_there_is_refused():
    with pytest.raises(DataError, match="Did you mean 'personal'"):
        review_trials(domains=["personnal"])


def test_the_command_prints_writes_and_refuses(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("study;.g;.g_se\nA;0,1;0,1\nB;0,3;0,2\nC;0,2;0,1\n")
    done = CliRunner().invoke(app, ["evidence", "--trials", "t.csv", "--language", "fr"])
    assert done.exit_code == 0, done.output
    assert "Tous les essais" in done.output
    assert (tmp_path / "trials" / "trials.html").is_file()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_bytes(b"x")
    done = CliRunner().invoke(app, ["evidence", "--out", "mine"])
    assert isinstance(done.exception, pe.PeerevalError)


def test_what_may_leave_hides_nothing_it_should_not(study):
    external = study.model_copy(update={"audience": "external"})
    analysis = Analysis(external, (), {"audience": "external"}, made_analysis(study).results)
    found = review_trials(analysis)
    assert found.provenance["audience"] == "external"
    assert own(found, "functional").loc["functioning", "estimate"] == 0.60


def test_a_study_is_analysed_first(study, monkeypatch):
    seen = []
    monkeypatch.setattr("peereval.dossiers.trials.analyze", lambda one: seen.append(one) or made_analysis(study))
    assert review_trials(study, domains=["clinical"]).title.startswith(study.study)
    assert seen == [study]


def test_the_command_takes_a_study(example_study, study, tmp_path, monkeypatch):
    monkeypatch.setattr("peereval.pipeline.analyze", lambda _, **__: made_analysis(study))
    file = example_study["en"] / "study.yaml"
    done = CliRunner().invoke(app, ["evidence", str(file), "--out", str(tmp_path / "t"), "--domain", "functional"])
    assert done.exit_code == 0, done.output
    assert re.search(r"functioning, Followed by a peer support worker, T12 +0\.60 \[0\.38, 0\.82\]", done.output)


def test_effects_of_several_groups_are_told_apart(study):
    analysis = made_analysis(study)
    sizes = next(one for one in analysis.results if one.kind == "effect_size" and one.outcome == "functioning")
    rows = pd.concat([sizes.rows, sizes.rows.assign(group="prefollowed")])
    more = make_result("effect_size", rows, outcome="functioning")
    results = tuple(more if one is sizes else one for one in analysis.results)
    words = DossierWords(review_trials(Analysis(study, (), {}, results), domains=["functional"]))
    _, data = draw_trials_forest(words, "functional")
    labels = data.loc[data["row"] == "own", "label"]
    assert labels.is_unique
    assert "Already followed" in labels.iloc[-1]
