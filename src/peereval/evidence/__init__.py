"""What is published: tables, trials, and what can be computed from them.

Names are imported on first use, as those of `peereval` are.
"""

from importlib import import_module

# The module of each public name; __init__.pyi says the same to editors and type checkers.
_HOMES: dict[str, str] = {
    "OddsRatio": "odds_ratios",
    "Published": "published_tables",
    "StandardisedDifference": "effect_sizes",
    "Trials": "trials.table",
    "check_printed": "recalculated.check",
    "compare_published": "compare",
    "detectable_difference": "detectable",
    "difference_from_f": "effect_sizes",
    "difference_from_means": "effect_sizes",
    "difference_from_p": "effect_sizes",
    "difference_from_t": "effect_sizes",
    "funnel_asymmetry": "asymmetry",
    "leave_one_trial_out": "leave_out",
    "odds_from_counts": "odds_ratios",
    "pool_effects": "pooled",
    "published_names": "published_file",
    "read_printed": "recalculated.file",
    "read_published": "published_file",
    "read_trials": "trials.read",
    "recompute_effects": "trials.doubtful",
    "recompute_published": "recompute",
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
