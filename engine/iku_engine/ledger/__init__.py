"""The ledger: a chain of events, each with its time, user and hash; corrections, locks, evidence, migrations and runs are events."""
