"""Regular expressions of users: refused where matching one text could take for ever."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

LONGEST_TEXT = 200
"""Characters of a text that is matched; a longer one matches no pattern. Codes and dates are far shorter."""
_LONGEST_PATTERN = 500
_MOST_WAYS = 10_000_000


def pattern_problem(pattern: str) -> str:
    r"""Return what is wrong with a regular expression, or "" where it may be used.

    The ways in which its repetitions may share out a text of `LONGEST_TEXT` characters are
    counted: that many steps a text that does not match may take. Repetitions in repetitions,
    such as `(a+)+`, have more than there are seconds.

    Examples
    --------
    >>> pattern_problem("[A-Z]{2}[0-9]{3,5}(-[0-9]+)?")
    ''
    >>> pattern_problem("(a+)+b")
    'repeats what is repeated, or repeats too much'
    """
    if len(pattern) > _LONGEST_PATTERN:
        return f"is longer than {_LONGEST_PATTERN} characters"
    # The parser of the library itself, which has no public name: any other would read some pattern differently.
    parser = import_module("re._parser")
    try:
        re.compile(pattern)
        ways = _sequence(parser.parse(pattern))
    except (re.error, RecursionError, OverflowError):
        return "is not a regular expression"
    return "repeats what is repeated, or repeats too much" if ways > _MOST_WAYS else ""


def _sequence(parts: Any) -> float:  # noqa: ANN401  (the parser's own types have no names)
    ways = 1.0
    for operator, argument in parts:
        ways = min(ways * _KINDS.get(str(operator), _once)(argument), 1e300)
    return ways


def _once(_: object) -> float:
    return 1.0


def _repeated(argument: Any) -> float:  # noqa: ANN401  (as above)
    least, most, inner = argument
    times = min(int(most), LONGEST_TEXT)
    each = _sequence(inner)
    options = max(1, times - int(least) + 1)
    return options if each == 1 else min(options * each ** min(times, 100), 1e300)


def _branches(argument: Any) -> float:  # noqa: ANN401  (as above)
    return sum(_sequence(branch) for branch in argument[1])


def _last(argument: Any) -> float:  # noqa: ANN401  (as above)
    return _sequence(argument[-1] if isinstance(argument, tuple) else argument)


def _condition(argument: Any) -> float:  # noqa: ANN401  (as above)
    return sum(_sequence(branch) for branch in argument[1:] if branch)


_KINDS: dict[str, Callable[[Any], float]] = {
    "MAX_REPEAT": _repeated, "MIN_REPEAT": _repeated, "POSSESSIVE_REPEAT": _repeated, "BRANCH": _branches,
    "SUBPATTERN": _last, "ASSERT": _last, "ASSERT_NOT": _last, "ATOMIC_GROUP": _last,
    "GROUPREF_EXISTS": _condition,
}  # fmt: skip
