"""JSON Schemas of the files that users write, so that an editor completes and checks them."""

import json
from collections.abc import Mapping
from pathlib import Path

from peereval.codebook import Codebook
from peereval.errors import StudyFileError
from peereval.study import Study
from peereval.study.programme import ProgrammeKeys
from peereval.yaml_model import Keys

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: Mapping[str, type[Keys]] = {"study": Study, "codebook": Codebook, "programme": ProgrammeKeys}
_REMARKS = ("title", "default")
_SCALAR = ["string", "number", "boolean"]


def make_schema(name: str) -> dict[str, object]:
    """Return the JSON Schema of a kind of file: "study", "codebook" or "programme".

    Text may be written without quotation marks in these files (`also: [2, no]`), and one entry
    instead of a list of one: the schema allows both, as the reader does.

    Examples
    --------
    >>> make_schema("study")["title"]
    'study.yaml'
    """
    schema = _as_written(SCHEMAS[name].model_json_schema())
    if not isinstance(schema, dict):  # pragma: no cover  (the schema of a model is a mapping)
        raise TypeError(name)
    return {"$schema": DIALECT, "title": f"{name}.yaml", **schema}


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write every schema into a folder as NAME.schema.json, in place of older ones, and return the paths.

    Raises
    ------
    StudyFileError
        If the folder cannot be written to.
    """
    paths = tuple(folder / f"{name}.schema.json" for name in SCHEMAS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in zip(SCHEMAS, paths, strict=True):
            text = json.dumps(make_schema(name), indent=2, ensure_ascii=False)
            path.write_text(text + "\n", encoding="utf-8")
    except OSError:
        raise StudyFileError(f"'{folder}' cannot be written to. Name another folder with --out.") from None
    return paths


def _as_written(node: object) -> object:
    """Return a schema as the files are written: scalars for texts, one entry for a list, nothing for defaults."""
    if isinstance(node, list):
        return [_as_written(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: _keys_or_rules(key, value) for key, value in node.items() if key not in _REMARKS}
    kind = made.get("type")
    if kind == "string" and not {"enum", "const", "format"} & set(made):
        return {**made, "type": _SCALAR}
    if kind == "string" and str(made.get("const", "")).isdecimal():
        return {"enum": [made["const"], int(str(made["const"]))], "description": made.get("description", "")}
    if kind == "array" and "prefixItems" not in made:
        return _list_or_one(made)
    return {**made, "type": ["object", "null"]} if kind == "object" else made


def _keys_or_rules(key: str, value: object) -> object:
    # Below "properties" stand keys of the file, which may be called as a remark of the schema is.
    if key in ("properties", "$defs") and isinstance(value, dict):
        return {name: _as_written(rules) for name, rules in value.items()}
    return _as_written(value)


def _list_or_one(node: dict[str, object]) -> dict[str, object]:
    items = node.get("items")
    if not isinstance(items, dict) or "$ref" in items:
        return {**node, "type": ["array", "null"]}
    about = {"description": node["description"]} if "description" in node else {}
    bare = {key: value for key, value in node.items() if key != "description"}
    return {**about, "anyOf": [bare, items, {"type": "null"}]}
