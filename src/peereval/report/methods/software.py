"""The software, with its versions."""

from collections.abc import Iterator, Mapping

from peereval.report.labels import Labels
from peereval.report.methods.said import Said

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
