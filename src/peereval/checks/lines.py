"""Findings as lines of text: in order of weight, with their place and what would resolve them."""

from collections.abc import Iterable, Sequence
from typing import get_args

from peereval.remarks import Finding, Severity
from peereval.terms import Language, term

ROWS_SHOWN = 12
SEVERITIES: tuple[str, ...] = get_args(Severity)


def order_by_weight(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with errors first, then warnings, then notes, each in the order they came in."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def finding_lines(findings: Iterable[Finding], language: Language) -> list[str]:
    """Return the lines that `check` prints: severity, rule, file and rows; what was found; what would resolve it.

    What is more than a note is followed by what it changes.
    """
    lines = []
    for finding in order_by_weight(findings):
        where = " ".join(part for part in (finding.file, rows_said(finding, language)) if part)
        lines.append(f"{term(f'cli.severity.{finding.severity}', language)}  {finding.rule}  {where}".rstrip())
        lines.append(f"    {finding.message(language)}")
        if finding.severity != "note":
            lines.append(f"    {finding.message(language, '.consequence')}")
        if finding.fix:
            lines.append(f"    {where_to(finding, language)}{finding.fix}")
    return lines


def where_to(finding: Finding, language: Language) -> str:
    """Return where a remedy goes: the line to edit, the file to add it to, or nothing where it says so itself."""
    if ".yaml line" in finding.fix:
        return ""
    key = "cli.would_resolve_line" if finding.line else "cli.would_resolve"
    return f"{term(key, language, line=finding.line)} "


def count_line(findings: Sequence[Finding], language: Language) -> str:
    """Return how many errors, warnings and notes there are."""
    counts = {name: sum(one.severity == name for one in findings) for name in SEVERITIES}
    said = {f"{name}s": counted(name, count, language) for name, count in counts.items()}
    return term("cli.findings", language, **said)


def counted(what: str, count: int, language: Language) -> str:
    """Return a number with its noun: French has the singular for 0 too."""
    single = count == 1 or (count == 0 and language == "fr")
    return term(f"cli.count.{what}" if single else f"cli.count.{what}s", language, count=count)


def rows_said(finding: Finding, language: Language) -> str:
    """Return the first rows of a finding, and how many more there are."""
    if not finding.rows:
        return ""
    # A row of a wide file holds several visits: it is said once.
    rows = list(dict.fromkeys(finding.rows))
    shown = ", ".join(map(str, rows[:ROWS_SHOWN]))
    more = (max(finding.count, len(rows)) if len(rows) == len(finding.rows) else len(rows)) - ROWS_SHOWN
    word = "cli.and_one_more" if more == 1 else "cli.and_more"
    tail = f" {term(word, language, count=more)}" if more > 0 else ""
    place = "line" if finding.file.endswith((".yaml", ".yml")) else "row"
    word = term(f"cli.{place}{'s' if len(rows) > 1 else ''}", language)
    return f"{word} {shown}{tail}"
