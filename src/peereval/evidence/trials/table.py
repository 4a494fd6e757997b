"""A table of trials: what each row says, where it comes from, what is doubtful."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from peereval.dossier import Source
from peereval.remarks import Finding

COLUMNS = (
    "label", "study", "year", "domain", "instrument", "months", "mean_1", "sd_1", "n_1", "mean_2", "sd_2", "n_2",
    "flipped", "effect", "std_error",
)  # fmt: skip
Domain = Literal["clinical", "personal", "functional"]
DOMAINS: tuple[Domain, ...] = ("clinical", "personal", "functional")
Remedy = Literal["flip", "leave out"]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A study whose figures look wrong: the rule that says how, what a sensitivity run does about it, and where."""

    study: str
    rule: str
    remedy: Remedy
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Trials, a row for each effect.

    Attributes
    ----------
    name
        What people call the collection.
    rows
        Columns ``label`` (unique within its domain), ``study``, ``year``, ``domain``, ``instrument``,
        ``months``, means, standard deviations and sizes of the arms (``_1`` peer support), ``flipped``
        (1 where a lower score is the better one), ``effect`` (Hedges' g, positive in favour of the first
        arm) and ``std_error``.
    sources
        References and licence.
    suspects
        Studies whose figures look wrong.
    findings
        What was found while reading.
    reviewed
        Whether these are the trials of the review that comes with the package.
    """

    name: str
    _rows: pd.DataFrame
    sources: tuple[Source, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    findings: tuple[Finding, ...] = ()
    reviewed: bool = False

    @property
    def rows(self) -> pd.DataFrame:
        """A copy of the rows: changing it does not change the trials."""
        return self._rows.copy()

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains: those of the review first, in its order, then others as they are met."""
        found = list(dict.fromkeys(self._rows["domain"]))
        return (*(one for one in DOMAINS if one in found), *(one for one in found if one not in DOMAINS))

    def of_domain(self, domain: str) -> pd.DataFrame:
        """Return the rows of a domain."""
        return self._rows[self._rows["domain"] == domain].reset_index(drop=True)

    def __repr__(self) -> str:
        studies = self._rows["study"].nunique()
        counts = ", ".join(f"{one or 'all'} {len(self.of_domain(one))}" for one in self.domains)
        return f"Trials ({self.name}): {len(self._rows)} rows of {studies} studies; {counts}"
