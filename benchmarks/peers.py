"""Other software, each fit in a process of its own with a limit of time."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
LIMIT = 300  # seconds for one call


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that fits such models: how it runs, and what its degrees of freedom are."""

    name: str
    language: str
    df: str
    models: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of timing a peer: a median in milliseconds over runs, or the reason there is none."""

    milliseconds: float | None
    runs: int
    version: str
    remark: str


BOTH = ("random intercept", "unstructured")
PROXY = "an effect per visit beside the residual stands for the unstructured covariance"
PEERS = (
    Peer("statsmodels", "python", "normal", BOTH, PROXY),
    Peer("mixedlm-rs", "python", "normal", BOTH, PROXY),
    Peer("lme4", "R", "none", BOTH, PROXY),
    Peer("lmerTest", "R", "Satterthwaite", BOTH, PROXY),
    Peer("pbkrtest", "R", "Kenward-Roger", BOTH, PROXY),
    Peer("nlme", "R", "containment", BOTH),
    Peer("glmmTMB", "R", "normal", BOTH),
    Peer("mmrm", "R", "Satterthwaite", BOTH),
    Peer("mmrm, Kenward-Roger", "R", "Kenward-Roger", BOTH),
)


def find_program(peer: Peer, pythons: tuple[str, ...]) -> str | None:
    """Return the program that can run a peer here, the first of these interpreters for Python peers."""
    package = peer.name.partition(",")[0]
    if peer.language == "R":
        asked = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
        return "Rscript" if shutil.which("Rscript") and _runs(["Rscript", "-e", asked]) else None
    module = package.replace("-", "_")
    return next((python for python in pythons if _runs([python, "-c", f"import {module}"])), None)


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def time_peer(peer: Peer, model: str, formula: str, files: list[Path], program: str) -> Outcome:
    """Time whole calls, one per file: as many files as fit into the limit, judged by the first call."""
    first = _run(peer, model, formula, files[:1], program, warm=False)
    if isinstance(first, str):
        return Outcome(None, 0, "", first)
    once = first["seconds"][0]
    runs = min(len(files), int(LIMIT / 3 / once))
    found = first if runs < 2 else _run(peer, model, formula, files[:runs], program, warm=once < 5.0)
    if isinstance(found, str):
        return Outcome(None, 0, "", found)
    remark = "" if found["converged"] else "did not converge in every cohort"
    return Outcome(1_000.0 * median(found["seconds"]), len(found["seconds"]), found["version"], remark)


def _run(peer: Peer, model: str, formula: str, files: list[Path], program: str, *, warm: bool) -> dict | str:  # type: ignore[type-arg]
    """Return the peer's answer, or why there is none."""
    script = HERE / ("peer.R" if peer.language == "R" else "peer_python.py")
    command = [program, str(script), peer.name, model, formula, "warm" if warm else "cold", *map(str, files)]
    one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "RAYON")}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=LIMIT, env={**os.environ, **one_thread}
        )
    except subprocess.TimeoutExpired:
        return f"more than {LIMIT} s"
    if done.returncode != 0:
        said = [
            line.strip()
            for line in done.stderr.splitlines()
            if line.strip() and not line.startswith(("Calls:", "Execution halted"))
        ]
        return f"stopped with an error: {said[-1][:100] if said else 'no message'}"
    return dict(json.loads(done.stdout.splitlines()[-1]))
