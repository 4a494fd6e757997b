# Time one fit of an R peer: Rscript peer.R PEER MODEL FORMULA WARM FILE...
# Prints one JSON object: version, seconds of each file (a whole call from a data frame).
arguments <- commandArgs(trailingOnly = TRUE)
peer <- arguments[1]; model <- arguments[2]; formula <- as.formula(arguments[3])
warm <- arguments[4] == "warm"; files <- arguments[-(1:4)]
quiet <- function(call) suppressWarnings(suppressMessages(call))

lmer_formula <- function() {
  random <- if (model == "random intercept") "(1 | participant)" else "(0 + visit | participant)"
  update(formula, as.formula(paste(". ~ . +", random)))
}
lmer_control <- function() {
  ignore <- "ignore"
  lme4::lmerControl(check.nobs.vs.nRE = ignore, check.nobs.vs.nlev = ignore, calc.derivs = FALSE)
}
one_visit_number <- function(data) { data$time <- as.integer(data$visit); data }

fits <- list(
  lme4 = function(data) summary(lme4::lmer(lmer_formula(), data, control = lmer_control())),
  lmerTest = function(data) {
    summary(lmerTest::lmer(lmer_formula(), data, control = lmer_control()), ddf = "Satterthwaite")
  },
  pbkrtest = function(data) {
    summary(lmerTest::lmer(lmer_formula(), data, control = lmer_control()), ddf = "Kenward-Roger")
  },
  glmmTMB = function(data) {
    if (model == "random intercept") {
      return(summary(glmmTMB::glmmTMB(update(formula, . ~ . + (1 | participant)), data, REML = TRUE)))
    }
    summary(glmmTMB::glmmTMB(update(formula, . ~ . + us(0 + visit | participant)), data,
                             dispformula = ~ 0, REML = TRUE))
  },
  nlme = function(data) {
    if (model == "random intercept") {
      return(summary(nlme::lme(formula, data, random = ~ 1 | participant)))
    }
    data <- one_visit_number(data)
    summary(nlme::gls(formula, data, correlation = nlme::corSymm(form = ~ time | participant),
                      weights = nlme::varIdent(form = ~ 1 | visit)))
  },
  mmrm = function(data) mmrm_fit(data, "Satterthwaite"),
  "mmrm, Kenward-Roger" = function(data) mmrm_fit(data, "Kenward-Roger")
)
mmrm_fit <- function(data, method) {
  data$participant <- factor(data$participant)
  covariance <- if (model == "random intercept") "cs(visit | participant)" else "us(visit | participant)"
  summary(mmrm::mmrm(update(formula, as.formula(paste(". ~ . +", covariance))), data, method = method))
}

package <- sub(",.*", "", peer)
seconds <- c()
for (i in seq_along(files)) {
  data <- read.csv(files[i])
  data$visit <- factor(data$visit, levels = unique(data$visit)[order(as.numeric(sub("\\D+", "", unique(data$visit))))])
  if (i == 1 && warm) quiet(fits[[peer]](data))
  seconds <- c(seconds, quiet(system.time(fits[[peer]](data)))[["elapsed"]])
}
cat(sprintf('{"version": "%s", "seconds": [%s], "converged": true}\n', as.character(packageVersion(package)),
            paste(sprintf("%.6f", seconds), collapse = ", ")))
