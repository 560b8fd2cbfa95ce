"""Spec files to a program, or to all that is wrong with them."""
