"""Which column of a table of trials holds what: the names of Metapsy, and those of the package's own file."""

from collections.abc import Sequence

from peereval.errors import DataError, did_you_mean

WEEKS = 365.25 / 12 / 7
"""Weeks of a month."""
TEXTS = ("study", "domain", "instrument", "arm", "time")
NAMES: dict[str, tuple[str, ...]] = {
    "study": ("study",),
    "domain": ("domain", "outcome_domain", "recovery_domain", "domaine"),
    "instrument": ("instrument",),
    "arm": ("multi_arm1",),
    "time": ("time",),
    "year": ("year",),
    "months": ("months", "time_months"),
    "weeks": ("time_weeks",),
    "mean_1": ("mean_arm1", "mean_peer"),
    "sd_1": ("sd_arm1", "sd_peer"),
    "n_1": ("n_arm1", "n_peer"),
    "mean_2": ("mean_arm2", "mean_control"),
    "sd_2": ("sd_arm2", "sd_control"),
    "n_2": ("n_arm2", "n_control"),
    "flipped": ("sign_flipped",),
    "effect": (".g", "precalc_g", "g"),
    "std_error": (".g_se", "precalc_g_se", "g_se", "se_g"),
}
"""What each column is called here, and in files: the first that a file has is taken."""
ARMS = ("mean_1", "sd_1", "n_1", "mean_2", "sd_2", "n_2")


def place_columns(header: Sequence[str], file: str) -> dict[int, str]:
    """Return the positions of the columns that are read, with what they are called here.

    Raises
    ------
    DataError
        If the file has no column `study`, or neither effects with standard errors nor means of both arms.
    """
    bare = [name.strip().casefold() for name in header]
    placed: dict[int, str] = {}
    for ours, theirs in NAMES.items():
        for name in theirs:
            if name in bare:
                placed[bare.index(name)] = ours
                break
    found = set(placed.values())
    if "study" not in found:
        raise DataError(f"{file} has no column 'study', the name of each trial.{did_you_mean('study', header)}")
    if not ({"effect", "std_error"} <= found or {*ARMS, "flipped"} <= found):
        lacking = [one for one in (*ARMS, "flipped") if one not in found]
        near = f" Missing here: {', '.join(NAMES[one][0] for one in lacking)}." if len(lacking) < len(ARMS) else ""
        raise DataError(
            f"{file} must have the effects of its trials: '.g' and '.g_se' (or 'precalc_g' and 'precalc_g_se'), or "
            "'mean_arm1', 'sd_arm1', 'n_arm1', the same of arm2, and 'sign_flipped' (1 where lower is better, else 0)."
            f"{near}"
        )
    return placed
