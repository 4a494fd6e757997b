"""Every sum that the definitions of the quantities imply, over the keys of results.csv."""

from itertools import pairwise
from math import inf

SMALLEST = 11
# The page on methods says from which number of people on each figure is shown.
SHOWN_FROM = {"mean": 1, "sd": 1, "median": 2, "q1": 4, "q3": 4}


def state_sums(attack, visits, groups, covariates):
    """State all sums, and what figures tell that are shown only beside large counts."""
    entries = {group: [visit for visit in visits if f"flow/{group}/{visit}/{visit}/seen" in attack.cells]
               for group in groups}  # fmt: skip
    for group in groups:
        for entry in ["", *entries[group]]:
            _flow(attack, _join("flow", group, entry), visits)
        for visit in visits:
            for word in ("expected", "seen", "missed", "lost", "newly lost", "returned", "entered"):
                parts = [f"flow/{group}/{one}/{visit}/{word}" for one in entries[group]]
                parts = [part for part in parts if part in attack.cells]
                if parts:
                    attack.equal(f"flow/{group}/{visit}/{word}", *parts)
    outcomes = sorted({key.split("/")[1] for key in attack.cells if key.startswith("analysed/")})
    for outcome in outcomes:
        for group in groups:
            _measured(attack, outcome, group, visits, entries[group])
            _ever(attack, outcome, group, visits, covariates)
            _first(attack, outcome, group, visits, entries[group])
        _models(attack, outcome, groups, visits)
    _table_one(attack, groups, visits)
    _figures(attack)


def _join(*parts):
    return "/".join(part for part in parts if part)


def _flow(attack, head, visits):
    at = [visit for visit in visits if f"{head}/{visit}/expected" in attack.cells]
    for visit in at:
        attack.equal(*(f"{head}/{visit}/{word}" for word in ("expected", "seen", "missed", "lost")))
    for before, now in pairwise(at):
        attack.equal(f"{head}/{now}/expected", f"{head}/{before}/expected", f"{head}/{now}/entered")
        attack.equal(f"{head}/{now}/lost", f"{head}/{before}/lost", f"{head}/{now}/newly lost")
        stayed, gone = f"~{head}/{now}/stayed", f"~{head}/{now}/newly missed"
        attack.equal(f"{head}/{now}/seen", f"{head}/{now}/entered", f"{head}/{now}/returned", stayed)
        attack.equal(f"{head}/{before}/seen", stayed, f"{head}/{now}/newly lost", gone)
        attack.add({f"{head}/{now}/missed": 1, f"{head}/{before}/missed": -1, f"{head}/{now}/returned": 1, gone: -1})
        attack.at_most(f"{head}/{now}/returned", f"{head}/{before}/missed")
    for word, visit in (("missed", at[0]), ("lost", at[0]), ("returned", at[0]), ("missed", visits[-1])) if at else ():
        attack.add({f"{head}/{visit}/{word}": 1})


def _measured(attack, outcome, group, visits, entries):
    for visit in visits:
        head = f"analysed/{outcome}/{group}/{visit}"
        attack.equal(f"flow/{group}/{visit}/seen", f"{head}/measured", f"{head}/missing outcome")
        attack.equal(f"{head}/measured", f"{head}/missing covariate", f"{head}/analysed")
        whole = f"observed/{outcome}/{group}/{visit}"
        attack.equal(f"{whole}/count", f"{head}/measured")
        attack.equal(f"{whole}/missing", f"{head}/missing outcome")
        cohorts = [f"observed/{outcome}/{group}/{entry}/{visit}" for entry in entries]
        cohorts = [one for one in cohorts if f"{one}/count" in attack.cells]
        for word in ("count", "missing") if cohorts else ():
            attack.equal(f"{whole}/{word}", *(f"{one}/{word}" for one in cohorts))
        for entry, one in zip(entries, cohorts, strict=False):
            attack.equal(f"flow/{group}/{entry}/{visit}/seen", f"{one}/count", f"{one}/missing")


def _ever(attack, outcome, group, visits, covariates):
    head = f"analysed/{outcome}/{group}"
    attack.equal(f"flow/{group}/{visits[-1]}/expected", f"{head}/measured", f"{head}/missing outcome")
    attack.equal(f"{head}/measured", f"{head}/missing covariate", f"{head}/analysed")
    at = [visit for visit in visits if f"{head}/{visit}/measured" in attack.cells]
    for word in ("measured", "missing covariate", "analysed"):
        for visit in at:
            attack.at_most(f"{head}/{visit}/{word}", f"{head}/{word}")
        attack.at_most(f"{head}/{word}", *(f"{head}/{visit}/{word}" for visit in at))
    attack.at_most(f"{head}/missing outcome", *(f"{head}/{visit}/missing outcome" for visit in at))
    missing = [f"baseline/{one}/{group}/missing" for one in covariates]
    attack.at_most(f"{head}/missing covariate", *missing)
    for one in missing:
        attack.at_most(one, f"{head}/missing covariate", f"{head}/missing outcome")


def _first(attack, outcome, group, visits, entries):
    """State that Table 1 holds those measured at the first visit they attended."""
    at = [visit for visit in visits if f"flow/{group}/{visit}/entered" in attack.cells]
    parts = [f"~first/{outcome}/{group}/{visit}" for visit in at]
    for place, (visit, part) in enumerate(zip(at, parts, strict=True)):
        attack.equal(f"flow/{group}/{visit}/entered", part, f"{part}/missing")
        cohort = f"observed/{outcome}/{group}/{visit}/{visit}/count"
        if visit in entries:
            attack.equal(cohort, part)
        elif place == 0:
            attack.equal(f"analysed/{outcome}/{group}/{visit}/measured", part)
        attack.at_most(part, f"analysed/{outcome}/{group}/{visit}/measured")
    attack.equal(f"baseline/{outcome}/{group}/count", *parts)


def _models(attack, outcome, groups, visits):
    cells = {visit: [f"analysed/{outcome}/{group}/{visit}" for group in groups] for visit in visits}
    cells = {visit: [one for one in some if f"{one}/measured" in attack.cells] for visit, some in cells.items()}
    everywhere = [f"{one}/analysed" for some in cells.values() for one in some]
    attack.equal(f"fit/{outcome}/observations", *everywhere)
    attack.equal(f"fit/{outcome}/participants", *(f"analysed/{outcome}/{group}/analysed" for group in groups))
    for visit, some in cells.items():
        attack.equal(f"residuals/{outcome}/visit/{visit}/count", *(f"{one}/analysed" for one in some))
        attack.at_most(f"reliability/{outcome}/{visit}/count", *(f"{one}/measured" for one in some))


def _table_one(attack, groups, visits):
    rows = attack.rows[attack.rows["kind"] == "baseline"].fillna({"level": "", "group": ""})
    rows = rows[rows["quantity"].isin(["count", "missing", "percent"])]
    attack.equal("~everybody", *(f"flow/{group}/{visits[-1]}/expected" for group in groups))
    for variable, group in dict.fromkeys(zip(rows["variable"], rows["group"], strict=True)):
        everybody = f"flow/{group}/{visits[-1]}/expected" if group else "~everybody"
        recorded, missing = (_join("baseline", variable, group, word) for word in ("count", "missing"))
        attack.equal(everybody, recorded, missing)
        own = rows[(rows["variable"] == variable) & (rows["group"] == group)]
        levels = [level for level in dict.fromkeys(own["level"]) if level]
        if levels:
            attack.equal(recorded, *(_join("baseline", variable, level, group, "count") for level in levels))
        for level in ["", *levels] if not group else ():
            for word in ("count",) if level else ("count", "missing"):
                parts = (_join("baseline", variable, level, one, word) for one in groups)
                attack.equal(_join("baseline", variable, level, word), *parts)
        for row in own[(own["quantity"] == "percent") & own["estimate"].notna()].itertuples():
            _percent(attack, row, row.key.removesuffix("percent") + "count", recorded)


def _percent(attack, row, count, recorded):
    half = 0.5 if row.estimate == round(row.estimate) else 0.05
    attack.add({count: 100, recorded: -(row.estimate + half)}, -inf, 0)
    attack.add({count: 100, recorded: -(row.estimate - half)}, 0, inf)
    if row.estimate > 0:
        attack.add({count: 1}, SMALLEST, inf)


def _figures(attack):
    """State from which size on a mean, a median, quartiles, an adjusted mean, an alpha are shown."""
    for row in attack.rows[attack.rows["estimate"].notna()].itertuples():
        head = row.key.rsplit("/", 1)[0]
        if row.kind in {"observed", "baseline"} and row.quantity in SHOWN_FROM:
            attack.add({f"{head}/count": 1}, SMALLEST * SHOWN_FROM[row.quantity], inf)
        elif (row.kind in {"observed", "residuals"} and row.quantity.endswith("percent")) or "beyond" in row.quantity:
            _share(attack, row, f"{head}/count")
        elif row.kind == "adjusted_means" and isinstance(row.entry, float):
            attack.add({f"analysed/{head.removeprefix('adjusted_means/')}/analysed": 1}, SMALLEST, inf)
        elif row.quantity == "alpha":
            attack.add({f"{head}/count": 1}, SMALLEST, inf)


def _share(attack, row, count):
    """State a share as the number of people it is of, where that number stands beside it."""
    part = f"~{row.key}"
    attack.add({part: 100, count: -(row.estimate + 0.05)}, -inf, 0)
    attack.add({part: 100, count: -(row.estimate - 0.05)}, 0, inf)
