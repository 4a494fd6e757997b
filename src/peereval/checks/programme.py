"""The programme that a study names: whether its file can be read and its totals add up, and its results."""

from collections.abc import Sequence

from peereval.describe.programme.run import programme_findings
from peereval.describe.programme.study import describe_study_programme
from peereval.errors import StudyFileError
from peereval.load.problems import SourceError
from peereval.load.programme import read_study_programme
from peereval.remarks import Finding
from peereval.results import Result
from peereval.study import Study


def check_programme(study: Study) -> tuple[Finding, ...]:
    """Return what was found in the programme file of a study and its table of posts; nothing where it names none."""
    try:
        programme = read_study_programme(study)
    except SourceError as error:
        return error.findings
    except StudyFileError as error:
        values = {"problem": error.reason}
        return (Finding("error", "programme-unread", study.programme or "", values=values),)
    return programme_findings(programme) if programme is not None else ()


def programme_results(study: Study, results: Sequence[Result]) -> tuple[Result, ...]:
    """Return what the programme of a study reaches, employs and costs; nothing where it names none."""
    programme = read_study_programme(study)
    return () if programme is None else describe_study_programme(programme, study, results)
