"""The masks of Table 1 and of reliability."""

from peereval.report.disclosure.known import Known, hide_intervals, hide_rows, with_rows
from peereval.report.disclosure.margins import Name
from peereval.report.disclosure.mask_people import STATISTICS, own_counts, round_each
from peereval.report.disclosure.names import Row, read_rows
from peereval.results import Result

_COMPARED = ("smd", "largest smd")
# Figures of reliability whose interval is a function of the number of people.
_INTERVALS = ("alpha", "icc items", "icc retest")


def mask_baseline(result: Result, known: Known) -> Result:
    """Return Table 1 without what tells of small counts; a percentage beside a hidden count is a whole number."""
    rows, keys = result.rows, read_rows(result)
    constant = {(row["variable"], row["group"]) for row, value in zip(keys, rows["estimate"], strict=True)
                if row["quantity"] == "sd" and value == 0}  # fmt: skip
    groups = list(dict.fromkeys(row["group"] for row in keys if row["group"]))

    def hides(row: Row) -> bool:
        """Say whether a row of the table must be hidden."""
        quantity, variable = row["quantity"], row["variable"]
        if quantity == "percent missing":
            return any(known.is_hidden(("baseline", word, variable, "", row["group"])) for word in ("count", "missing"))
        if quantity in _COMPARED:
            compared = groups if quantity == "largest smd" else [row["group"], known.labels.study.reference]
            return any(_is_private(variable, one, keys, known) or (variable, one) in constant for one in compared)
        figure = STATISTICS.get(quantity)
        name = ("baseline", "count", variable, "", row["group"])
        return figure is not None and (not known.may_show(figure, name) or (variable, row["group"]) in constant)

    hidden = [own or hides(row) for own, row in zip(own_counts(result, known), keys, strict=True)]
    return with_rows(result, hide_rows(round_each(rows, [_decimals(row, known) for row in keys]), hidden))


def _is_private(variable: str, group: str, keys: list[dict[str, str]], known: Known) -> bool:
    """Say whether a difference would tell what is hidden of a group: a percentage, or the mean of few."""
    levels = [row["level"] for row in keys if row["variable"] == variable and row["group"] == group and row["level"]]
    if levels:
        return any(known.is_hidden(("percent", variable, level, group)) for level in levels)
    return not known.may_show("mean", ("baseline", "count", variable, "", group))


def _decimals(row: Row, known: Known) -> int:
    variable, quantity = row["variable"], row["quantity"]
    if quantity == "percent":
        counts: list[Name] = [("baseline", "count", variable, level, row["group"]) for level in (row["level"], "")]
        return 0 if any(map(known.is_hidden, counts)) else 1
    if quantity in _COMPARED:
        # Beside hidden counts two decimals would say more than the rounded percentages do.
        groups = (row["group"], known.labels.study.reference)
        beside = any(n[:3] == ("baseline", "count", variable) and n[3] and (not row["group"] or n[4] in groups)
                     for n in known.hidden)  # fmt: skip
        return 1 if beside else 2
    measure = known.labels.measures.get(variable)
    return measure.decimals if measure else 1


def mask_reliability(result: Result, known: Known) -> Result:
    """Return alpha and what stands with it by visit; intervals go with the number of people, which they would tell."""
    keys = read_rows(result)
    names: list[Name] = [("complete", result.outcome, row["visit"]) for row in keys]
    few = [
        row["quantity"] != "items" and not known.may_show("alpha", name) for row, name in zip(keys, names, strict=True)
    ]
    told = [row["quantity"] == "icc retest" or (row["quantity"] in _INTERVALS and known.is_hidden(name))
            for row, name in zip(keys, names, strict=True)]  # fmt: skip
    own = own_counts(result, known)
    counts = [row["quantity"] == "count" for row in keys]
    hidden = [one or (other and not count) for one, other, count in zip(own, few, counts, strict=True)]
    rounded = round_each(result.rows, [3] * len(keys))
    return with_rows(result, hide_rows(hide_intervals(rounded, told), hidden))
