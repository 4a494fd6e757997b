"""The study: study.yaml and its codebook, read, checked and frozen; every stage may read it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, PrivateAttr

from peereval.codebook import Codebook, build_codebook
from peereval.study.families import FamilyKeys
from peereval.study.model import ModelKeys
from peereval.study.outcomes import Outcomes
from peereval.study.people import Columns, Groups, Visits
from peereval.study.planned import ProtocolKeys, SampleSize
from peereval.study.record import Flow, Phase
from peereval.study.rules import study_problems
from peereval.study.sensitivity import SensitivityKeys
from peereval.study.sources import Correction, Source
from peereval.yaml_file import Key, Problem, YamlFile, read_yaml
from peereval.yaml_model import Keys, Text, Texts, build_model, raise_problems


class Study(Keys):
    """A study file as read: its keys are attributes, in the words of the file.

    Beside the keys: `file`, `folder`, `book` (the codebook), `reference` (the name of the
    reference group) and `line_of`, the line of a key in the file.
    """

    peereval: Literal["1"]
    """Version of this format: always 1."""
    study: Text
    """The name of the study, at the top of the report."""
    language: Literal["en", "fr"] = "en"
    """Language of every word and number of the report."""
    seed: int = 1
    """Where chance starts: the same seed gives the same numbers."""
    simulated: bool = False
    """Says everywhere that the data are simulated."""
    columns: Columns
    """The columns that say who, where and when: name in the study, name in the files."""
    visits: Visits
    """The visits in time order, by name."""
    groups: Groups
    """The groups, by name; exactly one is the reference."""
    sources: tuple[Source, ...]
    """The data files."""
    roots: Texts = ()
    """Folders outside that of the study file from which data files may be read."""
    codebook: Text | None = None
    """The file that says what each column holds."""
    missing_codes: Texts = ()
    """What means “no answer” in every column."""
    corrections: tuple[Correction, ...] = ()
    """Cells that are corrected when the files are read, each with its reason."""
    flow: Flow = Field(default_factory=dict)
    """People counted outside the data files, by group and visit: eligible, refused, missed, expected."""
    timetable: tuple[Phase, ...] = ()
    """The phases of the study, planned and actual."""
    protocol: ProtocolKeys = ProtocolKeys()
    """What the analysis plan says in your own words."""
    sample_size: SampleSize = SampleSize()
    """How many people are planned, as worked out elsewhere."""
    programme: Text | None = None
    """The file that says what the programme reaches, employs and costs."""
    outcomes: Outcomes
    """The outcomes, by name."""
    model: ModelKeys = ModelKeys()
    """The main model."""
    families: FamilyKeys = FamilyKeys()
    """Families of tests: what is confirmed, in which order, adjusted how."""
    sensitivity: SensitivityKeys = SensitivityKeys()
    """What could bias the main result."""
    audience: Literal["internal", "external"] = "internal"
    """Who will read the results: external hides small counts and what would reveal them."""
    smallest_cell: int = Field(default=11, ge=2)
    """The smallest count of people that an external report shows."""

    _yaml: YamlFile = PrivateAttr(default_factory=lambda: YamlFile(Path("study.yaml"), None, {}))
    _book: Codebook = PrivateAttr(default_factory=lambda: Codebook(fields=()))
    _book_hash: str = PrivateAttr(default="")

    @property
    def file(self) -> Path:
        """The study file."""
        return self._yaml.path

    @property
    def folder(self) -> Path:
        """The folder of the study file: paths in it start there."""
        return self._yaml.path.parent

    @property
    def allowed(self) -> tuple[Path, ...]:
        """The folders in which the files that it names must lie: its own and its `roots`."""
        return allowed_folders(self.folder, self.roots)

    @property
    def book(self) -> Codebook:
        """The codebook; it has no fields when the study names none."""
        return self._book

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of the study file and of its codebook when they were read, by what they are."""
        return {"study": self._yaml.sha256, **({"codebook": self._book_hash} if self.codebook else {})}

    @property
    def reference(self) -> str:
        """The name of the reference group."""
        return next(name for name, group in self.groups.items() if group.reference)

    def placed(self, file: YamlFile, book: Codebook | None, book_hash: str = "") -> "Study":
        """Return the study with the file it stands in, and its codebook."""
        study = self.model_copy()
        study._yaml = file  # noqa: SLF001  (a copy of itself, not yet given to anyone)
        study._book = book or self._book  # noqa: SLF001  (as above)
        study._book_hash = book_hash  # noqa: SLF001  (as above)
        return study

    def __repr__(self) -> str:
        names = (f"{key}: {', '.join(getattr(self, key))}" for key in ("visits", "groups", "outcomes"))
        return f"Study({self.study!r}; {'; '.join(names)})"

    def line_of(self, *path: Key) -> int:
        """Return the line of a key of the file, such as `line_of("groups", "treated")`."""
        return self._yaml.line_of(*path)

    def is_blank(self, *path: Key) -> bool:
        """Say whether a key stands in the file with nothing after its colon, such as `is_blank("seed")`."""
        value = self._yaml.value
        for part in path:
            if not isinstance(value, dict) or part not in value:
                return False
            value = value[part]
        return value is None


def as_study(study: Study | str | Path) -> Study:
    """Return a study as it is, or read it where the path of its file is given."""
    return study if isinstance(study, Study) else read_study(study)


def read_study(path: str | Path) -> Study:
    """Read study.yaml and the codebook it names, and check both.

    Use it first: everything else takes the study that it returns.

    Parameters
    ----------
    path
        The study file, in YAML and UTF-8. Text in it stays text: `no`, `007`, `12:30`.

    Returns
    -------
    Study

    Raises
    ------
    StudyFileError
        With one line for each problem of both files: its line, what was found, what is allowed.
    """
    file = read_yaml(Path(path))
    study, problems = build_model(Study, file)
    book, book_problems, book_hash = _read_book(file)
    if study is not None:
        study = study.placed(file, book, book_hash)
        problems += study_problems(study, described=book is not None)
    problems.sort(key=lambda problem: problem.line)
    named = [(file.path.name, problem) for problem in problems]
    raise_problems(named + [(book_name(file), problem) for problem in book_problems])
    if study is None:  # pragma: no cover  (a study that cannot be built has problems)
        raise_problems([(file.path.name, Problem(0, "the file cannot be used."))])
    return study  # type: ignore[return-value]


def book_name(file: YamlFile) -> str:
    """Return the name of the codebook that a study file gives, or ""."""
    name = file.value.get("codebook") if isinstance(file.value, dict) else None
    return name if isinstance(name, str) else ""


def _read_book(file: YamlFile) -> tuple[Codebook | None, list[Problem], str]:
    name, value = book_name(file), file.value
    given = value.get("roots") if isinstance(value, dict) else None  # the study may have problems: as it is written
    roots = tuple(root for root in (given if isinstance(given, list) else [given]) if isinstance(root, str))
    within = allowed_folders(file.path.parent, roots)
    if not name:
        return None, [], ""
    read = read_yaml(file.path.parent / name, within=within)
    return (*build_codebook(read), read.sha256)


def allowed_folders(home: Path, roots: Iterable[str]) -> tuple[Path, ...]:
    """Return the folders in which every file that a study names must lie: its own and its `roots`."""
    return (home, *(home / root for root in roots))
