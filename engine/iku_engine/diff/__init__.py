"""Two spec sets compared in what they mean, and over the same stored history."""
