# Public data sets of nlme and datasets, fitted by gls with corSymm and varIdent.
# Writes review_gls.json (figures) and review_gls_<name>.csv (the data as fitted).
suppressMessages({library(nlme); library(jsonlite)})
control <- glsControl(maxIter = 500, msMaxIter = 2000, tolerance = 1e-12, msTol = 1e-14)
fit_both <- function(name, data, model) {
  data <- data[order(data$id, data$visit), c("id", "visit", "group", "y")]
  data$time <- as.integer(factor(data$visit)); data$v <- factor(data$visit)
  write.csv(data[c("id", "visit", "group", "y")], paste0("review_gls_", name, ".csv"), row.names = FALSE, quote = FALSE)
  sapply(c("REML", "ML"), function(method) {
    fit <- do.call(gls, list(model, data, correlation = corSymm(form = ~ time | id),
                             weights = varIdent(form = ~ 1 | time), method = method, control = control))
    list(terms = names(coef(fit)), estimate = unname(coef(fit)), minus_2_log_likelihood = -2 * as.numeric(logLik(fit)),
         std_error = unname(sqrt(diag(vcov(fit)))))
  }, simplify = FALSE)
}
orthodont <- with(as.data.frame(Orthodont), data.frame(id = as.character(Subject), visit = age, group = as.character(Sex), y = distance))
set.seed(1)
missing <- orthodont[runif(nrow(orthodont)) > 0.2, ]
chick <- with(subset(as.data.frame(ChickWeight), Time %in% c(0, 6, 12, 21)),
              data.frame(id = paste0("C", as.character(Chick)), visit = Time, group = paste0("D", Diet), y = weight))
body <- with(subset(as.data.frame(BodyWeight), Time %in% c(1, 15, 29, 43, 64)),
             data.frame(id = paste0("R", as.character(Rat)), visit = Time, group = paste0("D", Diet), y = weight))
found <- list(orthodont = fit_both("orthodont", orthodont, y ~ group * v),
              orthodont_missing = fit_both("orthodont_missing", missing, y ~ group * v),
              chick = fit_both("chick", chick, y ~ group * v), bodyweight = fit_both("bodyweight", body, y ~ group + v))
write_json(found, "review_gls.json", digits = NA, auto_unbox = TRUE)
