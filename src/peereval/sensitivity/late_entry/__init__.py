"""People who were followed before the study began: what those not seen could change."""
