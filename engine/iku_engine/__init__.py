"""The engine: facts in, evaluations out."""

__version__ = "0.1.0"
