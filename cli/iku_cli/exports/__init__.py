"""Data out: results as a tidy table in CSV or Parquet."""
