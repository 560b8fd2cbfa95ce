"""The store: one database for one spec set, what its relations were declared to be, its transactions, and the evaluations kept in it."""
