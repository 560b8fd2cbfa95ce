"""Text laid out in cells: lines of parts with a style each, plain tables, trees of labelled numbers.

Of a table only columns that hold something are shown; the widest give way first. A row of a tree that does not fit on its line moves what
stands between label and value to a line below. Cells wrap; nothing is ever cut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from iku_dsl.records import record

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment
    from rich.text import Text

Part = tuple[str, str]  # what is shown, and its style
Line = tuple[Part, ...]

GUIDE = "dim"
PLACE = "cyan"
NAME = "bold"
QUIET = "dim"
STATES = {"value": "bold", "missing": "yellow", "not-applicable": "dim", "error": "bold red"}


@record
class Drawing:
    """Lines for a console, which gets them one by one: rich takes one long text apart again and again."""

    lines: tuple[Line, ...]

    @property
    def plain(self) -> str:
        """The letters alone, each line ended."""
        return "".join(self._text(line).plain for line in self.lines)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment | Text]:
        from rich.segment import Segment

        styles = {style: console.get_style(style) for style in {style for line in self.lines for _, style in line}}
        end = Segment("\n")
        for line in self.lines:
            if all(shown.isprintable() for shown, _ in line):
                yield from (Segment(shown, styles[style]) for shown, style in line)
                yield end
            else:
                yield self._text(line)  # it knows tabs, and what a terminal would obey

    @staticmethod
    def _text(line: Line) -> Text:
        from rich.text import Text

        return Text.assemble(*line, "\n", end="")


def wrap(text: str, width: int, whole: bool = False) -> list[str]:
    """A text in lines of at most so many cells, broken at spaces, within a word only where it is longer than a line.

    `whole` keeps such a word, so that its line is wider.
    """
    width = max(width, 2)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        if whole or cell_len(word) <= width:
            line = word
        else:
            *parts, line = _parts(word, width)
            lines += parts
    return [*lines, line] if line or not lines else lines


def _parts(word: str, width: int) -> Iterator[str]:
    """A word in parts of at most so many cells, each letter looked at once."""
    start = used = 0
    for place, letter in enumerate(word):
        size = cell_len(letter)
        if used + size > width:
            yield word[start:place]
            start, used = place, 0
        used += size
    yield word[start:]


def left(text: str, width: int) -> str:
    """Padded on the right."""
    return text + " " * (width - cell_len(text))


def right(text: str, width: int) -> str:
    """Padded on the left."""
    return " " * (width - cell_len(text)) + text


def widest(texts: Iterable[str], least: int = 0) -> int:
    """The cells of the widest text."""
    return max((cell_len(text) for text in texts), default=least)


def drawn(lines: Iterable[Line]) -> Drawing:
    """Lines for a console; spaces at line ends are left out."""
    return Drawing(tuple(tuple(_without_end(line)) for line in lines))


def _without_end(line: Sequence[Part]) -> list[Part]:
    kept = list(line)
    while kept and not kept[-1][0].rstrip(" "):
        kept.pop()
    if kept:
        kept[-1] = (kept[-1][0].rstrip(" "), kept[-1][1])
    return kept


GAP = 2
LEAST = 8


def grid(
    heads: Sequence[str], rows: Sequence[Sequence[str]], width: int, numbers: Collection[int] = (), indent: int = 0
) -> list[Line]:
    """The lines of a table with its heads; `numbers` are the columns that stand to the right."""
    used = [n for n in range(len(heads)) if any(row[n] for row in rows)]
    widths = {n: widest([heads[n], *(row[n] for row in rows)]) for n in used}
    room = width - indent - GAP * (len(used) - 1)
    while used and sum(widths.values()) > room and max(widths.values()) > LEAST:
        widths[max(used, key=lambda n: widths[n])] -= 1
    lines = [_line(texts, widths, numbers, indent, NAME) for texts in _wrapped(heads, widths)]
    lines.append(((" " * indent + "─" * (sum(widths.values()) + GAP * (len(used) - 1)), QUIET),))
    return [*lines, *(_line(texts, widths, numbers, indent, "") for row in rows for texts in _wrapped(row, widths))]


def _wrapped(row: Sequence[str], widths: dict[int, int]) -> list[dict[int, str]]:
    cells = {n: wrap(row[n], width) for n, width in widths.items()}
    height = max((len(texts) for texts in cells.values()), default=0)
    return [{n: texts[at] if at < len(texts) else "" for n, texts in cells.items()} for at in range(height)]


def _line(texts: dict[int, str], widths: dict[int, int], numbers: Collection[int], indent: int, style: str) -> Line:
    cells = (right(text, widths[n]) if n in numbers else left(text, widths[n]) for n, text in texts.items())
    return ((" " * indent + (" " * GAP).join(cells), style),)


TREE_GAP = 2
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
    middle = sum(cell + TREE_GAP for cell in cells if cell)
    labels = [
        len(item.first) + cell_len(item.row.label) for item in celled if cell_len(item.row.label) <= LONGEST_LABEL
    ]
    label = min(max(labels, default=0), max(0, width - middle - value - TREE_GAP))
    bare = [len(i.first) + cell_len(i.row.label) + TREE_GAP + value for i in placed if not i.row.filled]
    flowing = [
        len(i.first)
        + cell_len(i.row.label)
        + sum(TREE_GAP + cell_len(cell) for cell in i.row.filled)
        + TREE_GAP
        + value
        for i in celled
    ]
    natural = max([label + middle + TREE_GAP + value, *bare, *flowing], default=0)
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
            parts.append((" " * TREE_GAP + aligned, PLACE if place == len(columns.cells) - 1 else ""))
    used = columns.label + sum(width + TREE_GAP for width in columns.cells if width)
    below: list[Line] = [((item.after, GUIDE), (text, "")) for text in rest]
    return [(*parts, (right(beside, columns.whole - used), STATES[row.state])), *below]


def _flowing(item: _Placed, beside: str, columns: _Columns) -> list[Line]:
    """On one line, the cells one after another behind the label; no line where that is too wide."""
    row = item.row
    middle = "".join(" " * TREE_GAP + cell for cell in row.filled)
    used = len(item.first) + cell_len(row.label + middle)
    if used + TREE_GAP + columns.value > columns.whole:
        return []
    value = (right(beside, columns.whole - used), STATES[row.state])
    return [((item.first, GUIDE), (row.label, ""), (middle, PLACE if row.filled == (row.place,) else ""), value)]


def _stacked(item: _Placed, beside: str, columns: _Columns) -> list[Line]:
    """The label wrapped beside the value, the cells on lines below it."""
    row = item.row
    room = columns.whole - len(item.first) - (TREE_GAP + columns.value if beside else 0)
    texts = wrap(row.label, room)
    used = len(item.first) + cell_len(texts[0])
    lines: list[Line] = [
        ((item.first, GUIDE), (texts[0], ""), (right(beside, columns.whole - used), STATES[row.state])),
        *(((item.after, GUIDE), (text, "")) for text in texts[1:]),
    ]
    if row.filled:
        cells = (" " * TREE_GAP).join(row.filled)
        lines += [((item.after, GUIDE), (text.strip(), PLACE)) for text in wrap(cells, columns.whole - len(item.after))]
    return lines
