"""How much the contrast of a study rests on each site: refits without it, and its influence."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.cohorts import cohort_cells, first_visit
from peereval.estimate.headline import Asked, Headline, say_method
from peereval.estimate.leave_one_out import leave_one_site_out
from peereval.estimate.study_rows import change_contrast_rows
from peereval.estimate.t0_adjusted import starting_cohorts
from peereval.model.diagnostics_influence import influence
from peereval.model.fit import Fit
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

COOK = "Cook's distance"


def refit_without_sites(study: "Study", outcome: str, headline: Headline) -> tuple[Result, ...]:
    """Return the differences in change at the last visit without each site in turn.

    Kind "leave_one_site_out": keys left_out (the site, "" in the rows with all), group, visit,
    reference, baseline; of groups that enter with the reference, with the variance that leads.
    Empty without sites.
    """
    fit = headline.lead.fit
    if fit.n_sites == 0:
        return ()
    names = starting_cohorts(study)
    reference = next(cohort for cohort, group in names.items() if group == study.reference)
    found = leave_one_site_out(
        fit,
        group="group",
        reference=reference,
        baseline=first_visit(study, study.reference),
        df_method=headline.lead.df_method,  # type: ignore[arg-type]
        level=study.model.level,
    )
    rows = found.rows
    rows = rows[rows["group"].isin(list(names)) & (rows["visit"] == fit.visits[-1])]
    if rows.empty:
        return ()
    rows = rows.assign(group=rows["group"].map(names), reference=study.reference)
    told = {str(note) for note in fit.notes}
    notes = [note for note in found.notes if str(note) not in told]
    method = say_method(headline.lead, study)
    return (make_result("leave_one_site_out", rows, outcome=outcome, method=method, notes=notes),)


def site_influence(fit: Fit, study: "Study", outcome: str) -> tuple[Result, ...]:
    """Return what one step says of each site, the variances held, of kind "site_influence".

    Key site; quantities observations, leverage, Cook's distance, and the change that leaving
    the site out makes to the difference in change at the last visit (key group). Sites with
    the largest distance come first. Empty without sites.
    """
    if fit.n_sites == 0:
        return ()
    found = influence(fit, "site")
    cells = {(c.group, c.entry, c.visit): c for c in cohort_cells(fit, study)}
    starting = set(starting_cohorts(study).values())
    asked = [
        (str(key["group"]), row[fit.kept])
        for key, row in change_contrast_rows(cells, study)
        if key["group"] in starting and key["visit"] == fit.visits[-1]
    ]
    quantities: dict[tuple[str, str], NDArray[np.float64]] = {
        ("", "observations"): found.observations.astype(np.float64),
        ("", "leverage"): found.leverage,
        ("", COOK): found.cooks_distance,
        **{(group, "change without the site"): found.change @ row for group, row in asked},
    }
    order = np.argsort(-np.nan_to_num(found.cooks_distance, nan=np.inf), kind="stable")
    rows = [
        {"site": str(found.labels[place]), "group": group, "quantity": name, "estimate": float(values[place])}
        for place in order
        for (group, name), values in quantities.items()
    ]
    method = {**say_method(Asked(fit, study.model.df_method), study), "visit": str(fit.visits[-1])}
    return (make_result("site_influence", pd.DataFrame(rows), outcome=outcome, method=method, notes=found.notes),)
