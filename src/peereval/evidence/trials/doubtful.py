"""Checks of the figures of trials: effects that their means do not give, standard deviations that look like errors."""

import numpy as np
import pandas as pd

from peereval.evidence.trials.assemble import recomputed
from peereval.evidence.trials.table import Trials
from peereval.remarks import Finding
from peereval.results import Result, make_result

AGREES = 0.0005
"""What two figures may differ by that agree to three decimals."""
FENCE = 1.5
"""Tukey's fence: so many interquartile ranges below the first quartile is far out."""
FEWEST = 8


def recompute_effects(trials: Trials) -> Result:
    """Return the effects of trials as given and as their means give them.

    Use it to see which effects of a review its own means do not give.

    Parameters
    ----------
    trials
        From `read_trials`; rows without means of both arms, or without `flipped`, are left out.

    Returns
    -------
    Result
        Of kind "trial_recomputed". Keys ``domain, trial``; quantities "effect given", "effect from means", "SE
        given", "SE from means"; note "differs" where effect or standard error differ by 0.0005 or more and, in a
        table of the reader's own, by more than the rounding of its figures.
    """
    rows = trials.rows
    g, error = recomputed(rows)
    known = g.notna()
    rows, g, error = rows[known], g[known], error[known]
    slack, slack_error = (0.0, 0.0) if trials.reviewed else rounding_slack(rows)
    differs = ((g - rows["effect"]).abs() >= AGREES + slack) | (
        (error - rows["std_error"]).abs() >= AGREES + slack_error
    )
    made = []
    for place in rows.index:
        head = {"domain": rows.at[place, "domain"], "trial": rows.at[place, "label"],
                "note": "differs" if differs[place] else ""}  # fmt: skip
        figures = (rows.at[place, "effect"], g[place], rows.at[place, "std_error"], error[place])
        names = ("effect given", "effect from means", "SE given", "SE from means")
        made += [{**head, "quantity": name, "estimate": one} for name, one in zip(names, figures, strict=True)]
    columns = ["domain", "trial", "quantity", "estimate", "note"]
    method = {"agrees": AGREES, "rounding": not trials.reviewed}
    return make_result("trial_recomputed", pd.DataFrame(made, columns=columns), method=method)


def rounding_slack(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return what rounding alone may set an effect and its standard error apart from those of the means.

    Half a unit of the last digit of each figure: of the effect itself, of both means over the smaller standard
    deviation, of the standard deviations in proportion to the effect; of the standard error itself, and of the
    part (half the share of the effect in its square) that moves with the effect. Zeros at the end are lost in a
    table of numbers, so that a figure may pass for less exact than it was printed.
    """
    half = {name: rows[name].map(_half_unit) for name in ("effect", "std_error", "mean_1", "mean_2", "sd_1", "sd_2")}
    least = rows[["sd_1", "sd_2"]].min(axis=1)
    shifts = half["mean_1"] + half["mean_2"] + rows["effect"].abs() * (half["sd_1"] + half["sd_2"])
    moved = shifts / least
    people = rows["n_1"] + rows["n_2"]
    return half["effect"] + moved, half["std_error"] + rows["effect"].abs() * moved / (2 * people * rows["std_error"])


def _half_unit(figure: float) -> float:
    """Return half a unit of the last digit of a figure."""
    return 0.5 * 10.0 ** -len(f"{figure:.12g}".partition(".")[2].partition("e")[0])


def narrow_spreads(trials: Trials) -> list[str]:
    """Return the labels of rows whose standard deviations look like standard errors.

    Against the mean, their standard deviation lies beyond Tukey's lower fence of all rows (on the
    logarithm), and times the root of the size of the arms it would lie within. Under eight rows
    with means nothing is said.
    """
    rows = trials.rows
    spread, centre = rows["sd_1"] * rows["sd_2"], rows["mean_1"] * rows["mean_2"]
    shares = pd.Series(np.log((spread / centre).where((spread > 0) & (centre > 0))) / 2.0, rows.index)
    if shares.notna().sum() < FEWEST:
        return []
    first, third = shares.quantile(0.25), shares.quantile(0.75)
    fence = first - FENCE * (third - first)
    moved = shares + np.log(rows["n_1"] * rows["n_2"]) / 4.0
    found = (shares < fence) & (moved >= fence) & (moved <= third + FENCE * (third - first))
    return list(dict.fromkeys(rows.loc[found, "label"]))


def review_findings(trials: Trials, recalculated: Result) -> tuple[Finding, ...]:
    """Return what a reader must know of the trials: known faults, figures that differ, studies with several rows."""
    found = list(trials.findings)
    known = {one.study for one in trials.suspects}
    found += [Finding("warning", one.rule, values={"study": one.study}) for one in trials.suspects]
    narrow = [one for one in narrow_spreads(trials) if one not in known]
    found += [Finding("warning", "trials-sd-like-se", values={"study": one}) for one in narrow]
    rows = recalculated.rows
    differs = rows[(rows["note"] == "differs") & (rows["quantity"] == "effect given")]
    if len(differs):
        of = {(row.domain, row.label): row for row in trials.rows.itertuples()}
        named = (of[one] for one in zip(differs["domain"], differs["trial"], strict=True))
        listed = "; ".join(f"{row.study!s} ({row.instrument!s})" if row.instrument else str(row.study) for row in named)
        total = int((rows["quantity"] == "effect given").sum())
        rule = "trials-recomputed-differ" if trials.reviewed else "trials-recomputed-differ-rounded"
        found.append(Finding("note", rule, count=len(differs), values={"trials": listed, "total": total}))
    twice = copied_rows(trials)
    if twice:
        found.append(Finding("warning", "trials-copied", count=len(twice), values={"trials": "; ".join(twice)}))
    repeated = repeated_studies(trials)
    if repeated:
        found.append(Finding("note", "trials-repeated", count=len(repeated), values={"studies": "; ".join(repeated)}))
    return tuple(found)


def repeated_studies(trials: Trials) -> list[str]:
    """Return the studies that have several rows in one domain."""
    rows = trials.rows
    twice = rows[rows.duplicated(["domain", "study"], keep=False)]
    return list(dict.fromkeys(map(str, twice["study"])))


def copied_rows(trials: Trials) -> list[str]:
    """Return the studies of rows that stand more than once in the table, the same in every column."""
    rows = trials.rows.drop(columns="label")
    return list(dict.fromkeys(map(str, rows.loc[rows.duplicated(), "study"])))
