"""The programme of a study: its figures among the results of the analysis, with the words for its names."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from peereval.describe.programme.beside_effects import costs_beside_effects
from peereval.describe.programme.run import describe_programme, programme_labels
from peereval.errors import StudyFileError
from peereval.results import Analysis, Result
from peereval.study import Study
from peereval.study.programme import Programme
from peereval.terms import label_of


def describe_study_programme(programme: Programme, study: Study, results: Sequence[Result]) -> tuple[Result, ...]:
    """Return the results of the programme of a study, and its costs beside the effects where it has any.

    Parameters
    ----------
    programme
        From `read_study_programme`.
    study
        The study: its language, and the level of its intervals.
    results
        The results of its analysis so far.

    Returns
    -------
    tuple of Result
        As of `describe_programme` and `costs_beside_effects`; `method` also holds the words for names
        ("label.NAME") and the references ("source.NAME"), in the language of the study.
    """
    made = describe_programme(programme, level=study.model.level)
    with suppress(StudyFileError):  # no money, or no people: nothing stands beside the effects
        made = (*made, costs_beside_effects(programme, Analysis(study, (), {}, tuple(results))))
    words = {f"label.{name}": text for name, text in programme_labels(programme, study.language).items()}
    for name, label in programme.keys.sources.items():
        words[f"source.{name}"] = label_of(dict[str, str](label.items()), study.language, name)
    return tuple(replace(result, method={**result.method, **words}) for result in made)
