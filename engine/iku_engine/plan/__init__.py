"""What rules read and rest on, from a program alone: which indicators, sources, periods and rows."""
