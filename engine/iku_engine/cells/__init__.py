"""The cells of a row: texts to stored values, members and periods."""
