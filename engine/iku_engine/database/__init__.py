"""The database beneath a store: its tables and books, the chain of events, hashes over rows, and who may write what."""
