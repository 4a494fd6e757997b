"""The analysis plan as a document that every writer can lay out."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from peereval.report.colours import group_looks
from peereval.report.document import Banner, Document, Section
from peereval.report.numbering import number_blocks
from peereval.report.protocol.outline import Outline, make_outline
from peereval.report.protocol.sections.closing import (
    changes_section,
    sample_size_section,
    software_section,
)
from peereval.report.protocol.sections.design import design_section
from peereval.report.protocol.sections.estimand import estimand_section
from peereval.report.protocol.sections.front import front_section
from peereval.report.protocol.sections.hypotheses import hypotheses_section
from peereval.report.protocol.sections.missing import description_section, missing_section
from peereval.report.protocol.sections.model import model_section
from peereval.report.protocol.sections.open import open_section
from peereval.report.protocol.sections.outcomes import outcomes_section
from peereval.report.protocol.sections.references import references_section
from peereval.report.protocol.sections.sensitivity import sensitivity_section, subgroups_section

if TYPE_CHECKING:
    from peereval.study import Study

SECTIONS: tuple[Callable[[Outline], Section], ...] = (
    front_section,
    open_section,
    design_section,
    estimand_section,
    outcomes_section,
    hypotheses_section,
    model_section,
    missing_section,
    sensitivity_section,
    subgroups_section,
    description_section,
    sample_size_section,
    changes_section,
    software_section,
    references_section,
)


def make_plan(study: "Study", locked: Mapping[str, Any] | None, written: str) -> Document:
    """Return the analysis plan of a study, from its file and codebook alone.

    Parameters
    ----------
    study
        The study; its data files are not opened.
    locked
        The facts of the lock (`locked`, `sha256`, `peereval`, `reason`, `earlier`, `deviations`), or None.
    written
        When the plan is written, ISO 8601.

    References
    ----------
    Gamble et al. (2017), doi:10.1001/jama.2017.18556; ICH E9(R1) (2019).
    """
    outline = make_outline(study, locked, written)
    looks = group_looks(study.groups, study.reference)
    return Document(
        language=study.language,
        title=outline.say("title", study=study.study),
        kicker=outline.say("kicker"),
        heading=study.study,
        banners=tuple(_banners(outline)),
        sections=tuple(number_blocks(make(outline) for make in SECTIONS)),
        groups=tuple((outline.name(name), look.colour) for name, look in looks.items()),
    )


def _banners(outline: Outline) -> Iterator[Banner]:
    if outline.study.simulated:
        yield Banner("simulated", outline.labels.say("report.simulated"), outline.say("simulated_text"))
    status = "draft" if not outline.locked else "changed" if outline.locked.get("deviations") else "locked"
    yield Banner("internal", outline.say(f"banner_{status}"), outline.say(f"banner_{status}_text"))
