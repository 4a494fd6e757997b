"""The command that packs what may be sent when asking for help."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peereval.cli.app import app
from peereval.cli.privacy import LanguageOption
from peereval.errors import DataError, StudyFileError
from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.study import Study


@app.command("support-bundle")
def support_bundle(
    study: Annotated[Path, typer.Argument(help="The study file.", show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="The zip file to write.")] = Path("bundle.zip"),
    with_column_names: Annotated[bool, typer.Option("--with-column-names", help="Keep the names of columns.")] = False,
    language: LanguageOption = "en",
) -> None:
    """Pack findings, versions and shapes of a study, without any data, for asking for help."""
    from peereval.privacy.bundle import bundle_files, describe_machine, write_bundle  # noqa: PLC0415  (imports pandas)

    if out.exists():
        raise DataError(f"'{out.name}' exists and is not overwritten. Name another --out.")
    parts = {"machine": describe_machine(), "study": _described(study, with_column_names=with_column_names)}
    files = bundle_files(parts, language)
    _show(files, language)
    write_bundle(out, files)
    typer.echo(term("bundle.written", language, path=out))


def _show(files: dict[str, bytes], language: Language) -> None:
    """Print what will be in the bundle: each file with its size."""
    for name, content in files.items():
        typer.echo(f"    {name}  {max(1, round(len(content) / 1000))} kB")
    size = max(1, round(sum(map(len, files.values())) / 1000))
    typer.echo(term("bundle.size", language, count=len(files), size=size))


def _described(file: Path, *, with_column_names: bool) -> dict[str, Any]:
    """Return what can be said of a study: all of it, or where reading or checking it failed."""
    from peereval.privacy.bundle import describe_fault  # noqa: PLC0415  (imports pandas)
    from peereval.study import read_study  # noqa: PLC0415  (as above)
    from peereval.study.rules import refuse_other_files  # noqa: PLC0415  (as above)

    refuse_other_files(file)
    try:
        study = read_study(file)
    except StudyFileError as error:  # its text repeats words of the file: the lines are enough
        return {"unread": [int(line) for line in re.findall(r"\bline (\d+)", str(error))]}
    try:
        return _checked(study, with_column_names=with_column_names)
    except Exception as error:  # noqa: BLE001  (what nobody foresaw is what a bundle is for; its text stays here)
        return {"fault": describe_fault(error)}


def _checked(study: "Study", *, with_column_names: bool) -> dict[str, Any]:
    from peereval.checks.data import check_data  # noqa: PLC0415  (imports pandas)
    from peereval.privacy.bundle import describe_study  # noqa: PLC0415  (as above)

    clock = time.perf_counter()
    checked = check_data(study)
    seconds = round(time.perf_counter() - clock, 3)
    data = checked.data
    described = describe_study(study, data.frame, data.files, checked.findings, with_column_names=with_column_names)
    return {**described, "usable": checked.usable, "seconds": {"check": seconds}}
