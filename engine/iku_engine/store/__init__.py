"""The store: one database for one spec set, what its relations were declared to be, and its transactions."""
