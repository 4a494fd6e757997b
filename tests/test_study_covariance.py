"""The covariance of study.yaml reaches the fit, and its notes say which of a list was used."""

import numpy as np

from peereval.pipeline import analyze
from peereval.study import read_study
from peereval.study.model import COVARIANCES
from peereval.terms import has_term
from small_study import STUDY, rows, write_small_study


def test_the_covariance_that_the_data_cannot_carry_gives_way_and_the_fit_says_so(tmp_path):
    kept = [row for row in rows() if row[3] != ("T6", "T12")[int(row[0][1:]) // 2 % 2]]
    text = STUDY.replace("{covariates", "{covariance: [unstructured, cs], covariates")
    analysis = analyze(read_study(write_small_study(tmp_path, data=kept, study=text)))
    (fit,) = analysis.of_kind("fit")
    assert fit.method["covariance"] == "compound symmetry"
    assert [note.values for note in fit.notes if note.code == "covariance_next"] == [{"tried": "un", "used": "cs"}]


def test_every_covariance_has_words_for_the_report():
    from peereval.model.structures.catalogue import CATALOGUE, Plan

    times = np.array([[0.0, 6.0, 12.0]])
    assert set(CATALOGUE) == set(COVARIANCES)
    for kind in CATALOGUE.values():
        assert has_term(f"report.covariance_{kind.make(Plan(3, times)).name.replace('-', '_').replace(' ', '_')}")
