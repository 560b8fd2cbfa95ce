"""Declarations to a `Program`: names, types, units, grains. Public: `resolve`."""

from iku_dsl.resolve.resolve import Resolved, resolve

__all__ = ["Resolved", "resolve"]
