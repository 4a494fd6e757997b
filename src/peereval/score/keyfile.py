"""The files that hold the keys of instruments: those of the package and those of users."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from peereval.errors import ScoringError, StudyFileError, did_you_mean
from peereval.score.instruments import Instrument
from peereval.terms import has_term, term
from peereval.yaml_file import YamlFile, read_yaml
from peereval.yaml_model import build_model, raise_problems

_KEYS = Path(__file__).parent / "keys"
_OWN = ("name", "version", "verified", "template")
_YAML = (".yaml", ".yml")
_Folders = tuple[Path, ...] | None


@cache
def instrument_names() -> tuple[str, ...]:
    """Return the names of the instruments whose key comes with the package.

    Examples
    --------
    >>> "ismi29" in instrument_names()
    True
    """
    return tuple(sorted(path.stem for path in _KEYS.glob("*.yaml")))


def read_instrument(
    name: str | Path, folder: str | Path | None = None, *, within: Iterable[Path] | None = None
) -> Instrument:
    """Return the key of a built-in instrument, or of a scale that the user wrote.

    Use it to see a key before a study is scored with it, and to check a key of one's own.

    Parameters
    ----------
    name
        A built-in name such as "ismi29" (`instruments` lists them), or the path of a file
        ending in .yaml.
    folder
        Folder that a relative path starts from: that of study.yaml. By default the current one.
    within
        Folders, in one of which the file and those it extends must lie; by default anywhere.

    Returns
    -------
    Instrument
        Frozen: its items, responses, reversed items, scores and their rules.

    Raises
    ------
    ScoringError
        If there is no such instrument, if the name stands for several keys, or if its file is
        not a valid key.

    Examples
    --------
    >>> read_instrument("ismi29").items_of("alienation")
    (1, 5, 8, 16, 17, 21)
    """
    name = str(name)
    if name.endswith(_YAML):
        # Read again each time: its user may have changed it.
        return _build(name, Path(folder) if folder else None, None if within is None else tuple(within))
    return _built_in(name)


def key_files(name: str, folder: Path, *, within: Iterable[Path]) -> dict[str, str]:
    """Return the files that the key of an instrument is made of with their SHA-256; none where it is built in.

    Parameters
    ----------
    name, folder, within
        As for `read_instrument`.
    """
    found: dict[str, str] = {}
    while name.endswith(_YAML) and name not in found:
        file = read_yaml(_path(name, folder), within=tuple(within))
        found[name] = file.sha256
        name = str(file.value.get("extends", "")) if isinstance(file.value, dict) else ""
    return found


@cache
def _built_in(name: str) -> Instrument:
    return _build(name, None)


def _build(name: str, folder: Path | None, within: _Folders = None) -> Instrument:
    file = _read_key(name, folder, within)
    try:
        instrument, problems = build_model(Instrument, file)
        raise_problems([(name, problem) for problem in problems])
    except StudyFileError as error:
        raise ScoringError(str(error)) from None
    made = cast("Instrument", instrument)
    if made.name in instrument_names() and made.name != name:
        raise ScoringError(f"{name}: '{made.name}' is the name of a built-in key. Give yours a 'name' of its own.")
    return made


def _read_key(name: str, folder: Path | None, within: _Folders, *, above: tuple[str, ...] = ()) -> YamlFile:
    if name in above:
        raise ScoringError(f"{name}: extends itself; name another instrument there, or remove 'extends'.")
    file = read_yaml(_path(name, folder), within=within if name.endswith(_YAML) else None)
    if not isinstance(file.value, dict) or "extends" not in file.value:
        return file
    own = {key: value for key, value in file.value.items() if key != "extends"}
    base = _read_key(str(file.value["extends"]), folder, within, above=(*above, name))
    if base.value is None:  # it could not be read: that is all there is to say
        raise ScoringError(f"{base.path.name}: {base.problems[0].message}")
    basis = dict(base.value) if isinstance(base.value, dict) else {}
    based_on = basis.get("based_on") or basis.get("name")
    # What a key says of itself is not inherited: its name, its version, whether somebody saw it in a source.
    kept = {key: value for key, value in basis.items() if key not in _OWN}
    merged = _merge({**kept, "based_on": based_on}, own)
    return replace(file, value=merged, problems=(*base.problems, *file.problems))


def _path(name: str, folder: Path | None) -> Path:
    if name.endswith(_YAML):
        return (folder or Path()) / name
    if name not in instrument_names():
        raise ScoringError(_unknown(name))
    return _KEYS / f"{name}.yaml"


def _unknown(name: str) -> str:
    """Return the refusal of a name that is no key: several keys may begin with it, and none is the default."""
    several = [known for known in instrument_names() if known.startswith(f"{name}_")]
    if len(several) > 1:
        labels = ((one, f"instrument.{one}") for one in several)
        said = "; ".join(f"'{one}' ({term(key) if has_term(key) else one})" for one, key in labels)
        return (
            f"'{name}' stands for {len(several)} keys that give different scores, and none is the default: {said}. "
            "Compare them with the form you administered (`peereval instruments show NAME`) and write that name."
        )
    listed = ", ".join(instrument_names())
    hint = did_you_mean(name, instrument_names())
    return f"there is no instrument '{name}'; built in are {listed}, or give the path of a .yaml file.{hint}"


def _merge(base: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    """Return `base` with `change` laid over it, mapping by mapping."""
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
