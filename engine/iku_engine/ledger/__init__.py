"""The ledger: whether it is what was written, runs evaluated once more, heads, signatures, exports, evidence."""
