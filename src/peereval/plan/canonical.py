"""One text for one content: JSON whose keys are sorted and whose numbers are written one way, and its hash."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def plain(value: Any) -> Any:  # noqa: ANN401  (any value of study.yaml)
    """Return a value as JSON has it: lists for tuples, whole numbers without a decimal.

    Examples
    --------
    >>> plain({"b": (1.0, 0.5), "a": None})
    {'b': [1, 0.5], 'a': None}
    """
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def hash_choices(choices: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON of choices: the order of keys does not matter.

    Examples
    --------
    >>> hash_choices({"a": 1, "b": 2.0}) == hash_choices({"b": 2, "a": 1})
    True
    """
    text = json.dumps(plain(choices), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8")).hexdigest()
