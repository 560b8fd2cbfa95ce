"""Statements to text, in the one form that they have."""
