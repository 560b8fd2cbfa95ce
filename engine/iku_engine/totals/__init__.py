"""Rows of a table that are totals of others, or look like them."""
