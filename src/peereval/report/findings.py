"""Findings as a report shows them: in order of weight, with their place."""

from collections.abc import Iterable

from peereval.results import Finding
from peereval.terms import Language, term

_WEIGHT = {"error": 0, "warning": 1, "note": 2}
_SHOWN = 12


def order_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with errors first, then warnings, then notes."""
    return tuple(sorted(findings, key=lambda finding: _WEIGHT[finding.severity]))


def rows_text(finding: Finding, language: Language) -> str:
    """Return the rows of a finding as Excel numbers them, the first ones and how many more."""
    shown = ", ".join(str(row) for row in finding.rows[:_SHOWN])
    more = len(finding.rows) - _SHOWN
    return term("report.rows_more", language, rows=shown, more=more) if more > 0 else shown
