"""The analysis of the simulated study as it once was: its figures are stored, so no solver, BLAS or seed moves them.

`python tests/report/frozen.py` makes it anew; see tests/golden/README.md.
"""

import gzip
import json
from dataclasses import asdict
from io import StringIO
from pathlib import Path

import pandas as pd

from peereval.remarks import Finding, Note
from peereval.results import VALUE_COLUMNS, Analysis, make_result, stack_results
from peereval.sensitivity.tipping.amount import Amounts

GOLDEN = Path(__file__).parents[1] / "golden"
ROWS, TOLD = GOLDEN / "results.csv.gz", GOLDEN / "results.json"
PROVENANCE = {"peereval": "0.1.0", "python": "3.11.9", "packages": {"pandas": "2.2.2"}, "seed": 20150630,
              "simulated": True, "study": {}, "started": "2026-01-05T10:30:00+00:00",
              "seconds": 4.2}  # fmt: skip


def read_frozen(study):
    """Return the stored results as an analysis of the study of the example, in its language."""
    told = json.loads(TOLD.read_text(encoding="utf-8"))
    with gzip.open(ROWS, "rt", encoding="utf-8", newline="") as lines:
        rows = pd.read_csv(lines, keep_default_na=False,
                           na_values={name: [""] for name in VALUE_COLUMNS[1:-1]})  # fmt: skip
    parts = dict(iter(rows.groupby("result")))
    results = tuple(_result(one, parts[place]) for place, one in enumerate(told["results"]))
    findings = tuple(Finding(**{**one, "rows": tuple(one["rows"])}) for one in told["findings"])
    return Analysis(study, findings, {**PROVENANCE, "files": told["files"]}, results)


def _result(told, part):
    frame = part[[*told["keys"], *VALUE_COLUMNS]].copy()
    for name, kind in told["numbers"].items():
        frame[name] = pd.to_numeric(frame[name]).astype(kind)
    notes = [Note(code, **{name: _value(value) for name, value in values.items()}) for code, values in told["notes"]]
    return make_result(told["kind"], frame, outcome=told["outcome"], method=told["method"], notes=notes)


def _value(value):
    return Amounts(tuple(map(tuple, value["amounts"]))) if isinstance(value, dict) else value


def freeze(analysis):
    """Store the results and findings of an analysis: figures to ten digits, more than any table prints."""
    text = StringIO()
    places = [place for place, one in enumerate(analysis.results) for _ in range(len(one.rows))]
    rows = stack_results(analysis.results).drop(columns=["key", "kind", "outcome"]).assign(result=places)
    rows.to_csv(text, index=False, float_format="%.10g")
    ROWS.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))
    results = [
        {"kind": one.kind, "outcome": one.outcome, "keys": list(one.keys), "method": dict(one.method),
         "numbers": {name: str(one.rows[name].dtype) for name in one.keys
                     if pd.api.types.is_numeric_dtype(one.rows[name])},
         "notes": [[note.code, dict(note.values)] for note in one.notes]}
        for one in analysis.results
    ]  # fmt: skip
    told = {"results": results, "findings": [asdict(one) for one in analysis.findings],
            "files": analysis.provenance["files"]}  # fmt: skip
    TOLD.write_text(json.dumps(told, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8")


def _plain(value):
    return {"amounts": value.parts} if isinstance(value, Amounts) else dict(value)


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    import peereval as pe
    from peereval.plan.example import write_example

    with TemporaryDirectory() as folder:
        freeze(pe.analyze(write_example(Path(folder), "en")))
