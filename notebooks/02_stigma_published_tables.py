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
# # 2. STIGMA's published tables
#
# STIGMA followed users of French psychiatry with and without a peer support worker (*médiateur de santé-pair*) from 2013 to
# 2015. What can somebody who does not hold its data say about it? Everything that is printed, and what follows from it by
# arithmetic; nothing more. The package holds each printed table cell by cell, with its source and a status: *published*,
# *computed*, *lost in the source*, *not published*. A lost cell stays lost: nothing is filled in.
#
# On the command line: `python -m peereval reproduce stigma`. Here:

# %%
import peereval as pe

reproduction = pe.reproduce_stigma()
reproduction

# %% [markdown]
# Of STIGMA itself 20 cells follow from published counts, and all 20 agree to the last printed digit. 16 are lost in the source, 12 never
# appeared; 17 are printed, and only the data could check them. The rest of the list are its neighbours, studies and programmes: most of
# what can be recomputed there agrees, and four cells do not. Three of them come back in [chapter 5](05_the_trials_and_your_result.ipynb).
#
# ## When it happened
#
# The timetable survives whole: eight cells of eight. Drawn, it says what the table does not.

# %%
reproduction.table("stigma_timetable_timetable")

# %%
reproduction.figure("phases")

# %% [markdown]
# The programme closed on 30 June 2014, the day on which inclusions ended. So **every twelve-month visit of the treated group lies
# after the closure**: T12 need not mean twelve months with a peer worker. An analysis of such data states what it
# estimates ("followed in a service with a peer worker, whatever happened to the post") and shows who was still followed.
#
# ## Who was included
#
# Of the table of inclusions for the people already followed, seven cells of twelve can be read.

# %%
reproduction.table("stigma_inclusions_group_3")

# %% [markdown]
# ## Who stayed
#
# The counts analysed come from an article of 2023. That it reports the data of STIGMA is an **inference**, and the dossier says
# so wherever it uses them.

# %%
reproduction.table("stigma_participants_participants")

# %%
reproduction.table("stigma_participants_retention")

# %%
reproduction.table("stigma_participants_retention_tests")

# %% [markdown]
# At twelve months 41 % of the treated and 51 % of the controls were left. The difference could be chance (p = .12). That is no
# comfort: what biases a result is not *how many* leave, but whether those who leave differ from those who stay, and
# half of the people is more than enough for that.
#
# One count does not add up, and is shown rather than explained away:

# %%
reproduction.table("stigma_participants_included_analysed")

# %% [markdown]
# ## What it could have found
#
# The article says that peer support improved functioning and had no effect on self-stigma. No mean, no standard deviation, no
# test is printed.

# %%
reproduction.table("stigma_participants_outcomes")

# %% [markdown]
# But the smallest difference that such numbers can detect follows from the counts.

# %%
reproduction.table("stigma_participants_detectable")

# %% [markdown]
# At T12, with a correlation within services of .05, a difference smaller than 0.59 of a standard deviation would be missed more
# often than once in five times. Trials of peer support find effects of 0.1 to 0.2 ([chapter 5](05_the_trials_and_your_result.ipynb)). "No effect on self-stigma"
# means here: *no effect so large that these 140 people could show it*. (The figure is for one visit at a time and without covariates;
# a model of all visits sees a little further.)
#
# ## Your data in the same tables
#
# Whoever holds data in this layout sees them beside what is printed. Here are the simulated people of chapter 1, of whom
# only the *counts* were made to agree; of their outcomes, stigma alone, to be short.

# %%
from pathlib import Path
from tempfile import mkdtemp

import yaml

from peereval.plan.example import write_example

study_file = write_example(Path(mkdtemp()))
settings = yaml.safe_load(study_file.read_text(encoding="utf-8"))
settings["outcomes"] = {"stigma": settings["outcomes"]["stigma"]}
del settings["families"]
study_file.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")
study = pe.read_study(study_file)
mine = pe.reproduce_stigma(study)
mine.table("data_stigma_participants_participants")

# %%
mine.table("observed_stigma")

# %% [markdown]
# `reproduce stigma --data study.yaml` writes beside this a `published.yaml`: the templates with every cell empty. When your
# article is out, or a reviewer's version of it, type its figures in and let them be compared with the data. Two cells of an imaginary
# article, the second with two digits exchanged:

# %%
article = Path(mkdtemp()) / "published.yaml"
article.write_text(
    """\
peereval_published: 1
title: An imaginary article
sources: {article: Table 2 of an article that nobody wrote.}
tables:
  stigma:
    title: Internalised stigma at T12
    source: article
    rows: {control: Controls, treated: Followed by a peer worker}
    columns: {mean: Mean}
    cells:
      - {row: control, column: mean, key: observed/stigma/control/T12/mean, value: "2.13"}
      - {row: treated, column: mean, key: observed/stigma/treated/T12/mean, value: "1.19"}
""",
    encoding="utf-8",
)
comparison = pe.compare_with_published(study, article)
comparison.table(comparison.tables[-1])

# %% [markdown]
# ## What this shows, and what it does not
#
# - It shows that the published arithmetic holds, and where the public record of the study ends.
# - It does not reproduce a *result* of STIGMA: none is printed in a source that can be reached. Nothing in this package should be
#   quoted as one. The simulated study has STIGMA's shape and none of its people.
# - An inconsistency may have an innocent reason that the source does not give. 249 people included and 205 analysed is a question to
#   ask, not a finding against anybody.
