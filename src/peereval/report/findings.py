"""Findings as a report shows them: in order of weight, one remark for one cause."""

from collections.abc import Callable, Iterable

from peereval.remarks import Finding

_WEIGHT = {"error": 0, "warning": 1, "note": 2}


def order_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with errors first, then warnings, then notes."""
    return tuple(sorted(findings, key=lambda finding: _WEIGHT[finding.severity]))


def merge_findings(
    findings: Iterable[Finding], consequence: Callable[[Finding], str]
) -> tuple[tuple[Finding, ...], ...]:
    """Return findings of one rule, weight and consequence together, each group at the place of its first.

    Parameters
    ----------
    findings
        The findings in their order.
    consequence
        Gives the sentence that says what a finding changes: what changes different things stays apart.
    """
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.rule, one.severity, consequence(one)), []).append(one)
    return tuple(tuple(same) for same in groups.values())
