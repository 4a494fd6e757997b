"""Whether printed totals are what their parts, and their averages, make of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from peereval.describe.programme.arithmetic import Arithmetic, Labelled, SaidNumber, Word
from peereval.describe.programme.facts import Fact, facts_result
from peereval.describe.programme.reach import TOTAL
from peereval.remarks import Finding
from peereval.results import Result
from peereval.study.programme import GroupRow, Programme
from peereval.study.programme_figure import Figure

_NOISE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A printed figure beside what others make of it; `allowed` is how far rounding may take them apart."""

    name: str
    part: str
    label: Labelled | Word
    printed: Figure
    made: Arithmetic
    allowed: float
    source: str = ""
    parts: tuple[tuple[str, float], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether rounding explains the difference; of "more than" and "less than", whether it is so."""
        difference = self.made.result - self.printed.number
        if self.printed.said in ("more", "less"):
            return (difference if self.printed.said == "more" else -difference) + self.allowed > 0.0
        return abs(difference) <= self.allowed + _NOISE * abs(self.printed.number)


def describe_sums(programme: Programme) -> Result:
    """Return each printed total beside the sum of its parts, or the product of its averages.

    What does not add up is shown and not mended.

    Parameters
    ----------
    programme
        From `read_programme`.

    Returns
    -------
    Result
        Kind "programme_sums", keys as of `describe_reach`; quantities part (each part), printed, made (the sum or
        product), allowed (what the rounding of the printed figures leaves open), difference (made less printed;
        note "adds up" or "does not add up").
    """
    return facts_result("programme_sums", [fact for check in checks_of(programme) for fact in _facts(check)])


def sum_findings(programme: Programme) -> tuple[Finding, ...]:
    """Return a finding for each printed figure that others contradict."""
    found = []
    for check in checks_of(programme):
        if not check.holds:
            values = {
                "what": check.label,
                "formula": check.made,
                "printed": SaidNumber(check.printed.number, check.printed.said),
            }
            found.append(Finding("warning", "programme-total", programme.file.name, count=1, values=values))
    return tuple(found)


def checks_of(programme: Programme) -> list[Check]:
    """Return all that can be compared within the figures of a programme."""
    keys, staff = programme.keys, programme.keys.staff
    checks = [check for row in keys.groups for check in _products(row)]
    for name, whole in keys.parts.items():
        counts = {part: one.count for part, one in whole.parts.items()}
        checks.append(_sum(name, Labelled(name, tuple(whole.label.items())), whole.total, counts, whole.source or ""))
    if staff.people is not None and staff.settings:
        counts = {setting: one.count for setting, one in staff.settings.items()}
        checks.append(_sum("staff", Word("programme.staff"), staff.people, counts, staff.source or ""))
    for whole_name in dict.fromkeys(share.adds_up for share in keys.shares.values() if share.adds_up):
        shares = {name: share.percent for name, share in keys.shares.items() if share.adds_up == whole_name}
        checks.append(_sum(whole_name, Word("programme.whole_shares"), Figure(value="100"), shares, "", rounded=True))
    return checks


def _sum(
    name: str, label: Labelled | Word, total: Figure, parts: dict[str, Figure], source: str, *, rounded: bool = False
) -> Check:
    """Return the check of a total against its parts; whole counts are not rounded, shares are."""
    numbers = tuple(figure.number for figure in parts.values())
    slack = sum(figure.half_unit if rounded else _slack(figure) for figure in parts.values()) + _slack(total)
    made = Arithmetic(numbers, "+", sum(numbers))
    return Check(name, "", label, total, made, slack, total.source or source, tuple(zip(parts, numbers, strict=True)))


def _products(row: GroupRow) -> Iterator[Check]:
    """Yield each printed total of a row beside the number of groups times the printed average."""
    averages, groups = row.average.given(), row.groups
    label = Labelled(row.name, tuple(row.label.items()))
    for name, printed in row.given().items():
        if name in averages and name != "wage":
            made = Arithmetic((groups.number, averages[name].number), "×", groups.number * averages[name].number)
            allowed = _slack(printed) + groups.number * averages[name].half_unit
            yield Check(row.name, name, label, printed, made, allowed, printed.source or row.source or "")


def _slack(figure: Figure) -> float:
    """Return how far a figure may be off by rounding: a whole count that is not said to be about right is not."""
    return 0.0 if figure.said != "about" and figure.half_unit == 0.5 else figure.half_unit


def _facts(check: Check) -> Iterator[Fact]:
    """Yield the parts, what is printed, what they make, and how the two differ."""
    for part, value in check.parts:
        yield Fact(check.name, "part", value, basis=TOTAL, part=part, status="published", source=check.source)
    said = "" if check.printed.said == "exact" else f"printed {check.printed.said}"
    yield Fact(check.name, "printed", check.printed.number, basis=TOTAL, part=check.part, status=check.printed.status,
               source=check.source, note=said)  # fmt: skip
    computed = partial(Fact, check.name, basis=TOTAL, part=check.part)
    yield computed("made", check.made.result, arithmetic=check.made, label=check.label)
    yield computed("allowed", check.allowed)
    verdict = "adds up" if check.holds else "does not add up"
    yield computed("difference", check.made.result - check.printed.number, note=verdict)
