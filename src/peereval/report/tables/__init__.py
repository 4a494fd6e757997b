"""Results turned into tables, one file for each group of kinds."""
