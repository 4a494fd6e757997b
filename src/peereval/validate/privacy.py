"""Finds the columns of a table, or of the files of a study, that identify people."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.terms import Language, term
from peereval.validate.identifiers import find_identifiers
from peereval.yaml_file import as_yaml

Headers = Mapping[str, Mapping[str, Sequence[str]]]


def identifying_columns(
    frame: pd.DataFrame, study: Study | None = None, *, participant: str | None = None, language: Language = "en"
) -> pd.DataFrame:
    """Return the columns of a table that identify people, and why.

    Use it before a table is analysed, shared or described: on what `pandas.read_csv` gives,
    or on the frame of a study. Names, full birth dates, addresses, e-mails, phones, social
    security and hospital numbers are found by header and by cells; the cells themselves are
    never returned.

    Parameters
    ----------
    frame
        Any table; text may be text still, and so may dates.
    study
        Where it is given, its key columns are what it says they are: a site may be called
        Saint-Jean, a day of visit is no birth date.
    participant
        The column of participant codes where there is no study: a birth date is then the
        same at all visits of a person.
    language
        Of the sentences in `why`.

    Returns
    -------
    pd.DataFrame
        One row a column: `column`, `why` (a sentence), `rule` (name, birth-date, address,
        postcode, email, phone, nir, hospital-number, initials, initials-birth,
        other-person, free-text).

    Examples
    --------
    >>> table = pd.DataFrame({"Nom": ["Martin", "Petit"], "nombre": [1, 2], "suivi": ["x@y.fr", ""]})
    >>> identifying_columns(table)[["column", "rule"]].values.tolist()
    [['Nom', 'name'], ['suivi', 'email']]
    """
    found = find_identifiers(frame, study, participant)
    why = [term(f"identifying.{rule}", language) for rule in found.values()]
    return pd.DataFrame({"column": list(found), "why": why, "rule": list(found.values())}, dtype=object)


def identifiers_read(tables: Iterable[pd.DataFrame], study: Study, headers: Headers | None = None) -> Iterator[Finding]:
    """Give the findings about columns that were read and identify people.

    Dropped columns are not in the tables. A column that the codebook calls `sensitive: true`
    is refused like those found; of one that it calls `sensitive: false`, a note is kept.

    Parameters
    ----------
    tables
        Of `read_data`: the visits and the absences.
    study
        Says which columns are keys, and what the codebook calls sensitive.
    headers
        For each file, the headers that fill each column; a column is its own header without them.
    """
    given = headers or {}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for table in tables:
        for file, rows in _by_file(table):
            for column, rule in {**find_identifiers(rows, study), **_declared(rows, study)}.items():
                for holder in _holders(str(file), column, given):
                    found[holder][column] = rule
    for file, rules in found.items():
        yield from _findings(file, rules, study, given.get(file, {}))


def _by_file(table: pd.DataFrame) -> Iterable[tuple[object, pd.DataFrame]]:
    """Return each file with its rows; the rows of the only one are not copied."""
    files = table["source_file"].unique()
    return [(files[0], table)] if len(files) == 1 else table.groupby("source_file", sort=False)


def _declared(rows: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return the columns with values that the codebook calls sensitive."""
    return {
        str(name): "sensitive" for name in rows.columns if _sensitive(str(name), study) and rows[name].notna().any()
    }


def _sensitive(column: str, study: Study) -> bool | None:
    field = study.book.field(study.columns.named.get(column, column))
    return field.sensitive if field else None


def _holders(file: str, column: str, headers: Headers) -> list[str]:
    """Return the files that hold a column found in the rows of a file: those that are joined to it, maybe."""
    if column in headers.get(file, {column: ""}):
        return [file]
    return [other for other, columns in headers.items() if column in columns] or [file]


def _findings(
    file: str, rules: Mapping[str, str], study: Study, headers: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    silent = {name: rule for name, rule in rules.items() if _sensitive(name, study) is False}
    keys = {name: rule for name, rule in rules.items() if name in study.columns.named and name not in silent}
    refused = {n: rule for n, rule in rules.items() if n not in silent and n not in keys and rule != "free-text"}
    texts = {n: rule for n, rule in rules.items() if n not in silent and n not in keys and rule == "free-text"}
    for column, rule in keys.items():
        yield _of_key(file, column, rule, study)
    births = {name: rule for name, rule in refused.items() if rule == "birth-date"}
    others = {name: rule for name, rule in refused.items() if rule != "birth-date"}
    drop = _drop(file, refused, study, headers)
    for severity, slug, columns, fix in (
        ("error", "identifying-columns", others, drop),
        ("error", "birth-dates-full", births, drop),
        ("warning", "free-text-columns", texts, _drop(file, {**refused, **texts}, study, headers)),
        ("note", "identifying-checked", silent, ""),
    ):
        if columns:
            said = {"columns": _listed(columns, study, headers)}
            yield Finding(severity, slug, file, count=len(columns), fix=fix, values=said)  # type: ignore[arg-type]


def _of_key(file: str, column: str, rule: str, study: Study) -> Finding:
    """Return the refusal of a key column: it cannot be dropped, its codes are to be replaced."""
    named = study.columns.named[column]
    values = {"column": named, "key": column, "what": term(f"identifying.{rule}", study.language), "path": file}
    return Finding("error", "key-identifying", file, count=1, fix=f"path: {as_yaml(f'coded/{file}')}", values=values)


def _listed(rules: Mapping[str, str], study: Study, headers: Mapping[str, Sequence[str]]) -> str:
    """Return the columns with what they hold: 'Nom, Prénom (names of people), Tél (phone numbers)'."""
    by_rule: dict[str, list[str]] = defaultdict(list)
    for column, rule in rules.items():
        by_rule[rule] += headers.get(column, [study.columns.named.get(column, column)])
    parts = [f"{', '.join(names)} ({term(f'identifying.{rule}', study.language)})" for rule, names in by_rule.items()]
    return ", ".join(parts)


def _drop(file: str, columns: Iterable[str], study: Study, headers: Mapping[str, Sequence[str]]) -> str:
    """Return the `drop` of a source with what it has already and all the columns to be dropped."""
    before = [name for source in study.sources if source.path == file for name in source.drop]
    added = [header for column in columns for header in headers.get(column, [column])]
    return f"drop: [{', '.join(as_yaml(name) for name in dict.fromkeys([*before, *added]))}]"
