"""Exact arithmetic on the numbers of a trace: values from values, bounds from bounds."""
