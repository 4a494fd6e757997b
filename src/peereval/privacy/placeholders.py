"""The structure of a study with a placeholder for every word that its authors chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from peereval.codebook import Codebook
from peereval.study import Study
from peereval.study.model import COVARIANCES

# What the word of a key stands for; everything else is "text".
_KINDS = {
    "path": "file", "codebook": "file", "roots": "file", "dictionary": "file", "sheet": "sheet", "columns": "column",
    "rename": "column", "drop": "column", "covariates": "column", "column": "column", "items": "column",
    "wide": "column", "name": "column", "aliases": "column", "groups": "group", "group": "group", "visits": "visit",
    "visit": "visit", "enters_at": "visit", "outcomes": "outcome", "instrument": "instrument", "scores": "score",
    "levels": "level", "enum": "level", "participant": "participant",
}  # fmt: skip
# Mappings whose keys are words of the authors, and keys whose numbers are counts of people or names of days.
_NAMED = {"visits", "groups", "outcomes", "rename", "flow", "levels", "repeats", "important_difference"}
_COUNTED = {"flow", "seed", "timetable"}


@dataclass(slots=True, eq=False)
class Placeholders:
    """Gives each word the same placeholder wherever it stands; `kept` are columns whose name may be shown."""

    kept: Collection[str] = ()
    given: dict[tuple[str, str], str] = field(default_factory=dict)
    options: frozenset[str] = field(default_factory=lambda: _words_of_the_format()[1])
    keys: frozenset[str] = field(default_factory=lambda: _words_of_the_format()[0])

    def word(self, kind: str, text: str) -> str:
        """Return the placeholder of a word, such as `group2`; words of the format are no secret."""
        if text in self.options or (kind == "column" and text in self.kept):
            return text
        count = sum(1 for known, _ in self.given if known == kind)
        return self.given.setdefault((kind, text), f"{kind}{count + 1}")

    def structure(self, value: object, key: str = "") -> Any:  # noqa: ANN401  (the tree of a YAML file)
        """Return a value of the study with its words replaced, its numbers kept unless they count people."""
        if isinstance(value, Mapping):
            return {self._key(str(name), key): self.structure(held, self._below(str(name), key))
                    for name, held in value.items()}  # fmt: skip
        if isinstance(value, list | tuple):
            return [self.structure(held, key) for held in value]
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            return "number" if key in _COUNTED else value
        return self.word(_KINDS.get(key, "text"), str(value))

    def _key(self, name: str, above: str) -> str:
        return name if name in self.keys and above not in _NAMED else self.word(_KINDS.get(above, "text"), name)

    @staticmethod
    def _below(name: str, above: str) -> str:
        """Return the key that says what a value is: below `columns` and `flow` all is of one kind."""
        return above if above in ("columns", "flow", "rename", "timetable") else "" if above in _NAMED else name


def _words_of_the_format() -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of study.yaml and codebook.yaml, and the words that they allow as values."""
    keys: set[str] = set()
    options = {*COVARIANCES}
    waiting: list[Any] = [Study.model_json_schema(), Codebook.model_json_schema()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            keys.update(part.get("properties", {}))
            options.update(str(word) for word in [*part.get("enum", []), part.get("const", "")])
            waiting += [*part.values(), *part.get("properties", {}).values()]
        elif isinstance(part, list):
            waiting += part
    return frozenset(keys), frozenset(options) | _instruments()


def _instruments() -> frozenset[str]:
    """Return the names of the keys that the package brings: they name no person and no place."""
    keys = files("peereval.score").joinpath("keys")
    return frozenset(key.name.removesuffix(".yaml") for key in keys.iterdir() if key.name.endswith(".yaml"))
