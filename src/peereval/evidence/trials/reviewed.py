"""The trials of one domain: described, pooled, without each of them, under other choices."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from peereval.evidence.asymmetry import funnel_asymmetry
from peereval.evidence.leave_out import leave_one_trial_out
from peereval.evidence.pooled import pool_effects
from peereval.evidence.random_effects import Interval, Method
from peereval.evidence.trials.assemble import recomputed
from peereval.evidence.trials.lengths import compare_lengths
from peereval.evidence.trials.table import Trials
from peereval.remarks import Note
from peereval.results import Result, make_result

Run = tuple[str, str, pd.DataFrame, Method, Interval]


def review_domain(
    trials: Trials, domain: str, *, method: Method, interval: Interval, level: float = 0.95
) -> tuple[Result, ...]:
    """Return the results of the trials of one domain; their `outcome` is the domain.

    Parameters
    ----------
    trials
        From `read_trials`.
    domain
        One of `trials.domains`.
    method, interval, level
        As in `pool_effects`.

    Returns
    -------
    tuple of Result
        Kinds "trials" (what each is), "pooled_effects", "funnel_asymmetry", "trials_sensitivity" and, from
        two trials on, "leave_one_trial_out", where lengths of follow-up differ "trials_by_length".
    """
    rows = trials.of_domain(domain)
    y, errors, names = rows["effect"], rows["std_error"], list(rows["label"])
    pooled = pool_effects(y, errors, method=method, interval=interval, level=level, labels=names)
    studies = rows["study"].nunique()
    several = (Note("pooled_rows_studies", rows=len(rows), studies=studies),) if studies < len(rows) else ()
    made = [
        describe_trials(rows),
        replace(pooled, notes=(*several, *pooled.notes)),
        funnel_asymmetry(y, errors, level=level),
        sensitivity_runs(trials, domain, method=method, interval=interval, level=level),
    ]
    if len(rows) > 1:
        made.append(leave_one_trial_out(y, errors, method=method, interval=interval, level=level, labels=names))
    lengths = compare_lengths(rows, method=method, interval=interval, level=level)
    made += [lengths] if lengths else []
    return tuple(replace(one, outcome=domain) for one in made)


def describe_trials(rows: pd.DataFrame) -> Result:
    """Return year, months of follow-up and sizes of the arms of trials, of kind "trials".

    Keys ``trial, study, instrument``; quantities "year", "months", "n treated", "n control".
    """
    columns = {"year": "year", "months": "months", "n treated": "n_1", "n control": "n_2"}
    head = rows[["label", "study", "instrument"]].rename(columns={"label": "trial"})
    parts = [head.assign(quantity=name, estimate=rows[column]) for name, column in columns.items()]
    return make_result("trials", pd.concat(parts).sort_index(kind="stable"))


def sensitivity_runs(trials: Trials, domain: str, *, method: Method, interval: Interval, level: float) -> Result:
    """Return the pooled effect of a domain under other choices, of kind "trials_sensitivity".

    Keys ``run, study`` (the study a run is about, else ""). Runs: "main"; "flip" and "leave out" for
    each study whose figures look wrong, "all suspects" where there are several; "from means" (effects and
    standard errors as the means give them, where there are means); "one row a study" (rows of a study averaged as
    if they were one sample); "wald", "dersimonian-laird" and "dersimonian-laird, wald". Quantities "trials",
    "pooled effect", "tau2", "I2", "prediction interval".
    """
    made = []
    for run, study, rows, run_method, run_interval in _runs(trials, domain, method, interval):
        if len(rows):
            y, errors = rows["effect"], rows["std_error"]
            part = pool_effects(y, errors, method=run_method, interval=run_interval, level=level).rows
            kept = part[(part["trial"] == "") & part["quantity"].isin(SHOWN)]
            made.append(kept.drop(columns=["subgroup", "trial"]).assign(run=run, study=study))
    frame = pd.concat(made, ignore_index=True)
    order = ["run", "study", *(name for name in frame.columns if name not in ("run", "study"))]
    asked = {"method": method, "interval": interval, "level": level}
    return make_result("trials_sensitivity", frame[order], method=asked)


def _runs(trials: Trials, domain: str, method: Method, interval: Interval) -> Iterator[Run]:
    """Yield the runs of a domain: name, study, rows, method, interval."""
    rows = trials.of_domain(domain)
    yield "main", "", rows, method, interval
    changed, touched = rows, 0
    for suspect in trials.suspects:
        if domain not in suspect.domains:
            continue
        touched += 1
        yield suspect.remedy, suspect.study, _remedied(rows, suspect.study, suspect.remedy), method, interval
        changed = _remedied(changed, suspect.study, suspect.remedy)
    if touched > 1:
        yield "all suspects", "", changed, method, interval
    g, error = recomputed(rows)
    if (g.notna() & (((g - rows["effect"]).abs() > 0) | ((error - rows["std_error"]).abs() > 0))).any():
        again = rows.assign(effect=g.fillna(rows["effect"]), std_error=error.where(g.notna(), rows["std_error"]))
        yield "from means", "", again, method, interval
    if rows["study"].duplicated().any():
        averaged = rows.groupby("study", sort=False)[["effect", "std_error"]].mean().reset_index()
        yield "one row a study", "", averaged, method, interval
    for name, other, other_interval in OTHERS:
        if (other, other_interval) != (method, interval):
            yield name, "", rows, other, other_interval


SHOWN = ("trials", "pooled effect", "tau2", "I2", "prediction interval")
OTHERS: tuple[tuple[str, Method, Interval], ...] = (
    ("reml", "reml", "knapp-hartung"),
    ("wald", "reml", "wald"),
    ("dersimonian-laird", "dersimonian-laird", "knapp-hartung"),
    ("dersimonian-laird, wald", "dersimonian-laird", "wald"),
)


def _remedied(rows: pd.DataFrame, study: str, remedy: str) -> pd.DataFrame:
    here = rows["study"] == study
    return rows[~here] if remedy == "leave out" else rows.assign(effect=rows["effect"].where(~here, -rows["effect"]))
