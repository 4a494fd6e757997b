"""The command line: it parses, calls and prints; nothing is computed here."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

import typer

from peereval.errors import StudyFileError
from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.results import Finding
    from peereval.study import Study

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Statistics for longitudinal evaluations of peer-support programmes.",
)

DEMO_FOLDER = "peereval-demo"
DEMO_MARK = ".made-by-peereval-demo"
ROWS_SHOWN = 12

LanguageOption = Annotated[Literal["en", "fr"], typer.Option("--language", help="Language of files and report.")]
StudyArgument = Annotated[Path, typer.Argument(help="The study file.", show_default=False)]


def _version(wanted: bool) -> None:
    if wanted:
        from peereval import __version__  # noqa: PLC0415

        typer.echo(f"peereval {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Statistics for longitudinal evaluations of peer-support programmes."""


@app.command()
def demo(*, language: LanguageOption = "en") -> None:
    """Write a simulated study into ./peereval-demo and analyse it."""
    folder = Path(DEMO_FOLDER)
    if folder.exists() and not (folder / DEMO_MARK).exists():
        raise StudyFileError(
            f"The folder '{DEMO_FOLDER}' exists and was not made by demo. Rename it, or run demo in another folder."
        )
    from peereval.plan.example import write_example  # noqa: PLC0415

    study_file = write_example(folder, language)
    (folder / DEMO_MARK).write_text("Written by `peereval demo`; it may be replaced.\n", encoding="utf-8")
    typer.echo(term("cli.study_written", language, path=study_file))
    _analyze(study_file, folder / "results", None)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", show_default=False)],
    *,
    language: LanguageOption = "en",
) -> None:
    """Write a simulated study to learn the format, or to start a study file from."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyFileError(f"'{folder}' exists and is not empty; nothing was written. Name a new folder.")
    from peereval.plan.example import write_example  # noqa: PLC0415

    study_file = write_example(folder, language)
    typer.echo(term("cli.study_written", language, path=study_file))
    typer.echo(term("cli.next_check", language, path=_quoted(study_file)))


@app.command()
def check(study: StudyArgument) -> None:
    """Read and check the files of a study; print everything found, and end with 0 or 1."""
    from peereval.pipeline import check_study  # noqa: PLC0415

    read = _read(study)
    checked = check_study(read)
    _print_findings(checked.findings, read)
    typer.echo(term("cli.usable" if checked.usable else "cli.unusable", read.language))
    if not checked.usable:
        raise typer.Exit(1)


@app.command()
def analyze(
    study: StudyArgument,
    *,
    out: Annotated[Path | None, typer.Option(help="Folder of the results; 'results' beside the study file.")] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="Analyse this outcome only; may be repeated.")] = None,
) -> None:
    """Analyse a study and write report.html, tables.xlsx, figures, results.csv and manifest.json."""
    _analyze(study, out or study.parent / "results", outcome)


def _quoted(path: Path) -> str:
    """Return a path as it may be typed into a terminal: in quotation marks where it needs them."""
    return str(path) if re.fullmatch(r"[\w./\\:~+-]+", str(path)) else f'"{path}"'


def _read(path: Path) -> "Study":
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study_rules import refuse_other_files  # noqa: PLC0415

    refuse_other_files(path)
    return read_study(path)


def _analyze(study_file: Path, out: Path, outcomes: list[str] | None) -> None:
    from peereval.pipeline import analyze as analyze_study  # noqa: PLC0415
    from peereval.pipeline import check_study  # noqa: PLC0415

    study = _read(study_file)
    checked = check_study(study)
    if not checked.usable:
        errors = [finding for finding in checked.findings if finding.severity == "error"]
        _print_findings(errors, study, to_stderr=True)
        typer.echo(term("cli.errors", study.language, errors=_counted("error", len(errors), study.language)), err=True)
        raise typer.Exit(1)
    from peereval.report.write import write_report  # noqa: PLC0415

    with _Bar(study.language) as bar:
        analysis = analyze_study(study, outcomes=outcomes, checked=checked, progress=bar.show)
        report = write_report(analysis, out)
    typer.echo(term("cli.report", study.language, path=report))


class _Bar:
    """A progress bar on a terminal, silence elsewhere."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._bar = None
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import Progress  # noqa: PLC0415

            self._bar = Progress(console=Console(stderr=True), transient=True)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, what: str, step: int, steps: int) -> None:
        """Show what is being done."""
        if self._bar:
            known = {"describe": "cli.progress.describe", "done": "cli.progress.done"}
            text = term(known[what], self._language) if what in known else what
            self._bar.update(self._task, description=text, completed=step, total=steps)


def _print_findings(findings: "Sequence[Finding]", study: "Study", *, to_stderr: bool = False) -> None:
    """Print findings, errors first, with where they are and what would resolve them."""
    language = study.language
    order = {"error": 0, "warning": 1, "note": 2}
    for finding in sorted(findings, key=lambda one: order[one.severity]):
        where = " ".join(part for part in (finding.file, _rows(finding, language)) if part)
        severity = term(f"cli.severity.{finding.severity}", language)
        typer.echo(f"{severity}  {finding.rule}  {where}".rstrip(), err=to_stderr)
        typer.echo(f"    {finding.message(language)}", err=to_stderr)
        if finding.fix:
            where_to = "" if ".yaml line" in finding.fix else f"{term('cli.would_resolve', language)} "
            typer.echo(f"    {where_to}{finding.fix}", err=to_stderr)
    if not to_stderr:
        counts = {name: sum(one.severity == name for one in findings) for name in order}
        said = {f"{name}s": _counted(name, count, language) for name, count in counts.items()}
        typer.echo(term("cli.findings", language, **said))


def _counted(what: str, count: int, language: Language) -> str:
    """Return a number with its noun: French has the singular for 0 too."""
    single = count == 1 or (count == 0 and language == "fr")
    return term(f"cli.count.{what}" if single else f"cli.count.{what}s", language, count=count)


def _rows(finding: "Finding", language: Language) -> str:
    if not finding.rows:
        return ""
    shown = ", ".join(str(row) for row in finding.rows[:ROWS_SHOWN])
    more = max(finding.count, len(finding.rows)) - ROWS_SHOWN
    tail = f" {term('cli.and_more', language, count=more)}" if more > 0 else ""
    word = term("cli.rows" if len(finding.rows) > 1 else "cli.row", language)
    return f"{word} {shown}{tail}"
