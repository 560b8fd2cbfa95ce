"""Rows of one batch on their way into a relation, and what is told of them."""
