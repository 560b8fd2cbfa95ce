"""Plans as SQL: the rows of a set, which of them are certainly in, certainly out or unknown, and sums over them."""
