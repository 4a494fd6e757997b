# Numbers of R for the recalculation of printed tables: R 4, effectsize and base R.
# Rscript recalculation.R > recalculation.json
suppressPackageStartupMessages({ library(effectsize); library(jsonlite) })
options(digits = 17)

# Data whose means, standard deviations and sizes are exactly those wanted.
with_moments <- function(mean, sd, n) { x <- as.numeric(scale(qnorm(ppoints(n)))); mean + sd * x }
x <- with_moments(50.26, 8.11, 34); y <- with_moments(44.90, 7.81, 30)
pooled <- t.test(x, y, var.equal = TRUE); welch <- t.test(x, y)
d <- cohens_d(x, y); g <- hedges_g(x, y)
table <- matrix(c(23, 51, 29, 41), 2, byrow = TRUE)
larger <- matrix(c(12, 7, 9, 5, 14, 11), 2, byrow = TRUE)
raw <- chisq.test(table, correct = FALSE); yates <- chisq.test(table)
a <- with_moments(20.24, 2.87, 63); b <- with_moments(21.35, 6.62, 55); c <- with_moments(22.1, 4.4, 40)
long <- data.frame(v = c(a, b, c), g = factor(rep(1:3, c(63, 55, 40))))
one_way <- summary(aov(v ~ g, long))[[1]]
likelihood <- 2 * sum(table * log(table / chisq.test(table, correct = FALSE)$expected))
fisher <- fisher.test(table)
correlation <- { r <- .30; n <- 64; list(t = r * sqrt((n - 2) / (1 - r^2)), ci = tanh(atanh(r) + c(-1, 1) * qnorm(.975) / sqrt(n - 3))) }
correlation$p <- 2 * pt(-correlation$t, 62)

cat(toJSON(list(
  two_means = list(
    pooled_t = unname(pooled$statistic), pooled_p = pooled$p.value, pooled_ci = as.numeric(pooled$conf.int),
    welch_t = unname(welch$statistic), welch_df = unname(welch$parameter), welch_p = welch$p.value,
    welch_ci = as.numeric(welch$conf.int),
    d = d$Cohens_d, d_ci = c(d$CI_low, d$CI_high), g = g$Hedges_g),
  chi2 = list(raw = unname(raw$statistic), raw_p = raw$p.value, yates = unname(yates$statistic), yates_p = yates$p.value,
    larger = unname(chisq.test(larger)$statistic), likelihood = likelihood, fisher_p = fisher$p.value),
  share = list(
    wilson = as.numeric(prop.test(52, 144, correct = FALSE)$conf.int),
    wilson_corrected = as.numeric(prop.test(52, 144)$conf.int),
    exact = as.numeric(binom.test(52, 144)$conf.int)),
  combined = list(mean = mean(c(a, b)), sd = sd(c(a, b))),
  one_way = list(F = one_way$`F value`[1], p = one_way$`Pr(>F)`[1],
    eta2 = one_way$`Sum Sq`[1] / sum(one_way$`Sum Sq`)),
  f = list(p = pf(35.19, 2, 90, lower.tail = FALSE), eta2 = F_to_eta2(40.24, 2, 48)$Eta2_partial,
    omega2 = F_to_omega2(40.24, 2, 48)$Omega2_partial, epsilon2 = F_to_epsilon2(40.24, 2, 48)$Epsilon2_partial),
  t = list(p = 2 * pt(-2.08, 62), d = t_to_d(2.08, 62)$d),
  correlation = correlation
), auto_unbox = TRUE, digits = NA, pretty = TRUE))
