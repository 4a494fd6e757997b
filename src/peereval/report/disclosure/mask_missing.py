"""The masks of what missed visits may hide: what a delta moves tells how many people missed the visit."""

from peereval.report.disclosure.known import Known, hide_rows, with_rows
from peereval.report.disclosure.mask_models import mask_estimates
from peereval.report.disclosure.names import Row, read_rows
from peereval.results import Result


def mask_moved(result: Result, known: Known) -> Result:
    """Return estimates from completed data, where many people were seen at the visit and many missed it."""
    masked = mask_estimates(result, known)
    few = [not _missed_by_enough(result.outcome, row, known) for row in read_rows(result)]
    return with_rows(result, hide_rows(masked.rows, few))


def _missed_by_enough(outcome: str, row: Row, known: Known) -> bool:
    """Say whether as many as the smallest cell, or nobody, left between the baseline and the visit."""
    gone = [
        known.analysed(outcome, group, "", row["baseline"]) - known.analysed(outcome, group, "", row["visit"])
        for group in (row["group"], row["reference"])
    ]
    return all(number == 0 or number >= known.smallest for number in gone)  # what is not known is not enough
