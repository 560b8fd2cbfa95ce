"""Stored evaluations and the steps of their results: reviewed, final, restated."""
