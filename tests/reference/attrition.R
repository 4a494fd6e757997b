# Numbers for tests/describe on who leaves, in base R: Rscript attrition.R > attrition.csv, from this folder.
# Counts: the published retention. Cohort: stigma_like.csv.
data <- read.csv("stigma_like.csv", stringsAsFactors = FALSE)
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, as.numeric(value)))
cat("name,value\n")

for (case in list(list("T6", 64, 157), list("T12", 35, 105))) {
  counts <- rbind(c(case[[2]], 85 - case[[2]]), c(case[[3]], 205 - case[[3]]))
  for (yates in c(FALSE, TRUE)) {
    test <- chisq.test(counts, correct = yates)
    name <- sprintf("%s_%s", if (yates) "yates" else "chi2", case[[1]])
    out(paste0(name, "_statistic"), test$statistic); out(paste0(name, "_p"), test$p.value)
  }
}

# Retention of each site at T12, each site once: Welch's t, treated minus control.
first <- data[data$visit == "T0" & data$group != "prefollowed", ]
first$kept <- as.numeric(first$participant %in% data$participant[data$visit == "T12"])
shares <- aggregate(kept ~ site + group, first, mean)
test <- t.test(shares$kept[shares$group == "treated"], shares$kept[shares$group == "control"])
out("welch_difference", test$estimate[1] - test$estimate[2]); out("welch_df", test$parameter)
out("welch_p", test$p.value); out("welch_low", test$conf.int[1]); out("welch_high", test$conf.int[2])

# Age of the treated who were not seen at T12 against those who were.
treated <- first[first$group == "treated", ]
gone <- treated$age[treated$kept == 0]; stayed <- treated$age[treated$kept == 1]
out("age_mean_lost", mean(gone)); out("age_sd_lost", sd(gone))
out("age_smd", (mean(gone) - mean(stayed)) / sqrt((var(gone) + var(stayed)) / 2))

# Quartiles and tenths of months, type 7.
months <- c(120, 170, 183, 190, 205, 260) / (365.25 / 12)
for (share in c(0.1, 0.25, 0.5, 0.75, 0.9)) out(sprintf("months_%g", 100 * share), quantile(months, share))
