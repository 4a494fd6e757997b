# Adjusted means, pairwise comparisons and their adjustments by emmeans, multcomp and mvtnorm.
# Run in this folder: Rscript reference_means.R
# gls with an unstructured covariance stands for fit_mixed; sex * diagnosis, so that joint shares and products of shares differ.
suppressMessages({library(nlme); library(emmeans); library(multcomp); library(mvtnorm); library(jsonlite)})
d <- read.csv("small.csv", stringsAsFactors = TRUE)
d$visit <- factor(d$visit, levels = c("T0", "T6", "T12")); d$group <- relevel(d$group, "control")
d <- d[order(d$participant, d$visit), ]; d$t <- as.integer(d$visit)
g <- gls(y ~ group * visit + age + sex * diagnosis, d, correlation = corSymm(form = ~ t | participant),
         weights = varIdent(form = ~ 1 | visit), method = "REML",
         control = glsControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-10, msTol = 1e-12))
# The rows of the means are those of lm: for gls emmeans takes the variance function as prior weights.
l <- lm(y ~ group * visit + age + sex * diagnosis, d)
means <- lapply(c(equal = "equal", proportional = "proportional", outer = "outer"), function(w) {
  e <- emmeans(l, ~ group * visit, weights = w); L <- e@linfct
  cbind(as.data.frame(e)[c("group", "visit")], emmean = as.numeric(L %*% coef(g)), SE = sqrt(diag(L %*% vcov(g) %*% t(L))))
})

# Three groups, one visit: the pairs and Dunnett's comparisons of lm, with their true df.
s <- read.csv("stigma_like.csv", stringsAsFactors = TRUE); s <- s[s$visit == "T12", ]
s$group <- relevel(s$group, "control"); m <- lm(y ~ group + age, s); e <- emmeans(m, ~ group)
pairs_of <- function(a) {
  p <- pairs(e, reverse = TRUE, adjust = a)
  list(p = as.data.frame(p)$p.value, interval = as.data.frame(confint(p, adjust = a))[c("lower.CL", "upper.CL")])
}
raw <- as.data.frame(pairs(e, reverse = TRUE, adjust = "none"))
adjusted <- lapply(c(tukey = "tukey", bonferroni = "bonferroni"), pairs_of)
by_p <- lapply(c(holm = "holm", hochberg = "hochberg", `benjamini-hochberg` = "BH", bonferroni = "bonferroni"),
               function(a) p.adjust(raw$p.value, a))
set.seed(1)
fine <- GenzBretz(maxpts = 5e6, abseps = 1e-9)
h <- glht(m, mcp(group = "Dunnett")); t <- summary(h, test = univariate())$test
R <- cov2cor(vcov(h))
dunnett <- list(estimate = as.numeric(t$coefficients), se = as.numeric(t$sigma), statistic = as.numeric(t$tstat), correlation = R,
  df = h$df, p = sapply(abs(t$tstat), function(x) 1 - pmvt(rep(-x, 2), rep(x, 2), df = h$df, corr = R, algorithm = fine)),
  quantile = qmvt(0.95, df = h$df, corr = R, tail = "both.tails", algorithm = fine, ptol = 1e-9)$quantile,
  p_multcomp = as.numeric(summary(h)$test$pvalues))
tukey <- expand.grid(q = c(2.2, 3.3, 4.1), k = c(3, 5), df = c(7.5, 41.7, 400))
tukey$p <- ptukey(tukey$q, tukey$k, tukey$df, lower.tail = FALSE)
out <- list(versions = lapply(c(nlme = "nlme", emmeans = "emmeans", multcomp = "multcomp", mvtnorm = "mvtnorm"),
                              function(p) as.character(packageVersion(p))),
  small = means, one_visit = list(raw = raw, adjusted = adjusted, by_p = by_p, dunnett = dunnett), tukey = tukey)
write_json(out, "reference_means.json", digits = NA, pretty = TRUE, auto_unbox = TRUE, na = "null")
