"""The masks of who leaves and of when visits took place."""

from peereval.report.disclosure.known import Known, hide_rows, with_rows
from peereval.report.disclosure.mask_people import round_each
from peereval.report.disclosure.names import Row, read_rows
from peereval.report.disclosure.sums_people import flow
from peereval.results import Result

# How many times the smallest cell a figure needs: that many people stand on either side of a quantile.
_NEEDS = {"median": 2, "q1": 4, "q3": 4, "p10": 10, "p90": 10}


def mask_attrition(result: Result, known: Known) -> Result:
    """Return how those who left differ from those who stayed, where both are many; not who they are."""
    last = list(known.labels.study.visits)[-1]

    def few(row: Row) -> bool:
        """Say whether a row rests on few people."""
        seen, expected = (known.values.get(flow(word, row["group"], "", last), 0) for word in ("seen", "expected"))
        entered = known.values.get(flow("entered", row["group"], "", last), 0)
        return min(seen - entered, expected - seen) < 2 * known.smallest

    keys = read_rows(result)
    rounded = round_each(result.rows, [1] * len(keys))
    return with_rows(result, hide_rows(rounded, [few(row) for row in keys]))


def mask_differential(result: Result, known: Known) -> Result:
    """Return differences in retention between groups whose numbers seen and expected are shown."""

    def told(row: Row) -> bool:
        """Say whether a row would tell a hidden count."""
        names = (flow(word, group, "", row["visit"]) for word in ("seen", "expected")
                 for group in (row["group"], row["reference"]))  # fmt: skip
        return any(map(known.is_hidden, names))

    return with_rows(result, hide_rows(result.rows, [told(row) for row in read_rows(result)]))


def mask_timing(result: Result, known: Known) -> Result:
    """Return when visits took place: medians and quartiles of many people, to a tenth of a month."""
    keys = read_rows(result)
    dated = known.dated

    def few(row: Row) -> bool:
        """Say whether a row rests on few people."""
        place = (row["group"], row["entry"], row["visit"], row["clock"])
        if row["quantity"] in {"dated", "undated"}:
            # Those dated are told where they are everybody seen, who are told already.
            name = flow("seen", *place[:3])
            return known.is_hidden(name) or dated.get(place) != known.values.get(name)
        return dated.get(place, 0) < known.smallest * _NEEDS.get(row["quantity"], 0)

    rounded = round_each(result.rows, [1] * len(keys))
    return with_rows(result, hide_rows(rounded, [few(row) for row in keys]))
