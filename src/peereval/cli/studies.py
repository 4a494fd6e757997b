"""The commands about a study: an example of one, its check, its analysis."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from peereval.cli.app import app
from peereval.cli.findings import print_findings
from peereval.cli.progress import Bar
from peereval.errors import StudyFileError
from peereval.terms import term

if TYPE_CHECKING:
    from peereval.study import Study

DEMO_FOLDER = "peereval-demo"
DEMO_MARK = ".made-by-peereval-demo"

LanguageOption = Annotated[Literal["en", "fr"], typer.Option("--language", help="Language of files and report.")]
StudyArgument = Annotated[Path, typer.Argument(help="The study file.", show_default=False)]


@app.command()
def demo(*, language: LanguageOption = "en") -> None:
    """Write a simulated study into ./peereval-demo, its analysis plan, and analyse it."""
    folder = Path(DEMO_FOLDER)
    if folder.exists() and not (folder / DEMO_MARK).exists():
        raise StudyFileError(
            f"The folder '{DEMO_FOLDER}' exists and was not made by demo. Rename it, or run demo in another folder."
        )
    from peereval.plan.example import write_example  # noqa: PLC0415

    study_file = write_example(folder, language)
    (folder / DEMO_MARK).write_text("Written by `peereval demo`; it may be replaced.\n", encoding="utf-8")
    typer.echo(term("cli.study_written", language, path=study_file))
    from peereval.planning import write_plan  # noqa: PLC0415

    typer.echo(term("cli.plan_written", language, path=write_plan(study_file)))
    _analyze(study_file, folder / "results", None)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", show_default=False)],
    more: Annotated[list[Path] | None, typer.Argument(metavar="--from FILE", hidden=True)] = None,
    *,
    from_: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE...", help="Your data files: write a draft of a study for them."),
    ] = None,
    language: LanguageOption = "en",
) -> None:
    """Write a simulated study to learn the format, or, with --from, a draft of a study for your own files."""
    if more and not from_:
        raise StudyFileError(f"'{more[0]}' is one name too many. To name data files, write --from before them.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyFileError(f"'{folder}' exists and is not empty; nothing was written. Name a new folder.")
    if from_:
        from peereval.plan.draft.write import draft_study  # noqa: PLC0415

        study_file = draft_study([*from_, *(more or [])], folder, language=language)
    else:
        from peereval.plan.example import write_example  # noqa: PLC0415

        study_file = write_example(folder, language)
    typer.echo(term("cli.draft_written" if from_ else "cli.study_written", language, path=study_file))
    typer.echo(term("cli.next_check", language, path=_quoted(study_file)))


@app.command()
def check(study: StudyArgument) -> None:
    """Read and check the files of a study; print everything found, and end with 0 or 1."""
    from peereval.checks.data import check_data  # noqa: PLC0415

    try:
        read = _read(study)
    except StudyFileError:
        _say_guesses(study)
        raise
    checked = check_data(read)
    print_findings(checked.findings, read)
    typer.echo(term("cli.usable" if checked.usable else "cli.unusable", read.language))
    if not checked.usable:
        raise typer.Exit(1)


@app.command()
def analyze(
    study: StudyArgument,
    *,
    out: Annotated[Path | None, typer.Option(help="Folder of the results; 'results' beside the study file.")] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="Analyse this outcome only; may be repeated.")] = None,
    audience: Annotated[
        Literal["internal", "external"] | None,
        typer.Option(help="external: small numbers are hidden, so that the report may leave; as in study.yaml."),
    ] = None,
) -> None:
    """Analyse a study and write report.html, report.docx, tables.xlsx, figures, results.csv and manifest.json."""
    _analyze(study, out or study.parent / "results", outcome, audience)


def _say_guesses(study_file: Path) -> None:
    """Say what is left to verify in a draft that cannot be used yet; its problems are said after it."""
    from peereval.checks.lines import finding_lines  # noqa: PLC0415
    from peereval.validate.unverified import find_guesses, language_of  # noqa: PLC0415

    for line in finding_lines(find_guesses(study_file), language_of(study_file)):
        typer.echo(line, err=True)


def _quoted(path: Path) -> str:
    """Return a path as it may be typed into a terminal: in quotation marks where it needs them."""
    return str(path) if re.fullmatch(r"[\w./\\:~+-]+", str(path)) else f'"{path}"'


def _read(path: Path) -> "Study":
    from peereval.study import read_study  # noqa: PLC0415
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415

    refuse_other_files(path)
    return read_study(path)


def _analyze(
    study_file: Path, out: Path, outcomes: list[str] | None, audience: Literal["internal", "external"] | None = None
) -> None:
    from peereval.checks.data import check_data  # noqa: PLC0415
    from peereval.pipeline import analyze as analyze_study  # noqa: PLC0415
    from peereval.report.swap import check_target  # noqa: PLC0415

    study = _read(study_file)
    check_target(out.absolute())  # before minutes of computing, not after
    checked = check_data(study)
    if not checked.usable:
        errors = [finding for finding in checked.findings if finding.severity == "error"]
        print_findings(errors, study, to_stderr=True)
        from peereval.checks.lines import counted  # noqa: PLC0415

        typer.echo(term("cli.errors", study.language, errors=counted("error", len(errors), study.language)), err=True)
        raise typer.Exit(1)
    from peereval.report.write import write_report  # noqa: PLC0415

    with Bar(study.language) as bar:
        analysis = analyze_study(study, outcomes=outcomes, checked=checked, progress=bar.show)
        report = write_report(analysis, out, audience=audience)
    from peereval.checks.lines import finding_lines  # noqa: PLC0415

    for line in finding_lines([one for one in analysis.findings if one.rule.startswith("plan-")], study.language):
        typer.echo(line)
    typer.echo(term("cli.report", study.language, path=report))
