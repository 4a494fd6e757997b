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
# # 5. The trials, and your result
#
# Your study found something. Is it much? Is it plausible? Randomised trials of peer support have been pooled by Smit and
# colleagues (*Psychological Medicine* 53(11); data doi 10.5281/zenodo.7687898, ODC-By 1.0): 28 studies, three kinds of recovery.
# This chapter pools them again from the figures of each trial, shows what the answer rests on, and puts a study beside
# them. On the command line: `python -m peereval evidence study.yaml`.

# %%
import peereval as pe

trials = pe.evidence.read_trials()
trials

# %% [markdown]
# A row is one comparison: peer support against control, means or an effect, turned so that above 0 is better for peer support.
# A table of your own in the format of Metapsy is read in the same way: `read_trials("my_trials.csv")`.

# %%
personal = trials.rows.query("domain == 'personal'")
personal[["label", "instrument", "months", "n_1", "n_2", "effect", "std_error"]].head(4).round(2)

# %% [markdown]
# ## Pool them
#
# Trials differ: in people, in places, in what the peers did. A random-effects model estimates the mean of their effects *and* how
# much they vary (τ²). For personal recovery, with the variance by restricted likelihood and the interval of Knapp and Hartung:

# %%
pooled = pe.evidence.pool_effects(personal["effect"], personal["std_error"], labels=personal["label"])
shown = pooled.rows.query("trial == '' and quantity in ['pooled effect', 'tau2', 'I2', 'prediction interval']")
shown[["quantity", "estimate", "conf_low", "conf_high"]].round(3)

# %% [markdown]
# The review printed 0.15 [0.04, 0.27] and an I² of 43 % [1, 67]: the same, to the digit. The interval matters. The normal one, which many
# programs give when not asked, knows the variance between trials as if it had not been estimated from 19 of them:

# %%
wald = pe.evidence.pool_effects(personal["effect"], personal["std_error"], interval="wald")
wald.rows.query("quantity == 'pooled effect'")[["estimate", "conf_low", "conf_high"]].round(3)

# %% [markdown]
# 0.05 to 0.26, which is not what was printed. Two more lines of the first table deserve a reader: the pooled effect is
# an *average*, and the **prediction interval**, −0.16 to 0.47, is where the true effect of one more trial would be expected. On
# average peer support helps personal recovery a little; that the next programme does is likely, not certain.
#
# ## All three domains

# %%
review = pe.review_trials(trials=trials)
review.table("pooled_effects")

# %%
review.figure("forest_personal")

# %% [markdown]
# Look at the forest before you believe the diamond. One square stands far to the right.
#
# ## What the answer rests on
#
# Two trials look wrong in the data that the review used, and the package carries them as they are, with a note:

# %%
for finding in review.findings[:2]:
    print(finding.message(), "\n")

# %% [markdown]
# Nobody but the authors can say. What can be said is what would follow:

# %%
review.table("trials_sensitivity")

# %% [markdown]
# Without Salzer 2016 the personal effect falls from 0.15 to 0.13, and nearly all the heterogeneity goes with it (I² from 43 to 1 %):
# one trial made most of it. With both doubts resolved the sceptic's way, nothing is left of functional recovery: 0.03 [−0.05, 0.10].
#
# ## Your study beside them
#
# The simulated study of chapter 1, with functioning (a *functional* outcome, which the instrument says) and internalised
# stigma. Stigma is none of the review's three domains; whoever thinks it belongs to personal recovery says so in `study.yaml`, and
# the choice stands in the report.

# %%
from pathlib import Path
from tempfile import mkdtemp

import yaml

from peereval.plan.example import write_example

study_file = write_example(Path(mkdtemp()))
settings = yaml.safe_load(study_file.read_text(encoding="utf-8"))
settings["outcomes"] = {name: settings["outcomes"][name] for name in ("stigma", "functioning")}
settings["outcomes"]["stigma"]["domain"] = "personal"
settings["sensitivity"] = {"run": False}
del settings["families"]
study_file.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")

analysis = pe.analyze(study_file)
mine = pe.review_trials(analysis)
mine

# %%
mine.figure("forest_functional")

# %% [markdown]
# Both effects, 0.6 of a standard deviation, lie **above the prediction interval**: outside of what one more trial would be
# expected to show. There are three readings, and the figure cannot choose among them. The programme is better than those tried; or
# the people are others; or the difference is not all effect, for nobody was randomised here and in the trials everybody was. Here we
# know: the simulated effects are −0.22 points of stigma and 6 of functioning, about half a standard deviation. They were
# chosen large, so that the examples show something. In a real study such a result would ask for chapter 4.
#
# It works the other way round too. A pooled effect of 0.15 is 0.07 points of the ISMI (standard deviation 0.47): a study planned
# to see a difference of 0.3 was planned to miss what trials find.
#
# ## Before you cite a table
#
# Numbers that go into a pooling come from printed tables, and printed tables have slips. `recalculate` recomputes each printed figure from those
# beside it, with the rounding of print taken into account, under every reading it knows (equal variances or not,
# people randomised or analysed).

# %%
pe.recalculate().table("alarms")

# %% [markdown]
# Of the tables of six neighbouring studies, most recompute; these ask for a second look. A *t* of 1.48 cannot come from
# these means; an interval agrees with the people randomised and not with those analysed. An inconsistent figure is a question to its
# authors, not a proof of an error. Your own tables can be checked the same way before a reviewer does it.
#
# ## What this shows, and what it does not
#
# - Trials of peer support find small effects on average, clearest for symptoms (0.19) and personal recovery (0.15), and unsettled
#   for functioning (0.08).
# - A study that was not randomised is set *beside* trials and never pooled with them. Its effect is a difference in change over a
#   standard deviation at T0; theirs are differences at follow-up: near, and not the same.
# - Pooling mends no trial. Two doubtful trials of 28 move a conclusion; that is why they are shown and not repaired.
#
# A programme is more than its effect: whom it reaches, who is employed and for how long, what it costs. That is
# `pe.monitor_programme`, or `python -m peereval programme` on the command line.
