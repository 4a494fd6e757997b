"""The commands about instruments: which there are, and what the key of one says."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from peereval.cli.app import app
from peereval.cli.studies import LanguageOption
from peereval.terms import Language, has_term, term

if TYPE_CHECKING:
    from peereval.score.instruments import Instrument

instruments = typer.Typer(no_args_is_help=True, help="The instruments that can be scored, and what their keys say.")
app.add_typer(instruments, name="instruments")

_HEADS = ("name", "domain", "items", "scores", "better", "verified")


@instruments.command("list")
def list_instruments(*, language: LanguageOption = "en") -> None:
    """List the built-in instruments: domain, items, scores, direction, and whether the key was verified."""
    from peereval.score.keyfile import instrument_names, read_instrument  # noqa: PLC0415  (pandas takes a second)

    say = _speaker(language)
    rows = [
        (key.name, _domain(key.domain, language), str(key.items), str(len(key.scores)),
         say(f"table.{_better(key.higher_is)}"), _verdict(key, language))
        for key in map(read_instrument, instrument_names())
    ]  # fmt: skip
    for line in _aligned([tuple(say(f"column.{name}") for name in _HEADS), *rows]):
        typer.echo(line)
    typer.echo("")
    typer.echo(say("cli.instruments_show"))


@instruments.command()
def show(
    name: Annotated[
        str, typer.Argument(help="A name of the list, or the path of a key of your own.", show_default=False)
    ],
    *,
    language: LanguageOption = "en",
) -> None:
    """Show a key: items of each score, reversed items, minimum answered, bands, source, verified or not."""
    from peereval.score.keyfile import read_instrument  # noqa: PLC0415

    for line in _described(read_instrument(name), language):
        typer.echo(line)


def _described(key: "Instrument", language: Language) -> Iterator[str]:
    from peereval.score.catalogue import instrument_label  # noqa: PLC0415

    say = _speaker(language)
    yield f"{key.name}  {instrument_label(key, language)}"
    facts = {
        "column.domain": _domain(key.domain, language),
        "column.version": key.version or "–",
        "column.items": str(key.items),
        "column.responses": f"{key.responses.minimum:g}–{key.responses.maximum:g}",
        "column.reversed": _numbers(key.reversed) or "–",
        "column.missing": ", ".join(f"{code:g}" for code in key.missing) or "–",
        "column.maximum_unanswered": _share(key.maximum_unanswered),
        "column.better": say(f"table.{_better(key.higher_is)}"),
        "column.source": key.source,
        "column.verified": _verdict(key, language),
    }
    yield from _aligned([(f"  {say(name)}", value) for name, value in facts.items()])
    meaning = "template" if key.template else "verified" if key.verified else "unverified"
    yield f"  {say(f'cli.key_{meaning}')}"
    about = f"instrument.{key.based_on or key.name}.about"
    if has_term(about):
        yield f"  {say(about)}"
    yield ""
    heads = tuple(say(f"column.{name}") for name in ("score", "rule", "minimum_answered", "items"))
    yield from _aligned([heads, *(_score_row(key, score, language) for score in key.scores)])
    yield from _bands(key, language)


def _score_row(key: "Instrument", score: str, language: Language) -> tuple[str, ...]:
    rule = key.scores[score]
    parts = len(rule.scores or key.items_of(score))
    made = ", ".join(rule.scores) if rule.scores else _numbers(key.items_of(score))
    name = f"{score} *" if score in (key.default_scores or tuple(key.scores)) else score
    what = term(f"rule.{rule.rule}", language)
    if rule.rescale:
        what += f", {rule.rescale.minimum:g}–{rule.rescale.maximum:g}"
    return name, what, f"{key.needed(score)}/{parts}" if parts else "?", made or term("cli.to_complete", language)


def _bands(key: "Instrument", language: Language) -> Iterator[str]:
    from peereval.score.naming import band_label, bands_label, cuts_text  # noqa: PLC0415

    yield ""
    yield term("cli.default_scores", language)
    for score, rule in key.scores.items():
        for given, bands in rule.bands.items():
            side = term(f"table.bands_{bands.closed}", language, cuts=cuts_text(bands, language))
            names = ", ".join(band_label(bands, band, language) for band in bands.names)
            doubt = "" if bands.verified else f" {term('table.bands_unverified', language)}"
            label = bands_label(given, bands, language)
            yield term("table.note_of", language, measures=f"{score} ({label})", text=f"{names} – {side}{doubt}")


def _speaker(language: Language) -> Callable[[str], str]:
    return lambda key: term(key, language)


def _better(direction: str) -> str:
    return "higher" if direction == "better" else "lower"


def _verdict(key: "Instrument", language: Language) -> str:
    return term("cli.template" if key.template else "table.yes" if key.verified else "table.no", language)


def _domain(domain: str, language: Language) -> str:
    return term(f"domain.{domain.replace(' ', '_').replace('-', '_')}", language)


def _share(amount: float | None) -> str:
    if amount is None:
        return "–"
    return f"{100 * amount:g}%" if isinstance(amount, float) and amount <= 1 else f"{amount:g}"


def _numbers(items: Sequence[int]) -> str:
    """Return item numbers with runs shortened: 1-3, 5."""
    runs: list[list[int]] = []
    for item in items:
        if runs and item == runs[-1][-1] + 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as lines whose columns stand under each other; the last one is left to run on."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
