"""The masks of what missed visits may hide: what a delta moves tells how many people missed the visit."""

from peereval.report.disclosure.known import HIDDEN, Known, hide_rows, with_rows
from peereval.report.disclosure.mask_models import mask_estimates
from peereval.report.disclosure.names import Row, read_rows
from peereval.results import Result
from peereval.study.sensitivity import MISSING

_COMPLETED = MISSING  # by another assumption than missing at random


def mask_moved(result: Result, known: Known) -> Result:
    """Return estimates from completed data, where many people were seen at the visit and many missed it."""
    masked, keys = mask_estimates(result, known), read_rows(result)
    own = [note == HIDDEN for note in masked.rows["note"]]
    few = [one or not _missed_by_enough(result.outcome, row, known) for one, row in zip(own, keys, strict=True)]
    hidden = {_contrast(row) for one, row in zip(few, keys, strict=True) if one}  # "does not turn" goes with them
    return with_rows(result, hide_rows(masked.rows, [_contrast(row) in hidden for row in keys]))


def mask_answers(result: Result, known: Known) -> Result:
    """Return an answer to the main question; one that completes the data by an assumption tells who missed a visit."""
    moved = result.rows["analysis"].astype(str).str.startswith(_COMPLETED).any()
    return mask_moved(result, known) if moved else mask_estimates(result, known)


def _contrast(row: Row) -> tuple[str, str]:
    return row["group"], row["visit"]


def _missed_by_enough(outcome: str, row: Row, known: Known) -> bool:
    """Say whether as many as the smallest cell, or nobody, left between the baseline and the visit."""
    gone = [
        known.analysed(outcome, group, "", row["baseline"]) - known.analysed(outcome, group, "", row["visit"])
        for group in (row["group"], row["reference"])
    ]
    return all(number == 0 or number >= known.smallest for number in gone)  # what is not known is not enough
