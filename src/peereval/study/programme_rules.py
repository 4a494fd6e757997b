"""What must hold between the keys of programme.yaml."""

from collections.abc import Iterator

from peereval.errors import did_you_mean
from peereval.study.programme import ProgrammeKeys
from peereval.yaml_file import Key, Problem, YamlFile


def programme_problems(keys: ProgrammeKeys, file: YamlFile) -> list[Problem]:
    """Return what is wrong between the keys: sources without a name, rows given twice, no figures, two labels."""
    apart = (_unnamed_sources, _repeated_rows, _without_figures)
    return [*(problem for rule in apart for problem in rule(keys, file)), *_two_labels(file)]


def _unnamed_sources(keys: ProgrammeKeys, file: YamlFile) -> Iterator[Problem]:
    for path, name in _sources(file.value, ()):
        if name not in keys.sources:
            known = ", ".join(keys.sources) or "none yet"
            hint = did_you_mean(name, keys.sources) or f" Add it to 'sources' (known: {known})."
            yield Problem(file.line_of(*path), f"'source' is '{name}', which 'sources' does not name.{hint}")


def _sources(value: object, path: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Yield every `source` that a file gives, and where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "source" and isinstance(inner, str):
                yield (*path, key), inner
            else:
                yield from _sources(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _sources(inner, (*path, place))


def _repeated_rows(keys: ProgrammeKeys, file: YamlFile) -> Iterator[Problem]:
    seen: set[tuple[str, int | None]] = set()
    for place, row in enumerate(keys.groups):
        if (row.name, row.year) in seen:
            said = f" of {row.year}" if row.year else ""
            yield Problem(file.line_of("groups", place), f"the row '{row.name}'{said} is given twice. Keep one.")
        seen.add((row.name, row.year))


def _without_figures(keys: ProgrammeKeys, file: YamlFile) -> Iterator[Problem]:
    staff = keys.staff
    employed = (staff.posts, staff.people, staff.settings, staff.moments, staff.median_wage)
    if not any((keys.groups, keys.shares, keys.growth, keys.parts, *employed)):
        yield Problem(file.line_of(), "the programme has no figures. Give 'groups', 'staff' or 'parts'.")


def _two_labels(file: YamlFile) -> Iterator[Problem]:
    """Find names that have one label here and another there: a name is one word for the reader."""
    first: dict[str, object] = {}
    for path, name, label in _labels(file.value, ()):
        if first.setdefault(name, label) != label:
            yield Problem(file.line_of(*path), f"'{name}' has another label above. Give one of the two another name.")


def _labels(value: object, path: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], str, object]]:
    """Yield every name with a label, and where it stands."""
    if isinstance(value, dict):
        if "label" in value and path:
            yield path, str(value.get("name", value.get("at", path[-1]))), value["label"]
        for key, inner in value.items():
            yield from _labels(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _labels(inner, (*path, place))
