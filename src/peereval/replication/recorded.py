"""What a report says of how it was made, read from its folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from peereval.errors import DataError
from peereval.report.manifest import FORMAT
from peereval.report.swap import restore_folder

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A manifest and the results.csv beside it, every cell as text; `changed` where its hash is not the one listed."""

    folder: Path
    manifest: Mapping[str, Any]
    results: pd.DataFrame
    changed: bool

    @property
    def study_file(self) -> Path | None:
        """Where the study file was, from the folder of the report; None when the manifest does not say."""
        place = self.manifest.get("study_file")
        return self.folder / place if isinstance(place, str) and place else None

    @property
    def external(self) -> bool:
        """Whether the report was made for people outside: its numbers are masked."""
        return self.manifest.get("audience") == "external"

    @property
    def outcomes(self) -> tuple[str, ...] | None:
        """The outcomes that were asked for; None for all."""
        asked = self.manifest.get("asked")
        found = asked.get("outcomes") if isinstance(asked, Mapping) else None
        return tuple(map(str, found)) if isinstance(found, list) else None

    @property
    def files(self) -> tuple[Row, ...]:
        """The files that went in, each with path and sha256: those of the study, then the data."""
        return tuple(input_files(self.manifest))


def input_files(manifest: Mapping[str, Any]) -> list[Row]:
    """Return the entries of the files that went in, of a manifest or of what `describe_inputs` gives."""
    found: list[Row] = []
    for name in ("inputs", "files"):
        listed = manifest.get(name)
        found += [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, Sequence) else []
    return found


def read_recorded(path: Path) -> Recorded:
    """Read a manifest and results.csv beside it; the folder of a report is taken for its manifest.

    A report that a stopped run had moved away is put back first.

    Raises
    ------
    DataError
        If one of the two is not there or was not written by peereval.
    """
    path = path.absolute()
    folder = path.parent if path.name.endswith(".json") else path
    restore_folder(folder)
    file = folder / (path.name if path.name.endswith(".json") else "manifest.json")
    manifest = _read_manifest(file)
    try:
        raw = (folder / "results.csv").read_bytes()
        results = pd.read_csv(StringIO(raw.decode("utf-8")), dtype=str, keep_default_na=False)
    except (OSError, ValueError):
        raise DataError(
            f"'{folder.name}' holds no results.csv that can be read, so there is nothing to compare with. "
            "Give the manifest.json of a whole report."
        ) from None
    if "key" not in results:
        raise DataError("results.csv has no column 'key', so it was not written by peereval. Give a whole report.")
    listed = {str(one["path"]): one["sha256"] for one in manifest.get("written", ()) if isinstance(one, Mapping)}
    return Recorded(folder, manifest, results, listed.get("results.csv") != sha256(raw).hexdigest())


def _read_manifest(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise DataError(
            f"'{file.name}' is not there or cannot be read. Give the manifest.json in the folder of a report."
        ) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise DataError(f"'{file.name}' is not the manifest of a report. Give the manifest.json in its folder.")
    return found
