"""The draft of codebook.yaml: what each column that is read holds."""

from collections.abc import Iterator

from peereval.plan.draft.lines import guessed, listed, plain, quoted, remark, said, texted
from peereval.plan.draft.looks import Look
from peereval.plan.draft.series import Scale
from peereval.plan.draft.study import DraftStudy
from peereval.plan.draft.words import fold, words_in, words_of
from peereval.terms import Language

_CODED = 5
_COUNTED = words_in("age count duree jours mois nb nbr nombre number score total")
_SEXES = {"f": "f", "femme": "f", "female": "f", "feminin": "f", "woman": "f", "h": "m", "homme": "m", "m": "m",
          "male": "m", "masculin": "m", "man": "m"}  # fmt: skip


def codebook_text(draft: DraftStudy, language: Language) -> str:
    """Return the text of codebook.yaml for a draft.

    Levels are written only where there are at most 12, each seen 5 times or more; the range of
    numbers is not, since it would make a rule of what the files hold today.
    """
    scales = {scale.columns[0]: scale for scale in draft.scales}
    keys = {column: key for key, column in {**draft.partial, **draft.keys}.items()}
    of_items = {column for scale in draft.scales for column in scale.columns}
    lines = [line for part in said("codebook", language).split("\n") for line in remark(part)]
    lines.append("fields:")
    for name, look in draft.looks.items():
        if name in scales:
            lines += _items(scales[name], draft, language)
        elif name not in of_items:
            lines += _key(name, keys[name], look, language) if name in keys else _field(name, draft, language)
    if not draft.looks:
        lines[-1] = "fields: []"
    return "\n".join(lines) + "\n"


def _items(scale: Scale, draft: DraftStudy, language: Language) -> Iterator[str]:
    """Give the columns of a series; the mark of the first stands for all."""
    bounds = ""
    if scale.top is not None:
        bounds = f", constraints: {{minimum: {scale.low}, maximum: {scale.top:g}}}"
    if len(scale.columns) > 1:
        count, last = len(scale.columns), quoted(scale.columns[-1])
        yield from remark(said("series", language, first=quoted(scale.columns[0]), last=last, count=count), "  ")
    for number, name in enumerate(scale.columns):
        look = draft.looks[name]
        codes = "" if scale.top is not None else _codes(look)
        whole = look.whole or look.kind == "empty"
        line = f"  - {{name: {quoted(name)}, type: {'integer' if whole else 'number'}{bounds}{codes}}}"
        yield guessed(line, language) if number == 0 else line


def _key(name: str, key: str, look: Look, language: Language) -> Iterator[str]:
    kind = "date" if look.kind == "date" else "string"
    yield plain(f"  - {{name: {quoted(name)}, type: {kind}}}", said("is_key", language, key=key))


def _field(name: str, draft: DraftStudy, language: Language) -> Iterator[str]:
    """Give a column that is neither a key nor an item."""
    look = draft.looks[name]
    opened = f"  - {{name: {quoted(name)}, type: "
    coded = look.kind == "number" and look.different <= _CODED and not words_of(name) & _COUNTED
    if look.can_list and (look.kind == "text" or (coded and look.whole)):
        yield from _levels(name, look, language, divided=name in draft.divided)
    elif look.kind == "number":
        kind = "integer" if look.whole else "number"
        comment = said("odd_numbers", language, count=look.odd) if look.odd else ""
        yield guessed(f"{opened}{kind}{_codes(look)}}}", language, comment)
    elif look.kind == "date":
        comment = said("odd_dates", language, count=look.odd) if look.odd else ""
        yield guessed(f"{opened}date}}", language, comment)
    else:
        yield guessed(f"{opened}string}}", language, said("empty" if look.kind == "empty" else "text", language))


def _levels(name: str, look: Look, language: Language, *, divided: bool) -> Iterator[str]:
    yield f"  - name: {quoted(name)}"
    yield "    type: string"
    if look.number_codes:
        yield guessed(f"    missingValues: {listed(look.number_codes)}", language)
    coded = look.kind == "number"
    comment = said("mixed_levels" if divided else "coded_levels" if coded else "levels", language)
    yield guessed("    levels:", language, comment)
    for level, also in _merged(look).items():
        yield f"      {texted(level)}: {{{f'also: {listed(also)}' if also else ''}}}"


def _merged(look: Look) -> dict[str, list[str]]:
    """Return the levels, numbers first; those that are one word in several forms (F, Femme) stand together."""
    ordered = sorted(look.levels, key=lambda text: (not text.isdigit(), len(text) if text.isdigit() else 0, text))
    merged: dict[str, list[str]] = {}
    for level in ordered:
        same = next((kept for kept in merged if _sex(kept) and _sex(kept) == _sex(level)), None)
        if same is None:
            merged[level] = []
        else:
            merged[same].append(level)
    return merged


def _sex(level: str) -> str:
    return _SEXES.get(fold(level), "")


def _codes(look: Look) -> str:
    return f", missingValues: {listed(look.number_codes)}" if look.number_codes else ""
