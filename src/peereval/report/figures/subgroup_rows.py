"""What the figure of subgroups draws: its data, and the rows of each panel with their words."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

import pandas as pd

from peereval.report.figures.style import WIDTH
from peereval.report.figures.wrap import wrap_label
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure, format_p
from peereval.report.rows import Figure, index_rows
from peereval.report.sentences_subgroups import category_label
from peereval.report.tables.shared import results_by_measure

LINE = 0.11
_COLUMNS = ("measure", "moderator", "group", "reference", "visit", "category", "whole", "people_group",
            "people_reference", "estimate", "conf_low", "conf_high", "note", "p_all", "p_visit", "key")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One row: its label as wrapped, people, figures; `whole` is the main result, `few` rests on few people."""

    label: str
    people: str
    estimate: float
    conf_low: float
    conf_high: float
    note: str
    whole: bool

    @property
    def few(self) -> bool:
        """Whether it rests on few people."""
        return self.note == "few people"


@dataclass(frozen=True, slots=True, eq=False)
class SubgroupPanel:
    """The rows of one measure, moderator and group, with their title and the joint test.

    `bounds` are the least and greatest value drawn of the measure, 0 included.
    """

    measure: Measure
    group: str
    title: str
    test: str
    bounds: tuple[float, float]
    strips: tuple[Strip, ...]


def subgroup_data(labels: Labels) -> pd.DataFrame:
    """Return the differences in change at the last visit: of everybody (`category` empty) and in each category."""
    rows = [row for measure, _ in results_by_measure(labels, "subgroup_contrasts") for row in _rows(labels, measure)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _rows(labels: Labels, measure: Measure) -> Iterator[tuple[object, ...]]:
    result = labels.analysis.result("subgroup_contrasts", measure.name)
    index = index_rows(result, "moderator", "group", "reference", "visit", "category", "adjust")
    last = list(dict.fromkeys(key[3] for key in index))[-1]
    shown = {key[:5]: one for key, one in index.items() if key[3] == last and key[5] == "none"}
    tests = _joint(labels, measure)
    for moderator, group, reference, visit in dict.fromkeys(key[:4] for key in shown):
        head = (measure.name, moderator, group, reference, visit)
        p = tuple(tests.get((moderator, group, at), float("nan")) for at in ("", visit))
        whole = _whole(labels, measure, group, visit)
        if whole is not None and isfinite(whole.estimate):
            people = _everybody(labels, measure, (group, reference), visit)
            yield (*head, "", True, *people, whole.estimate, whole.conf_low, whole.conf_high, whole.note, *p, whole.key)
        for key, one in shown.items():
            if key[:4] == (moderator, group, reference, visit):
                people = _people(labels, measure, moderator, key[4], (group, reference), visit)
                bounds = (one.estimate, one.conf_low, one.conf_high)
                yield (*head, key[4], False, *people, *bounds, one.note, *p, one.key)


def _whole(labels: Labels, measure: Measure, group: str, visit: str) -> Figure | None:
    found = labels.analysis.of_kind("change_contrasts", measure.name)
    return index_rows(found[0], "group", "visit").get((group, visit, "difference in change")) if found else None


def _joint(labels: Labels, measure: Measure) -> dict[tuple[str, str, str], float]:
    """Return the p values of the joint tests by moderator, each group they compare, and visit; "" is all of one."""
    found = labels.analysis.of_kind("subgroup_joint_test", measure.name)
    index = index_rows(found[0], "moderator", "group", "visit") if found else {}
    return {(key[0], group, key[2]): one.p_value for key, one in index.items() for group in key[1].split(", ")}


def _counts(labels: Labels, kind: str, measure: Measure, *names: str) -> dict[tuple[str, ...], Figure]:
    found = labels.analysis.of_kind(kind, measure.name)
    return index_rows(found[0], *names) if found else {}


def _everybody(labels: Labels, measure: Measure, groups: tuple[str, str], visit: str) -> tuple[float, ...]:
    index = _counts(labels, "analysed", measure, "group", "visit")
    found = [index.get((group, visit, "analysed")) for group in groups]
    return tuple(one.estimate if one else float("nan") for one in found)


def _people(
    labels: Labels, measure: Measure, moderator: str, category: str, groups: tuple[str, str], visit: str
) -> tuple[float, ...]:
    """Return the people of a category at a visit; all of the reference where it has no categories."""
    index = _counts(labels, "subgroup_counts", measure, "moderator", "category", "group", "visit")
    found = [index.get((moderator, category, group, visit, "analysed"),
                       index.get((moderator, "", group, visit, "analysed"))) for group in groups]  # fmt: skip
    return tuple(one.estimate if one else float("nan") for one in found)


def make_panels(labels: Labels, data: pd.DataFrame, room: float) -> list[SubgroupPanel]:
    """Lay out a panel for each measure, moderator and group: labels wrapped to `room` inches."""
    colon = "\u00a0: " if labels.language == "fr" else ": "
    panels = []
    for place, part in data.groupby(["measure", "moderator", "group", "reference"], sort=False):
        name, moderator, group, reference = map(str, place)
        measure, groups = labels.measure(name), (labels.group(group), labels.group(reference))
        against = labels.say("table.contrast", group=groups[0], reference=groups[1], minus=MINUS)
        title = f"{measure.label}{colon}{labels.variable(moderator)}, {against}"
        title = wrap_label(title, 0.97 * WIDTH, 8.5, lines=3, weight="bold")
        bounds = data.loc[data["measure"] == name, ["conf_low", "conf_high"]]
        drawn = (min(float(bounds["conf_low"].min()), 0.0), max(float(bounds["conf_high"].max()), 0.0))
        strips = tuple(_strip(labels, row, room) for row in part.to_dict("records"))
        panels.append(SubgroupPanel(measure, group, title, _test(labels, part), drawn, strips))
    return panels


def _test(labels: Labels, part: pd.DataFrame) -> str:
    """Return the joint test in words: at the visit drawn, and at all visits where there are several."""
    at, every = part["p_visit"].iloc[0], part["p_all"].iloc[0]
    told = [(labels.visit(part["visit"].iloc[0]), at if isfinite(at) else every)]
    told += [(labels.say("table.all_visits"), every)] if isfinite(at) else []
    parts = [f"{name}, {_p(labels, value)}" for name, value in told if isfinite(value)]
    return labels.say("figure.subgroup_test", tests="; ".join(parts)) if parts else ""


def _p(labels: Labels, value: float) -> str:
    text = format_p(value, labels.language)
    return f"p {text}" if text[0] in "<>" else f"p = {text}"


def _strip(labels: Labels, row: Mapping[Hashable, object], room: float) -> Strip:
    whole = bool(row["whole"])
    category = category_label(labels, str(row["moderator"]), str(row["category"])) if not whole else ""
    label = category or labels.say("figure.everybody")
    label = wrap_label(label, room, 7.2, lines=3, weight="bold" if whole else "normal")
    counts = [float(str(row[name])) for name in ("people_group", "people_reference")]
    people = " / ".join(format_figure(one, 0, labels.language) for one in counts) if all(map(isfinite, counts)) else ""
    estimate, low, high = (float(str(row[name])) for name in ("estimate", "conf_low", "conf_high"))
    return Strip(label, people, estimate, low, high, str(row["note"]), whole)
