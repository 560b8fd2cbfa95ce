"""A spec set with one weight, target or formula put otherwise: texts in, texts out, to be checked like any other.

The place is found by what a checked program knows of it; nothing but that stretch of one file changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from iku_dsl import statements as st
from iku_dsl.parse import parse
from iku_dsl.program import Indicator, Weight
from iku_dsl.source import SourceFile, Span

Files = tuple[SourceFile, ...]


class NoPlaceError(Exception):
    """The statement is not in the files: they are not those that the program was made of."""


def with_weight(files: Sequence[SourceFile], weight: Weight, text: str) -> Files:
    """The weight of a member as `text` (`40%`); what its row says of a printed figure stays. Errors: `NoPlaceError`."""
    for _, node in _lines(files, weight.span):
        if isinstance(node, st.WeightRow):
            return _put(files, node.weight.span, text)
    raise NoPlaceError


def with_formula(files: Sequence[SourceFile], indicator: Indicator, text: str) -> Files:
    """The formula of a version of an indicator as `text`. Errors: `NoPlaceError`."""
    for _, node in _lines(files, indicator.formula.span):
        if isinstance(node, st.Formula):
            return _put(files, node.value.span, text)
    raise NoPlaceError


def with_target(files: Sequence[SourceFile], at: Span, text: str) -> Files:
    """The target that stands at a place as `text`, a number, an expression or a range. Errors: `NoPlaceError`."""
    for _, node in _lines(files, at):
        if isinstance(node, st.Target):
            whole = node.value.span if node.high is None else node.value.span.to(node.high.span)
            return _put(files, whole, text)
    raise NoPlaceError


def with_more(files: Sequence[SourceFile], indicator: Indicator, statement: str) -> Files:
    """A statement more, on a line of its own below the formula of a version of an indicator. Errors: `NoPlaceError`."""
    for span, node in _lines(files, indicator.formula.span):
        if isinstance(node, st.Formula):
            end = Span(span.file, span.end_line, span.end_column, span.end_line, span.end_column)
            return _put(files, end, f"\n  {statement}")
    raise NoPlaceError


def _lines(files: Sequence[SourceFile], at: Span) -> list[tuple[Span, st.Head | st.Statement | st.Row]]:
    """The lines that a place lies in, each with its span."""
    file = next((one for one in files if one.path == at.file), None)
    lines = parse(file).spec.lines if file is not None else ()
    return [
        (line.span, line.node)
        for line in lines
        if line.node is not None and line.span.line <= at.line <= line.span.end_line
    ]


def _put(files: Sequence[SourceFile], span: Span, text: str) -> Files:
    return tuple(_replaced(file, span, text) if file.path == span.file else file for file in files)


def _replaced(file: SourceFile, span: Span, text: str) -> SourceFile:
    starts = file.line_starts
    start = starts[span.line - 1] + span.column - 1
    end = starts[span.end_line - 1] + span.end_column - 1
    return SourceFile(file.path, file.text[:start] + text + file.text[end:])
