# Posts held over time by survival 3.5.3 on R 4.2.2: survfit with log-log intervals, all posts and those of a setting.
# "study ended" is administrative: it ends the watch. Months of 365.25 / 12 days. Data: posts.csv, made up.
# Rscript posts.R > posts.json
suppressMessages(library(survival))
d <- read.csv("posts.csv")
until <- as.Date("2015-06-30")
end <- as.Date(ifelse(d$end == "", NA, d$end))
d$months <- as.numeric(ifelse(is.na(end), until - as.Date(d$start), end - as.Date(d$start))) / (365.25 / 12)
d$left <- as.numeric(!is.na(end) & d$reason != "study ended")
num <- function(x) paste0("[", paste(ifelse(is.na(x), "null", sprintf("%.15g", x)), collapse = ", "), "]")
told <- function(name, x) {
  f <- summary(survfit(Surv(months, left) ~ 1, x, conf.type = "log-log"))
  m <- summary(survfit(Surv(months, left) ~ 1, x))$table[["median"]]
  sprintf('"%s": {"months": %s, "held": %s, "se": %s, "low": %s, "high": %s, "risk": %s, "median": %s}', name,
          num(f$time), num(f$surv), num(f$std.err), num(f$lower), num(f$upper), num(f$n.risk), num(m))
}
cat("{", paste(c(told("all", d), told("social", d[d$setting == "social", ])), collapse = ",\n "), "}\n", sep = "")
