"""An analysis made by hand: results of every kind, shaped as the other stages make them."""

from itertools import product

import numpy as np
import pandas as pd

from peereval.results import Analysis, Result, make_result

from .synthetic_beside import ROBUST, beside
from .synthetic_people import people, recruited
from .synthetic_study import GROUPS, VISITS, make_study

SEEN = {"control": (205, 157, 105), "treated": (85, 64, 35), "prefollowed": (0, 59, 110)}
COHORTS = {"T6": (0, 59, 52), "T12": (0, 0, 58)}
MEASURES = {
    # name: label en, label fr, minimum, maximum, higher_is, primary, important, T0 mean, sd, effect
    "stigma": ("Internalised stigma", "Stigmatisation intériorisée", 1, 4, "worse", True, 0.3, 2.31, 0.52, -0.16),
    "quality_physical": ("Quality of life: physical", "Qualité de vie : physique",
                         0, 100, "better", False, None, 52.4, 16.0, 3.1),
    "quality_psychological": ("Quality of life: psychological", "Qualité de vie : psychologique",
                              0, 100, "better", False, None, 47.9, 18.0, 2.2),
    "functioning": ("Global functioning", "Fonctionnement global", 1, 100, "better", False, 5.0, 51.2, 12.0, 4.4),
}  # fmt: skip
INSTRUMENTS = {"stigma": "ismi29", "quality_physical": "whoqol_bref", "functioning": "gaf"}


def frame(rows, *names):
    return pd.DataFrame(rows, columns=[*names])


def figures(estimate, sd=None, df=180.0):
    """Return estimate, standard error, df, statistic, p value and bounds as a t table gives them."""
    error = abs(estimate) * 0.4 + 0.01 if sd is None else sd
    half = 1.973 * error
    return (estimate, error, df, estimate / error, 0.021 if abs(estimate) > half else 0.31, estimate - half,
            estimate + half)  # fmt: skip


SIX = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")


def flow():
    rows = []
    for group in GROUPS:
        cohorts = {"": SEEN[group]} | (COHORTS if group == "prefollowed" else {})
        for entry, seen in cohorts.items():
            total = max(seen) if entry or group != "prefollowed" else 117
            for place, visit in enumerate(VISITS):
                absent = (total - seen[place]) if seen[place] else 0
                missed = absent // 3 if place < 2 else 0
                counts = {"expected": total if seen[place] else 0, "seen": seen[place], "missed": missed,
                          "lost": absent - missed, "newly lost": absent - missed, "returned": 6 if place == 2 else 0,
                          "entered": total if place == np.argmax(np.array(seen) > 0) else 0}  # fmt: skip
                rows += [(group, entry, visit, name, float(n), None, None) for name, n in counts.items()]
                share = 100 * seen[place] / total if seen[place] else np.nan
                rows.append((group, entry, visit, "retained", share, share - 6, min(100.0, share + 6)))
    rows += recruited()
    return make_result(
        "flow",
        frame(rows, "group", "entry", "visit", "quantity", "estimate", "conf_low", "conf_high"),
        method={"interval": "wilson", "level": 0.95},
    )


def analysed(measure):
    rows = []
    for group, place in product(GROUPS, range(3)):
        seen = SEEN[group][place]
        if seen:
            counts = {"measured": seen - 3, "missing outcome": 3, "missing covariate": 2, "analysed": seen - 5}
            rows += [(group, VISITS[place], name, float(n)) for name, n in counts.items()]
    return make_result("analysed", frame(rows, "group", "visit", "quantity", "estimate"), outcome=measure)


def baseline():
    rows = []
    everybody = (("", 407), ("control", 205), ("treated", 85), ("prefollowed", 117))
    for shift, (group, n) in enumerate(everybody, start=-1):
        for variable, mean, sd in (("age", 41.2 + shift, 11.3), ("stigma", 2.31 + shift / 20, 0.52)):
            values = {"count": n - 2, "mean": mean, "sd": sd, "median": mean - 0.1, "q1": mean - sd, "q3": mean + sd,
                      "minimum": mean - 2 * sd, "maximum": mean + 2 * sd,
                      "missing": 2, "percent missing": 200 / n}  # fmt: skip
            values |= {"largest smd": 0.25} if not group else {"smd": shift / 8} if shift else {}
            rows += [(variable, "", group, name, float(x)) for name, x in values.items()]
        for variable, levels in (("sex", ("female", "male")), ("diagnosis", ("psychotic", "mood", "other"))):
            for level in levels:
                count = float(n // len(levels))
                rows += [(variable, level, group, "count", count), (variable, level, group, "percent", 100 * count / n)]
            rows += [(variable, "", group, "missing", 1.0)] + (
                [(variable, "", group, "smd", 0.21)] if shift > 0 else []
            )
    return make_result(
        "baseline", frame(rows, "variable", "level", "group", "quantity", "estimate"), method={"smd": "pooled sd"}
    )


def observed(measure):
    mean, sd = MEASURES[measure][7:9]
    rows = []
    for group, place in product(GROUPS, range(3)):
        if n := SEEN[group][place]:
            centre = mean - place * sd / 12 + (MEASURES[measure][9] / 2 * place if group == "treated" else 0)
            values = {"count": n - 3, "mean": centre, "sd": sd, "median": centre, "q1": centre - sd * 0.7,
                      "q3": centre + sd * 0.7, "missing": 3, "floor percent": 1.2, "ceiling percent": 0.4}  # fmt: skip
            rows += [(group, "", VISITS[place], name, float(x)) for name, x in values.items()]
    return make_result("observed", frame(rows, "group", "entry", "visit", "quantity", "estimate"), outcome=measure)


def estimates(measure):
    """Return adjusted means, changes, contrasts and the joint test of a measure."""
    mean, sd, effect = (MEASURES[measure][place] for place in (7, 8, 9))
    means, changed, contrasts, levels = [], [], [], []
    missing = (np.nan,) * 7
    for group, place in product(GROUPS, range(3)):
        centre = mean - place * sd / 11 + (effect / 2 * place if group == "treated" else 0)
        entries = ("", "T6", "T12") if group == "prefollowed" else ("",)
        for entry in entries:
            seen = SEEN[group][place] and not (entry == "T12" and place == 1)
            numbers = figures(centre, sd / 14) if seen else missing
            means.append((group, entry, VISITS[place], "adjusted mean", *numbers, "" if seen else "not estimable"))
        if place and group != "prefollowed":
            numbers = figures(-place * sd / 11 + (effect / 2 * place if group == "treated" else 0), sd / 15)
            changed.append((group, "", VISITS[place], "T0", "change", *numbers, ""))
        if group != "control":
            seen = SEEN[group][place]
            numbers = figures(effect / 2 * place, sd / 8) if seen else missing
            note = "" if seen else "not estimable"
            levels.append((group, VISITS[place], "control", "difference", *numbers, note))
            if place:
                known = group == "treated"
                numbers = figures(effect / 2 * place, sd / 8) if known else missing
                note = "" if known else "not estimable"
                contrasts.append((group, VISITS[place], "control", "T0", "difference in change", *numbers, note))
    changed.append(("prefollowed", "T6", "T12", "T6", "change", *figures(-sd / 20, sd / 12), ""))
    how = {"level": 0.95, "df_method": "satterthwaite"}
    tail = ("quantity", *SIX, "note")
    joint = frame([("difference in change", "treated", "control", 2.0, "F", np.nan, np.nan, 171.3, 3.37, 0.0367)],
                  "test", "group", "reference", "num_df", *tail[:6])  # fmt: skip
    made = {
        "adjusted_means": frame(means, "group", "entry", "visit", *tail),
        "changes": frame(changed, "group", "entry", "visit", "baseline", *tail),
        "change_contrasts": frame(contrasts, "group", "visit", "reference", "baseline", *tail),
        "level_contrasts": frame(levels, "group", "visit", "reference", *tail),
        "joint_test": joint,
    }
    results = [make_result(kind, rows, outcome=measure, method=ROBUST if kind == "change_contrasts" else how)
               for kind, rows in made.items()]  # fmt: skip
    return [*results, *beside(results[2], MEASURES[measure][5])]


def technical(measure):
    """Return coefficients, covariance, fit and reliability of a measure."""
    sd = MEASURES[measure][8]
    names = ["Intercept", "group[T.treated]", "visit[T.T6]", "age", "group[T.treated]:visit[T.T12]", "age:visit[T.T12]"]
    terms = frame([(name, "coefficient", *figures(0.3 - 0.1 * i)) for i, name in enumerate(names)], "term", "quantity",
                  *SIX)  # fmt: skip
    pairs = [(a, b) for i, a in enumerate(VISITS) for b in VISITS[i:]]
    covariance = frame([(a, b, "standard deviation" if a == b else "correlation", sd if a == b else 0.55)
                        for a, b in pairs], "visit", "other_visit", "quantity", "estimate")  # fmt: skip
    numbers = {"-2 restricted log-likelihood": 812.4, "AIC": 824.4, "BIC": 845.1, "participants": 400.0,
               "observations": 806.0, "sites": 24.0, "coefficients": 21.0, "covariance parameters": 6.0,
               "iterations": 5.0}  # fmt: skip
    fit = frame(list(numbers.items()), "quantity", "estimate")
    alpha = frame([(v, "", "alpha", 0.91, 0.89, 0.93) for v in VISITS], "visit", "item", "quantity", "estimate",
                  "conf_low", "conf_high")  # fmt: skip
    how = {"formula": f"{measure} ~ group * visit + (age + sex + diagnosis) * visit", "covariance": "unstructured",
           "method": "reml", "df_method": "auto", "df_method_used": "satterthwaite", "status": "converged",
           "site_effects": "intercept+visit"}  # fmt: skip
    return [
        make_result("coefficients", terms, outcome=measure),
        make_result("covariance", covariance, outcome=measure),
        make_result("fit", fit, outcome=measure, method=how),
        make_result("reliability", alpha, outcome=measure),
    ]


def measure_result(name):
    en, fr, low, high, direction, primary, important, *_ = MEASURES[name]
    rows = {"minimum": low, "maximum": high} | ({"important difference": important} if important else {})
    method = {"label.en": en, "label.fr": fr, "instrument": INSTRUMENTS.get(name, "whoqol_bref"),
              "verified": name != "stigma", "higher_is": direction, "primary": primary,
              "outcome": name.split("_")[0], "score": name}  # fmt: skip
    return make_result("measure", frame([(q, float(x)) for q, x in rows.items()], "quantity", "estimate"), outcome=name,
                       method=method)  # fmt: skip


def make_analysis(language="en", *, findings=(), replaced=(), **study) -> Analysis:
    """Return the analysis; `replaced` results take the place of those of their kind and outcome."""
    results: list[Result] = [flow(), *people(), baseline()]
    for name in MEASURES:
        results += [measure_result(name), analysed(name), observed(name), *estimates(name), *technical(name)]
    other = {(result.kind, result.outcome): result for result in replaced}
    results = [other.get((result.kind, result.outcome), result) for result in results]
    files = [{"path": "treated.csv", "sha256": "9f86d081884c7d659a2feaa0c55ad015" * 2, "encoding": "cp1252",
              "separator": ";", "decimal": ",", "sheet": "", "rows": 184}]  # fmt: skip
    provenance = {"peereval": "0.1.0", "python": "3.11.9", "packages": {"pandas": "2.2.2"}, "seed": 20150630,
                  "files": files, "study": {"study": "STIGMA"}, "started": "2026-01-05T10:30:00+00:00",
                  "seconds": 4.2, "simulated": True, "engine": {"covariance": "unstructured"}}  # fmt: skip
    return Analysis(make_study(language, **study), tuple(findings), provenance, tuple(results))
