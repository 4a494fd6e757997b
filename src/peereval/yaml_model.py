"""Turns the text of a YAML file into checked, frozen models, and what is wrong into sentences.

The sentences are written here: a message of the validation library never reaches a user.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError, model_validator

from peereval.errors import StudyFileError, did_you_mean
from peereval.yaml_file import Problem, YamlFile


class Keys(BaseModel):
    """Base of every model of a YAML file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_written(cls, value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
        return {} if value is None else value


def listed(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    """Return a list of one where the file has one text, and an empty list where it has nothing after the colon."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int | float) else value


def mapped(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    """Return an empty mapping where the file has nothing after the colon."""
    return {} if value is None else value


def _undecided(value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
    # A draft leaves such keys blank; the rules of the study ask for them where none is decided.
    return False if value is None else value


Text = Annotated[str, StringConstraints(min_length=1)]
Texts = Annotated[tuple[str, ...], BeforeValidator(listed)]
Decision = Annotated[bool, BeforeValidator(_undecided)]
TextMap = Annotated[dict[str, Text], BeforeValidator(mapped)]
ModelT = TypeVar("ModelT", bound=Keys)

_SENTENCES = {
    "missing": "the key '{key}' is missing. Add it.",
    "int_parsing": "'{key}' must be a whole number.",
    "int_type": "'{key}' must be a whole number.",
    "int_from_float": "'{key}' must be a whole number.",
    "float_parsing": "'{key}' must be a number, written with a point: 0.3.",
    "float_type": "'{key}' must be a number, written with a point: 0.3.",
    "finite_number": "'{key}' must be a finite number.",
    "bool_parsing": "'{key}' must be true or false.",
    "bool_type": "'{key}' must be true or false.",
    "string_type": "'{key}' must be one text.",
    "string_too_short": "'{key}' is empty. Write it, or remove the key.",
    "dict_type": "'{key}' must be a mapping: keys, each with its value.",
    "model_type": "'{key}' must be a mapping: keys, each with its value.",
    "model_attributes_type": "'{key}' must be a mapping: keys, each with its value.",
    "tuple_type": "'{key}' must be a list.",
    "list_type": "'{key}' must be a list.",
    "greater_than": "'{key}' must be greater than {gt}.",
    "greater_than_equal": "'{key}' must be at least {ge}.",
    "less_than": "'{key}' must be less than {lt}.",
}
_NOTHING_WRITTEN = ("string_type", "int_type", "float_type", "bool_type")


def build_model(model: type[ModelT], file: YamlFile) -> tuple[ModelT | None, list[Problem]]:
    """Return the model of a YAML file, or None, and all its problems in line order."""
    problems = list(file.problems)
    if file.value is None:
        return None, problems or [Problem(0, "the file is empty.")]
    try:
        return model.model_validate(file.value), problems
    except ValidationError as error:
        details = error.errors(include_url=False)
    # A value that fits no member of a union has an error for each of them: the first is said.
    firsts = {(_place(file, detail), str(detail["type"]) == "missing"): detail for detail in reversed(details)}
    problems += [_problem(model, file, detail) for detail in firsts.values()]
    return None, sorted(problems, key=lambda problem: problem.line)


def raise_problems(problems: Sequence[tuple[str, Problem]]) -> None:
    """Raise one StudyFileError that lists all problems, one a line; do nothing when there are none.

    Parameters
    ----------
    problems
        Pairs of file name and problem.

    Raises
    ------
    StudyFileError
        If there is at least one.
    """
    where = ((f"{name} line {p.line}" if p.line else name, p.message) for name, p in problems)
    lines = [" ".join(f"{place}: {message}".split()) for place, message in where]
    if lines:
        raise StudyFileError("\n".join(dict.fromkeys(lines)))


def _problem(model: type[Keys], file: YamlFile, detail: Mapping[str, Any]) -> Problem:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    kind, context = str(detail["type"]), detail.get("ctx", {})
    known = _place(file, detail)
    key = str(known[-1]) if known else "the file"
    if known and isinstance(known[-1], int) and len(known) > 1:
        key = f"{known[-2]}, item {known[-1] + 1}"
    line = file.line_of(*known)
    if kind == "extra_forbidden" or "[key]" in detail["loc"]:
        if str(key).isdecimal():  # 0,17 in braces is the value 0 and a key 17
            return Problem(line, f"unknown key '{key}'. A decimal comma in braces ends the figure: put it in quotation "
                                 'marks, "0,17".')  # fmt: skip
        return Problem(line, f"unknown key '{key}'.{_suggestion(model, path)}")
    if kind == "literal_error":
        return Problem(line, _literal_sentence(key, model, path, file))
    if detail.get("input") is None and kind in _NOTHING_WRITTEN:
        kind = "string_too_short"
    if kind == "value_error":
        return Problem(line, str(context["error"]).removeprefix("Value error, "))
    sentence = _SENTENCES.get(kind, "'{key}' is not written as expected.")
    return Problem(line, sentence.format(key=key, **context))


def _place(file: YamlFile, detail: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the path of an error without the names of union members, which the file does not have."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    while path and path not in file.lines and detail["type"] != "missing":
        path = path[:-1]
    return path


def _suggestion(model: type[Keys], path: tuple[Any, ...]) -> str:
    allowed = _allowed_keys(model, path[:-1])
    return did_you_mean(str(path[-1]), allowed) or f" Allowed here: {', '.join(allowed)}."


def _literal_sentence(key: str, model: type[Keys], path: tuple[Any, ...], file: YamlFile) -> str:
    written = _at(file.value, path)
    options = [str(option) for option in _options(_annotation(model, path))]
    said = f" is '{written}', which" if isinstance(written, str) else ""
    allowed = ", ".join(options)
    return f"'{key}'{said} is not an option; use one of: {allowed}.{did_you_mean(str(written), options)}"


def _at(value: object, path: tuple[Any, ...]) -> object:
    for part in path:
        if (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        ):
            value = value[part]
        else:
            return part
    return value


def _allowed_keys(model: type[Keys], path: tuple[Any, ...]) -> list[str]:
    annotation = _annotation(model, path) if path else model
    found = _model_in(annotation)
    return list(found.model_fields) if found else [str(option) for option in _options(annotation)]


def _annotation(model: type[Keys], path: tuple[Any, ...]) -> Any:  # noqa: ANN401  (any type may be annotated)
    current: Any = model
    for part in path:
        holder = _model_in(current)
        if holder is not None and part in holder.model_fields:
            current = holder.model_fields[part].annotation
        elif holder is not None and holder.model_config.get("extra") == "allow" and isinstance(part, str):
            current = holder.__annotations__["__pydantic_extra__"]
    return current


def _model_in(annotation: Any) -> type[Keys] | None:  # noqa: ANN401  (any type may be annotated)
    if isinstance(annotation, type) and issubclass(annotation, Keys):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _options(annotation: Any) -> list[object]:  # noqa: ANN401  (any type may be annotated)
    arguments = get_args(annotation)
    if arguments and not any(isinstance(a, type) or get_args(a) for a in arguments):
        return [a for a in arguments if a is not None]
    return [option for argument in arguments for option in _options(argument)]
