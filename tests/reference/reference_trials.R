# Meta-analyses of the trials in src/peereval/evidence/trials/peer_support_trials.csv by metafor 3.8.1 on R 4.2.2.
# Run from the root of the project: Rscript tests/reference/reference_trials.R > tests/reference/reference_trials.json
suppressMessages(library(metafor))
d <- read.csv("src/peereval/evidence/trials/peer_support_trials.csv", encoding = "UTF-8")
tight <- list(threshold = 1e-14, maxiter = 10000)
num <- function(x) paste0("[", paste(ifelse(is.na(x), "null", sprintf("%.15g", x)), collapse = ", "), "]")

one <- function(yi, sei, method, test) {
  fit <- rma(yi = yi, sei = sei, method = method, test = test, control = tight)
  k <- fit$k
  # prediction interval of Higgins, Thompson and Spiegelhalter: t with k - 2 df on the fit's own standard error
  reach <- qt(.975, k - 2) * sqrt(fit$tau2 + c(vcov(fit)))
  c(c(coef(fit)), fit$se, fit$zval, fit$pval, fit$ci.lb, fit$ci.ub, fit$tau2, fit$QE, fit$QEp,
    c(coef(fit)) - reach, c(coef(fit)) + reach)
}
out <- c()
for (domain in unique(d$domain)) {
  part <- d[d$domain == domain, ]
  yi <- part$g; sei <- part$se_g
  for (method in c("REML", "DL")) for (test in c("knha", "z")) {
    out <- c(out, sprintf('"%s/%s/%s": %s', domain, method, test, num(one(yi, sei, method, test))))
  }
  fit <- rma(yi = yi, sei = sei, method = "REML", test = "knha", control = tight)
  out <- c(out, sprintf('"%s/weights": %s', domain, num(weights(fit))))
  without <- leave1out(fit)
  out <- c(out, sprintf('"%s/leave1out/estimate": %s', domain, num(without$estimate)))
  out <- c(out, sprintf('"%s/leave1out/se": %s', domain, num(without$se)))
  out <- c(out, sprintf('"%s/leave1out/tau2": %s', domain, num(without$tau2)))
  egger <- regtest(yi, sei = sei, model = "lm")
  out <- c(out, sprintf('"%s/egger": %s', domain, num(c(egger$zval, egger$dfs, egger$pval))))
  early <- part$months <= 4
  alone <- lapply(list(early, !early), function(use) rma(yi = yi[use], sei = sei[use], method = "REML", control = tight))
  between <- rma(yi = sapply(alone, function(f) c(coef(f))), sei = sapply(alone, function(f) f$se), method = "FE")
  out <- c(out, sprintf('"%s/subgroups": %s', domain,
                        num(c(sapply(alone, function(f) c(coef(f))), sapply(alone, function(f) f$tau2), between$QE, between$QEp))))
}
# The standard meta-analysis of BCG vaccine (dat.bcg), where the trials differ much
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
out <- c(out, sprintf('"bcg/yi": %s', num(bcg$yi)), sprintf('"bcg/sei": %s', num(sqrt(bcg$vi))))
for (method in c("REML", "DL")) for (test in c("knha", "z")) {
  out <- c(out, sprintf('"bcg/%s/%s": %s', method, test, num(one(bcg$yi, sqrt(bcg$vi), method, test))))
}
# Effect sizes. vtype LS2 is J^2 (1/n1 + 1/n2 + d^2 / (2 N)), Borenstein 2009; metafor's J is the exact ratio of gamma
# functions, by which both are divided again here.
means <- d[!is.na(d$mean_peer), ]
exact <- escalc(measure = "SMD", m1i = mean_peer, sd1i = sd_peer, n1i = n_peer, m2i = mean_control, sd2i = sd_control,
                n2i = n_control, data = means, vtype = "LS2")
J <- metafor:::.cmicalc(means$n_peer + means$n_control - 2)
out <- c(out, sprintf('"smd/row": %s', num(means$row)), sprintf('"smd/d": %s', num(exact$yi / J)),
         sprintf('"smd/se_d": %s', num(sqrt(exact$vi) / J)), sprintf('"smd/j_exact": %s', num(J)))
counts <- data.frame(a = c(23, 12, 0, 30, 5), n1 = c(74, 29, 20, 30, 40), c = c(29, 40, 3, 25, 5), n2 = c(70, 115, 22, 31, 40))
for (measure in c("OR", "OR2DL")) {
  or <- escalc(measure = measure, ai = a, n1i = n1, ci = c, n2i = n2, data = counts)
  out <- c(out, sprintf('"%s/yi": %s', measure, num(or$yi)), sprintf('"%s/sei": %s', measure, num(sqrt(or$vi))))
}
cat("{\n", paste(out, collapse = ",\n"), "\n}\n", sep = "")
