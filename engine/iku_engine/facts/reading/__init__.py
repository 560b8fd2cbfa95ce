"""Reading: a file to a table, its rows under the names of the spec, its texts to stored values."""

from iku_engine.facts.reading.opened import Opened, Reading
from iku_engine.facts.reading.opening import open_table, rows

__all__ = ["Opened", "Reading", "open_table", "rows"]
