"""Text measured in cells: wrapped, padded, and put together to lines of parts with a style each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
