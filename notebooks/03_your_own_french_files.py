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
# # 3. Your own French files
#
# Your data are two files that a hospital sent: a text file saved by Excel in French, and a workbook with a title above its
# header. You did not choose how they look, and they hold slips. This chapter goes from these files to a report in French,
# **without changing a cell by hand and in silence**: every guess is marked, every problem named with the row Excel shows,
# every correction written down with its reason.
#
# ## What you receive
#
# The people are simulated. The cell below takes a simulated export and spoils it as real ones are spoiled: a name left in, an
# answer 7 on a scale from 1 to 4, a letter O in an age, a row pasted twice. Skip it if you have files of your own.

# %%
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import yaml

import peereval as pe
from peereval.plan.example import write_example

work = Path(mkdtemp())
received = work / "received"
received.mkdir()
source = write_example(work / "simulated", "fr").parent


def without_quality(frame):
    """Leave the 26 items on quality of life out: one scale is enough for a chapter."""
    return frame.loc[:, ~frame.columns.str.startswith("QV")]


treated = pd.read_csv(source / "suivis_SIMULES.csv", sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
treated = without_quality(treated)
treated.insert(1, "Nom", "FICTIF")
treated.loc[3, "ISMI04"] = "7"
treated.loc[0, "Âge"] = "18,O"
treated = pd.concat([treated, treated.iloc[[20]]])
treated.to_csv(received / "suivis.csv", sep=";", encoding="cp1252", index=False)

controls = without_quality(pd.read_excel(source / "temoins_SIMULES.xlsx", header=2, engine="openpyxl"))
with pd.ExcelWriter(received / "temoins.xlsx") as book:
    pd.DataFrame(["Groupe témoin, extraction de septembre 2015"]).to_excel(book, index=False, header=False)
    controls.to_excel(book, index=False, startrow=2)

# %% [markdown]
# The first lines of the text file, as a French Excel writes them: cells apart by `;`, decimals by commas, accents in cp1252, `NSP`
# (*ne sait pas*) and 99 for "no answer".

# %%
for line in (received / "suivis.csv").read_text(encoding="cp1252").splitlines()[:5]:
    print(line[:110], "...")

# %% [markdown]
# Reading such a file "as it comes" is where silent errors begin: pandas accepts the `;` when told, and leaves the ages as
# text.

# %%
pd.read_csv(received / "suivis.csv", sep=";", encoding="cp1252")[["Âge", "EGF"]].dtypes

# %% [markdown]
# ## A draft to correct
#
# `draft_study` (`python -m peereval init mystudy --from suivis.csv temoins.xlsx` on the command line) looks at the files where
# they are and writes what it takes them to be. Below is part of it. Every guess ends in `À VÉRIFIER`; what only you can
# decide, the reference group and the primary outcome, waits under `À DÉCIDER`. The column of names is listed under `drop:`
# before anything of it is read.

# %%
study_file = pe.draft_study([received / "suivis.csv", received / "temoins.xlsx"], work / "study", language="fr")
draft = study_file.read_text(encoding="utf-8")
print(draft[draft.index("# Les visites") : draft.index("# Ce qui veut dire")])
print(draft.count("# À VÉRIFIER\n"), "guesses to check,", draft.count("# À DÉCIDER"), "decisions to take")

# %% [markdown]
# The codebook beside it says what each column holds. It saw that the two files write sex in two ways, and asks:

# %%
codebook_file = study_file.with_name("codebook.yaml")
codebook = codebook_file.read_text(encoding="utf-8")
print(codebook[codebook.index("  - name: Sexe") : codebook.index("  - {name: MSP")])

# %% [markdown]
# You would answer in an editor (which completes the keys, and marks a wrong one, if it is given the schemas of `data/schema`).
# Here the notebook types the answers: who is the reference, what is primary, what difference matters, that 1 is a man and
# 2 a woman, which no program can know. The last is easily forgotten: these files have a row for each *planned* visit, and a
# visit that did not take place has its reason in a column. Without `absence_reason` such rows would count as visits.

# %%
settings, fields = yaml.safe_load(draft), yaml.safe_load(codebook)
settings["study"], settings["simulated"] = "Mon évaluation", True
settings["columns"] |= {"absence_reason": "Motif d’absence", "exposure_end_reason": "Motif de fin"}
settings["groups"]["temoin"] |= {"reference": True, "label": {"fr": "Secteurs témoins"}}
settings["groups"]["suivis"] = {"label": {"fr": "Suivis par un MSP"}}
settings["outcomes"]["stigma"] |= {
    "primary": True,
    "important_difference": 0.3,
    "label": {"fr": "Stigmatisation intériorisée"},
}
settings["outcomes"]["functioning"] |= {
    "primary": False,
    "important_difference": 5,
    "label": {"fr": "Fonctionnement global"},
}
settings["model"] = {"covariates": ["Âge", "Sexe", "Diagnostic"]}
settings["sensitivity"] = {"run": False}  # chapter 4
described = {field["name"]: field for field in fields["fields"]}
described["Sexe"]["levels"] = {"F": {"also": ["Femme", "2"]}, "H": {"also": ["Homme", "1"]}}
reasons = [
    "Refus",
    "Injoignable",
    "État de santé",
    "Déménagement",
    "Changement d’établissement",
    "Décès",
    "Départ du MSP",
]
described["Motif d’absence"]["levels"] = {reason: {} for reason in [*reasons, "Raison administrative"]}


def save():
    """Write the study file and the codebook with the answers so far."""
    for path, content in ((study_file, settings), (codebook_file, fields)):
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


save()

# %% [markdown]
# ## What is wrong, and on which row
#
# The study says `language: fr`, so `check_data` speaks French. It names file, row and rule, and what would resolve each; it never
# prints a value, so that its output can be sent to the person who made the file.

# %%
checks = pe.check_data(study_file)
checks

# %% [markdown]
# Three errors, all three that we planted. Row 5 is the one that Excel numbers 5. The analysis stops here: nothing is
# coerced to missing so that a program may go on.
#
# The row pasted twice goes back to the file. For the two slips you look at the paper forms, and write down what you found, with the
# reason; the file stays as it was received, and the report lists the corrections.

# %%
settings["corrections"] = [
    {"participant": "S001", "visit": "M0", "column": "Âge", "value": "18,0", "reason": "Lettre O pour un zéro"},
    {"participant": "S002", "visit": "M0", "column": "ISMI04", "value": 2, "reason": "Formulaire papier revu"},
]
save()
treated.drop_duplicates().to_csv(received / "suivis.csv", sep=";", encoding="cp1252", index=False)
checks = pe.check_data(study_file)
checks

# %% [markdown]
# ## Scores, and the items that nobody answered
#
# The ISMI-29 score is the mean of the items answered, five of them reversed, when at least 80 % were answered (24 of 29). Codes
# 99 and `NSP` are no answers. How many items stand behind each score:

# %%
scored = checks.scored.frame
scored.groupby("stigma_answered")["stigma"].agg(visits="size", scored="count").sort_index(ascending=False)

# %% [markdown]
# With 23 items or fewer the score is missing: it is not made from what is left. Here is one score by hand, so that you can
# trust the others:

# %%
incomplete = scored[(scored["stigma_answered"] < 29) & scored["stigma"].notna()].iloc[0]
answers = incomplete[[f"ISMI{item:02d}" for item in range(1, 30)]].astype(float)
reversed_items = [f"ISMI{item:02d}" for item in (7, 14, 24, 26, 27)]
answers[reversed_items] = 5 - answers[reversed_items]
print(f"{answers.count()} answers, mean by hand {answers.mean():.4f}, score {incomplete['stigma']:.4f}")

# %% [markdown]
# `pe.write_scores(study, "scores.xlsx")` gives all of them to take elsewhere. The note `key-unverified` above is to be taken seriously:
# which items of the ISMI are reversed was not seen in the original by the authors of the key. Compare
# `python -m peereval instruments show ismi29` with your form before you publish.
#
# ## The report, in French
#
# One line, and every word and number of the report is in the language of the study: decimal commas, a semicolon between the
# limits of an interval, accents, French typography.

# %%
analysis = pe.analyze(study_file)
analysis

# %%
analysis.table("baseline")

# %% [markdown]
# `pe.write_report(analysis, "resultats")` writes it all, as in chapter 1: a page, Word tables, a workbook, the figures.
#
# ## What this shows, and what it does not
#
# - That two such files can be read as they are: 862 planned visits, two encodings of sex, days before months, decimal commas.
# - That a problem is found does not mean that every problem is: an answer 3 that should have been a 2 is nobody's error but the
#   typist's. What the checks look for stands in the README; double entry of a sample finds the rest.
# - The draft *guesses*. It is right about these files; read each marked line all the same.
#
# The result itself is that of simulated people: the same as in chapter 1 but for the group already followed.
