"""Which interval leads: robust by site where the group is assigned by site, Kenward-Roger elsewhere.

With the group assigned by site the model-based interval rests on one site variance for every
pair of visits; the robust one does not. The other of the two always stands beside the headline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.estimate.inference import describe_method, estimate_rows
from peereval.estimate.study_rows import Row
from peereval.model.fit import Fit
from peereval.model.robust import with_variance
from peereval.remarks import Note
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A fit with the variance to use, and the way its degrees of freedom are computed."""

    fit: Fit
    df_method: str


@dataclass(frozen=True, slots=True, eq=False)
class Headline:
    """The variance that leads and the one beside it, None without sites."""

    lead: Asked
    beside: Asked | None

    @property
    def both(self) -> tuple[tuple[str, Asked], ...]:
        """The two with the end of the kind of their results: "" and "_beside"."""
        return (("", self.lead), *((("_beside", self.beside),) if self.beside else ()))


def held_sites(fit: Fit) -> tuple[str, ...]:
    """Return the site variances that are estimated at 0."""
    return tuple(name for name in fit.status.held if name.startswith("site"))


def model_df(fit: Fit, study: "Study", *, by_site: bool) -> str:
    """Return the df method of model-based contrasts.

    With "auto" it is between-site where the group is assigned by site and a site variance is 0:
    that variance then leaves the information, and the df would be those of independent people.
    """
    asked = study.model.df_method
    return "between-site" if asked == "auto" and by_site and held_sites(fit) else asked


def choose_headline(fit: Fit, study: "Study", *, by_site: bool) -> Headline:
    """Return which variance leads the contrasts of a fit and which stands beside it.

    Parameters
    ----------
    fit
        A fit with the model variance.
    study
        Its `model.df_method` holds for the model-based row.
    by_site
        Whether the group is assigned by site.
    """
    model = Asked(fit, model_df(fit, study, by_site=by_site))
    if fit.n_sites == 0:
        return Headline(model, None)
    robust = Asked(with_variance(fit, "cr2", cluster="site"), "auto")
    return Headline(robust, model) if by_site else Headline(model, robust)


def ask_contrasts(asked: Asked, study: "Study", names: tuple[str, str, str], rows: Sequence[Row]) -> Result:
    """Return the estimates of rows; `names` are outcome, kind and quantity.

    `method` of the result says the variance, the df method and the number of sites.
    """
    outcome, kind, quantity = names
    level = study.model.level
    keys = pd.DataFrame([dict(key) for key, _ in rows])
    matrix = np.array([row for _, row in rows])
    values = estimate_rows(asked.fit, matrix, df_method=asked.df_method, level=level)
    frame = pd.concat([keys, values.assign(quantity=quantity)], axis=1)
    return make_result(kind, frame, outcome=outcome, method=say_method(asked, study), notes=notes_of(asked))


def say_method(asked: Asked, study: "Study") -> dict[str, object]:
    """Return what a result says of its variance, degrees of freedom, level and number of sites."""
    said = describe_method(asked.fit, df_method=asked.df_method, weights="equal", level=study.model.level)
    return {**said, "sites": asked.fit.n_sites}


def notes_of(asked: Asked) -> tuple[Note, ...]:
    """Return the notes of a fit, and that the df are those of the sites where a variance is 0."""
    replaced = asked.df_method == "between-site" and bool(held_sites(asked.fit))
    return (*asked.fit.notes, *((Note("between_site_df"),) if replaced else ()))
