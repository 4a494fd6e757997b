"""Missing data: what the main analysis assumes, what is described, what is assumed otherwise."""

from collections.abc import Iterator

from peereval.report.document import Paragraph, Section
from peereval.report.protocol.outline import Outline


def missing_section(outline: Outline) -> Section:
    """Return how missing visits, items and covariates are handled."""
    return Section("plan-missing", outline.say("missing"), (Paragraph((" ".join(_said(outline)),), "prose"),))


def _said(outline: Outline) -> Iterator[str]:
    say, study = outline.say, outline.study
    yield say("missing_text")
    codes = [code for code in study.missing_codes if code]
    if codes:
        yield say("missing_codes", codes=", ".join(f"“{code}”" if outline.labels.language == "en"
                                                   else f"«\u00a0{code}\u00a0»" for code in codes))  # fmt: skip
    if any(outcome.items for outcome in study.outcomes.values()):
        yield say("missing_items")
    yield say("missing_described_reasons" if study.columns.absence_reason else "missing_described")
    if study.sensitivity.run and (study.sensitivity.missing or study.sensitivity.imputations):
        yield say("missing_sensitivity")
    else:
        yield say("missing_sensitivity_none")


def description_section(outline: Outline) -> Section:
    """Return what is described without a model: flow, people, reliability, the follow-up by the worker."""
    say, study = outline.say, outline.study
    said = [say("description_flow"), say("description_baseline")]
    if any(outcome.items for outcome in study.outcomes.values()):
        said.append(say("description_reliability"))
    if study.columns.exposure_start:
        said.append(say("description_exposure"))
    if study.audience == "external":
        said.append(say("description_external", smallest=study.smallest_cell))
    return Section("plan-description", say("description"), (Paragraph((" ".join(said),), "prose"),))
