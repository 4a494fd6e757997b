"""The files of printed figures that come with the package: tables of neighbouring studies."""

from importlib.resources import files
from pathlib import Path


def shipped_files() -> tuple[Path, ...]:
    """Return the files of `evidence/printed`, in the order of their names.

    Examples
    --------
    >>> [file.stem for file in shipped_files()][:2]
    ['cochrane_cd010880', 'hop_c']
    """
    folder = Path(str(files("peereval.evidence") / "printed"))
    return tuple(sorted(folder.glob("*.yaml")))
