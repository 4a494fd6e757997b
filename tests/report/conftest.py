import csv
from types import SimpleNamespace

import pytest

from peereval.report.write import write_report
from peereval.results import Finding

from .synthetic import make_analysis

FINDINGS = (
    Finding("note", "key-unverified", values={"outcome": "stigma", "instrument": "ismi29"}),
    Finding("warning", "scale-too-few-answered", "treated.csv", tuple(range(2, 40)), 38, "missing_codes: [99]",
            {"measure": "stigma"}),
)  # fmt: skip


@pytest.fixture(scope="session")
def analysis_of():
    return make_analysis


@pytest.fixture(scope="session", params=["en", "fr"])
def report(request, tmp_path_factory):
    """Return a report on disk: its language, analysis, folder, HTML and the rows of results.csv by key."""
    analysis = make_analysis(request.param, findings=FINDINGS)
    folder = tmp_path_factory.mktemp(request.param) / "results"
    page = write_report(analysis, folder)
    with (folder / "results.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["key"]: row for row in csv.DictReader(lines)}
    html = page.read_text(encoding="utf-8")
    return SimpleNamespace(language=request.param, analysis=analysis, folder=folder, html=html, rows=rows)
