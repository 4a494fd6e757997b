"""Missing outcomes completed under stated assumptions: reference-based and multiple imputation."""
