"""Places in files as an editor counts them: lines from 0, and columns in the units that the two sides agreed on (UTF-16 by custom)."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from iku_dsl.problem import SourceFile, Span


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the editor counts columns; our own columns are letters (code points)."""

    kind: str = "utf-16"

    def units(self, text: str) -> int:
        """How many units a text has."""
        if text.isascii() or self.kind == "utf-32":
            return len(text)
        if self.kind == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2

    def letters(self, text: str, units: int) -> int:
        """How many letters of a text make up so many units; a unit inside a letter counts for its start."""
        if text.isascii() or self.kind == "utf-32":
            return min(units, len(text))
        counted = 0
        for place, letter in enumerate(text):
            counted += self.units(letter)
            if counted > units:
                return place
        return len(text)

    def position(self, file: SourceFile, line: int, column: int) -> types.Position:
        """A line and column of ours, both from 1; a line that the file does not have ends it."""
        if line > len(file.line_starts):
            return types.Position(len(file.line_starts), 0)
        return types.Position(line - 1, self.units(file.line_text(line)[: column - 1]))

    def range(self, file: SourceFile, span: Span) -> types.Range:
        """A stretch of a file."""
        start = self.position(file, span.line, span.column)
        return types.Range(start, self.position(file, span.end_line, span.end_column))

    def between(self, file: SourceFile, start: int, end: int) -> types.Range:
        """The stretch between two offsets."""
        return self.range(file, file.span(start, end))

    def place(self, file: SourceFile, position: types.Position) -> tuple[int, int]:
        """The line and column, both from 1, of an editor's position; one past the end of a line or file is its end."""
        if position.line >= len(file.line_starts):
            line = len(file.line_starts)
            return line, len(file.line_text(line)) + 1
        return position.line + 1, self.letters(file.line_text(position.line + 1), position.character) + 1

    def offset(self, file: SourceFile, position: types.Position) -> int:
        """The offset of an editor's position."""
        line, column = self.place(file, position)
        return file.line_starts[line - 1] + column - 1
