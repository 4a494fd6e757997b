"""What must hold between the keys of a study file, each rule with its line and sentence."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from peereval.errors import StudyFileError, did_you_mean
from peereval.study.people import DATE_KEYS, LABEL_KEYS, REASON_KEYS
from peereval.study.rules_attendance import attendance_covariates
from peereval.study.rules_choices import primary_chosen, reference_chosen, sensitivity_outcomes
from peereval.study.rules_covariates import covariates_known, covariates_taken, dose_known
from peereval.study.rules_families import families_placed
from peereval.study.rules_files import columns_apart, counts_placed, reasons_listed, sources_said, unlisted
from peereval.study.rules_missing import delta_placed
from peereval.study.rules_outcomes import outcomes_typed, sensitivity_typed, waits_possible
from peereval.study.rules_propensity import score_known, score_taken
from peereval.study.rules_subgroups import subgroups_placed
from peereval.yaml_file import Problem

if TYPE_CHECKING:
    from peereval.study.file import Study

RESERVED = (*LABEL_KEYS, *DATE_KEYS, *REASON_KEYS, "source_file", "source_row")


def refuse_other_files(path: Path) -> None:
    """Refuse a folder, a file of data and a codebook where a study file is asked for.

    Raises
    ------
    StudyFileError
        Naming the study file of the folder, where there is one.
    """
    if path.is_dir():
        inside = next((path / name for name in ("study.yaml", "study.yml") if (path / name).is_file()), None)
        remedy = f"Give the study file in it: '{inside}'." if inside else "Give the study file, study.yaml."
        raise StudyFileError(f"'{path}' is a folder. {remedy}")
    if path.is_file() and path.suffix.lower() not in (".yaml", ".yml"):
        raise StudyFileError(
            f"'{path.name}' is not a study file: its name does not end in .yaml. Give the study.yaml that lists it "
            "under 'sources'; `peereval init FOLDER` writes an example."
        )
    if path.is_file() and _is_codebook(path):
        raise StudyFileError(f"'{path.name}' is a codebook: it has 'fields'. Give the study.yaml that names it.")


def _is_codebook(path: Path) -> bool:
    keys = {line.partition(b":")[0] for line in path.read_bytes().splitlines()}
    return b"fields" in keys and b"peereval" not in keys


def study_problems(study: "Study", *, described: bool) -> list[Problem]:
    """Return what does not fit together in a study file.

    Parameters
    ----------
    study
        A study whose keys are each well written.
    described
        Whether its codebook could be read: columns are looked up there only then.
    """
    rules = (
        _visits,
        _groups,
        reference_chosen,
        _labels,
        columns_apart,
        sources_said,
        counts_placed,
        _outcomes,
        primary_chosen,
        sensitivity_outcomes,
        sensitivity_typed,
        _sites,
        covariates_taken,
        score_taken,
        delta_placed,
        waits_possible,
        families_placed,
    )
    in_book = (
        covariates_known,
        dose_known,
        reasons_listed,
        outcomes_typed,
        score_known,
        attendance_covariates,
        subgroups_placed,
    )
    return [problem for rule in (*rules, *(in_book if described else ())) for problem in rule(study)]


def _visits(study: "Study") -> Iterator[Problem]:
    months = [visit.month for visit in study.visits.values()]
    if len(months) < 2:
        yield Problem(study.line_of("visits"), "at least two visits are needed to follow people over time.")
    if any(later <= earlier for earlier, later in pairwise(months)):
        yield Problem(study.line_of("visits"), "visits must be listed in time order, each with a later month.")


def _groups(study: "Study") -> Iterator[Problem]:
    if len(study.groups) < 2:
        yield Problem(study.line_of("groups"), "at least two groups are needed for a comparison.")
    for name, group in study.groups.items():
        for visit in group.enters_at:
            yield from unlisted("visit", visit, study.visits, study, "groups", name, "enters_at")


def _labels(study: "Study") -> Iterator[Problem]:
    for block, entries in (("visits", study.visits), ("groups", study.groups)):
        owner: dict[str, str] = {}
        for name, entry in entries.items():
            for word in (name, *entry.also):
                if owner.setdefault(word, name) != name:
                    message = f"the label '{word}' stands for both '{owner[word]}' and '{name}'. Keep one."
                    yield Problem(study.line_of(block, name), message)


def _outcomes(study: "Study") -> Iterator[Problem]:
    if not study.outcomes:
        yield Problem(study.line_of("outcomes"), "no outcome is listed. Add one.")
    for name, outcome in study.outcomes.items():
        where = ("outcomes", name)
        if name in RESERVED:
            yield Problem(study.line_of(*where), f"'{name}' names a key column; give the outcome another name.")
        own_scale = outcome.instrument or ""
        if own_scale.endswith((".yaml", ".yml")) and not (study.folder / own_scale).is_file():
            message = f"the file '{own_scale}' does not exist. Give its path from the study file."
            yield Problem(study.line_of(*where, "instrument"), message)
        for key in ("important_difference", "reliability"):
            by_score = getattr(outcome, key)
            for score in by_score if isinstance(by_score, dict) else ():
                line = study.line_of(*where, key, score)
                if outcome.scores and score not in outcome.scores:
                    yield Problem(line, f"no score '{score}' in 'scores'.{did_you_mean(score, outcome.scores)}")


def _sites(study: "Study") -> Iterator[Problem]:
    if study.columns.site:
        return
    asked = {"site_effects": study.model.site_effects != "none", "df_method": study.model.df_method == "between-site"}
    for key, wanted in asked.items():
        if wanted and key in study.model.model_fields_set:
            yield Problem(study.line_of("model", key), f"'{key}' needs sites. Add 'site' to 'columns', or remove it.")
