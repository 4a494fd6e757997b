"""The commands about identities: codes in their place, and a bundle for support without any data."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from peereval.cli.app import app
from peereval.errors import DataError
from peereval.terms import Language, term

if TYPE_CHECKING:
    from peereval.privacy.pseudonym_run import Pseudonymised

FilesArgument = Annotated[list[Path], typer.Argument(help="Data files: text or .xlsx.", show_default=False)]
ColumnOption = Annotated[str, typer.Option("--column", help="The column of the participants.", show_default=False)]
OutOption = Annotated[Path, typer.Option("--out", help="Folder of the copies.", show_default=False)]
KeyOption = Annotated[Path | None, typer.Option("--key", help="Key file; made when it does not exist.")]
TableOption = Annotated[Path | None, typer.Option("--table", help="Table of random codes, for your eyes only.")]
DropOption = Annotated[list[str] | None, typer.Option("--drop", help="Leave a column out; may be repeated.")]
BirthOption = Annotated[str | None, typer.Option("--birth-date", help="Birth date to be reduced.")]
AtOption = Annotated[str | None, typer.Option("--at", help="Visit date at which ages are taken.")]
LanguageOption = Annotated[Literal["en", "fr"], typer.Option("--language", help="Language of messages.")]


@app.command()
def pseudonymise(
    files: FilesArgument,
    *,
    column: ColumnOption,
    out: OutOption,
    key: KeyOption = None,
    random: Annotated[bool, typer.Option("--random", help="Random codes instead of a keyed hash.")] = False,
    table: TableOption = None,
    drop: DropOption = None,
    birth_date: BirthOption = None,
    reduce_to: Annotated[Literal["age", "month"], typer.Option("--as", help="What a birth date becomes.")] = "age",
    at: AtOption = None,
    length: Annotated[int, typer.Option(help="Signs of a code from a key.")] = 12,
    header_row: Annotated[int, typer.Option(help="Row of the column names, as Excel shows it.")] = 1,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    language: LanguageOption = "en",
) -> None:
    """Copy data files with codes in the place of identities; the files themselves stay as they are."""
    from peereval.privacy.pseudonym_files import CopyPlan  # noqa: PLC0415  (pandas is slow to import)
    from peereval.privacy.pseudonym_run import with_key, with_table  # noqa: PLC0415  (as above)

    plan = CopyPlan(column, tuple(drop or ()), birth_date, reduce_to, at, header_row, sheet, language)
    if key is not None and table is None and not random:
        _say(with_key(files, out, plan, key, length), out, language, keyed=True)
    elif table is not None and key is None and random:
        _say(with_table(files, out, plan, table), out, language, keyed=False)
    else:
        raise DataError("Give --key KEYFILE for a keyed hash, or --random --table TABLE.csv for random codes.")


def _say(done: "Pseudonymised", out: Path, language: Language, *, keyed: bool) -> None:
    from peereval.checks.lines import ROWS_SHOWN  # noqa: PLC0415  (imports pandas)

    for copy in done.copies.files:
        counts = {"rows": copy.rows, "people": copy.people}
        typer.echo(term("privacy.copied", language, path=out / copy.path.name, **counts))
        if copy.emptied:
            rows = ", ".join(str(row) for row in copy.emptied[:ROWS_SHOWN])
            typer.echo(term("privacy.emptied", language, count=len(copy.emptied), rows=rows))
        if copy.still:
            typer.echo(term("privacy.still", language, columns=", ".join(copy.still)))
    if done.copies.alike:
        typer.echo(term("privacy.alike", language, count=done.copies.alike))
    made = "made" if done.made else "used"
    what = "key" if keyed else "table"
    typer.echo(term(f"privacy.{what}_{made}", language, path=done.secret))
    if os.name != "posix":
        typer.echo(term("privacy.windows", language, path=done.secret))
    said = {"people": done.copies.people, "length": done.length, "chance": f"{done.collision:.0e}"}
    typer.echo(term(f"privacy.{what}_codes", language, **said))
    typer.echo(term("privacy.personal", language))
