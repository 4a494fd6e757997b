"""The files that hold the keys of instruments: those of the package and those of users."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from peereval.errors import ScoringError, StudyFileError, did_you_mean
from peereval.score.instruments import Instrument
from peereval.yaml_file import YamlFile, read_yaml
from peereval.yaml_model import build_model, raise_problems

_KEYS = Path(__file__).parent / "keys"


@cache
def instrument_names() -> tuple[str, ...]:
    """Return the names of the instruments whose key comes with the package.

    Examples
    --------
    >>> "ismi29" in instrument_names()
    True
    """
    return tuple(sorted(path.stem for path in _KEYS.glob("*.yaml")))


@cache
def read_instrument(name: str, folder: Path | None = None) -> Instrument:
    """Return the key of a built-in instrument, or of a scale that the user wrote.

    Parameters
    ----------
    name
        A built-in name such as "ismi29", or the path of a file ending in .yaml.
    folder
        Folder that a relative path starts from: that of study.yaml.

    Raises
    ------
    ScoringError
        If there is no such instrument, or its file is not a valid key.

    Examples
    --------
    >>> read_instrument("ismi29").items_of("alienation")
    (1, 5, 8, 16, 17, 21)
    """
    file = _read_key(name, folder)
    try:
        instrument, problems = build_model(Instrument, file)
        raise_problems([(name, problem) for problem in problems])
    except StudyFileError as error:
        raise ScoringError(str(error)) from None
    return cast("Instrument", instrument)


def _read_key(name: str, folder: Path | None, *, above: tuple[str, ...] = ()) -> YamlFile:
    if name in above:
        raise ScoringError(f"{name}: extends itself; name another instrument there, or remove 'extends'.")
    file = read_yaml(_path(name, folder))
    if not isinstance(file.value, dict) or "extends" not in file.value:
        return file
    own = {key: value for key, value in file.value.items() if key != "extends"}
    base = _read_key(str(file.value["extends"]), folder, above=(*above, name))
    basis = base.value if isinstance(base.value, dict) else {}
    merged = _merge({**basis, "based_on": basis.get("based_on") or basis.get("name")}, own)
    return replace(file, value=merged, problems=(*base.problems, *file.problems))


def _path(name: str, folder: Path | None) -> Path:
    if name.endswith((".yaml", ".yml")):
        return (folder or Path()) / name
    if name not in instrument_names():
        listed = ", ".join(instrument_names())
        hint = did_you_mean(name, instrument_names())
        raise ScoringError(
            f"there is no instrument '{name}'; built in are {listed}, or give the path of a .yaml file.{hint}"
        )
    return _KEYS / f"{name}.yaml"


def _merge(base: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    """Return `base` with `change` laid over it, mapping by mapping."""
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
