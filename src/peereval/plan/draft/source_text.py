"""The draft of study.yaml: its files."""

from peereval.plan.draft.lines import guessed, plain, quoted, remark, said
from peereval.plan.draft.names import header_renames
from peereval.plan.draft.people import group_of_table
from peereval.plan.draft.study import DraftStudy
from peereval.plan.draft.table import SeenTable
from peereval.terms import Language, has_term, term


def source_lines(draft: DraftStudy, paths: dict[str, str], language: Language) -> list[str]:
    """Return the entries of `sources`, one a table.

    Parameters
    ----------
    draft
        What was recognised.
    paths
        How study.yaml names each file, by its path as given.
    language
        Of the comments.
    """
    return [line for table in draft.tables for line in _source(table, draft, paths[str(table.raw.path)], language)]


def _source(table: SeenTable, draft: DraftStudy, path: str, language: Language) -> list[str]:
    size = table.size or table.raw.cells.shape
    rows = said("rows", language, rows=size[0], columns=size[1])
    lines = [plain(f"  - path: {quoted(path)}", rows)]
    if "participant" not in table.roles:
        lines += remark(said("no_participant", language), "    ")
    if table.raw.sheet:
        lines.append(guessed(f"    sheet: {quoted(table.raw.sheet)}", language))
    if table.raw.header_row > 1:
        lines.append(guessed(f"    header_row: {table.raw.header_row}", language, said("header_row", language)))
    if table.redcap:
        named = f"dictionary: {quoted(draft.dictionary)}" if draft.dictionary else ""
        lines.append(guessed(f"    redcap: {{{named}}}", language, said("redcap", language)))
    lines += _renames(table, language)
    lines += _drops(table, language)
    if table.wide is not None:
        lines.append(guessed(f"    wide: {quoted(table.wide.pattern)}", language, said("wide", language)))
    if table.visit:
        name = next(one.name for one in draft.visits if table.visit in (one.name, *one.also))
        lines.append(guessed(f"    visit: {quoted(name)}", language, said("by_name", language)))
    group = group_of_table(table, draft.tables)
    if group:
        lines.append(guessed(f"    group: {quoted(group)}", language, said("by_name", language)))
    if table.join:
        lines.append(guessed(f"    join: {table.join}", language, said(f"join.{table.join}", language)))
    return lines


def _renames(table: SeenTable, language: Language) -> list[str]:
    renames = header_renames(table)
    if not renames:
        return []
    lines = [guessed("    rename:", language, said("rename", language))]
    return lines + [f"      {quoted(old)}: {quoted(new)}" for old, new in renames.items()]


def _drops(table: SeenTable, language: Language) -> list[str]:
    if not table.dropped:
        return []
    lines = [guessed("    drop:", language, said("drop", language))]
    for column, reason in table.dropped.items():
        key = f"identifying.{reason}" if has_term(f"identifying.{reason}") else f"draft.drop.{reason}"
        lines.append(plain(f"      - {quoted(column)}", term(key, language)))
    return lines
