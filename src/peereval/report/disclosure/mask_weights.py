"""The masks of propensity weights: they are made of individuals, so only what is far from one of them stays."""

from peereval.report.disclosure.known import Known, hide_rows, with_rows
from peereval.report.disclosure.mask_people import round_each
from peereval.report.disclosure.names import Row, read_rows
from peereval.results import Result


def mask_balance(result: Result, known: Known) -> Result:
    """Return differences of covariates whose means or percentages Table 1 shows of both groups, to two decimals."""
    keys = read_rows(result)
    levels: dict[str, set[str]] = {}
    for row in keys:
        levels.setdefault(row["variable"], set()).add(row["level"])
    private = {(row["variable"], row["group"]): not _is_shown(row, levels[row["variable"]], known)
               for row in keys if row["variable"]}  # fmt: skip
    hidden = [any(private.values()) if not row["variable"] else private[row["variable"], row["group"]] for row in keys]
    return with_rows(result, hide_rows(round_each(result.rows, [2] * len(keys)), hidden))


def _is_shown(row: Row, levels: set[str], known: Known) -> bool:
    """Say whether both groups show the mean of a number, or the percentage of every level."""
    variable, groups = row["variable"], (row["group"], row["reference"])
    if levels == {""}:
        return all(known.may_show("mean", ("baseline", "count", variable, "", group)) for group in groups)
    return not any(known.is_hidden(("percent", variable, level, group)) for level in levels for group in groups)


def mask_weights(result: Result, known: Known) -> Result:
    """Return quartiles and effective percentages of groups that are large enough; sizes tell who lacks a covariate."""
    first = next(iter(known.labels.study.visits))
    keys = read_rows(result)
    hidden = [not known.enough(result.outcome, row["arm"], "", first) for row in keys]
    decimals = [0 if row["quantity"] == "effective percent" else 2 for row in keys]
    return with_rows(result, hide_rows(round_each(result.rows, decimals), hidden))
