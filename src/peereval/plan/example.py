"""Writes the example study: files as such studies have them, a study file, a codebook, a README."""

from importlib.resources import files
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd

from peereval.errors import StudyFileError, one_of
from peereval.plan.simulate import simulate_study
from peereval.plan.sources import controls_file, prefollowed_file, treated_file
from peereval.terms import Language, term

SEED = 20150630
_NAMES: dict[Language, dict[str, str]] = {
    "en": {
        "treated": "treated_SIMULATED.csv",
        "controls": "controls_SIMULATED.xlsx",
        "prefollowed": "prefollowed_SIMULATED.csv",
    },
    "fr": {
        "treated": "suivis_SIMULES.csv",
        "controls": "temoins_SIMULES.xlsx",
        "prefollowed": "deja_suivis_SIMULES.csv",
    },
}


def write_example(folder: str | Path, language: Language = "en", *, seed: int = SEED) -> Path:
    """Write a simulated study that runs as it is, and return the path of its study.yaml.

    Use it to learn the format, to try an analysis whose true effects are known (they stand
    in the README), or as the start of a study file of your own. Files of the same name are
    replaced; the same seed gives the same bytes.

    Parameters
    ----------
    folder
        Where to write; made when it does not exist.
    language
        Language of the comments, the README and the report: "en" or "fr". The data files
        are French in both.
    seed
        Where chance starts.

    Raises
    ------
    StudyFileError
        If `language` is neither "en" nor "fr".
    """
    if language not in _NAMES:
        raise StudyFileError(one_of("language", language, _NAMES))
    study = simulate_study(np.random.default_rng(seed))
    names = _NAMES[language]
    words = {**names, "seed": str(seed), "effects": _effects(study.truth, language)}
    contents = {
        names["treated"]: treated_file(study),
        names["controls"]: controls_file(study),
        names["prefollowed"]: prefollowed_file(study),
        "codebook.yaml": _fill("codebook.yaml", {"about": term("plan.codebook", language), "items": _items()}),
        "README.md": _fill(f"README.{language}.md", words),
        "study.yaml": _fill(f"study.{language}.yaml", words),
    }
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (target / name).write_bytes(content)
    return target / "study.yaml"


def _fill(template: str, words: dict[str, str]) -> bytes:
    text = files("peereval.plan").joinpath("templates", template).read_text(encoding="utf-8")
    return Template(text).substitute(words).encode("utf-8")


def _items() -> str:
    columns = [f"ISMI{item:02d}" for item in range(1, 30)] + [f"QV{item}" for item in range(1, 27)]
    return "\n".join(f"  - {{name: {column}, type: integer}}" for column in columns)


def _effects(truth: pd.DataFrame, language: Language) -> str:
    """Return the rows of the table of true effects, in the numbers of the language."""
    lines = []
    for measure, rows in truth.groupby("measure", sort=False):
        cells = [f"{effect:+.2f}" if abs(effect) >= 0.005 else "0" for effect in rows["effect"]]
        shown = " | ".join(cells).replace("-", "−").replace(".", "," if language == "fr" else ".")
        lines.append(f"| {term(f'plan.{measure}', language)} | {shown} |")
    return "\n".join(lines)
