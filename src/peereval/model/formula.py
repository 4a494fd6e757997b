"""Model formulas as text: what they may say, checked before anything is evaluated.

A formula is parsed, never run. Each factor must be exactly a column of the data, or a
call of one listed transform on a column and constants; everything else is refused here,
so that no text from a file can reach Python's evaluator.
"""

import ast
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from formulaic.errors import FormulaicError
from formulaic.parser import DefaultFormulaParser
from formulaic.parser.types import ASTNode, Token

from peereval.errors import FitError, did_you_mean

TRANSFORMS = ("log", "sqrt", "center", "scale", "poly", "bs", "C")
MAX_LENGTH = 2_000
MAX_EXPONENT = 4
MAX_TERMS = 400
MAX_CONSTANT = 50

_QUOTED = re.compile(r"`([^`]*)`")
_POWER = re.compile(r"(?:\*\*|\^)\s*([^\s+\-*:/)^~]*)")
_COMBINE: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a + b,
    "*": lambda a, b: a + b + a * b,
}


@dataclass(frozen=True, slots=True)
class CheckedFormula:
    """A formula found safe: its text, the outcome's column, the other columns it names."""

    text: str
    outcome: str
    columns: tuple[str, ...]


def check_formula(formula: str, columns: Collection[str]) -> CheckedFormula:
    """Return the formula with the columns it uses, or refuse it.

    Parameters
    ----------
    formula
        ``outcome ~ terms`` in Wilkinson notation (``+ - * : / **``).
    columns
        The columns a formula may name.

    Raises
    ------
    FitError
        If the text is too long, does not parse, names no known column, or contains
        anything but columns, constants and calls of the listed transforms.

    Examples
    --------
    >>> check_formula("y ~ group * visit + log(age)", ["y", "group", "visit", "age"]).columns
    ('group', 'visit', 'age')
    """
    _check_text(formula)
    tree = _parse(formula)
    if not (isinstance(tree, ASTNode) and tree.operator.symbol == "~" and len(tree.args) == 2):
        raise FitError(f"The formula has no outcome: write 'outcome ~ terms'.{_allowed()}")
    left, right = tree.args
    if not isinstance(left, Token):
        raise FitError("The left side of the formula must be one outcome, a column or a call such as log(column).")
    outcome = _column_of(left, columns)
    if outcome is None:
        raise FitError("The left side of the formula must be a column, not a number.")
    if _count_terms(right) > MAX_TERMS:
        raise FitError(f"The formula has more than {MAX_TERMS} terms; name fewer interactions.")
    named = [_column_of(token, columns) for token in _tokens(right)]
    used = tuple(dict.fromkeys(name for name in named if name is not None))
    if outcome in used:
        raise FitError("The outcome stands on both sides of the formula.")
    return CheckedFormula(formula, outcome, used)


def _allowed() -> str:
    return f" Allowed are columns, numbers 0 and 1, the signs + - * : / **, and {', '.join(TRANSFORMS)} of a column."


def _check_text(formula: str) -> None:
    if not isinstance(formula, str):
        raise FitError("The formula must be text, such as 'y ~ group * visit'.")
    if len(formula) > MAX_LENGTH:
        raise FitError(f"The formula has {len(formula)} characters; at most {MAX_LENGTH} are read.")
    if not formula.partition("~")[2].strip():
        raise FitError(f"The formula has no right side: write 'outcome ~ terms'.{_allowed()}")
    if formula.count("(") > 100:
        raise FitError("The formula has more than 100 brackets; write it more simply.")
    if any(sign in formula for sign in "{}|\\\n"):
        raise FitError(f"The formula contains a brace, a bar or a backslash, which are not allowed.{_allowed()}")
    for exponent in _POWER.findall(_QUOTED.sub("", formula)):
        if not re.fullmatch(rf"[1-{MAX_EXPONENT}]", exponent):
            raise FitError(f"An exponent in a formula is a whole number from 1 to {MAX_EXPONENT}.")


def _parse(formula: str) -> ASTNode | Token:
    try:
        tree = DefaultFormulaParser().get_ast(formula)
    except (FormulaicError, SyntaxError, RecursionError, MemoryError, ValueError, TypeError):
        tree = None
    if tree is None:
        raise FitError(f"The formula cannot be read.{_allowed()}")
    return tree


def _count_terms(node: ASTNode | Token) -> int:
    """Return an upper bound of the terms the tree expands to, without expanding it."""
    if isinstance(node, Token):
        return 1
    counts = [_count_terms(arg) for arg in node.args]
    symbol = node.operator.symbol
    if symbol in ("**", "^"):
        return int((counts[0] + 1) ** int(str(node.args[1].token)))
    if len(counts) < 2:
        return sum(counts)
    combine = _COMBINE.get(symbol)
    total: int = combine(*counts) if combine else (counts[0] + 1) * counts[1]
    return min(total, 10 * MAX_TERMS)


def _tokens(node: ASTNode | Token) -> list[Token]:
    if isinstance(node, Token):
        return [node]
    if node.operator.symbol not in ("+", "-", "*", ":", "/", "**", "^"):
        raise FitError(f"The sign '{node.operator.symbol}' is not allowed in a formula.{_allowed()}")
    operands = node.args[:1] if node.operator.symbol in ("**", "^") else node.args
    return [token for operand in operands for token in _tokens(operand)]


def _column_of(token: Token, columns: Collection[str]) -> str | None:
    """Return the column a token names (None for a number), or refuse the token."""
    text = str(token.token)
    kind = token.kind.name if token.kind else ""
    if kind == "NAME":
        return _known(text, columns)
    if kind == "VALUE":
        if text not in ("0", "1"):
            raise FitError(f"A formula holds no text and no numbers but 0 and 1.{_allowed()}")
        return None
    return _call_column(text, columns)


def _known(name: str, columns: Collection[str]) -> str:
    if name not in columns:
        raise FitError(f"The formula names '{name}', which is not a column of the data.{did_you_mean(name, columns)}")
    return name


def _call_column(text: str, columns: Collection[str]) -> str:
    """Return the column of a call such as ``bs(age, df=4)``; refuse any other Python."""
    quoted: list[str] = []

    def keep(match: re.Match[str]) -> str:
        """Return a plain name for a quoted one, and keep what it stands for."""
        quoted.append(match.group(1))
        return f"column_{len(quoted) - 1}_"

    try:
        call = ast.parse(_QUOTED.sub(keep, text), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        call = None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TRANSFORMS):
        raise FitError(f"The formula contains something that is not allowed.{_allowed()}")
    if call.func.id == "C" and (len(call.args) != 1 or call.keywords):
        raise FitError("C() in a formula takes a column only; declare the order of levels with pandas.Categorical.")
    first, others = (call.args[0] if call.args else None), call.args[1:]
    if not isinstance(first, ast.Name):
        raise FitError(f"{call.func.id}() in a formula takes a column first, then constants.{_allowed()}")
    for argument in (*others, *(keyword.value for keyword in call.keywords)):
        _check_constant(argument)
    if any(keyword.arg is None for keyword in call.keywords):
        raise FitError(f"{call.func.id}() in a formula takes a column and constants only.{_allowed()}")
    stand_in = re.fullmatch(r"column_(\d+)_", first.id)
    return _known(quoted[int(stand_in.group(1))] if stand_in and quoted else first.id, columns)


def _check_constant(node: ast.expr) -> None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise FitError(f"A call in a formula takes constants after its column.{_allowed()}") from None
    numbers = value if isinstance(value, list | tuple) else [value]
    if any(isinstance(number, int) and abs(number) > MAX_CONSTANT for number in numbers):
        raise FitError(f"A whole number in a call of a formula is at most {MAX_CONSTANT}.")
