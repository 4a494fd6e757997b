"""The checks of a study: its files read, scored and searched for whatever is wrong or worth knowing."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from peereval.checks.finding_html import finding_table
from peereval.checks.fix_lines import place_fixes
from peereval.checks.lines import count_line, finding_lines, order_by_weight
from peereval.checks.merge import merge_columns
from peereval.describe.absences import flow_findings
from peereval.describe.sites import site_findings
from peereval.load.join.joined_places import place_findings
from peereval.load.read import Data, read_data
from peereval.remarks import Finding
from peereval.score.measure import Measure, Scored
from peereval.score.scale import score_scales
from peereval.study import Study, as_study
from peereval.terms import Language, term
from peereval.timings import Lap, Stopwatch
from peereval.validate.answers import ItemSet
from peereval.validate.enough import outcomes_constant
from peereval.validate.privacy import identifiers_read
from peereval.validate.run import check_frame, check_items, code_keys
from peereval.validate.unverified import find_guesses


@dataclass(frozen=True, slots=True, eq=False)
class Checks:
    """The files of a study as read, scored and checked, with everything found on the way.

    `findings` are those of all stages, errors first; `table` shows them. `data` and `scored`
    are what `analyze` goes on with, `laps` how long it took. It prints as the table that
    `peereval check` prints.
    """

    data: Data
    scored: Scored
    findings: tuple[Finding, ...]
    language: Language = "en"
    laps: tuple[Lap, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.severity != "error" for finding in self.findings)

    @property
    def corrected(self) -> dict[str, int]:
        """The number of cells that `corrections` of study.yaml changed, by column."""
        return count_corrected(self.findings)

    @property
    def table(self) -> pd.DataFrame:
        """One row a finding: severity, rule, file, rows (as Excel shows them), count, message, fix."""
        columns = ["severity", "rule", "file", "rows", "count", "message", "fix"]
        rows = [
            (one.severity, one.rule, one.file, one.rows, one.count, one.message(self.language), one.fix)
            for one in self.findings
        ]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        return "\n".join([*finding_lines(self.findings, self.language), *self._verdict()])

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415  (only Jupyter needs it)

        body = finding_table(self.findings, self.language)
        return body + "".join(f"<p>{escape(line)}</p>" for line in self._verdict())

    def _verdict(self) -> list[str]:
        verdict = term("cli.usable" if self.usable else "cli.unusable", self.language)
        return [count_line(self.findings, self.language), verdict]


def check_data(study: Study | str | Path) -> Checks:
    """Read, correct, validate and score the files of a study, and collect everything found.

    Use it before `analyze`, and whenever a file has changed. It stops at nothing: all problems
    are in `findings` at once, and in `table` as a data frame.

    Parameters
    ----------
    study
        From `read_study`, or the path of its file.

    Returns
    -------
    Checks
        `usable` says whether the files can be analysed as they are.
    """
    study, watch = as_study(study), Stopwatch()
    with watch.time("read"):
        data = read_data(study)
    with watch.time("score"):
        scored = score_scales(data.frame, study)
    with watch.time("check"):
        findings = _find(study, data, scored)
    return Checks(data, scored, findings, study.language, watch.laps)


def _find(study: Study, data: Data, scored: Scored) -> tuple[Finding, ...]:
    """Return everything found on the way, errors first."""
    coded = code_keys(data.frame)
    checked = check_frame(coded, study, absences=data.absences)
    sets = item_sets(scored.measures)
    of_table = [*checked, *scored.findings, *check_items(coded, study, sets)]
    placed = place_findings(of_table, data.joined, study, {one.outcome: one.columns for one in sets})
    findings = [*data.findings, *placed]
    findings += identifiers_read((data.frame, data.absences), study, data.headers)
    if not data.frame.empty:
        findings += site_findings(data.frame, study)
        findings += flow_findings(data.frame, data.absences, study)
        findings += outcomes_constant(scored.frame, [measure.name for measure in scored.measures])
    findings += [*_programme(study), *find_guesses(study.file)]
    return order_by_weight(place_fixes(merge_columns(findings), study))


def _programme(study: Study) -> tuple[Finding, ...]:
    """Return what was found in the programme file; most studies have none, and start without its reader."""
    if study.programme is None:
        return ()
    from peereval.checks.programme import check_programme  # noqa: PLC0415

    return check_programme(study)


def item_sets(measures: tuple[Measure, ...]) -> tuple[ItemSet, ...]:
    """Return the items of each outcome that has several, in the order of the form: those of all its scores."""
    sets: dict[str, ItemSet] = {}
    for measure in measures:
        known = sets.get(measure.outcome)
        items = (*(known.columns if known else ()), *measure.items)
        columns = tuple(sorted(dict.fromkeys(items), key=_number))
        sets[measure.outcome] = ItemSet(measure.outcome, columns, *measure.responses)
    return tuple(one for one in sets.values() if len(one.columns) > 1)


def _number(column: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", column)))


def count_corrected(findings: tuple[Finding, ...]) -> dict[str, int]:
    """Return the number of corrected cells by column, from the findings of `read_data`."""
    counts: Counter[str] = Counter()
    for finding in findings:
        if finding.rule == "correction-applied":
            counts[str(finding.values["column"])] += finding.count
    return dict(counts)
