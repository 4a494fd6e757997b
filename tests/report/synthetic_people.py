"""Results of who was seen when, why not, and when: made by hand, shaped as the stage describe makes them."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd

from peereval.results import make_result

REASONS = {"refused": ("Refused", "Refus"), "unreachable": ("Unreachable", "Injoignable"),
           "administrative": ("Administrative", "Raison administrative")}  # fmt: skip
ENDS = {"closed": ("Programme closed", "Fin du programme"), "worker_left": ("Worker left", "Départ du médiateur")}
TIMETABLE = (
    SimpleNamespace(label={"en": "Inclusion of participants", "fr": "Inclusion des participants"},
                    planned=(date(2013, 1, 1), date(2013, 6, 30)), actual=(date(2013, 7, 1), date(2014, 6, 30))),
    SimpleNamespace(label={"en": "Data analysis and report", "fr": "Analyse des données et rapport"},
                    planned=(date(2014, 7, 1), date(2015, 4, 30)), actual=None),
    SimpleNamespace(label={"en": "Meetings", "fr": "Réunions"}, planned=(date(2013, 2, 1), date(2013, 2, 1)),
                    actual=(date(2013, 8, 1), date(2014, 2, 1))),
)  # fmt: skip


def table(rows, *names):
    return pd.DataFrame(rows, columns=[*names])


def recruited():
    """Return the rows that the flow has beside those of visits: people before inclusion."""
    rows = []
    for group, visit, counts in (
        ("control", "T0", (268, 41, 18, 0, 209, 4)), ("treated", "T0", (140, 34, 18, 0, 88, 3)),
        ("prefollowed", "T6", (98, 25, 13, 1, 59, 0)),
    ):  # fmt: skip
        names = ("eligible", "refusals", "missed appointments", "still expected", "included", "never seen")
        rows += [(group, "", visit, name, float(n), None, None) for name, n in zip(names, counts, strict=True)]
    return rows


def absences():
    rows = []
    for group, visit, counts in (("control", "T6", (10, 30, 5)), ("control", "T12", (40, 50, 8)),
                                 ("treated", "T6", (8, 9, 1)), ("treated", "T12", (20, 25, 4))):  # fmt: skip
        total = sum(counts) + 3.0
        totals = {"absent": total, "recorded": sum(counts), "not recorded": 3, "returned": 5 if visit == "T6" else 0,
                  "newly absent": sum(counts) / 2, "newly not recorded": 2}  # fmt: skip
        rows += [(group, visit, "", name, float(n)) for name, n in totals.items()]
        for reason, n in zip(REASONS, counts, strict=True):
            rows += [(group, visit, reason, "count", float(n)), (group, visit, reason, "percent", 100 * n / total),
                     (group, visit, reason, "newly absent", float(n))]  # fmt: skip
    return make_result("absences", table(rows, "group", "visit", "reason", "quantity", "estimate"))


def patterns():
    rows = []
    for group, counts in (("control", (95, 62, 10, 38)), ("treated", (30, 34, 5, 16))):
        total = float(sum(counts))
        rows += [(group, "", "people", total, ""), (group, "", "monotone", total - counts[2], ""),
                 (group, "", "monotone percent", 95.0, ""), (group, "", "came back", float(counts[2]), ""),
                 (group, "", "came back percent", 5.0, "")]  # fmt: skip
        notes = ("all visits", "left", "came back", "left")
        for pattern, n, note in zip(("XXX", "XX-", "X-X", "X--"), counts, notes, strict=True):
            rows += [(group, pattern, "count", float(n), note), (group, pattern, "percent", 100 * n / total, note)]
    return make_result("attendance_patterns", table(rows, "group", "pattern", "quantity", "estimate", "note"))


def attrition():
    rows = []
    for group in ("control", "treated"):
        for shift, status in enumerate(("seen", "not seen")):
            rows.append(("", "", group, status, "people", 40.0 + shift))
            rows += [("age", "", group, status, "mean", 41.3 - shift), ("age", "", group, status, "sd", 10.4),
                     ("age", "", group, status, "count", 40.0), ("age", "", group, status, "missing", 0.0)]  # fmt: skip
            for level in ("female", "male"):
                rows += [("sex", level, group, status, "count", 20.0), ("sex", level, group, status, "percent", 50.0)]
            rows += [
                ("stigma", "", group, status, "mean", 2.14 + 0.3 * shift),
                ("stigma", "", group, status, "sd", 0.42),
            ]
        rows += [
            (name, "", group, "", "smd", value) for name, value in (("age", -0.19), ("sex", 0.04), ("stigma", 0.74))
        ]
    names = ("variable", "level", "group", "status", "quantity", "estimate")
    return make_result("attrition", table(rows, *names), method={"visit": "T12"})


def retention():
    nan = np.nan
    rows = []
    for visit, difference, chi2, p in (("T6", -1.3, 0.055, 0.814), ("T12", -10.0, 2.427, 0.119)):
        key = ("treated", visit, "control")
        rows += [(*key, "difference in retention", difference, nan, nan, nan, nan, difference - 11, difference + 11),
                 (*key, "chi2", nan, nan, 1.0, chi2, p, nan, nan),
                 (*key, "chi2 with Yates", nan, nan, 1.0, chi2 / 2, p + 0.1, nan, nan),
                 (*key, "difference between sites", difference - 1, 6.0, 17.9, -0.4, 0.7, -14.8, 10.3)]  # fmt: skip
    names = ("group", "visit", "reference", "quantity", "estimate", "std_error", "df", "statistic", "p_value",
             "conf_low", "conf_high")  # fmt: skip
    return make_result("differential_attrition", table(rows, *names), method={"level": 0.95})


def site_retention():
    rows = [(site, group, visit, name, float(n))
            for site, group in (("S01", "treated"), ("S13", "control"))
            for visit, seen in (("T0", 12), ("T6", 9), ("T12", 5))
            for name, n in (("expected", 12), ("seen", seen), ("retained", 100 * seen / 12))]  # fmt: skip
    return make_result("site_retention", table(rows, "site", "group", "visit", "quantity", "estimate"))


def timing():
    rows = []
    for group, entry, clock, visit, planned in (
        ("control", "", "first visit", "T6", 6), ("control", "", "first visit", "T12", 12),
        ("treated", "", "first visit", "T6", 6), ("treated", "", "exposure", "T6", 6),
        ("treated", "", "first visit", "T12", 12),
        ("prefollowed", "T6", "exposure", "T6", 6), ("prefollowed", "T6", "first visit", "T12", 6),
        ("prefollowed", "T6", "exposure", "T12", 12), ("prefollowed", "T12", "exposure", "T12", 12),
    ):  # fmt: skip
        values = {"dated": 50, "undated": 1, "planned": planned, "median": planned + 0.3, "q1": planned - 0.1,
                  "q3": planned + 0.6, "p10": planned - 0.5, "p90": planned + 1.2}  # fmt: skip
        if visit == "T6":
            values |= {"window weeks": 6, "inside": 46, "inside percent": 92.0}
        rows += [(group, entry, visit, clock, name, float(x)) for name, x in values.items()]
    return make_result("visit_timing", table(rows, "group", "entry", "visit", "clock", "quantity", "estimate"))


def exposure():
    rows = []
    for visit, seen, followed in (("T0", 85, 85), ("T6", 64, 40), ("T12", 35, 11)):
        values = {"seen": seen, "followed": followed, "ended": seen - followed, "not begun": 0, "undated": 0,
                  "followed percent": 100 * followed / seen, "median": 6.1, "q1": 4.8, "q3": 6.5,
                  "ended without reason": 0}  # fmt: skip
        rows += [("treated", visit, "", name, float(x)) for name, x in values.items()]
        rows += [("treated", visit, reason, "ended", (seen - followed) / 2) for reason in ENDS]
    return make_result("exposure", table(rows, "group", "visit", "reason", "quantity", "estimate"))


def timetable():
    rows = []
    for number, phase in enumerate(TIMETABLE, start=1):
        for version in ("planned", "actual"):
            if days := getattr(phase, version):
                about = (str(number), version, *(day.isoformat() for day in days))
                rows.append((*about, "days", float((days[1] - days[0]).days + 1)))
                if version == "actual":
                    rows += [(*about, "delay start", 181.0), (*about, "delay end", 365.0)]
    return make_result("timetable", table(rows, "phase", "version", "first", "last", "quantity", "estimate"))


def people():
    """Return one result of each kind."""
    made = (absences, patterns, attrition, retention, site_retention, timing, exposure, timetable)
    return [make() for make in made]
