"""Findings as a table of HTML, for a notebook: in order of weight, with what would resolve each."""

from collections.abc import Iterable, Sequence
from html import escape

from peereval.checks.lines import counted, order_by_weight, rows_said, where_to
from peereval.remarks import Finding
from peereval.terms import Language, term

_HEADS = ("column.severity", "column.file", "column.found", "column.fix")
_TEXT = 'style="text-align: left; vertical-align: top"'


def finding_table(findings: Iterable[Finding], language: Language) -> str:
    """Return a row for each finding: how grave, where, what it is, what it changes, what would resolve it.

    Notes, which ask for nothing, are folded away.
    """
    ordered = order_by_weight(findings)
    notes = [one for one in ordered if one.severity == "note"]
    shown = _table(ordered[: len(ordered) - len(notes)], language)
    if not notes:
        return shown
    summary = escape(counted("note", len(notes), language))
    return f"{shown}<details><summary>{summary}</summary>{_table(notes, language)}</details>"


def _table(findings: Sequence[Finding], language: Language) -> str:
    if not findings:
        return ""
    heads = "".join(f"<th {_TEXT}>{escape(term(name, language))}</th>" for name in _HEADS)
    body = "".join(_row(one, language) for one in findings)
    return f'<table class="dataframe"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(finding: Finding, language: Language) -> str:
    """Return the cells of a finding; a note changes nothing, so that it has no consequence."""
    severity = escape(term(f"cli.severity.{finding.severity}", language))
    place = "<br>".join(escape(part) for part in (finding.file, rows_said(finding, language)) if part)
    said = escape(finding.message(language))
    if finding.severity != "note":
        said += f"<br><small>{escape(finding.message(language, '.consequence'))}</small>"
    fix = f"{escape(where_to(finding, language))}<code>{escape(finding.fix)}</code>" if finding.fix else ""
    cells = f"<td {_TEXT}>{place}</td><td {_TEXT}>{said}</td><td {_TEXT}>{fix}</td>"
    return f"<tr><td {_TEXT}>{severity}<br><small>{escape(finding.rule)}</small></td>{cells}</tr>"
