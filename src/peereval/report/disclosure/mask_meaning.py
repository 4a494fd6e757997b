"""The mask of who improved and who got worse: shares of few people are hidden."""

import numpy as np

from peereval.report.disclosure.known import Known, hide_rows, round_figures, with_rows
from peereval.report.disclosure.mask_models import mask_estimates
from peereval.report.disclosure.names import Row, read_rows
from peereval.results import Result

_SHARES = ("improved", "deteriorated")


def mask_responders(result: Result, known: Known) -> Result:
    """Return shares of at least the smallest cell on either side, in whole percent, and differences of enough people.

    Shares hold imputed people, so that none is a count; in whole percent none gives one back.
    """
    keys = read_rows(result)
    place = [(row["threshold"], row["group"], row["visit"]) for row in keys]
    sizes = {at: float(estimate) for at, row, estimate in zip(place, keys, result.rows["estimate"], strict=True)
             if row["quantity"] == "participants"}  # fmt: skip

    def few(at: tuple[str, str, str], row: Row, estimate: float) -> bool:
        """Say whether a share, or the rest, is of fewer people than the smallest cell."""
        if row["quantity"] not in _SHARES:
            return False
        people = sizes.get(at, 0.0) * float(estimate) / 100.0
        return min(people, sizes.get(at, 0.0) - people) < known.smallest

    hidden = [few(at, row, one) for at, row, one in zip(place, keys, result.rows["estimate"], strict=True)]
    masked = mask_estimates(result, known).rows
    whole = np.array([row["quantity"] in _SHARES for row in keys])
    rows = masked.assign(estimate=masked["estimate"].round().where(whole, masked["estimate"]))
    counted = np.array([row["quantity"] == "participants" for row in keys])
    kept = hide_rows(rows, hidden)
    return with_rows(result, kept[~counted])


def mask_dose(result: Result, known: Known) -> Result | None:
    """Return the slopes on a dose where twice the smallest cell of people were seen at the second visit, or none."""
    last = str(result.rows["visit"].iloc[0])
    study = known.labels.study
    entering = [name for name, group in study.groups.items() if name != study.reference and not group.enters_at]
    seen = [known.analysed(result.outcome, group, "", last) for group in entering]
    if not seen or not min(seen) >= 2 * known.smallest:
        return None
    return with_rows(result, round_figures(result.rows, 3))
