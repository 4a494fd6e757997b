# Kaplan-Meier, Cox with Efron's and Breslow's ties, a jackknife by site, and restricted means by hand, by survival 3.5.3
# on R 4.2.2. Data: survival.csv. Rscript survival.R > survival.json
suppressMessages(library(survival))
d <- read.csv("survival.csv")
d$treated <- as.numeric(d$group == "treated")
num <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse = ", "), "]")
jack <- function(f) {
  whole <- f(d); sites <- sort(unique(d$site))
  left <- sapply(sites, function(s) f(d[d$site != s, ]))
  left <- matrix(left, nrow = length(whole))
  sqrt((length(sites) - 1) / length(sites) * rowSums((left - rowMeans(left))^2))
}
cox <- function(ties) function(x) coef(coxph(Surv(months, event) ~ treated + age, x, ties = ties,
                                             control = coxph.control(eps = 1e-14, iter.max = 50)))
out <- c()
for (ties in c("efron", "breslow")) {
  fit <- coxph(Surv(months, event) ~ treated + age, d, ties = ties, control = coxph.control(eps = 1e-14, iter.max = 50))
  out <- c(out, sprintf('"%s": {"beta": %s, "se": %s, "jackknife": %s}', ties, num(coef(fit)), num(sqrt(diag(vcov(fit)))),
                        num(jack(cox(ties)))))
}
at <- c(3, 6, 9, 12)
for (g in c("control", "treated")) {
  s <- summary(survfit(Surv(months, event) ~ 1, d[d$group == g, ], conf.type = "log-log"), times = at)
  out <- c(out, sprintf('"%s": {"survival": %s, "se": %s, "low": %s, "high": %s, "risk": %s}', g, num(s$surv),
                        num(s$std.err), num(s$lower), num(s$upper), num(s$n.risk)))
}
area <- function(x, tau) {
  f <- survfit(Surv(months, event) ~ 1, x)
  t <- c(0, f$time[f$time < tau], tau); s <- c(1, f$surv[f$time < tau])
  sum(diff(t) * s)
}
difference <- function(x) area(x[x$group == "treated", ], 10) - area(x[x$group == "control", ], 10)
means <- sapply(c("control", "treated"), function(g)
  summary(survfit(Surv(months, event) ~ 1, d[d$group == g, ]), rmean = 10)$table[c("rmean", "se(rmean)")])
out <- c(out, sprintf('"restricted": {"means": %s, "se": %s, "difference": %.15g, "jackknife": %.15g}', num(means[1, ]),
                      num(means[2, ]), difference(d), jack(difference)))
cat("{", paste(out, collapse = ",\n "), "}\n", sep = "")
