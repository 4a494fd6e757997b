"""What a study says of groups that enter later: a band over those not seen, and the result without them."""

from collections.abc import Iterator

from peereval.estimate.cohorts import cohort_cells
from peereval.estimate.headline import ask_contrasts, choose_headline
from peereval.estimate.main_model import fit_main_model
from peereval.estimate.study_rows import change_contrast_rows
from peereval.remarks import Finding
from peereval.results import Result
from peereval.sensitivity.late_entry.survivors import survivor_band
from peereval.sensitivity.question import Made, Question

HALF = (-0.5, 0.0, 0.5)  # of a standard deviation: what those who left are taken to differ by
WITHOUT = "without-late-entrants"


def question_survivors(question: Question) -> Made:
    """Return the main contrast without the groups that enter later, and the band of each of them."""
    study = question.study
    late = [name for name in study.groups if name not in (question.reference, *question.compared)]
    if not late:
        return (), ()
    findings = [Finding("note", "survivors-band", values={"groups": ", ".join(late), "outcomes": question.outcome})]
    return (*_without(question), *_bands(question, late)), tuple(findings)


def _without(question: Question) -> Iterator[Result]:
    """Yield the main contrast of a model of the groups that enter with the reference only."""
    data = question.starters()
    fit = fit_main_model(data, question.study, question.outcome)
    cells = {(c.group, c.entry, c.visit): c for c in cohort_cells(fit, question.study)}
    lead = choose_headline(fit, question.study, by_site=question.by_site).lead
    names = (question.outcome, "change_contrasts", "difference in change")
    found = ask_contrasts(lead, question.study, names, change_contrast_rows(cells, question.study))
    yield question.answer(WITHOUT, found.rows, method=found.method, notes=found.notes)


def _bands(question: Question, late: list[str]) -> Iterator[Result]:
    """Yield the band of the means, over half a standard deviation to either side where no difference is named."""
    keys = question.study.sensitivity.survivors
    means, sizes = (question.main.get(kind) for kind in ("adjusted_means", "effect_size"))
    if means is None:
        return
    deltas = keys.deltas
    if not deltas and sizes is not None:
        rows = sizes.rows
        deviation = rows.loc[rows["quantity"] == "pooled SD", "estimate"]
        deltas = tuple(float(share * deviation.iloc[0]) for share in HALF) if len(deviation) else ()
    if deltas:
        yield survivor_band(means, late, shares=keys.shares, deltas=deltas)
