# The interval of the variance between trials by Q-profile: confint(rma()) of metafor on R, data sets of metadat.
# Run from the root of the project: Rscript tests/reference/reference_between.R > tests/reference/reference_between.json
suppressMessages(library(metafor))
sets <- list(
  bcg = escalc("OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg),
  normand = escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999),
  molloy = escalc("ZCOR", ri = ri, ni = ni, data = dat.molloy2014),
  hackshaw = dat.hackshaw1998, raudenbush = dat.raudenbush1985, bangertdrowns = dat.bangertdrowns2004)
num <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse = ", "), "]")
out <- c()
for (name in names(sets)) {
  part <- sets[[name]]
  fit <- rma(yi, vi, data = part, method = "REML", test = "knha", control = list(threshold = 1e-14, maxiter = 10000))
  found <- confint(fit, control = list(tol = 1e-13, maxiter = 10000))$random
  out <- c(out, sprintf('"%s": {"yi": %s, "vi": %s, "tau2": %s, "mean": %s}', name, num(part$yi), num(part$vi),
                        num(c(fit$tau2, found[1, 2:3])), num(c(coef(fit), fit$se, fit$ci.lb, fit$ci.ub))))
}
cat("{\n", paste(out, collapse = ",\n"), "\n}\n", sep = "")
