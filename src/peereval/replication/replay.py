"""Runs an analysis again from the manifest of its report and compares every number."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from peereval.checks.data import check_data
from peereval.checks.inputs import describe_inputs
from peereval.errors import DataError
from peereval.pipeline import Progress, analyze
from peereval.provenance import describe_environment
from peereval.replication.numbers import compare_numbers
from peereval.replication.recorded import Recorded, Row, input_files, read_recorded
from peereval.replication.replayed import Replay
from peereval.study import Study, read_study

_NOT_COMPARED = ("audience", "corrections")


def replay(
    manifest: str | Path,
    *,
    study: str | Path | None = None,
    changed_data: bool = False,
    progress: Progress | None = None,
) -> Replay:
    """Run the analysis of a report again and compare every number with its results.csv.

    Use it before a paper is sent, after an update, or to check the results of somebody else:
    the study file and the data must be there. Of an external report, disclosure control is run
    again too, and the masked numbers are compared.

    Parameters
    ----------
    manifest
        The manifest.json of a report, or its folder; results.csv must stand beside it.
    study
        Where the study file is now; by default where it was, seen from the report.
    changed_data
        Whether to go on where a file that went in is not as it was.
    progress
        As for `analyze`.

    Returns
    -------
    Replay
        `equal` is the verdict; `rows` holds every number then and now with their relative
        difference (see `compare_numbers` for its scale); printed, it says what differs.

    Raises
    ------
    DataError
        If the report or the study is not there, or a file that went in has changed: the
        message names it.
    """
    from peereval.report.disclosure.apply import for_audience  # noqa: PLC0415  (as below)
    from peereval.report.results_csv import render_results  # noqa: PLC0415  (the command line starts at once)

    recorded = read_recorded(Path(manifest))
    read = read_study(_study_file(recorded, study))
    checked = check_data(read)
    inputs = describe_inputs(read, checked)
    changed = _changed_files(recorded, inputs)
    if changed and not changed_data:
        raise DataError(_refusal(changed))
    analysis = analyze(read, outcomes=recorded.outcomes, checked=checked, progress=progress)
    shown = for_audience(analysis, "external" if recorded.external else "internal")
    return _compared(recorded, render_results(shown), changed, read, inputs)


def _compared(
    recorded: Recorded, results: str, changed: tuple[str, ...], study: Study, inputs: Mapping[str, Any]
) -> Replay:
    """Return the comparison of a report with new results."""
    from io import StringIO  # noqa: PLC0415

    compared = compare_numbers(recorded.results, pd.read_csv(StringIO(results), dtype=str, keep_default_na=False))
    notes: list[tuple[str, Mapping[str, object]]] = [("edited", {})] if recorded.changed else []
    if not changed and (keys := _other_keys(recorded, inputs)):
        notes.append(("study", {"keys": ", ".join(keys)}))
    return Replay(
        compared.rows,
        compared.missing,
        compared.added,
        dict(_other_versions(recorded.manifest)),
        changed,
        tuple(notes),
        study.language,
    )


def _study_file(recorded: Recorded, given: str | Path | None) -> Path:
    """Return where the study file is, or say how to name it."""
    found = Path(given) if given is not None else recorded.study_file
    if found is None or (given is None and not found.is_file()):
        where = "is not where it was" if found else "is not named by the manifest"
        raise DataError(f"The study file {where}. Say where it is: --study PATH, or replay(..., study=PATH).")
    return found


def _changed_files(recorded: Recorded, inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the files whose hash is not the one of the manifest, by the name that they have now."""
    nothing: Row = {}
    pairs = zip_longest(recorded.files, input_files(inputs), fillvalue=nothing)
    return tuple(dict.fromkeys(
        str(now.get("path") or was.get("path")) for was, now in pairs if was.get("sha256") != now.get("sha256")
    ))  # fmt: skip


def _refusal(changed: tuple[str, ...]) -> str:
    return (
        f"Changed since the report was made: {', '.join(changed)}. Its numbers cannot be expected again. "
        "Bring the files back, or compare all the same: --changed-data, or replay(..., changed_data=True)."
    )


def _other_keys(recorded: Recorded, inputs: Mapping[str, Any]) -> list[str]:
    """Return the keys of a study that was changed after its file was read: the manifest has others than the file."""
    was, now = recorded.manifest.get("study"), inputs["study"]
    if not isinstance(was, Mapping):
        return []
    return [str(key) for key in was if key not in _NOT_COMPARED and was[key] != now.get(key)]


def _other_versions(manifest: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what has another version now than in a manifest."""
    was, now = _versions(manifest), _versions(describe_environment())
    for name in dict.fromkeys([*was, *now]):
        if was.get(name) != now.get(name):
            yield name, (was.get(name, "-"), now.get(name, "-"))


def _versions(told: Mapping[str, Any]) -> dict[str, str]:
    packages = told.get("packages")
    own = {name: str(told[name]) for name in ("peereval", "python") if name in told}
    return {**own, **({str(name): str(one) for name, one in packages.items()} if isinstance(packages, Mapping) else {})}
