"""Whole calls of this package and of its peers on the same files, for the same structure."""

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pandas as pd
from cohorts import FORMULA, LONG_FORMULA, ten_visits, three_visits
from ours import whole_call
from peers import PEERS, Outcome, Peer, find_program, time_peer
from promises import Promise
from timing import seconds

from peereval.estimate.inference import DfMethod

DF_METHODS: tuple[DfMethod, ...] = ("satterthwaite", "kenward-roger")
OURS = {"random intercept": "random_intercept", "unstructured": "unstructured"}
HEADING = (
    "| model | software | degrees of freedom | milliseconds | cohorts | times ours | remark |\n"
    "| :-- | :-- | :-- | --: | --: | --: | :-- |"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One size of cohort: how many participants and visits, the formula, how many files."""

    participants: int
    visits: int
    formula: str
    files: int

    @property
    def title(self) -> str:
        """A heading."""
        return f"{self.participants:,} participants x {self.visits} visits"

    def frame(self, seed: int) -> pd.DataFrame:
        """Return the cohort of a seed: two groups, no column of the design depends on the others."""
        if self.visits == 10:
            return ten_visits(self.participants, seed)
        return three_visits(self.participants, seed, prefollowed=False)


CASES = (
    Case(400, 3, FORMULA, 10),
    Case(10_000, 3, FORMULA, 10),
    Case(100_000, 3, FORMULA, 3),
    Case(1_000, 10, LONG_FORMULA, 5),
)
# (participants, model of the peer, its name, at least so many times our unstructured fit with Kenward-Roger)
TARGETS = (
    (400, "random intercept", "statsmodels", 20.0),
    (10_000, "random intercept", "statsmodels", 100.0),
    (400, "unstructured", "statsmodels", 40.0),
)


def compare(seeds: int, python: str) -> tuple[str, list[Promise]]:
    """Return the tables in Markdown and the promises against statsmodels."""
    found = {peer: find_program(peer, tuple(dict.fromkeys([sys.executable, python]))) for peer in PEERS}
    installed = {peer: program for peer, program in found.items() if program is not None}
    missing = ", ".join(peer.name for peer in PEERS if peer not in installed)
    sections, promises = [_preface(missing)], list[Promise]()
    for case in CASES:
        lines, more = _compare_case(case, min(seeds, case.files), installed)
        sections.append("\n".join([f"### {case.title}", "", f"`{case.formula}`", "", HEADING, *lines]))
        promises += more
        print(sections[-1], flush=True)
    return "\n\n".join(sections), promises


def _preface(missing: str) -> str:
    absent = f" Not installed here: {missing}." if missing else ""
    return (
        "Whole calls from a data frame to a table of all coefficients, one thread, median over cohorts (one call "
        "each). statsmodels, mixedlm-rs and lme4 cannot fit an unstructured covariance without a residual: an effect "
        "per visit beside it stands for that covariance there. `times ours` is against our fit of the same structure "
        f"with Kenward-Roger.{absent}"
    )


def _compare_case(case: Case, n_files: int, installed: Mapping[Peer, str]) -> tuple[list[str], list[Promise]]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{seed}.csv" for seed in range(1, n_files + 1)]
        for seed, file in enumerate(files, start=1):
            case.frame(seed).to_csv(file, index=False)
        lines, ours = list[str](), dict[str, float]()
        for model in OURS:
            for df_method in DF_METHODS:
                ours[model] = _time_ours(case, files, model, df_method)
                lines.append(f"| {model} | peereval | {df_method} | {ours[model]:.1f} | {n_files} | | |")
        promises = list[Promise]()
        for peer, program in installed.items():
            for model in peer.models:
                found = time_peer(peer, model, case.formula, files, program)
                lines.append(_line(peer, model, found, ours[model]))
                print(lines[-1], flush=True)
                promises += _promises(case, peer, model, found, ours["unstructured"])
    return lines, promises


def _time_ours(case: Case, files: list[Path], model: str, df_method: DfMethod) -> float:
    taken = []
    for number, file in enumerate(files):
        frame = pd.read_csv(file)
        taken += seconds(
            lambda frame=frame: whole_call(frame, case.formula, covariance=OURS[model], df_method=df_method),  # type: ignore[misc]
            1,
            warm=number == 0,
        )
    return 1_000.0 * median(taken)


def _line(peer: Peer, model: str, found: Outcome, ours: float) -> str:
    remarks = [found.remark] if found.remark else []
    remarks += [peer.note] if peer.note and model == "unstructured" else []
    name = f"{peer.name} {found.version}".strip()
    if found.milliseconds is None:
        return f"| {model} | {name} | {peer.df} | | | | {'; '.join(remarks)} |"
    times = f"{found.milliseconds / ours:.3g}"
    return (
        f"| {model} | {name} | {peer.df} | {found.milliseconds:,.0f} | {found.runs} | {times} | {'; '.join(remarks)} |"
    )


def _promises(case: Case, peer: Peer, model: str, found: Outcome, ours: float) -> list[Promise]:
    """Return our share of a peer's time, against the share promised."""
    return [
        Promise(
            f"our unstructured fit with Kenward-Roger v {name} ({of_peer}), {case.title}, whole calls",
            ours / found.milliseconds,
            1.0 / least,
        )
        for participants, of_peer, name, least in TARGETS
        if (participants, of_peer, name) == (case.participants, model, peer.name) and found.milliseconds is not None
    ]
