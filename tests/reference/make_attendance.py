"""Write attendance.csv: two groups in 16 sites, four visits, people who drop out and people who come back."""

from pathlib import Path

import numpy as np
import pandas as pd


def main() -> None:
    """Simulate who is seen from the last value seen, the group and whether the visit before was attended."""
    rng = np.random.default_rng(20261122)
    n, sites = 240, 16
    site = np.repeat(np.arange(sites), n // sites)
    treated = (site % 2).astype(float)
    age = rng.normal(45.0, 12.0, n).round(0)
    diagnosis = rng.choice(["psychotic", "mood", "other"], n, p=[0.5, 0.3, 0.2])
    level = 2.3 - 0.005 * (age - 45.0) + 0.1 * (diagnosis == "mood") + rng.normal(0.0, 0.15, sites)[site]
    person = level + rng.normal(0.0, 0.35, n)
    y = person[:, None] + rng.normal(0.0, 0.3, (n, 4)) - np.outer(0.05 + 0.12 * treated, np.arange(4))
    seen = np.ones((n, 4), dtype=bool)
    last = y[:, 0].copy()
    for t in range(1, 4):
        eta = 1.4 - 1.5 * (last - 2.3) + 0.4 * treated * (last - 2.3) - 1.8 * ~seen[:, t - 1]
        seen[:, t] = rng.random(n) < 1.0 / (1.0 + np.exp(-eta))
        last = np.where(seen[:, t], y[:, t], last)
    who, when = np.nonzero(seen)
    frame = pd.DataFrame(
        {
            "participant": [f"P{i:03d}" for i in who],
            "group": np.where(treated[who] > 0, "treated", "control"),
            "site": [f"S{s:02d}" for s in site[who]],
            "age": age[who].astype(int),
            "diagnosis": diagnosis[who],
            "visit": np.array(["T0", "T6", "T12", "T18"])[when],
            "y": y[who, when].round(4),
        }
    )
    frame.to_csv(Path(__file__).parent / "attendance.csv", index=False)


if __name__ == "__main__":
    main()
