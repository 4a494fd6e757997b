"""Published figures and what can be said about them: recalculated, compared, pooled.

Names are imported on first use, so that `import peereval` stays quick.
"""

from importlib import import_module

# The module of each public name; __init__.pyi says the same to editors and type checkers.
_HOMES = {
    "check_printed": "recalculated.check",
    "read_printed": "recalculated.file",
}

__all__ = [*_HOMES]  # noqa: PLE0604  (names are those of the table)


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'peereval.evidence' has no attribute {name!r}")
    value = getattr(import_module(f"peereval.evidence.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
