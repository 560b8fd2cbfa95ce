"""A tree of labelled numbers laid out for a width: labels left, values right, the rest between.

A row that does not fit on its line moves what stands between label and value to a line below; nothing is ever cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from iku_cli.render.lines import GUIDE, PLACE, QUIET, STATES, Line, left, right, widest, wrap
from iku_dsl.records import record

GAP = 2
LONGEST_LABEL = 60  # a longer one does not widen the column of labels
LONGEST_CELLS = (8, 9, 22, 32, 48)  # a longer cell does not widen its column
LONGEST_VALUE = 24  # a longer value stands on lines of its own
LEAST_LABEL = 14  # cells that a label is wrapped in
LEAST_ROOM = 32  # cells that are kept free right of the guides
BRANCH, LAST, DOWN, EMPTY = "├─ ", "└─ ", "│  ", "   "


@record
class Row:
    """One line of the tree: its label and value, between them weights, operand, detail and place, and what is below.

    `overall` is the weight over all levels; remarks stand on lines of their own.
    """

    label: str
    weight: str = ""
    overall: str = ""
    operand: str = ""
    detail: str = ""
    place: str = ""
    value: str = ""
    state: str = "value"
    remarks: tuple[str, ...] = ()
    below: tuple[Row, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands between label and value."""
        return self.weight, self.overall, self.operand, self.detail, self.place

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell)


@record
class _Placed:
    """A row with the guides before its first line and before the lines after it."""

    row: Row
    first: str
    after: str


@record
class _Columns:
    """Where things stand: the end of the labels, the width of each cell, of the values, and of the whole."""

    label: int
    cells: tuple[int, ...]
    value: int
    whole: int


def lay_out(rows: Sequence[Row], width: int, least: int = 0) -> list[Line]:
    """The lines of a tree, none wider than `width`; where there is room, at least `least` cells wide."""
    placed = list(_flat(rows, "", max(0, width - LEAST_ROOM)))
    columns = _columns(placed, width, min(least, width))
    return [line for item in placed for line in _lines(item, columns)]


def _flat(rows: Sequence[Row], before: str, room: int) -> Iterator[_Placed]:
    """All rows in reading order with their guides; guides that would leave no room are cut from the left."""
    for place, row in enumerate(rows):
        final = place == len(rows) - 1
        inside = before + (EMPTY if final else DOWN)
        after = inside + (DOWN if row.below else EMPTY)
        yield _Placed(row, _narrow(before + (LAST if final else BRANCH), room), _narrow(after, room))
        yield from _flat(row.below, inside, room)


def _narrow(guides: str, room: int) -> str:
    return guides if len(guides) <= room else "…" + guides[len(guides) - room + 1 :]


def _columns(placed: Sequence[_Placed], width: int, least: int) -> _Columns:
    value = widest(item.row.value for item in placed if cell_len(item.row.value) <= LONGEST_VALUE)
    celled = [item for item in placed if item.row.filled]
    cells = tuple(
        widest(item.row.cells[n] for item in celled if cell_len(item.row.cells[n]) <= longest)
        for n, longest in enumerate(LONGEST_CELLS)
    )
    middle = sum(cell + GAP for cell in cells if cell)
    labels = [
        len(item.first) + cell_len(item.row.label) for item in celled if cell_len(item.row.label) <= LONGEST_LABEL
    ]
    label = min(max(labels, default=0), max(0, width - middle - value - GAP))
    bare = [len(i.first) + cell_len(i.row.label) + GAP + value for i in placed if not i.row.filled]
    flowing = [
        len(i.first) + cell_len(i.row.label) + sum(GAP + cell_len(cell) for cell in i.row.filled) + GAP + value
        for i in celled
    ]
    natural = max([label + middle + GAP + value, *bare, *flowing], default=0)
    return _Columns(label, cells, value, min(width, max(natural, least)))


def _lines(item: _Placed, columns: _Columns) -> Iterator[Line]:
    row = item.row
    beside = row.value if cell_len(row.value) <= LONGEST_VALUE else ""
    yield from _aligned(item, beside, columns) or _flowing(item, beside, columns) or _stacked(item, beside, columns)
    room = columns.whole - len(item.after)
    if row.value and not beside:
        for text in wrap(row.value, room):
            yield (item.after, GUIDE), (text, STATES[row.state])
    for remark in row.remarks:
        for text in wrap(remark, room):
            yield (item.after, GUIDE), (text, QUIET)


def _aligned(item: _Placed, beside: str, columns: _Columns) -> list[Line]:
    """Every cell in its column; no line where something is too wide for that.

    A weighted row stands in a table with the others: its label is wrapped within the labels' column, where that leaves room.
    """
    row = item.row
    room = columns.label - len(item.first)
    fits = cell_len(row.label) <= room or (row.weight and room >= LEAST_LABEL)
    fits = fits and all(cell_len(cell) <= width for cell, width in zip(row.cells, columns.cells, strict=True))
    if not row.filled or not fits:
        return []
    label, *rest = wrap(row.label, room)
    parts = [(item.first, GUIDE), (left(label, room), "")]
    for place, (cell, width) in enumerate(zip(row.cells, columns.cells, strict=True)):
        if width:
            aligned = right(cell, width) if place < 2 else left(cell, width)
            parts.append((" " * GAP + aligned, PLACE if place == len(columns.cells) - 1 else ""))
    used = columns.label + sum(width + GAP for width in columns.cells if width)
    below: list[Line] = [((item.after, GUIDE), (text, "")) for text in rest]
    return [(*parts, (right(beside, columns.whole - used), STATES[row.state])), *below]


def _flowing(item: _Placed, beside: str, columns: _Columns) -> list[Line]:
    """On one line, the cells one after another behind the label; no line where that is too wide."""
    row = item.row
    middle = "".join(" " * GAP + cell for cell in row.filled)
    used = len(item.first) + cell_len(row.label + middle)
    if used + GAP + columns.value > columns.whole:
        return []
    value = (right(beside, columns.whole - used), STATES[row.state])
    return [((item.first, GUIDE), (row.label, ""), (middle, PLACE if row.filled == (row.place,) else ""), value)]


def _stacked(item: _Placed, beside: str, columns: _Columns) -> list[Line]:
    """The label wrapped beside the value, the cells on lines below it."""
    row = item.row
    room = columns.whole - len(item.first) - (GAP + columns.value if beside else 0)
    texts = wrap(row.label, room)
    used = len(item.first) + cell_len(texts[0])
    lines: list[Line] = [
        ((item.first, GUIDE), (texts[0], ""), (right(beside, columns.whole - used), STATES[row.state])),
        *(((item.after, GUIDE), (text, "")) for text in texts[1:]),
    ]
    if row.filled:
        cells = (" " * GAP).join(row.filled)
        lines += [((item.after, GUIDE), (text.strip(), PLACE)) for text in wrap(cells, columns.whole - len(item.after))]
    return lines
