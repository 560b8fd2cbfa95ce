"""One question of the editor: about which place of which file, and how its answer is written.

An editor counts lines from 0, and columns in the units that the two sides agreed on (UTF-16 by custom).
"""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from iku_cli.lsp.specs import Specs, State
from iku_cli.messages import message
from iku_dsl.editing.symbols import Occurrence
from iku_dsl.keywords import Language
from iku_dsl.problem import SourceFile, Span, Text
from iku_dsl.wording import render


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


@dataclass(frozen=True, slots=True)
class File:
    """A file in its set, and how to write about it: the reader's language, the editor's columns and addresses."""

    specs: Specs
    state: State
    file: SourceFile
    encoding: Encoding
    language: Language

    @property
    def written_in(self) -> Language:
        """The language of the file's keywords; that of the reader where there are none yet."""
        spec = self.state.read(self.file.path).spec
        return spec.language if spec.lines else self.language

    def at(self, position: types.Position) -> Here:
        """A place in it."""
        line, column = self.encoding.place(self.file, position)
        return Here(self, line, column, self.file.line_starts[line - 1] + column - 1)

    def range(self, span: Span) -> types.Range:
        """A stretch of any file of the set."""
        file = self.state.file(span.file)
        return self.encoding.range(file if file is not None else self.file, span)

    def location(self, span: Span) -> types.Location:
        """A stretch of any file of the set, with its address."""
        return types.Location(self.specs.uri(span.file), self.range(span))

    def say(self, key: str, **arguments: object) -> str:
        """A sentence of ours."""
        return message(key, self.language, **arguments)

    def tell(self, text: Text) -> str:
        """A sentence of the language's, blanks folded."""
        return " ".join(render(text, self.language).split())


@dataclass(frozen=True, slots=True)
class Here:
    """A place in a file: line and column from 1, and its offset."""

    file: File
    line: int
    column: int
    offset: int

    @property
    def occurrence(self) -> Occurrence | None:
        """The name that is written there."""
        return self.file.state.index.at(self.file.file.path, self.line, self.column)
