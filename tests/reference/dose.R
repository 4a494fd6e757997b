# Slope of the change from T6 to T12 on a made-up dose, CR2 by site with Satterthwaite degrees of freedom, by
# clubSandwich 0.5.8 on R 4.2.2's lm. Data: clustered.csv, the treated; dose = (row number of the person * 7) mod 13.
# Rscript dose.R > dose.json
suppressMessages(library(clubSandwich))
data <- read.csv("clustered.csv")
data <- data[data$group == "treated", ]
ids <- unique(data$participant)
wide <- merge(data[data$visit == "T6", ], data[data$visit == "T12", c("participant", "y")], by = "participant",
              suffixes = c("6", "12"))
wide$dose <- (match(wide$participant, ids) * 7) %% 13
fit <- lm(I(y12 - y6) ~ dose + y6 + age, wide)
test <- coef_test(fit, vcov = "CR2", cluster = wide$site, test = "Satterthwaite")["dose", ]
cat(sprintf('{"n": %d, "slope": %.15g, "std_error": %.15g, "df": %.15g, "sd": %.15g}\n', nrow(wide), test$beta, test$SE,
            test$df_Satt, sd(wide$dose)))
