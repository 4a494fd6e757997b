"""The report as one HTML file that asks nothing of the network."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from peereval.report.figures.all import PARTS
from peereval.report.findings import order_findings, rows_text
from peereval.report.notes import consequence_text, finding_text
from peereval.report.numbers import Piece, Printed, cell_pieces
from peereval.report.page import Page
from peereval.report.table import Cell, Column, Table
from peereval.results import Finding

# Tables whose content has a place of its own on the page.
_ELSEWHERE = ("findings",)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("peereval.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["printed"] = lambda piece: isinstance(piece, Printed)
    environment.filters["base64"] = lambda data: b64encode(data).decode("ascii")
    return environment


def render_html(page: Page) -> str:
    """Return the report as HTML: every label escaped, every figure with its `data-key`.

    Parameters
    ----------
    page
        The content, from `make_page`.
    """
    labels = page.labels
    findings = order_findings(labels.analysis.findings)
    tables = [table for table in page.tables if table.id not in _ELSEWHERE]

    sensitivity = [table for table in tables if table.part == "sensitivity"]
    pictures = {part: [one for one in page.pictures if one.part == part] for part in PARTS}

    def pieces(cell: Cell, column: Column) -> tuple[Piece, ...]:
        """Return what is printed for a cell."""
        return cell_pieces(cell, column.layout, labels.language)

    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            page=page,
            say=labels.say,
            labels=labels,
            language=labels.language,
            pieces=pieces,
            spanners=spanners,
            pictures=pictures,
            has_sensitivity=bool(pictures["sensitivity"] or sensitivity),
            sensitivity_tables=sensitivity,
            main_tables=[table for table in tables if not table.appendix and table.part == "main"],
            more_tables=[table for table in tables if table.appendix],
            findings=[_shown(page, finding) for finding in findings],
            warnings=_said_once(page, findings),
        )
    )


def _said_once(page: Page, findings: Iterable[Finding]) -> list[tuple[Finding, str, str, str]]:
    """Return what is more than a note, once where several files have it: the findings say in which."""
    shown = [_shown(page, finding) for finding in findings if finding.severity != "note"]
    return list({(one[0].severity, one[1], one[2]): one for one in reversed(shown)}.values())[::-1]


def _shown(page: Page, finding: Finding) -> tuple[Finding, str, str, str]:
    """Return a finding with its sentence, its consequence and its rows."""
    labels = page.labels
    rows = rows_text(finding, labels.language)
    return finding, finding_text(labels, finding), consequence_text(labels, finding), rows


def spanners(table: Table) -> list[tuple[str, int]]:
    """Return the common headings over neighbouring columns with how many each covers; [] when there are none."""
    runs: list[tuple[str, int]] = []
    for column in table.columns:
        if runs and runs[-1][0] == column.spanner:
            runs[-1] = (column.spanner, runs[-1][1] + 1)
        else:
            runs.append((column.spanner, 1))
    return runs if any(text for text, _ in runs) else []
