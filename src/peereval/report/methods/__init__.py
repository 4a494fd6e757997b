"""The methods section: what was done in this analysis, in the words of an article, with its references."""
