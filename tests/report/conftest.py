import csv
from functools import cache
from types import SimpleNamespace

import pytest

from peereval.remarks import Finding
from peereval.report.labels import Labels
from peereval.report.write import write_report
from peereval.study import read_study
from shared import Shared

from .frozen import read_frozen
from .synthetic import make_analysis

LANGUAGES = ("en", "fr")
FINDINGS = (
    Finding("note", "key-unverified", values={"outcome": "stigma", "instrument": "ismi29"}),
    Finding("warning", "scale-too-few-answered", "treated.csv", tuple(range(2, 40)), 38, "missing_codes: [99]",
            {"measure": "stigma"}),
)  # fmt: skip


@pytest.fixture(scope="session")
def analysis_of():
    return make_analysis


def written(analysis, folder):
    """Return a report on disk: its language, analysis, folder, HTML and the rows of results.csv by key."""
    page = write_report(analysis, folder)
    with (folder / "results.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["key"]: row for row in csv.DictReader(lines)}
    html = page.read_text(encoding="utf-8")
    return SimpleNamespace(language=analysis.study.language, analysis=analysis, folder=folder, html=html, rows=rows)


@pytest.fixture(scope="session")
def reports(shared_folder, example_analysis):
    """Return the reports by language of an analysis made by hand, and of the simulated study."""

    def write(name):
        language, source = name.split("-")
        by_hand = source == "hand"
        analysis = make_analysis(language, findings=FINDINGS) if by_hand else example_analysis[language]
        return written(analysis, shared_folder / "reports" / name / "results")

    names = [f"{language}-{source}" for language in LANGUAGES for source in ("hand", "study")]
    return Shared(shared_folder / "reports", names, write)


@pytest.fixture(scope="session", params=["en-hand", "fr-hand", "en-study", "fr-study"])
def report(request, reports):
    return reports[request.param]


@pytest.fixture(scope="session", params=["en", "fr"])
def hand_report(request, reports):
    return reports[f"{request.param}-hand"]


@pytest.fixture(scope="session")
def frozen_of(example_study):
    """The labels of the stored analysis of the simulated study, by language: no model is fitted."""

    @cache
    def read(language):
        return Labels(read_frozen(read_study(example_study[language] / "study.yaml")))

    return read


@pytest.fixture(scope="session", params=["en", "fr"])
def frozen(request, frozen_of):
    return frozen_of(request.param)
