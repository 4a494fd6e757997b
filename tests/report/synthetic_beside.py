"""Results that stand beside the difference in change, made by hand: other intervals, sites, residuals."""

import numpy as np
import pandas as pd

from peereval.results import make_result

ROBUST = {"level": 0.95, "variance": "cr2 by site", "df_method": "bell-mccaffrey", "sites": 24}
MODEL = {"level": 0.95, "variance": "model", "df_method": "kenward-roger", "sites": 24}
SIX = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")
QUANTILES = {"lower tail": -1.6, "q1": -0.7, "median": 0.02, "q3": 0.66, "upper tail": 1.62}


def moved(rows, shift, df):
    """Return contrasts with other figures, those that are not estimable as they are."""
    rows = rows.copy()
    for name in ("estimate", "conf_low", "conf_high"):
        rows[name] += shift
    rows["df"] = rows["df"].where(rows["df"].isna(), df)
    return rows


def beside(contrasts, primary):
    """Return what stands beside the differences in change of a measure."""
    rows, outcome = contrasts.rows, contrasts.outcome
    alike = rows[rows["estimate"].notna()].assign(quantity="difference")
    made = [
        make_result("change_contrasts_beside", moved(rows, 0.0, 74.3), outcome=outcome, method=MODEL),
        make_result("t0_adjusted", moved(alike, 0.02, 16.1), outcome=outcome, method=ROBUST),
        make_result("t0_adjusted_beside", moved(alike, 0.02, 66.1), outcome=outcome, method=MODEL),
        effect_size(alike, outcome),
        components(outcome),
        residuals(outcome),
    ]
    return [*made, *(sites(alike, outcome) if primary else ())]


def effect_size(rows, outcome):
    parts = []
    for contrast, quantity in (("change_contrasts", "standardised difference in change"),
                               ("t0_adjusted", "standardised difference")):  # fmt: skip
        for name, by in ((quantity, 0.5), ("ratio to the important difference", 0.3)):
            part = rows.assign(contrast=contrast, quantity=name)
            part[["estimate", "conf_low", "conf_high"]] /= by
            parts.append(part)
    keys = {"contrast": "", "group": "", "visit": "T0", "reference": "", "baseline": "", "quantity": "pooled SD"}
    head = rows.iloc[[0]].assign(**keys, estimate=0.5, note="")
    head[[name for name in SIX if name != "estimate"]] = np.nan
    frame = pd.concat([head, *parts], ignore_index=True)
    return make_result("effect_size", frame, outcome=outcome, method={"level": 0.95})


def components(outcome):
    rows = [("site", "", "", "standard deviation", 0.1, 0.06, 0.27, ""),
            ("site:visit", "", "", "standard deviation", 0.0, np.nan, np.nan, "estimated at 0"),
            ("site", "T0", "", "intraclass correlation", 0.06, 0.02, 0.16, ""),
            ("site", "", "", "cluster autocorrelation", 0.8, 0.31, 0.97, "")]  # fmt: skip
    names = ["component", "visit", "other_visit", "quantity", "estimate", "conf_low", "conf_high", "note"]
    return make_result("variance_components", pd.DataFrame(rows, columns=names), outcome=outcome, method=MODEL)


def sites(rows, outcome):
    last = rows[rows["visit"] == "T12"].assign(quantity="difference in change")
    parts = []
    for place, site in enumerate(("", "S01", "S02", "S03")):
        part = moved(last, 0.01 * place, 15.0)
        part.insert(0, "left_out", site)
        parts.append(part)
    lost = parts[-1].assign(left_out="S04", note="not estimable", **dict.fromkeys(SIX, np.nan))
    out = make_result("leave_one_site_out", pd.concat([*parts, lost]), outcome=outcome, method=ROBUST)
    told = {"observations": 62.0, "leverage": 1.5, "Cook's distance": 0.11}
    some = [(site, "", name, value) for site in ("S02", "S01") for name, value in told.items()]
    some += [(site, "treated", "change without the site", -0.02) for site in ("S02", "S01")]
    frame = pd.DataFrame(some, columns=["site", "group", "quantity", "estimate"])
    return out, make_result("site_influence", frame, outcome=outcome, method=MODEL)


def residuals(outcome):
    rows = []
    for visit, n in (("T0", 280.0), ("T6", 210.0)):
        told = {"count": n, "mean": 0.01, "sd": 0.98, "percent beyond 1.96": 5.1}
        rows += [("visit", visit, name, value) for name, value in told.items()]
    for place in range(1, 10):
        rows.append(("normal", str(place), "normal quantile", (place - 5) / 2))
        rows.append(("normal", str(place), "scaled residual", (place - 5) / 2.1))
        rows.append(("fitted", str(place), "fitted value", 2 + place / 10))
        rows += [("fitted", str(place), name, value + place / 50) for name, value in QUANTILES.items()]
    frame = pd.DataFrame(rows, columns=["plot", "place", "quantity", "estimate"])
    return make_result("residuals", frame, outcome=outcome)
