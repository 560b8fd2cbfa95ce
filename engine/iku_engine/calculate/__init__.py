"""Expressions to nodes: the value of every part, exact, with its state, its bounds and where it came from."""

from iku_engine.calculate.expressions import Calculator

__all__ = ["Calculator"]
