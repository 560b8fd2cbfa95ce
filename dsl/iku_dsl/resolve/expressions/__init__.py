"""Expressions as written to typed ones, with the columns and tables that they name."""
