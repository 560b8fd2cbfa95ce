"""Facts in Parquet and CSV files that nobody imports: they are looked at where they lie, and checked as an import checks."""

from iku_engine.binding import Binding, BoundFile, Given

__all__ = ["Binding", "BoundFile", "Given"]
