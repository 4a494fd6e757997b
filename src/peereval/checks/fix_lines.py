"""Finds the line of study.yaml that a proposed remedy is about, where the key stands there already."""

import re
from collections.abc import Iterable
from dataclasses import replace

from peereval.remarks import Finding
from peereval.study import ModelKeys, Source, Study

_KEYS = re.compile(r"(?P<key>\w+):(?: \{(?P<below>\w+):)?")


def place_fixes(findings: Iterable[Finding], study: Study) -> list[Finding]:
    """Return the findings, each with the line of study.yaml to edit; 0 where the remedy is a new key.

    A remedy that begins with a key of a source (`rename`, `header_row`, ...) belongs to the
    source of the finding's file, one with a key of the model to the model.
    """
    sources = {source.path: number for number, source in enumerate(study.sources)}
    return [replace(one, line=_line(one, study, sources)) for one in findings]


def _line(finding: Finding, study: Study, sources: dict[str, int]) -> int:
    match = _KEYS.match(finding.fix)
    if match is None or ".yaml line" in finding.fix:
        return 0
    key, below = match["key"], match["below"]
    if finding.file in sources and (key == "sources" or key in Source.model_fields):
        return study.line_of("sources", sources[finding.file], key)
    path = (key, below) if below else (key,)
    path = ("model", *path) if key in ModelKeys.model_fields else path
    return study.line_of(*path) if path[0] in study.model_fields_set else 0
