"""One place where an analysis becomes fit to leave the hospital, before any writer sees it."""

from collections.abc import Iterator
from dataclasses import replace

from peereval.errors import DisclosureError
from peereval.remarks import Finding
from peereval.report.disclosure.known import Known, with_rows
from peereval.report.disclosure.ledger import make_margins
from peereval.report.disclosure.names import read_counts, read_rows
from peereval.report.disclosure.rules import DROPPED, RULES, Rule
from peereval.report.disclosure.suppress import choose_hidden
from peereval.report.disclosure.words import mask_findings, mask_notes, mask_provenance, mask_study
from peereval.report.labels import Labels
from peereval.results import Analysis, Result


def disclose(analysis: Analysis) -> Analysis:
    """Return an analysis that may leave the hospital: small numbers of people hidden, and what reveals them.

    Use it before anything is written for people outside; `write_report(..., audience="external")`
    and ``audience: external`` in study.yaml do so. A hidden figure is missing, with "hidden"
    in `note`. Tables, figures, sentences and results.csv made from the result hold nothing else.

    Parameters
    ----------
    analysis
        A finished analysis; its study says `smallest_cell`. One that was disclosed is returned as it is.

    Returns
    -------
    Analysis
        Counts from 1 to `smallest_cell` - 1 hidden, with as many more as keep each of them
        from being worked out of the sums of the report; least and greatest values, figures of
        single sites, row numbers and names of files left out.

    Raises
    ------
    DisclosureError
        If the whole study has fewer people than `smallest_cell`, or a count cannot be protected.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, doi:10.1002/9781118348239.
    """
    if analysis.provenance.get("audience") == "external":
        return analysis
    smallest = analysis.study.smallest_cell
    known = _know(analysis, smallest)
    results = tuple(_masked(analysis, known))
    files = analysis.provenance.get("files")
    names = [str(file.get("path", "")) for file in files] if isinstance(files, (list, tuple)) else []
    study = mask_study(analysis.study)
    findings = (*mask_findings(analysis.findings, names, smallest), *_said(analysis, results, smallest))
    return Analysis(study, findings, mask_provenance(analysis.provenance, study), results)


def _know(analysis: Analysis, smallest: int) -> Known:
    cells = list(read_counts(analysis))
    margins = make_margins(analysis, cells, smallest)
    first = [v for n, v in margins.values.items() if n[:2] == ("flow", "entered") and not n[3]]
    if first and sum(first) < smallest:
        raise DisclosureError(
            f"The whole study has fewer people than smallest_cell ({smallest}), so no count of it may leave. "
            "Keep 'audience: internal'."
        )
    hidden = choose_hidden(margins, smallest)
    return Known(margins.values, frozenset(margins.published), hidden, smallest, Labels(analysis), _dated(analysis))


def _dated(analysis: Analysis) -> dict[tuple[str, ...], int]:
    """Return the people with the dates of a clock, by group, entry, visit and clock."""
    return {
        (row["group"], row["entry"], row["visit"], row["clock"]): int(value)
        for result in analysis.of_kind("visit_timing")
        for row, value in zip(read_rows(result), result.rows["estimate"], strict=True)
        if row["quantity"] == "dated"
    }


def _masked(analysis: Analysis, known: Known) -> Iterator[Result]:
    for result in analysis.results:
        rule = RULES.get(result.kind)
        masked = rule.mask(_kept(result, rule), known) if rule else None
        if masked is not None:
            yield mask_notes(masked, known.smallest)


def _kept(result: Result, rule: Rule) -> Result:
    return with_rows(result, result.rows[result.rows["quantity"].isin(sorted(rule.kept))])


def _unruled(analysis: Analysis) -> list[str]:
    """Return the kinds without a rule, and the quantities without one of kinds that have a rule."""
    found: dict[str, None] = {}
    for result in analysis.results:
        rule = RULES.get(result.kind)
        if rule is None:
            found |= {result.kind: None} if result.kind not in DROPPED else {}
        else:
            unknown = set(result.rows["quantity"].astype(str)) - rule.kept - rule.left
            found |= {f"{result.kind} ({one})": None for one in sorted(unknown)}
    return list(found)


def _said(analysis: Analysis, results: tuple[Result, ...], smallest: int) -> Iterator[Finding]:
    """Yield what an external report says of itself: what is hidden and what is left out."""
    yield Finding("note", "disclosure", values={"most": smallest - 1})
    if unruled := _unruled(analysis):
        yield Finding("warning", "disclosure-kind-unknown", values={"kinds": ", ".join(unruled)})
    if any(one.kind in DROPPED for one in analysis.results):
        yield Finding("note", "disclosure-sites")
    left = {(one.kind, one.outcome) for one in results}
    models = [one.outcome for one in analysis.of_kind("coefficients") if ("coefficients", one.outcome) not in left]
    if models:
        yield Finding("note", "disclosure-coefficients", values={"outcomes": ", ".join(models)})


def for_audience(analysis: Analysis, audience: str | None) -> Analysis:
    """Return an analysis as an audience may see it; None is the audience of the study file.

    Raises
    ------
    DisclosureError
        If the audience is neither "internal" nor "external", or a disclosed analysis is asked
        for as an internal one.
    """
    asked = audience or analysis.study.audience
    if asked not in {"internal", "external"}:
        raise DisclosureError(f"audience={asked!r} is not an option; use 'internal' or 'external'.")
    if asked == "external":
        return disclose(analysis)
    if analysis.provenance.get("audience") == "external":
        raise DisclosureError("This analysis was made fit to leave: what was hidden is gone. Analyse the study again.")
    if analysis.study.audience == "external":
        return replace(analysis, study=analysis.study.model_copy(update={"audience": "internal"}))
    return analysis
