"""Marginal models: independence estimating equations with sampling weights and small-sample robust variances."""
