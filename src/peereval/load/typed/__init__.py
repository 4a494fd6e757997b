"""Files whose cells have types: of statistical programs, and Parquet."""
