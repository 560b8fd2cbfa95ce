"""Reading: a file to a table, its rows under the names of the spec."""

from iku_engine.reading.opened import Opened, Reading
from iku_engine.reading.opening import chunks, in_chunks, open_table, rows

__all__ = ["Opened", "Reading", "chunks", "in_chunks", "open_table", "rows"]
