"""What a model must be for missing values to be imputed from it."""

from peereval.errors import FitError
from peereval.model.fit import Fit
from peereval.remarks import Note


def refuse_fit(fit: Fit, group: str, *, with_sites: bool = False) -> None:
    """Refuse a model from which nothing is imputed here, and say which one would do.

    Effects of sites are let pass `with_sites`; those of workers never are.
    """
    taken = {"strategy", "imputed"} & {group, fit.frame.visit, fit.frame.participant, fit.data.design.formula.outcome}
    if taken:
        raise FitError(f"'{taken.pop()}' is the name of a column of the results; rename that column of the data.")
    if fit.structure_name != "unstructured":
        raise FitError(f"The covariance of the fit is {fit.structure_name}; fit it with covariance='unstructured'.")
    if with_sites and "worker" in (fit.model.random.names if fit.model.random else ()):
        raise FitError("The fit has effects of workers, which are not imputed from; fit it without them.")
    if fit.model.random is not None and not with_sites:
        raise FitError(
            "The fit has random effects of sites or workers, which tie the participants of a site together; fit it "
            "without (site_effects='none'), and leave sites out in turn: site='...' here."
        )
    if fit.weights is not None:
        raise FitError("The fit has participant weights; impute from a fit without.")
    codes = {note.code for note in fit.status.messages}
    if "boundary_sites" in codes:
        raise FitError(Note("refused_sites_singular"))
    if "boundary" in codes:
        raise FitError(Note("refused_visits_singular"))
    if fit.model.levels and group not in fit.data.design.extras:
        raise FitError(f"The covariance differs by something else than '{group}'; use covariance_by='{group}' or none.")
