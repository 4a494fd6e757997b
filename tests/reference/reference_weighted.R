# Weighted, doubly robust and DR difference-in-differences contrasts of selected.csv by glm and lm, with loops.
# Run in this folder: Rscript reference_weighted.R
# The estimators of Sant'Anna and Zhao (2020) and their influence functions are written from the paper: DRDID is not used.
library(jsonlite)
d <- read.csv("selected.csv"); d$D <- as.numeric(d$group == "treated")
visits <- c("T0", "T6", "T12")
base <- d[d$visit == "T0", ]
base$y0 <- base$y
for (v in visits) base[[v]] <- d$y[match(paste(base$participant, v), paste(d$participant, d$visit))]
score <- D ~ y0 + age + sex + diagnosis
tight <- glm.control(epsilon = 1e-14, maxit = 100)

weights_of <- function(b, estimand, cut) {
  e <- fitted(glm(score, binomial, b, control = tight))
  w <- switch(estimand, att = ifelse(b$D == 1, 1, e / (1 - e)), ate = ifelse(b$D == 1, 1 / e, 1 / (1 - e)),
              overlap = ifelse(b$D == 1, 1 - e, e))
  if (cut < 1) for (g in 0:1) w[b$D == g] <- pmin(w[b$D == g], quantile(w[b$D == g], cut, type = 7))
  list(w = w / ave(w, b$D), e = e)
}
weighted <- function(b, estimand, cut, adjusted) {
  b$w <- weights_of(b, estimand, cut)$w
  at <- sapply(visits, function(v) {
    f <- as.formula(paste(v, if (adjusted) "~ age + sex + D" else "~ D"))
    coef(lm(f, b, weights = w))["D"]
  })
  unname(at[2:3] - at[1])
}
robust <- function(b, estimand, cut) {
  found <- weights_of(b, estimand, cut); b$w <- found$w
  h <- switch(estimand, att = b$D, ate = rep(1, nrow(b)), overlap = found$e * (1 - found$e))
  sapply(visits[2:3], function(v) {
    f <- as.formula(paste(v, "~ y0 + age + sex + diagnosis"))
    m <- lapply(1:0, function(g) predict(lm(f, b[b$D == g, ], weights = w), b))
    sum(h * (m[[1]] - m[[2]])) / sum(h)
  }, USE.NAMES = FALSE)
}

# Graham, Pinto and Egel's tilting: Newton's method on sum D X g - (1 - D) exp(X g).
tilt <- function(X, D) {
  g <- c(log(mean(D) / mean(1 - D)), rep(0, ncol(X) - 1))
  for (i in 1:200) {
    odds <- exp(drop(X %*% g)) * (1 - D)
    step <- solve(crossprod(X, odds * X), colSums((D - odds) * X))
    g <- g + step * min(1, 1 / max(abs(X %*% step)))
    if (max(abs(step)) < 1e-14) break
  }
  stopifnot(max(abs(colSums((D - exp(drop(X %*% g)) * (1 - D)) * X))) < 1e-8)
  exp(drop(X %*% g))
}
did <- function(b, v, rhs, improved) {
  b <- b[!is.na(b$T0) & !is.na(b[[v]]), ]
  b$change <- b[[v]] - b$T0; D <- b$D; n <- nrow(b)
  X <- model.matrix(rhs, b); X[, "age"] <- (X[, "age"] - 40) / 10
  if (improved) odds <- tilt(X, D) else { e <- glm.fit(X, D, family = binomial(), control = tight)$fitted.values; odds <- e / (1 - e) }
  ols <- if (improved) odds * (1 - D) else 1 - D
  beta <- solve(crossprod(X, ols * X), crossprod(X, ols * b$change))
  r <- b$change - drop(X %*% beta)
  wt <- D; wc <- odds * (1 - D)
  eta_t <- sum(wt * r) / sum(wt); eta_c <- sum(wc * r) / sum(wc)
  inf_t <- wt * (r - eta_t); inf_c <- wc * (r - eta_c)
  if (!improved) {
    lin_ols <- (ols * r * X) %*% solve(crossprod(X, ols * X) / n)
    lin_e <- ((D - e) * X) %*% solve(crossprod(X, e * (1 - e) * X) / n)
    inf_t <- inf_t - drop(lin_ols %*% colMeans(wt * X))
    inf_c <- inf_c + drop(lin_e %*% colMeans(wc * (r - eta_c) * X)) - drop(lin_ols %*% colMeans(wc * X))
  }
  psi <- inf_t / mean(wt) - inf_c / mean(wc)
  by_site <- tapply(psi, b$site, sum); S <- length(by_site)
  list(att = eta_t - eta_c, se = sd(psi) / sqrt(n), se_site = sqrt(S / (S - 1) * sum(by_site^2)) / n)
}
dids <- function(b, rhs, improved, what = "att") unname(sapply(visits[2:3], function(v) did(b, v, rhs, improved)[[what]]))

jackknife <- function(f) {
  sites <- sort(unique(base$site)); R <- length(sites)
  each <- sapply(sites, function(s) f(base[base$site != s, ]))
  list(estimate = f(base), std_error = sqrt((R - 1) / R * rowSums((each - rowMeans(each))^2)))
}
with_y <- ~ y0 + age + sex + diagnosis; without_y <- ~ age + sex + diagnosis
found <- list()
for (e in c("att", "overlap", "ate")) {
  found[[paste0("weighted_", e)]] <- jackknife(function(b) weighted(b, e, .99, FALSE))
  found[[paste0("weighted_", e, "_adjusted")]] <- jackknife(function(b) weighted(b, e, .99, TRUE))
  found[[paste0("doubly_robust_", e)]] <- jackknife(function(b) robust(b, e, .99))
}
found$weighted_att_whole <- jackknife(function(b) weighted(b, "att", 1, FALSE))
for (improved in c(TRUE, FALSE)) for (own in c("with_y", "without_y")) {
  name <- paste("did", if (improved) "improved" else "traditional", own, sep = "_"); rhs <- get(own)
  found[[name]] <- c(jackknife(function(b) dids(b, rhs, improved)),
                     list(influence = dids(base, rhs, improved, "se"), influence_site = dids(base, rhs, improved, "se_site")))
}
write_json(found, "reference_weighted.json", digits = 15, pretty = TRUE)
