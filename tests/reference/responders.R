# Standardised risks of a logistic regression with a jackknife by site, by base R 4.2.2's glm.
# Data: clustered.csv, groups seen at T0, people seen at T0 and T12; improved by 0.3 or more (lower is better).
# Rscript responders.R > responders.json
data <- read.csv("clustered.csv")
data <- data[data$group %in% c("control", "treated"), ]
at <- function(visit) data[data$visit == visit & !is.na(data$y), ]
first <- at("T0"); last <- at("T12")
both <- merge(first, last[, c("participant", "y")], by = "participant", suffixes = c("0", "12"))
both$improved <- as.numeric(both$y0 - both$y12 >= 0.3 * (1 - 1e-9))
both$treated <- as.numeric(both$group == "treated")
risks <- function(d) {
  fit <- glm(improved ~ treated + age + sex + y0, binomial, d, control = list(epsilon = 1e-14, maxit = 100))
  sapply(0:1, function(g) mean(predict(fit, transform(d, treated = g), type = "response")))
}
whole <- risks(both)
sites <- sort(unique(both$site))
left <- sapply(sites, function(s) risks(both[both$site != s, ]))
moved <- left - rowMeans(left)
covariance <- (length(sites) - 1) / length(sites) * moved %*% t(moved)
cat(sprintf('{"n": %d, "risks": [%.15g, %.15g], "covariance": [[%.15g, %.15g], [%.15g, %.15g]]}\n', nrow(both),
            whole[1], whole[2], covariance[1, 1], covariance[1, 2], covariance[2, 1], covariance[2, 2]))
