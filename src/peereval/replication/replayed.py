"""What came of running an analysis again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isinf, isnan

import pandas as pd

from peereval.replication.numbers import TOLERANCE
from peereval.terms import Language, cut_list, term

_LISTED = 10


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """An analysis that was run again, beside the results.csv of its report; made by `replay`.

    Attributes
    ----------
    rows
        Every number that both have: key, column, was, is, relative_difference.
    missing, added
        Keys of rows that only the report has, and that only the new run has.
    versions
        What was another version then: its name, the version then and the one now.
    changed_files
        Files that went in and are not as they were.
    notes
        What else the reader must know, as keys of terms.csv with their values.
    """

    rows: pd.DataFrame
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    changed_files: tuple[str, ...] = ()
    notes: tuple[tuple[str, Mapping[str, object]], ...] = ()
    language: Language = "en"
    tolerance: float = TOLERANCE

    @property
    def differing(self) -> pd.DataFrame:
        """The rows whose numbers differ by more than the tolerance, the largest difference first."""
        far = self.rows[self.rows["relative_difference"] > self.tolerance]
        return far.sort_values("relative_difference", ascending=False, kind="stable").reset_index(drop=True)

    @property
    def equal(self) -> bool:
        """Whether both have the same rows and every number is equal within the tolerance."""
        return not self.missing and not self.added and self.differing.empty

    @property
    def largest(self) -> float:
        """The largest relative difference; 0 without numbers."""
        return float(self.rows["relative_difference"].max()) if len(self.rows) else 0.0

    @property
    def lines(self) -> tuple[str, ...]:
        """The verdict in the language of the study, one sentence a line, the first differing numbers last."""
        far, say = self.differing, self._say
        count = len(self.rows) - len(far)
        largest = "∞" if isinf(self.largest) else f"{self.largest:.0e}"
        verdict = "equal" if self.equal else "differ"
        said = [say(verdict, count=count, largest=largest, differing=len(far), tolerance=f"{self.tolerance:.0e}")]
        for name, keys in (("missing", self.missing), ("added", self.added)):
            said += [say(name, count=len(keys), keys=cut_list(keys))] if keys else []
        if self.changed_files:
            said.append(say("files", files=", ".join(self.changed_files)))
        if self.versions:
            then = (f"{name} {was} → {now}" for name, (was, now) in self.versions.items())
            said.append(say("versions", versions=", ".join(then)))
        said += [say(name, **values) for name, values in self.notes]
        first = far.head(_LISTED).itertuples(index=False)
        said += [
            say("number", key=key, column=column, was=self._figure(was), now=self._figure(now))
            for key, column, was, now, _ in first
        ]
        return tuple(said)

    def _figure(self, value: float) -> str:
        return self._say("nothing") if isnan(value) else repr(float(value))

    def _say(self, name: str, /, **values: object) -> str:
        return term(f"replay.{name}", self.language, **values)

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415  (only Jupyter needs it)

        return "".join(f"<p>{escape(line)}</p>" for line in self.lines)
