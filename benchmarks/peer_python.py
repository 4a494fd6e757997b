"""Time one fit of a Python peer, in a process of its own: peer_python.py PEER MODEL FORMULA RUNS FILE...

Prints one JSON object: version, seconds of each file (a whole call from a data frame), whether all converged.
"""

import importlib
import json
import sys
import time
import warnings

import pandas as pd

MODULES = {"statsmodels": "statsmodels.formula.api", "mixedlm-rs": "mixedlm_rs"}
RANDOM = {"random intercept": None, "unstructured": "0 + C(visit)"}


def fit(peer: str, model: str, formula: str, frame: pd.DataFrame) -> object:
    """Fit a linear mixed model by REML and tabulate it; an effect per visit stands for the unstructured covariance."""
    module = importlib.import_module(MODULES[peer])
    found = module.mixedlm(formula, frame, groups=frame["participant"], re_formula=RANDOM[model]).fit(reml=True)
    found.summary()
    return found


def main() -> None:
    """Fit each file; the first one once more before, which does not count."""
    peer, model, formula, warm, *files = sys.argv[1:]
    warnings.simplefilter("ignore")
    seconds, converged = [], True
    for number, file in enumerate(files):
        frame = pd.read_csv(file)
        if number == 0 and warm == "warm":
            fit(peer, model, formula, frame)
        start = time.perf_counter()
        found = fit(peer, model, formula, frame)
        seconds.append(time.perf_counter() - start)
        converged = converged and bool(found.converged)  # type: ignore[attr-defined]
    version = importlib.import_module(MODULES[peer].split(".")[0]).__version__
    print(json.dumps({"version": version, "seconds": seconds, "converged": converged}))


if __name__ == "__main__":
    main()
