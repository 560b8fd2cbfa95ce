"""Reading: a file to a table, its rows under the names of the spec, its texts to stored values."""

from iku_engine.facts.reading.opened import Opened, Reading
from iku_engine.facts.reading.opening import chunks, in_chunks, open_table, rows

__all__ = ["Opened", "Reading", "chunks", "in_chunks", "open_table", "rows"]
