"""Facts in the store: how one is addressed, put otherwise, taken back, what became of it, and what rests on it."""
