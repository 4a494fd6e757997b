# Unstructured site effects whose covariance is singular, by lme4 + lmerTest + pbkrtest. Run in this folder:
# Rscript reference_singular.R. Needs: lme4, lmerTest, pbkrtest, jsonlite.
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest); library(jsonlite)})
form <- y ~ group * visit + age + sex + diagnosis
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11, maxfun = 1e6), check.nobs.vs.nRE = "ignore")
out <- list(versions = as.list(sapply(c("lme4", "lmerTest", "pbkrtest"), function(p) as.character(packageVersion(p)))))
for (f in c("small","balanced","stigma_like")) {
  d <- read.csv(paste0(f, ".csv"), stringsAsFactors = TRUE)
  d$visit <- factor(d$visit, levels = c("T0", "T6", "T12")); d$group <- relevel(droplevels(d$group), "control"); d$participant <- factor(d$participant)
  d <- d[order(d$participant, d$visit), ]
  g <- lmer(update(form, . ~ . + (1 | participant) + (0 + visit | site)), d, control = tight)
  t <- function(m) { m <- as.data.frame(m); cbind(term = rownames(m), m) }
  out[[f]] <- list(reml_criterion = REMLcrit(g), satterthwaite = t(coef(summary(g))), kenward_roger = t(coef(summary(g, ddf = "Kenward-Roger"))), singular = isSingular(g))
}
write_json(out, "reference_singular.json", digits = NA, pretty = TRUE, auto_unbox = TRUE, na = "null")
