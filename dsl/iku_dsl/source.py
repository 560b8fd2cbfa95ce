"""Source files and places in them: what every node and every problem points at."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from iku_dsl.records import record


@record
class Span:
    """A stretch of text in one file; lines and columns count from 1, the end column is one past the last character."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __lt__(self, other: Span) -> bool:
        """In the order of files, and of places within one."""
        return self.__reduce__()[1] < other.__reduce__()[1]

    def __reduce__(self) -> tuple[type[Span], tuple[str, int, int, int, int]]:
        """How it is written into the cache: as it is made, and so without a look at what its class says of each part."""
        return Span, (self.file, self.line, self.column, self.end_line, self.end_column)

    def to(self, other: Span) -> Span:
        """The stretch from the start of this span to the end of the other."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)


NOWHERE = Span("", 1, 1, 1, 1)


@dataclass(frozen=True)
class SourceFile:
    """One spec file: its name as the user wrote it, and its text."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line starts."""
        starts = [0]
        starts.extend(index + 1 for index, letter in enumerate(self.text) if letter == "\n")
        return tuple(starts)

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets of the text."""
        starts = self.line_starts
        line = bisect_right(starts, start)
        end_line = line if line < len(starts) and start <= end < starts[line] else bisect_right(starts, end)
        return Span(self.path, line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)

    def offsets(self, span: Span) -> tuple[int, int]:
        """Where a span of the file starts and ends."""
        starts = self.line_starts
        return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of one line, without its end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r")
