"""From a study to its analysis plan, before any data exist."""

from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

from peereval.plan.deviations import find_deviations
from peereval.plan.lock import Lock, read_lock
from peereval.study import Study, as_study

FOLDER = "plan"


def write_plan(study: Study | str | Path, folder: str | PathLike[str] | None = None) -> Path:
    """Write the statistical analysis plan of a study as Word and HTML, and return the path of plan.html.

    Use it before data exist: only the study file, its codebook and its own instruments are
    read, no data file is opened. What has not been decided is listed in the plan.

    Parameters
    ----------
    study
        From `read_study`, or the path of its file.
    folder
        Where the plan shall be; "plan" beside the study file by default. A plan that is there
        is kept as `<folder>.previous`.

    Returns
    -------
    pathlib.Path
        The path of plan.html; plan.docx and manifest.json stand beside it.

    Raises
    ------
    StudyFileError
        If the study file cannot be used, or the lock beside it was changed by hand.
    PeerevalError
        If the folder holds something else than a plan or a report, or cannot be written.

    References
    ----------
    Gamble et al. (2017), Guidelines for the content of statistical analysis plans in clinical
    trials, doi:10.1001/jama.2017.18556; ICH E9(R1) (2019), estimands and sensitivity analysis.
    """
    from peereval.report.protocol.write import write_protocol  # noqa: PLC0415  (jinja2 is slow to import)

    study = as_study(study)
    target = Path(folder).absolute() if folder is not None else (study.folder / FOLDER).absolute()
    lock = read_lock(study)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return write_protocol(study, target, _facts(lock, study) if lock else None, moment)


def _facts(lock: Lock, study: Study) -> dict[str, object]:
    """Return what a plan says of its lock, and how many choices of the study file changed since."""
    earlier = [{"locked": one.locked, "sha256": one.sha256, "reason": one.reason} for one in lock.earlier]
    told = {"locked": lock.locked, "sha256": lock.sha256, "peereval": lock.peereval, "reason": lock.reason}
    return {**told, "earlier": earlier, "deviations": len(find_deviations(lock, study))}
