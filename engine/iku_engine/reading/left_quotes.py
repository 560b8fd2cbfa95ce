"""A cell in quotes that runs over lines which look like rows of its file: a quote is left over, and those rows would be read as text.

A quote that opens in one row and closes in another leaves a cell whose first line ends as a row does and whose last begins as one. A
text of several lines may have as many delimiters by chance: so where rows have numbers, these lines have them in the same places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BREAK = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[-+(]?(?:Rp\.?)? ?\d[-\d.,/:\s]*[)%]?")  # or a date, or a month


def swallowed(cells: Sequence[str], delimiter: str, width: int) -> tuple[int, int] | None:
    """The place of a cell that has rows in it, and over how many lines it runs; `width` is how many cells a row of the file has."""
    for place, cell in enumerate(cells):
        if "\n" in cell or "\r" in cell:
            lines = _BREAK.split(cell)
            if any(_are_rows(cells, place, lines, delimiter, one) for one in {width, len(cells)}):
                return place, len(lines)
    return None


def _are_rows(cells: Sequence[str], place: int, lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether the lines of a cell are the end of a row of so many cells, rows, and the beginning of one."""
    first = [*cells[:place], *lines[0].split(delimiter)]
    last = [*lines[-1].split(delimiter), *cells[place + 1 :]]
    between = [line.split(delimiter) for line in lines[1:-1] if line.strip()]
    if width < 2 or len(first) != width or len(last) != width:
        return False
    whole = [one for one in between if len(one) == width]
    if between and not whole:
        return False
    rows = [first, *whole, last]
    numbers = [{at for at, text in enumerate(row) if _NUMBER.fullmatch(text.strip())} for row in rows]
    if any(numbers):
        return bool(set.intersection(*numbers))
    return not any(delimiter + " " in line for line in lines)  # as texts have them, and files of tables have not
