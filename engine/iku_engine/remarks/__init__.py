"""What is remembered of a file that was taken in: figures from the beginning of a year on, rows and columns to look at."""
