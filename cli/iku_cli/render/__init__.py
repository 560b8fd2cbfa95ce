"""Evaluations, problems and reports as text for people and as JSON for programs."""
