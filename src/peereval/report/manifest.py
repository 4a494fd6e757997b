"""manifest.json: what went in, what was run, what came out."""

import json
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from peereval.report.labels import is_simulated
from peereval.results import Analysis
from peereval.study import Study
from peereval.timings import Lap

FORMAT = "peereval-report"
PLAN_FORMAT = "peereval-plan"
DOSSIER_FORMAT = "peereval-dossier"


def render_manifest(
    analysis: Analysis, files: Mapping[str, bytes], laps: Iterable[Lap] = (), *, study_file: str = ""
) -> str:
    """Return the manifest: provenance, findings in both languages, and the hash of every file written.

    Parameters
    ----------
    analysis
        The finished analysis.
    files
        The files of the report by their path in the folder, except the manifest.
    laps
        The seconds that the stages of the report took.
    study_file
        Where the study file lies, from the folder of the report (see `study_place`).
    """
    timings = analysis.provenance.get("timings")
    manifest = {
        "format": FORMAT,
        "format_version": 1,
        "simulated": is_simulated(analysis),
        "audience": "internal",
        **analysis.provenance,
        "study_file": study_file,
        "timings": [*(timings if isinstance(timings, list) else ()), *(lap.described() for lap in laps)],
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


def study_place(analysis: Analysis, folder: Path) -> str:
    """Return where the study file lies from the folder of a report, for `replay`; "" where that would say too much.

    The folders above both are those of the machine and are never named; an external report
    says nothing but a plain study.yaml above it.
    """
    study = analysis.study
    if not isinstance(study, Study):
        return ""
    try:
        path = Path(os.path.relpath(study.file.resolve(), folder.resolve()))
    except (ValueError, OSError):  # another drive; a loop of links
        return ""
    up = path.parts.count("..")
    names = path.parts[up:]
    beside = names == ("study.yaml",) if study.audience == "external" else up <= 1 or len(names) == 1
    return path.as_posix() if beside else ""


def _plain(value: object) -> object:
    """Turn what JSON does not know into plain values: numpy scalars, mappings, sets, paths and dates."""
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)
