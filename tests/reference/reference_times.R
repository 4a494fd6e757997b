# Real times, weights of observations and ML, by other people's software. Run in this folder:
# Rscript reference_times.R. Needs: lme4, lmerTest, nlme, jsonlite.
# real = month + 0.4 ((7 row) mod 5 - 2), w = 0.5 + (row mod 4) / 2, rows counted from 0 in the order of the file.
suppressMessages({library(lme4); library(lmerTest); library(nlme); library(jsonlite)})
form <- y ~ group * visit + age + sex + diagnosis
table_of <- function(m) { m <- as.data.frame(m); cbind(term = rownames(m), m) }
read_cohort <- function(f) {
  d <- read.csv(paste0(f, ".csv"), stringsAsFactors = TRUE)
  row <- seq_len(nrow(d)) - 1
  d$real <- d$month + 0.4 * ((7 * row) %% 5 - 2); d$w <- 0.5 + (row %% 4) / 2
  d$visit <- factor(d$visit, levels = c("T0", "T6", "T12")); d$group <- relevel(droplevels(d$group), "control")
  d$participant <- factor(d$participant); d$t <- as.integer(d$visit)
  d[order(d$participant, d$visit), ]
}
lmer_out <- function(g) list(minus_2 = -2 * as.numeric(logLik(g)), satterthwaite = table_of(coef(summary(g))),
  varcomp = as.data.frame(VarCorr(g)), singular = isSingular(g))
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11, maxfun = 1e6), check.nobs.vs.nRE = "ignore")
out <- list(versions = as.list(sapply(c("lme4", "lmerTest", "nlme"), function(p) as.character(packageVersion(p)))))
for (f in c("small", "balanced")) {
  d <- read_cohort(f); r <- list()
  gls_out <- function(...) {
    g <- gls(form, d, ..., control = glsControl(tolerance = 1e-10, msTol = 1e-12, maxIter = 200, msMaxIter = 200))
    list(logLik = as.numeric(logLik(g)), corr = as.numeric(coef(g$modelStruct$corStruct, unconstrained = FALSE)), sigma = g$sigma,
         coefficients = table_of(summary(g)$tTable))
  }
  by_visit <- varIdent(form = ~ 1 | visit)
  for (m in c("REML", "ML")) {
    r$gls_sp_exp[[m]] <- gls_out(correlation = corExp(form = ~ real | participant), method = m)
    r$gls_us[[m]] <- gls_out(correlation = corSymm(form = ~ t | participant), weights = by_visit, method = m)
    r$gls_ar1h[[m]] <- gls_out(correlation = corAR1(form = ~ t | participant), weights = by_visit, method = m)
    r$gls_csh[[m]] <- gls_out(correlation = corCompSymm(form = ~ t | participant), weights = by_visit, method = m)
  }
  for (reml in c(TRUE, FALSE)) {
    m <- if (reml) "reml" else "ml"
    r$lmer_weights[[m]] <- lmer_out(lmer(update(form, . ~ . + (1 | participant)), d, weights = w, REML = reml, control = tight))
    r$lmer_real[[m]] <- lmer_out(lmer(update(form, . ~ . + (1 + real | participant)), d, REML = reml, control = tight))
    r$lmer_real_weights[[m]] <- lmer_out(lmer(update(form, . ~ . + (1 + real | participant)), d, weights = w, REML = reml, control = tight))
  }
  g <- lme(form, random = ~ 1 | participant, data = d, weights = varFixed(~ 1 / w))
  r$lme_weights <- list(logLik = as.numeric(logLik(g)), coefficients = table_of(summary(g)$tTable))
  out[[f]] <- r
}
write_json(out, "reference_times.json", digits = NA, pretty = TRUE, auto_unbox = TRUE, na = "null")
