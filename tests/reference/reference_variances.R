# Intervals of variances, shares and the cluster autocorrelation from theta and Hessian in exact_site_visit.json.
# The delta method by R's symbolic derivatives (deriv), the chi-square interval by qchisq. Run in this folder.
suppressMessages(library(jsonlite))
x <- fromJSON("exact_site_visit.json")$clustered$us_site_visit
A <- 2 * solve(x$hessian_observed); th <- setNames(as.list(x$theta), c("s11", "s21", "s22", "s31", "s32", "s33", "a", "b"))
z <- qnorm(0.975)
chi <- function(i) { v <- x$theta[i]; df <- 2 * v^2 / A[i, i]; list(estimate = v, se = sqrt(A[i, i]), df = df, low = df * v / qchisq(0.975, df), high = df * v / qchisq(0.025, df)) }
delta <- function(e) {
  g <- eval(deriv(e, names(th)), th); d <- as.numeric(attr(g, "gradient")); se <- sqrt(d %*% A %*% d)[1, 1]; m <- as.numeric(g)
  list(estimate = plogis(m), low = plogis(m - z * se), high = plogis(m + z * se), se = plogis(m) * (1 - plogis(m)) * se)
}
out <- list(site = chi(7), `site:visit` = chi(8), icc = list(T0 = delta(quote(log((a + b) / s11))), T6 = delta(quote(log((a + b) / s22))),
  T12 = delta(quote(log((a + b) / s33)))), autocorrelation = delta(quote(log(a / b))))
write_json(out, "reference_variances.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
