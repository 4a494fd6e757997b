"""The words of a study for a dossier: its groups, measures, variables and levels."""

from peereval.report.labels import Labels
from peereval.results import Analysis
from peereval.terms import Language


def study_labels(analysis: Analysis, language: Language) -> dict[str, str]:
    """Return the words of a study by the place they belong to.

    Returns
    -------
    dict
        group/NAME, measure/NAME, variable/NAME and level/NAME, in the language of the dossier.
    """
    labels = Labels(analysis)
    labels.language = language
    found = {f"group/{name}": labels.group(name) for name in analysis.study.groups}
    for name, measure in labels.measures.items():
        method = measure.method
        said = {one: str(method.get(f"label.{one}") or "") for one in ("en", "fr")}
        found[f"measure/{name}"] = said[language] or measure.label
    for result in analysis.of_kind("observed_by"):
        rows = result.rows
        for variable, level in rows[["variable", "level"]].drop_duplicates().itertuples(index=False):
            found[f"variable/{variable}"] = labels.variable(variable)
            found[f"level/{level}"] = labels.level(variable, level)
    return found
