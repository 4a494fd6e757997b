"""What goes into an analysis: the study, its files, each with its hash, and the versions of the programs."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from peereval.checks.data import Checks
from peereval.load.programme import programme_files, read_study_programme
from peereval.paths import hash_file
from peereval.provenance import describe_environment
from peereval.score.keyfile import key_files
from peereval.study import Study


def describe_inputs(study: Study, checked: Checks) -> dict[str, object]:
    """Return what went into an analysis, for its provenance.

    Parameters
    ----------
    study
        The study.
    checked
        Its files as they were read.

    Returns
    -------
    dict
        Versions, seed, `simulated`; `inputs`, the files of the study other than data (role,
        path as study.yaml names it, sha256); `files`, how each data file was read; `corrected`,
        the cells that were corrected by column; `study`, the keys of the study file.
    """
    return {
        **describe_environment(),
        "seed": study.seed,
        "simulated": study.simulated,
        "inputs": list(_study_files(study)),
        "files": [asdict(file) for file in checked.data.files],
        # Corrections name participants and their values: the manifest says only how many cells they changed.
        "corrected": checked.corrected,
        "study": study.model_dump(mode="json", exclude={"corrections"}),
    }


def _study_files(study: Study) -> Iterator[dict[str, str]]:
    """Yield the study file, its codebook and the keys of its own instruments."""
    paths = {"study": study.file.name, "codebook": study.codebook or ""}
    for role, sha256 in study.hashes.items():
        yield {"role": role, "path": paths[role], "sha256": sha256}
    keys: dict[str, str] = {}
    for outcome in study.outcomes.values():
        keys |= key_files(outcome.instrument or "", study.folder, within=study.allowed)
    yield from ({"role": "key", "path": path, "sha256": sha256} for path, sha256 in keys.items())
    yield from _programme_files(study)


def _programme_files(study: Study) -> Iterator[dict[str, str]]:
    """Yield the programme file, as study.yaml names it, and its table of posts."""
    programme = read_study_programme(study)
    if programme is None or study.programme is None:
        return
    beside = Path(study.programme).parent
    for role, file in programme_files(programme).items():
        yield {"role": role, "path": (beside / file.name).as_posix(), "sha256": hash_file(file)}
