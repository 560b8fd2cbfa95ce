"""A program and a store to an evaluation."""
