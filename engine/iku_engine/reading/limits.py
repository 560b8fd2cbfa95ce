"""How large a file of facts may be in each respect; what is beyond is refused in one sentence that names the limit."""

from __future__ import annotations

MAX_CELL = 1_000_000  # characters
MAX_COLUMNS = 1_000
MAX_LINE = 16 * 2**20  # bytes without an end of line
MAX_SHEET_ROWS = 2**20  # what a sheet of a workbook may have
MAX_SHEET_COLUMNS = 2**14
MAX_KEPT_TEXTS = 384 * 2**20  # bytes that the shared texts of a workbook take in memory
MAX_UNPACKED = 2 * 2**30  # bytes of a workbook, unpacked
MAX_TEXTS = 256 * 2**20  # bytes of the part with a workbook's shared texts
MAX_PARTS = 64 * 2**20  # bytes of each other part
MAX_DENSE = 16 * 2**20  # bytes of a sheet, or of the shared texts, that are packed beyond that ratio
MAX_RATIO = 250  # a part of a workbook to its packed size; real sheets have 5 to 40
LONGEST_SHEET = 100_000  # rows: no office sends a longer one
LOOKED_FOR_HEADER = 200  # rows
