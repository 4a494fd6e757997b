# Numbers for tests/sensitivity/weighting, in base R: Rscript propensity.R > propensity.csv, from this folder.
# Cohort: selected.csv at T0, treated (1) against control (0). Numbers are standardised, as the package reports them.
data <- read.csv("selected.csv", stringsAsFactors = FALSE)
data <- data[data$visit == "T0" & data$group %in% c("treated", "control"), ]
treated <- as.numeric(data$group == "treated")
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)))
cat("name,value\n")

z <- function(x) (x - mean(x)) / sd(x)
data$diagnosis <- factor(data$diagnosis, levels = sort(unique(data$diagnosis)))
design <- model.matrix(~ z(y) + z(age) + factor(sex) + diagnosis, data)
# The deviance is flat to 1e-16 long before the coefficients stop: all 25 steps are taken.
score <- function(counts) suppressWarnings(
  glm.fit(design, treated, weights = counts, family = binomial(), control = list(epsilon = 1e-30, maxit = 25)))

ones <- rep(1, nrow(data))
fit <- score(ones)
e <- as.vector(plogis(design %*% fit$coefficients))
information <- t(design) %*% (design * e * (1 - e))
for (j in seq_len(ncol(design))) {
  out(sprintf("coefficient_%d", j - 1), fit$coefficients[j])
  out(sprintf("error_%d", j - 1), sqrt(diag(solve(information)))[j])
}
for (i in c(1, 100, 300)) out(sprintf("score_%d", i - 1), e[i])

# Replicates: without a site, and with people counted 0, 1 or 2 times.
counted <- list(site = as.numeric(data$site != sort(unique(data$site))[1]), drawn = (seq_len(nrow(data)) * 7) %% 3)
for (name in names(counted)) {
  again <- score(counted[[name]])
  for (j in seq_len(ncol(design))) out(sprintf("%s_coefficient_%d", name, j - 1), again$coefficients[j])
}

# Li, Morgan and Zaslavsky 2018, table 1.
weights <- list(
  att = ifelse(treated == 1, 1, e / (1 - e)), ate = ifelse(treated == 1, 1 / e, 1 / (1 - e)),
  overlap = ifelse(treated == 1, 1 - e, e))
indicators <- sapply(levels(data$diagnosis), function(level) as.numeric(data$diagnosis == level))
numeric_columns <- cbind(y = data$y, age = data$age)
of <- function(arm) treated == arm
for (name in names(weights)) {
  w <- weights[[name]]
  for (arm in 0:1) {
    cut <- quantile(w[of(arm)], 0.95)
    out(sprintf("%s_%d_truncated", name, arm), sum(w[of(arm)] > cut * (1 + 1e-12)))
    w[of(arm)] <- pmin(w[of(arm)], cut)
    w[of(arm)] <- w[of(arm)] / mean(w[of(arm)])
    out(sprintf("%s_%d_effective", name, arm), sum(w[of(arm)])^2 / sum(w[of(arm)]^2))
    out(sprintf("%s_%d_maximum", name, arm), max(w[of(arm)]))
  }
  for (column in colnames(numeric_columns)) {
    x <- numeric_columns[, column]
    spread <- if (name == "att") sd(x[of(1)]) else sqrt((var(x[of(1)]) + var(x[of(0)])) / 2)
    # stats::cov.wt with method "unbiased" divides by 1 - sum of squares of weights that sum to 1.
    spreads <- sapply(c(1, 0), function(arm)
      cov.wt(matrix(x[of(arm)]), w[of(arm)] / sum(w[of(arm)]), method = "unbiased")$cov)
    means <- sapply(c(1, 0), function(arm) weighted.mean(x[of(arm)], w[of(arm)]))
    out(sprintf("%s_%s_smd_before", name, column), (mean(x[of(1)]) - mean(x[of(0)])) / spread)
    out(sprintf("%s_%s_smd_after", name, column), (means[1] - means[2]) / spread)
    out(sprintf("%s_%s_ratio_before", name, column), var(x[of(1)]) / var(x[of(0)]))
    out(sprintf("%s_%s_ratio_after", name, column), spreads[1] / spreads[2])
  }
  for (level in colnames(indicators)) {
    x <- indicators[, level]
    p <- sapply(c(1, 0), function(arm) mean(x[of(arm)]))
    spread <- if (name == "att") sqrt(p[1] * (1 - p[1])) else sqrt(mean(p * (1 - p)))
    means <- sapply(c(1, 0), function(arm) weighted.mean(x[of(arm)], w[of(arm)]))
    out(sprintf("%s_%s_smd_before", name, level), (p[1] - p[2]) / spread)
    out(sprintf("%s_%s_smd_after", name, level), (means[1] - means[2]) / spread)
  }
}
