# Numbers for tests/describe, in base R: Rscript describe.R > describe.csv, from this folder.
# Cohort: stigma_like.csv. Items of the reliability: the attitude data that come with R.
data <- read.csv("stigma_like.csv", stringsAsFactors = FALSE)
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)))
cat("name,value\n")

# Wilson intervals (prop.test without continuity correction) of the published retention.
for (case in list(c(64, 85), c(35, 85), c(157, 205), c(105, 205))) {
  interval <- prop.test(case[1], case[2], correct = FALSE)$conf.int
  out(sprintf("wilson_%d_%d_low", case[1], case[2]), interval[1])
  out(sprintf("wilson_%d_%d_high", case[1], case[2]), interval[2])
}

# Table 1 at T0: treated against control.
first <- data[data$visit == "T0", ]
treated <- first[first$group == "treated", ]
control <- first[first$group == "control", ]
out("age_mean", mean(treated$age)); out("age_sd", sd(treated$age)); out("age_median", median(treated$age))
out("age_q1", quantile(treated$age, 0.25)); out("age_q3", quantile(treated$age, 0.75))
out("age_smd", (mean(treated$age) - mean(control$age)) / sqrt((var(treated$age) + var(control$age)) / 2))
# Yang and Dalton (2012) written as a sum over indicator columns: cov() of the 0/1 columns with
# denominator n is the multinomial covariance.
indicators <- function(values) sapply(sort(unique(data$diagnosis))[-1], function(level) as.numeric(values == level))
one <- indicators(treated$diagnosis); two <- indicators(control$diagnosis)
population_cov <- function(x) cov(x) * (nrow(x) - 1) / nrow(x)
pooled <- (population_cov(one) + population_cov(two)) / 2
out("diagnosis_smd", sqrt(mahalanobis(colMeans(one), colMeans(two), pooled)))

# Cronbach's alpha from the variance of the sum, and Feldt's interval.
items <- attitude; k <- ncol(items); n <- nrow(items)
alpha <- k / (k - 1) * (1 - sum(sapply(items, var)) / var(rowSums(items)))
out("alpha", alpha)
out("alpha_low", 1 - (1 - alpha) * qf(0.975, n - 1, (n - 1) * (k - 1)))
out("alpha_high", 1 - (1 - alpha) * qf(0.025, n - 1, (n - 1) * (k - 1)))
write.csv(attitude, "attitude.csv", row.names = FALSE)

# Item-rest correlations, alpha without each item and intraclass correlations (psych 2.x).
suppressMessages(library(psych))
found <- suppressWarnings(psych::alpha(attitude, check.keys = FALSE))
for (name in names(attitude)) {
  out(paste0("item_rest_", name), cor(attitude[[name]], rowSums(attitude[setdiff(names(attitude), name)])))
  out(paste0("alpha_without_", name), found$alpha.drop[name, "raw_alpha"])
}
icc <- psych::ICC(as.matrix(attitude), lmer = FALSE)$results
for (kind in c("ICC2", "ICC3")) {
  row <- icc[icc$type == kind, ]
  out(kind, row$ICC); out(paste0(kind, "_low"), row$"lower bound"); out(paste0(kind, "_high"), row$"upper bound")
}
