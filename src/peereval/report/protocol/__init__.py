"""The analysis plan as a document: what will be done, from the study file alone."""
