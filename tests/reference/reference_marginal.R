# Marginal models of clustered.csv (and of the cohorts of reference_fits.R), by geepack, clubSandwich and MASS.
# Needs: geepack, clubSandwich, MASS, sandwich, jsonlite. Run in this folder: Rscript reference_marginal.R
suppressMessages({library(clubSandwich); library(geepack); library(MASS); library(jsonlite)})
read_cohort <- function(f) {
  d <- read.csv(f, stringsAsFactors = TRUE)
  d$visit <- factor(d$visit, levels = c("T0", "T6", "T12"))
  d$group <- relevel(droplevels(d$group), "control")
  d$w <- 0.5 + (seq_len(nrow(d)) %% 7) / 3                       # row weights
  d$high <- as.integer(d$y > 2.5)
  d$count <- floor(exp(d$y)) + 3 * (seq_len(nrow(d)) %% 5 == 0)  # overdispersed
  d$grade <- cut(d$y, c(-Inf, 2, 2.5, 3, Inf), labels = c("a", "b", "c", "d"), ordered_result = TRUE)
  d
}
d <- read_cohort("clustered.csv")
out <- list()
g <- lm(y ~ group * visit + age + sex, data = d, weights = w)
for (by in c("site", "participant")) {
  V <- vcovCR(g, cluster = d[[by]], type = "CR2", inverse_var = FALSE)
  t <- coef_test(g, vcov = V, cluster = d[[by]], test = "Satterthwaite")
  out$weighted_cr2[[by]] <- data.frame(term = t$Coef, estimate = t$beta, std_error = t$SE, df = t$df_Satt)
}
# geepack wants the rows of a cluster together
s <- d[order(d$site, d$participant, d$visit), ]
keep <- function(m) data.frame(term = rownames(m), estimate = m$Estimate, std_error = m$Std.err)
for (y in c("high", "count")) {
  f <- if (y == "high") binomial else poisson
  for (weighted in c(FALSE, TRUE)) {
    s$use <- if (weighted) s$w else 1
    m <- suppressWarnings(geeglm(reformulate(c("group", "visit", "age", "sex"), y), id = site, data = s, family = f,
                                 weights = use, corstr = "independence", control = geese.control(epsilon = 1e-12, maxit = 100)))
    out$geeglm[[paste0(y, if (weighted) "_weighted" else "")]] <- keep(summary(m)$coefficients)
  }
}
m <- glm.nb(count ~ group + visit + age + sex, data = d, control = glm.control(epsilon = 1e-11, maxit = 500))
out$glm_nb <- list(estimate = as.list(coef(m)), theta = m$theta)
m <- glm.nb(count ~ group + visit + age + sex, data = d, weights = w, control = glm.control(epsilon = 1e-11, maxit = 500))
out$glm_nb_weighted <- list(estimate = as.list(coef(m)), theta = m$theta)
for (weighted in c(FALSE, TRUE)) {
  d$use <- if (weighted) d$w else 1
  m <- polr(grade ~ group + visit + age + sex, data = d, weights = use, Hess = TRUE, control = list(reltol = 1e-16, maxit = 1000))
  out[[if (weighted) "polr_weighted" else "polr"]] <- list(slopes = as.list(coef(m)), thresholds = as.list(m$zeta))
}
# average predicted risks of the logistic model, everyone given each group and visit in turn, each row once
m <- glm(high ~ group * visit + age + sex, data = s, family = binomial, control = list(epsilon = 1e-12, maxit = 100))
risk <- function(g, v) mean(predict(m, transform(s, group = factor(g, levels(s$group)), visit = factor(v, levels(s$visit))), type = "response"))
out$risks <- outer(c("control", "treated"), levels(s$visit), Vectorize(function(g, v) suppressWarnings(risk(g, v))))
write_json(out, "reference_marginal.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
