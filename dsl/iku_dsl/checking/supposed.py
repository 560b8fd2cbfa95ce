"""A spec set with weights, targets or formulas put otherwise: texts in, texts out, to be checked like any other.

The places are found by what a checked program knows of them; nothing but those stretches of the files changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from iku_dsl import statements as st
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import SourceFile, Span
from iku_dsl.program import Indicator, Weight

Line = tuple[Span, st.Head | st.Statement | st.Row]


class NoPlaceError(Exception):
    """The statement is not in the files: they are not those that the program was made of."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a file, perhaps of no length, and the text that is put in its place."""

    span: Span
    text: str


class SpecLines:
    """Spec files by their lines, each file read once for all edits."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self.files = {one.path: one for one in files}
        self._lines: dict[str, dict[int, list[Line]]] = {}

    def lines(self, at: Span) -> Sequence[Line]:
        """The lines that a place lies in, each with its span."""
        if at.file not in self._lines:
            self._lines[at.file] = {}
            file = self.files.get(at.file)
            for line in parse(file).spec.lines if file is not None else ():
                for number in range(line.span.line, line.span.end_line + 1) if line.node is not None else ():
                    assert line.node is not None
                    self._lines[at.file].setdefault(number, []).append((line.span, line.node))
        return self._lines[at.file].get(at.line, ())

    def edited(self, edits: Iterable[Edit]) -> tuple[SourceFile, ...]:
        """The files with some edits, of which no two are of the same stretch."""
        of: dict[str, list[tuple[int, int, str]]] = {}
        for edit in edits:
            starts = self.files[edit.span.file].line_starts
            start = starts[edit.span.line - 1] + edit.span.column - 1
            end = starts[edit.span.end_line - 1] + edit.span.end_column - 1
            of.setdefault(edit.span.file, []).append((start, end, edit.text))
        return tuple(_edited(file, sorted(of.get(path, ()))) for path, file in self.files.items())


def _edited(file: SourceFile, edits: Sequence[tuple[int, int, str]]) -> SourceFile:
    if not edits:
        return file
    parts, done = [], 0
    for start, end, text in edits:
        parts += [file.text[done:start], text]
        done = end
    return SourceFile(file.path, "".join([*parts, file.text[done:]]))


def of_weight(written: SpecLines, weight: Weight, text: str) -> Edit:
    """The weight of a member as `text` (`40%`); what its row says of a printed figure stays. Errors: `NoPlaceError`."""
    for _, node in written.lines(weight.span):
        if isinstance(node, st.WeightRow):
            return Edit(node.weight.span, text)
    raise NoPlaceError


def of_formula(written: SpecLines, indicator: Indicator, text: str) -> Edit:
    """The formula of a version of an indicator as `text`. Errors: `NoPlaceError`."""
    for _, node in written.lines(indicator.formula.span):
        if isinstance(node, st.Formula):
            return Edit(node.value.span, text)
    raise NoPlaceError


def of_target(written: SpecLines, at: Span, text: str) -> Edit:
    """The target that stands at a place as `text`, a number, an expression or a range. Errors: `NoPlaceError`."""
    for _, node in written.lines(at):
        if isinstance(node, st.Target):
            return Edit(node.value.span if node.high is None else node.value.span.to(node.high.span), text)
    raise NoPlaceError


def one_more(written: SpecLines, indicator: Indicator, statement: str) -> Edit:
    """A statement more, on a line of its own below the formula of a version of an indicator. Errors: `NoPlaceError`."""
    for span, node in written.lines(indicator.formula.span):
        if isinstance(node, st.Formula):
            end = Span(span.file, span.end_line, span.end_column, span.end_line, span.end_column)
            return Edit(end, f"\n  {statement}")
    raise NoPlaceError
