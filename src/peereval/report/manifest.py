"""manifest.json: what went in, what was run, what came out."""

import json
from collections.abc import Mapping
from hashlib import sha256

from peereval.report.labels import is_simulated
from peereval.results import Analysis

FORMAT = "peereval-report"


def render_manifest(analysis: Analysis, files: Mapping[str, bytes]) -> str:
    """Return the manifest: provenance, findings in both languages, and the hash of every file written.

    Parameters
    ----------
    analysis
        The finished analysis.
    files
        The files of the report by their path in the folder, except the manifest.
    """
    manifest = {
        "format": FORMAT,
        "format_version": 1,
        "simulated": is_simulated(analysis),
        **analysis.provenance,
        "findings": [
            {
                "severity": finding.severity,
                "rule": finding.rule,
                "file": finding.file,
                "rows": list(finding.rows),
                "count": finding.values.get("count", finding.count),
                "fix": finding.fix,
                "message": {"en": finding.message("en"), "fr": finding.message("fr")},
            }
            for finding in analysis.findings
        ],
        "written": [{"path": path, "sha256": sha256(content).hexdigest()} for path, content in files.items()],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    """Turn what JSON does not know into plain values: numpy scalars, mappings, sets, paths and dates."""
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)
