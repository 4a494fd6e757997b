"""The smallest difference that a number of people can show."""

from math import nan, sqrt

from peereval.errors import DataError


def detectable_difference(
    n_treated: float,
    n_control: float,
    *,
    sites_treated: float | None = None,
    sites_control: float | None = None,
    icc: float = 0.0,
    power: float = 0.8,
    alpha: float = 0.05,
) -> float:
    """Return the smallest standardised difference that two groups of people can show.

    Use it to read a published "no effect": differences smaller than this one would have been
    missed more often than `power` allows. It is of one visit, without covariates, by the normal
    approximation; where people come from sites, the variance of each mean is multiplied by its
    design effect, 1 + (people a site - 1) ICC, for sites of equal size.

    Parameters
    ----------
    n_treated, n_control
        People measured in each group.
    sites_treated, sites_control
        Sites in each group; needed where `icc` is above 0.
    icc
        Intraclass correlation of people of one site, from 0 to 1.
    power
        Chance of finding the difference.
    alpha
        Two-sided level of the test.

    Returns
    -------
    float
        In standard deviations; NaN where a group is empty.

    Raises
    ------
    DataError
        If a number is out of its range, or `icc` is given without the sites.

    References
    ----------
    Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials, chapter 5.

    Examples
    --------
    >>> round(detectable_difference(64, 157), 2)
    0.42
    >>> round(detectable_difference(64, 157, sites_treated=15, sites_control=9, icc=0.02), 2)
    0.44
    """
    from scipy.stats import norm  # noqa: PLC0415  (`check` starts without it)

    _refuse(n_treated, n_control, icc=icc, power=power, alpha=alpha)
    if min(n_treated, n_control) == 0:
        return nan
    variances = (_variance(n_treated, sites_treated, icc), _variance(n_control, sites_control, icc))
    return float(norm.ppf(1 - alpha / 2) + norm.ppf(power)) * sqrt(sum(variances))


def _variance(people: float, sites: float | None, icc: float) -> float:
    """Return the variance of the mean of people whose standard deviation is 1."""
    if icc == 0:
        return 1 / people
    if sites is None or not 0 < sites <= people:
        raise DataError(
            f"icc={icc} needs sites_treated and sites_control: the number of sites of each group, from 1 to its people."
        )
    return (1 + (people / sites - 1) * icc) / people


def _refuse(n_treated: float, n_control: float, **shares: float) -> None:
    if not (n_treated >= 0 and n_control >= 0):
        raise DataError("n_treated and n_control are numbers of people: 0 or more.")
    for name, value in shares.items():
        inside = 0 <= value <= 1 if name == "icc" else 0 < value < 1
        if not inside:
            raise DataError(f"{name}={value} lies outside its range; it is a share, between 0 and 1.")
