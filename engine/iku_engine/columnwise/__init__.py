"""Rules of a source decided for many rows at once, column by column."""

from iku_engine.columnwise.check import ColumnCheck

__all__ = ["ColumnCheck"]
