# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1. Quick start
#
# You followed people for a year in services with a peer support worker and in services without. You want to know
# whether internalised stigma fell more where there was one, and by how much.
#
# This chapter takes a **simulated** study from its files to a report. The study has the shape of the French STIGMA
# evaluation: three groups, visits at inclusion (T0), six and twelve months, 24 services, and half of the people gone by
# T12. Because it is simulated, we know the true effect, and can see how close the analysis comes.
#
# ## The files
#
# `write_example` writes them as such studies have them: a `;`-separated file in cp1252 with decimal commas, an Excel
# workbook with a title above its header, a file with one row per person. Beside them stand `study.yaml`, which says what
# the analysis must know, and `codebook.yaml`, which says what each column holds.

# %%
from pathlib import Path

import yaml

import peereval as pe
from peereval.plan.example import write_example

study_file = write_example(Path("quick_start"))
sorted(path.name for path in study_file.parent.iterdir())

# %% [markdown]
# `study.yaml` explains every key it holds. To keep this chapter short we leave two of its five outcomes, and switch off
# the analyses of what could bias the result, which are the matter of chapter 4.

# %%
settings = yaml.safe_load(study_file.read_text(encoding="utf-8"))
settings["outcomes"] = {name: settings["outcomes"][name] for name in ("stigma", "functioning")}
settings["sensitivity"] = {"run": False}
del settings["families"]
study_file.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
study = pe.read_study(study_file)
study

# %% [markdown]
# ## What is wrong with the files?
#
# `check_data` reads, scores and checks everything and stops at nothing, so that all problems are there at once, with the
# rows that Excel shows and the line of `study.yaml` that would resolve each. There is no error here. The five warnings are
# late visits: real studies have them, and the report will say so.

# %%
checks = pe.check_data(study)
checks

# %% [markdown]
# ## The analysis
#
# `analyze` scores the questionnaires, describes who was seen, fits a mixed model for repeated measures to each outcome and
# compares the groups. An analysis shows itself by the first screen of its report.

# %%
analysis = pe.analyze(study)
analysis

# %% [markdown]
# The sentence in large type is the answer to the question that `study.yaml` calls primary. Stigma (ISMI-29, 1 to 4, lower
# is better) fell by 0.35 in people followed by a peer support worker and by 0.06 in controls: a **difference in change of
# −0.29**, with a 95 % interval from −0.43 to −0.15. The true one, written in the study's `README.md`, is −0.22. It lies in
# the interval, as it does in 94 of 100 simulated studies.
#
# ## One table, one figure
#
# `analysis.tables` and `analysis.figures` name what the report holds; each shows itself as it is printed there.

# %%
analysis.table("change_contrasts")

# %%
analysis.figure("trajectories")

# %% [markdown]
# The trajectories show two things that the sentence cannot. The controls hardly move: nearly all of the difference is a
# change in the treated group. And the people already followed have no T0: they entered the study because they were *still*
# followed, so their curve is that of survivors. The package shows their levels and never compares their change with T0.
#
# `.data` is the table or the drawing as a data frame, unrounded, for whatever you want to do with it.

# %%
contrasts = analysis.table("change_contrasts").data
contrasts.iloc[:4, :6]

# %% [markdown]
# ## The report
#
# One call writes it all: `report.html` (one file, for a browser), `report.docx` (Word tables to paste into a paper),
# `tables.xlsx`, the figures as PNG, SVG and PDF with the data behind each, and `results.csv`, where every printed number
# has its unrounded self under a stable key.

# %%
report = pe.write_report(analysis, study_file.parent / "results")
sorted(path.name for path in report.parent.iterdir())

# %% [markdown]
# ## The other door: your own data frame
#
# Without a study file, the same engine takes a data frame with one row per person and visit. Here it is the one that
# `check_data` scored. The formula says what is compared (`group * visit`) and what is adjusted for; a covariate that is to
# do something for a *change* must enter by visit too.

# %%
data = checks.scored.frame
fit = pe.fit_mixed(
    "stigma ~ group * visit + (age + sex + diagnosis) * visit",
    data,
    participant="participant",
    visit="visit",
    site="site",
)
fit

# %% [markdown]
# The fit tells what it did: 21 people without an outcome or a covariate were left out; a column was dropped, because
# nobody of the pre-followed group was seen at T0. The adjusted means answer "what would each group have scored, had both the
# same age, sex and diagnosis?":

# %%
pe.adjusted_means(fit, ["group", "visit"])

# %% [markdown]
# The cell without data is *not estimable*, and says so. Differences in change, with the interval that leads where the
# group is assigned by service (robust by site, no refit):

# %%
robust = pe.with_variance(fit, "cr2", cluster="site")
pe.change_contrasts(robust, group="group", reference="control", baseline="T0")

# %% [markdown]
# The same −0.29 [−0.43, −0.15] as the report's (which models the two entries of the pre-followed group apart: hence a
# third decimal that differs). 24 services carry this interval, not 385 people: its degrees of freedom are 16.
#
# ## What this shows, and what it does not
#
# - It shows that the groups *changed differently*, and how precisely we know it.
# - It does not show that peer support did it. Nobody was randomised: a difference in change is an effect only if, without
#   the programme, both groups would have moved in parallel; the difference at the same T0 value is one only if people with
#   the same T0 value are comparable. Here the two agree (−0.29 and −0.27), and the report always prints both.
# - It does not show that half of the people, who were not seen at T12, changed like the others. [Chapter 4](04_what_could_bias_it.ipynb)
#   asks what happens to −0.29 when they did not.
#
# Your own files come in [chapter 3](03_your_own_french_files.ipynb).
