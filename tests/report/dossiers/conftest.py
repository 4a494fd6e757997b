"""One dossier of each topic, beside a study where it can stand beside one."""

from functools import cache

import pytest

import peereval as pe
from peereval.results import row_keys

TOPICS = ("stigma", "comparison", "trials", "recalculation", "programme")
PRINTED = """peereval_published: 1
title: {en: An article, fr: Un article}
sources: {article: "Martin A (2026). A journal 12, 1-9."}
tables:
  means:
    title: {en: Differences in change, fr: Différences de changement}
    source: article
    rows: {treated: {en: Followed, fr: Suivis}}
    columns: {T12: T12, before: {en: Before, fr: Avant}}
    cells:
      - {row: treated, column: T12, value: "9.99", key: %s}
      - {row: treated, column: before, status: lost in the source}
"""


@pytest.fixture(scope="session")
def dossier_of(analysis_of, example_study, tmp_path_factory):
    """Return a function that makes the dossier of a topic in a language, once."""

    @cache
    def make(topic, language):
        analysis = analysis_of(language)
        if topic == "stigma":
            return pe.reproduce_stigma(example_study[language] / "study.yaml", language=language)
        if topic == "comparison":
            file = tmp_path_factory.mktemp("printed") / "published.yaml"
            key = row_keys(analysis.of_kind("change_contrasts")[0])[0]
            file.write_text(PRINTED % key, encoding="utf-8")
            return pe.compare_with_published(analysis, pe.evidence.read_published(file))
        if topic == "trials":
            return pe.review_trials(analysis)
        if topic == "recalculation":
            return pe.recalculate(language=language)
        return pe.monitor_programme(pe.read_programme(), analysis=analysis, language=language)

    return make
