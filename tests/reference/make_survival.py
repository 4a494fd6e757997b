"""Writes survival.csv: 240 simulated people of 16 sites, months to an event in halves (so that many tie), by group."""

from pathlib import Path

import numpy as np
import pandas as pd

rng = np.random.default_rng(20150630)
n, sites = 240, 16
site = rng.integers(0, sites, n)
treated = site % 2
age = np.round(rng.normal(40, 10, n), 1)
frailty = rng.normal(0, 0.4, sites)[site]
months = rng.exponential(10 / np.exp(0.5 * treated + 0.02 * (age - 40) + frailty))
watched = np.where(rng.random(n) < 0.3, rng.uniform(2, 12, n), 12.0)
time = np.ceil(2 * np.minimum(months, watched)) / 2
pd.DataFrame(
    {
        "participant": [f"P{i:03d}" for i in range(n)],
        "site": [f"S{s:02d}" for s in site],
        "group": np.where(treated == 1, "treated", "control"),
        "age": age,
        "months": time,
        "event": (months <= watched).astype(int),
    }
).to_csv(Path(__file__).with_name("survival.csv"), index=False)
