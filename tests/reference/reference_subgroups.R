# Subgroups by diagnosis on clustered.csv without the prefollowed: lme4 with a participant intercept and
# site and site-by-visit effects, REML; Kenward-Roger by pbkrtest (joint tests) and emmeans (contrasts).
# Run in this folder: Rscript reference_subgroups.R. Writes reference_subgroups.json.
suppressMessages({library(lme4); library(pbkrtest); library(emmeans); library(jsonlite)})
data <- subset(read.csv("clustered.csv", stringsAsFactors = FALSE), group != "prefollowed")
data$group <- factor(data$group, levels = c("control", "treated"))
data$visit <- factor(data$visit, levels = c("T0", "T6", "T12"))
data$diagnosis <- factor(data$diagnosis, levels = c("psychotic", "mood", "other"))
fit <- lmer(y ~ group * visit * diagnosis + (age + sex) * visit + (1 | participant) + (1 | site) + (1 | site:visit),
            data, REML = TRUE, control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 1e-3, rhoend = 1e-10, maxfun = 1e5)))
emm_options(lmer.df = "kenward-roger", pbkrtest.limit = 1e4)
cells <- emmeans(fit, ~ group * visit | diagnosis)
rows <- summary(contrast(cells, interaction = c(group = "trt.vs.ctrl", visit = "trt.vs.ctrl"), by = "diagnosis", adjust = "none"),
                infer = TRUE)
every <- contrast(emmeans(fit, ~ group * visit * diagnosis), interaction = c("trt.vs.ctrl", "trt.vs.ctrl", "revpairwise"))
pairs <- summary(every, infer = TRUE, adjust = "none")
names <- names(fixef(fit))
joint <- function(pick) {
  L <- diag(length(names))[grepl("^grouptreated:visit.*:diagnosis", names) & pick, , drop = FALSE]
  test <- sapply(c("ndf", "ddf", "Fstat", "p.value"), function(what) getKR(KRmodcomp(fit, L), what))
  list(num_df = test[["ndf"]], df = test[["ddf"]], F = test[["Fstat"]], p = test[["p.value"]])
}
tests <- list(all = joint(TRUE), T6 = joint(grepl("visitT6", names)), T12 = joint(grepl("visitT12", names)))
told <- function(x, which) lapply(seq_len(nrow(x)), function(i) list(
  visit = sub(" - T0", "", x$visit_trt.vs.ctrl[i]), category = as.character(x[[which]][i]), estimate = x$estimate[i],
  SE = x$SE[i], df = x$df[i], lower = x$lower.CL[i], upper = x$upper.CL[i], p = x$p.value[i]))
holm <- lapply(split(rows$p.value, rows$visit_trt.vs.ctrl), p.adjust, "holm")
names(holm) <- sub(" - T0", "", names(holm))
write_json(list(joint = tests, within = told(rows, "diagnosis"), pairs = told(pairs, "diagnosis_revpairwise"), holm = holm),
           "reference_subgroups.json", auto_unbox = TRUE, digits = 12, pretty = TRUE)
