# Rubin's rules by mice and CR2 by site of a completed data set by clubSandwich.
# Writes reference_pooling.json. R 4.2, mice 3.15.0, clubSandwich 0.5.8.
suppressPackageStartupMessages({library(mice); library(clubSandwich); library(jsonlite)})
rules <- list(
  few = list(Q = c(1.2, 0.7, 1.9), U = c(0.35, 0.31, 0.4), n = 12, k = 2),
  shifted = list(Q = c(10.03, 10.06, 9.98, 10.01, 9.95), U = c(0.09, 0.1, 0.11, 0.08, 0.12), n = 24, k = 3),
  large = list(Q = c(-0.4, -0.1, -0.9, -0.6, -0.2, -0.7, -0.35, -0.55), U = rep(0.02, 8), n = 500, k = 9))
pooled <- lapply(rules, function(one) {
  p <- pool.scalar(one$Q, one$U, n = one$n, k = one$k)
  list(Q = one$Q, U = one$U, df_complete = one$n - one$k, estimate = p$qbar, variance = p$t, df = p$df,
       missing = p$fmi, ratio = p$r)
})
d <- read.csv("complete.csv")
wide <- reshape(d[, c("participant", "group", "site", "age", "sex", "visit", "y")],
                idvar = c("participant", "group", "site", "age", "sex"), timevar = "visit", direction = "wide")
wide$group <- relevel(factor(wide$group), "control")
analyse <- function(left) {
  wide$out <- left
  m <- lm(out ~ group + age + sex, data = wide)
  found <- coef_test(m, vcov = "CR2", cluster = wide$site, test = "Satterthwaite")
  at <- grep("^group", names(coef(m)))
  list(estimate = found$beta[at], std_error = found$SE[at], df = if ("df_Satt" %in% names(found)) found$df_Satt[at] else found$df[at])
}
by_site <- list(change_T6 = analyse(wide$y.T6 - wide$y.T0), change_T12 = analyse(wide$y.T12 - wide$y.T0),
                level_T12 = analyse(wide$y.T12))
write(toJSON(list(pooled = pooled, by_site = by_site), digits = 16, auto_unbox = TRUE, pretty = TRUE),
      "reference_pooling.json")
