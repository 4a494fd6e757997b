"""The software, with its versions."""

from collections.abc import Iterator, Mapping

from peereval.report.labels import Labels
from peereval.report.methods.said import Said
from peereval.report.numbers import format_moment

_SHOWN = ("numpy", "scipy", "pandas", "statsmodels", "pingouin")
"""The packages that make numbers; the others only read and write, and stand under the provenance."""


def software_said(labels: Labels) -> Iterator[Said]:
    """Yield the version of peereval, of Python, and of the packages that make the numbers."""
    facts = labels.analysis.provenance
    if "peereval" not in facts:
        return
    python = facts.get("python", "–")
    yield Said(labels.say("report.methods_software", version=facts["peereval"], python=python))
    packages = facts.get("packages")
    if isinstance(packages, Mapping):
        named = [f"{name} {packages[name]}" for name in _SHOWN if name in packages]
        if named:
            yield Said(labels.say("methods.packages", packages=", ".join(named)))


def plan_said(labels: Labels) -> Iterator[Said]:
    """Yield when the analysis plan was locked and whether it was kept; nothing where none was locked."""
    facts = labels.analysis.provenance.get("plan")
    if isinstance(facts, Mapping):
        kept = "plan.methods_deviates" if facts.get("deviations") else "plan.methods_kept"
        moment = format_moment(str(facts["locked"]), labels.language)
        yield Said(labels.say(kept, moment=moment, hash=str(facts["sha256"])[:12]))
