# Numbers for tests/sensitivity/weighting, by nnet 7.3: Rscript multinomial.R > multinomial.csv, from this folder.
# Cohort: stigma_like.csv, one row a person; three groups, one of them never seen at T0; age, sex, diagnosis.
suppressMessages(library(nnet))
data <- read.csv("stigma_like.csv", stringsAsFactors = FALSE)
people <- data[!duplicated(data$participant), ]
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)))
cat("name,value\n")
people$group <- factor(people$group)
people$z <- (people$age - mean(people$age)) / sd(people$age)
fit <- multinom(group ~ z + factor(sex) + factor(diagnosis), people, reltol = 1e-16, abstol = 1e-12, maxit = 2000,
                trace = FALSE)
probabilities <- predict(fit, people, type = "probs")
own <- probabilities[cbind(seq_len(nrow(people)), as.integer(people$group))]
for (i in c(1, 100, 300)) for (k in levels(people$group)) out(sprintf("p_%d_%s", i - 1, k), probabilities[i, k])

kept <- data[data$visit %in% c("T6", "T12"), ]
for (target in c("treated", "everybody")) {
  w <- (if (target == "everybody") 1 else probabilities[, target]) / own
  for (k in levels(people$group)) {
    mine <- people$group == k
    out(sprintf("effective_%s_%s", target, k), sum(w[mine])^2 / sum(w[mine]^2))
    for (visit in c("T6", "T12")) {
      rows <- kept[kept$visit == visit & kept$group == k, ]
      out(sprintf("mean_%s_%s_%s", target, k, visit), weighted.mean(rows$y, w[match(rows$participant, people$participant)]))
    }
  }
}
