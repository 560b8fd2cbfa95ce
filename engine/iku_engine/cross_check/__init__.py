"""An evaluation held against the reference, and against another engine."""
