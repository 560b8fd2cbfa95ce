"""One question of the editor: about which place of which file, and how its answer is written."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from iku_cli.lsp.positions import Encoding
from iku_cli.lsp.specs import Specs, State
from iku_cli.messages import message
from iku_dsl.editing.symbols import Occurrence
from iku_dsl.keywords import Language
from iku_dsl.problem import SourceFile, Span, Text
from iku_dsl.wording import render


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
