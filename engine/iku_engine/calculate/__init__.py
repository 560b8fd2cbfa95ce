"""Expressions to nodes: the value of every part, exact, with its state, its bounds and where it came from."""

from iku_engine.calculate.context import Calculation
from iku_engine.calculate.expressions import new_calculation

__all__ = ["Calculation", "new_calculation"]
