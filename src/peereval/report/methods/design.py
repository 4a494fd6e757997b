"""Design, measures and description, as a methods section says them."""

from collections.abc import Iterator

from peereval.report.labels import Labels
from peereval.report.methods.said import Said, cite, mark


def design_said(labels: Labels) -> Iterator[Said]:
    """Yield who was followed when, against whom, and who was only described."""
    study = labels.study
    groups = ", ".join(labels.group(name) for name in study.groups)
    yield Said(labels.say("report.methods_design", groups=groups, visits=", ".join(study.visits),
                          reference=labels.group(study.reference)))  # fmt: skip
    later = [labels.group(name) for name in study.groups if labels.enters_later(name)]
    if later:
        yield Said(labels.say("report.methods_later", groups=", ".join(later)))


def measures_said(labels: Labels) -> Iterator[Said]:
    """Yield the instruments, how groups were described, and reliability."""
    instruments: dict[str, list[str]] = {}
    for measure in labels.measures.values():
        if name := labels.instrument(measure):
            instruments.setdefault(name, []).append(measure.label)
    listed = mark(labels, ";").join(f"{', '.join(names)} [{name}]" for name, names in instruments.items())
    if listed:
        yield Said(labels.say("report.methods_measures", listed=listed))
    if labels.analysis.of_kind("baseline"):
        yield cite(labels, labels.say("report.methods_baseline"), "austin")
    if labels.analysis.of_kind("reliability"):
        yield cite(labels, labels.say("report.methods_reliability"), "cronbach", "mcgraw_wong")
