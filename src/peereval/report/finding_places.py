"""Where a finding stands, how often, and what would resolve it, in the words of a report."""

import re
from collections.abc import Iterable, Iterator

from peereval.remarks import Finding
from peereval.report.document import Fact
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure
from peereval.terms import Language, Spoken, term

_SHOWN = 12
_NUMBERED = re.compile(r"file (?P<number>\d+)")


def rows_text(finding: Finding, language: Language) -> str:
    """Return the rows of a finding as Excel numbers them, the first ones and how many more."""
    shown = ", ".join(str(row) for row in finding.rows[:_SHOWN])
    more = len(finding.rows) - _SHOWN
    return term("report.rows_more", language, rows=shown, more=more) if more > 0 else shown


def file_text(labels: Labels, file: str) -> str:
    """Return the name of a file; files of a report that leaves have a number only."""
    numbered = _NUMBERED.fullmatch(file)
    if numbered and labels.study.audience == "external":
        return labels.say("report.file_number", number=numbered["number"])
    return file


def count_text(labels: Labels, same: Iterable[Finding]) -> str:
    """Return in how many rows findings of one rule stand; "" where their sentence says it or they have no place."""
    findings = [one for one in same if one.rows or one.file]
    if not findings or "{count}" in labels.say(f"finding.{findings[0].rule}"):
        return ""
    counts = [one.values.get("count", one.count) for one in findings]
    ranges = [count for count in counts if isinstance(count, Spoken)]
    if ranges:
        return ranges[0].in_language(labels.language) if len(counts) == 1 else ""
    total = sum(count for count in counts if isinstance(count, int))
    return format_figure(float(total), 0, labels.language) if total else ""


def fix_facts(labels: Labels, same: Iterable[Finding]) -> Iterator[Fact]:
    """Yield each remedy once, with the line of study.yaml where it goes."""
    for fix, line in dict.fromkeys((one.fix, one.line) for one in same if one.fix):
        where = "" if ".yaml line" in fix else fix_place(labels, line)
        name = labels.say("report.fix_in", place=where) if where else labels.say("report.fix")
        yield Fact(name, fix, code=True)


def fix_place(labels: Labels, line: int) -> str:
    """Return where a remedy goes: a line of study.yaml, or a new key of it."""
    return labels.say("report.fix_line", line=line) if line else labels.say("report.fix_new")
