# Attendance weights of attendance.csv by glm, the weighted lm, and clubSandwich's CR2 of it by site and by participant.
# Run in this folder; needs clubSandwich and jsonlite.
suppressMessages({library(clubSandwich); library(jsonlite)})
d <- read.csv("attendance.csv"); visits <- c("T0", "T6", "T12", "T18")
d$visit <- factor(d$visit, visits); d$group <- factor(d$group, c("control", "treated")); d$diagnosis <- factor(d$diagnosis)
wide <- reshape(d, idvar = c("participant", "group", "site", "age", "diagnosis"), timevar = "visit", direction = "wide")
wide <- wide[order(wide$participant), ]
Y <- as.matrix(wide[, paste0("y.", visits)]); seen <- !is.na(Y); n <- nrow(wide)
last_before <- function(t) apply(Y[, 1:(t - 1), drop = FALSE], 1, function(v) tail(v[!is.na(v)], 1))
by_groups <- function(x) tapply(x, wide$group, mean)[wide$group]
chances <- function(monotone, by_group) {
  P <- matrix(NA, n, 4); P[, 1] <- 1
  for (t in 2:4) {
    at <- if (monotone) rowSums(!seen[, 1:(t - 1), drop = FALSE]) == 0 else rep(TRUE, n)
    x <- data.frame(wide[c("group", "age", "diagnosis")], came = as.numeric(seen[, t]), y0 = Y[, 1], last = last_before(t), before = as.numeric(seen[, t - 1]))
    f <- if (t == 2) { if (by_group) came ~ group * (age + diagnosis + y0) else came ~ group * y0 + age + diagnosis
    } else if (monotone) { if (by_group) came ~ group * (age + diagnosis + y0 + last) else came ~ group * last + age + diagnosis + y0
    } else { if (by_group) came ~ group * (age + diagnosis + y0 + last * before) else came ~ group * (last + before) + last:before + age + diagnosis + y0 }
    fit <- glm(f, binomial, x[at, ], control = list(epsilon = 1e-14, maxit = 50))
    P[at, t] <- fitted(fit) * if (monotone) P[at, t - 1] else 1
  }
  P
}
weighted <- function(monotone, by_group, quantile) {
  P <- chances(monotone, by_group); used <- if (monotone) t(apply(seen, 1, cumprod)) == 1 else seen
  W <- sapply(1:4, function(t) ifelse(used[, t], by_groups(used[, t]) / P[, t], NA))
  W <- apply(W, 2, function(w) pmin(w, quantile(w, quantile, na.rm = TRUE, type = 7)))
  long <- data.frame(participant = rep(wide$participant, 4), visit = rep(visits, each = n), w = c(W))
  m <- merge(d, long[!is.na(long$w), ]); m$visit <- factor(m$visit, visits); m <- m[order(m$participant, m$visit), ]
  fit <- lm(y ~ group * visit + (age + diagnosis) * visit, m, weights = w)
  rows <- paste0("grouptreated:visit", visits[-1])
  cr <- function(cluster) {
    # weights of sampling, not of precision: inverse_var = FALSE
    V <- vcovCR(fit, m[[cluster]], type = "CR2", inverse_var = FALSE); x <- coef_test(fit, V, test = "Satterthwaite", coefs = rows)
    list(se = x$SE, df = x$df_Satt)
  }
  ess <- sapply(1:4, function(t) tapply(W[, t], wide$group, function(w) sum(w, na.rm = TRUE)^2 / sum(w^2, na.rm = TRUE)))
  list(sum = colSums(W, na.rm = TRUE), largest = apply(W, 2, max, na.rm = TRUE), effective = ess, first = round(W[1:12, ], 12),
       estimate = unname(coef(fit)[rows]), site = cr("site"), participant = cr("participant"))
}
# The jackknife of the estimates with the chances fitted anew without each site (modelled, shared slopes, quantile .99).
out <- list(modelled = weighted(FALSE, FALSE, 0.99), left_out = weighted(TRUE, FALSE, 0.99), by_group = weighted(FALSE, TRUE, 1))
all_wide <- wide; all_Y <- Y; all_d <- d
replicates <- t(sapply(sort(unique(all_wide$site)), function(s) {
  keep <- all_wide$site != s; wide <<- all_wide[keep, ]; Y <<- all_Y[keep, ]; seen <<- !is.na(Y); n <<- nrow(wide); d <<- all_d[all_d$site != s, ]
  P <- chances(FALSE, FALSE)
  W <- sapply(1:4, function(t) ifelse(seen[, t], by_groups(seen[, t]) / P[, t], NA))
  W <- apply(W, 2, function(w) pmin(w, quantile(w, 0.99, na.rm = TRUE, type = 7)))
  long <- data.frame(participant = rep(wide$participant, 4), visit = rep(visits, each = n), w = c(W))
  m <- merge(d, long[!is.na(long$w), ]); m$visit <- factor(m$visit, visits)
  coef(lm(y ~ group * visit + (age + diagnosis) * visit, m, weights = w))[paste0("grouptreated:visit", visits[-1])]
}))
out$jackknife_se <- sqrt((nrow(replicates) - 1) / nrow(replicates) * colSums(sweep(replicates, 2, colMeans(replicates))^2))
write_json(out, "reference_attendance.json", digits = NA, pretty = TRUE, auto_unbox = TRUE)
