"""What the trials of a review give when they are pooled anew."""

from collections.abc import Iterator

from peereval.evidence.pooled import pool_effects
from peereval.evidence.published_tables import Published
from peereval.evidence.recomputation.places import Place, place_figures
from peereval.evidence.trials.read import read_trials
from peereval.results import Result

# Columns of the tables of a review, and where their figures stand: quantity and column of the pooled effects.
_FIGURES = {
    "rows": ("trials", "estimate"),
    "g": ("pooled effect", "estimate"),
    "low": ("pooled effect", "conf_low"),
    "high": ("pooled effect", "conf_high"),
    "tau2": ("tau2", "estimate"),
    "q": ("Q", "statistic"),
    "i2": ("I2", "estimate"),
    "i2_low": ("I2", "conf_low"),
    "i2_high": ("I2", "conf_high"),
}

_COLUMNS = ("estimate", "statistic", "conf_low", "conf_high")


def recompute_smit(published: Published) -> tuple[Result, ...]:
    """Return the pooled rows of Smit et al. (2023) from the trials of their data: REML, Knapp-Hartung intervals."""
    return (place_figures(published, dict(_pooled(published))),)


def _pooled(published: Published) -> Iterator[tuple[Place, float]]:
    trials = read_trials()
    for domain in published.tables["pooled"].rows:
        rows = trials.of_domain(domain)
        found = pool_effects(rows["effect"], rows["std_error"], method="reml", interval="knapp-hartung").rows
        whole = found[found["trial"] == ""].set_index("quantity")[list(_COLUMNS)].astype("float64")
        figures = dict(zip(whole.index, whole.to_numpy(), strict=True))
        for name, table in published.tables.items():
            for column in table.columns:
                if column == "studies":
                    yield (name, domain, column), float(rows["study"].nunique())
                else:
                    quantity, figure = _FIGURES[column]
                    yield (name, domain, column), float(figures[quantity][_COLUMNS.index(figure)])
