"""Small changes to a spec that people make by mistake, one at a time: `>` for `>=`, two weights swapped, a guard lost.

Each is a new text of one file; `mutate.py` asks whether any check or test would notice it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import pairwise

from iku_dsl import statements as st
from iku_dsl.parsing.parse import Parsed
from iku_dsl.problem import SourceFile, Span, Text, say
from iku_dsl.statements import syntax as sx

_COMPARISONS = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "=": "!=", "!=": "=", "≤": "<", "≥": ">", "≠": "="}
_OPERATORS = {"+": "-", "-": "+", "−": "+", "*": "/", "×": "/", "/": "*"}
_WORDS = {"dan": "atau", "atau": "dan", "and": "or", "or": "and"}
_STATISTICS = {
    "jumlah": "rerata", "rerata": "jumlah", "sum": "average", "average": "sum",
    "minimum": "maksimum", "maksimum": "minimum", "maximum": "minimum",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of a file: where, what stood there and what stands there now."""

    before: SourceFile
    span: Span
    text: Text
    start: int
    end: int
    new: str  # what stands between these offsets now

    @property
    def file(self) -> SourceFile:
        """The changed file, made when it is asked for."""
        return SourceFile(self.before.path, self.within(0, len(self.before.text)))

    def within(self, start: int, end: int) -> str:
        """The text between two offsets, changed where the change lies between them."""
        text = self.before.text
        if not start <= self.start <= self.end <= end:
            return text[start:end]
        return text[start : self.start] + self.new + text[self.end : end]


def mutants(parsed: Parsed) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    weights: list[st.WeightRow] = []
    bands: list[st.BandRow] = []
    for line in parsed.spec.lines:
        node = line.node
        if not isinstance(node, st.WeightRow):
            yield from _swapped_weights(parsed.file, weights)
            weights = []
        if not isinstance(node, st.BandRow):
            yield from _swapped_bands(parsed.file, bands)
            bands = []
        match node:
            case st.WeightRow():
                weights.append(node)
            case st.BandRow():
                bands.append(node)
            case st.EntryRow():
                yield from _moved(parsed.file, node.cells[-1])
            case st.Guard():
                yield _replaced(parsed.file, line.span, "", "mutant.guard")
                yield from _inside(parsed.file, node)
            case st.Formula() | st.Let() | st.Set() | st.Target() | st.Cap() | st.ByDirection():
                yield from _inside(parsed.file, node)
            case _:
                pass
    yield from _swapped_weights(parsed.file, weights)
    yield from _swapped_bands(parsed.file, bands)


def _offsets(file: SourceFile, span: Span) -> tuple[int, int]:
    starts = file.line_starts
    return starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1


def _replaced(file: SourceFile, span: Span, new: str, key: str = "mutant.replaced") -> Mutant:
    start, end = _offsets(file, span)
    old = " ".join(file.text[start:end].split())
    return Mutant(file, span, say(key, old=old, new=new), start, end, new)


def _swapped(file: SourceFile, first: sx.Node, second: sx.Node, key: str) -> Mutant:
    (a, b), (c, d) = _offsets(file, first.span), _offsets(file, second.span)
    one, other = file.text[a:b], file.text[c:d]
    return Mutant(file, first.span, say(key, old=one, new=other), a, d, other + file.text[b:c] + one)


def _swapped_weights(file: SourceFile, rows: Sequence[st.WeightRow]) -> Iterator[Mutant]:
    for first, second in pairwise(rows):
        if first.weight.value != second.weight.value:
            yield _swapped(file, first.weight, second.weight, "mutant.weights")


def _swapped_bands(file: SourceFile, rows: Sequence[st.BandRow]) -> Iterator[Mutant]:
    for first, second in pairwise(rows):
        yield _swapped(file, first.name, second.name, "mutant.bands")


def _moved(file: SourceFile, node: sx.Node) -> Iterator[Mutant]:
    """A number one unit of its last digit higher."""
    if isinstance(node, sx.Number) and "/" not in node.text:
        whole = re.match(r"[-−]?[\d_.]+", node.text)
        if whole is not None:
            start, end = _offsets(file, node.span)
            written = file.text[start:end]
            digits = whole.group().replace("_", "").replace("−", "-")
            decimals = len(digits.partition(".")[2])
            number = str(Decimal(digits) + Decimal(1).scaleb(-decimals))
            yield _replaced(file, node.span, written.replace(whole.group(), number, 1), "mutant.number")


def _inside(file: SourceFile, node: sx.Node) -> Iterator[Mutant]:
    """The mutants of the expressions of a statement."""
    match node:
        case sx.Binary():
            yield from _operator(file, node)
        case sx.Aggregate():
            start, end = _offsets(file, node.span)
            found = re.match(r"\w+", file.text[start:end])
            plain = node.by is None and not node.listed and not node.weighted  # weights of 100% make a sum an average
            if found is not None and found.group() in _STATISTICS and plain:
                place = file.span(start, start + found.end())
                yield _replaced(file, place, _STATISTICS[found.group()])
        case sx.Index() if node.shift is not None:
            yield _replaced(file, node.span, "")
        case sx.Number():
            yield from _moved(file, node)
        case sx.Not():
            start, _ = _offsets(file, node.span)
            inner, _ = _offsets(file, node.operand.span)
            yield _replaced(file, file.span(start, inner), "")
        case sx.Call() if node.function.text in ("bulatkan", "round"):
            yield from _moved(file, node.arguments[-1]) if len(node.arguments) > 1 else ()
        case _:
            pass
    for field in fields(node):
        if field.name != "span":
            value = getattr(node, field.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, sx.Node) and not isinstance(part, sx.Text | st.Because):
                    yield from _inside(file, part)


def _operator(file: SourceFile, node: sx.Binary) -> Iterator[Mutant]:
    if isinstance(node.right, sx.Number) and node.right.value == 1 and node.right.unit is None:
        return  # `* 100%` and `/ 100%` are the same
    _, start = _offsets(file, node.left.span)
    end, _ = _offsets(file, node.right.span)
    found = re.search(r"[<>!=≤≥≠]+|[-+*/×−]|\w+", file.text[start:end])
    if found is None:
        return
    new = {**_COMPARISONS, **_OPERATORS, **_WORDS}.get(found.group())
    if new is not None:
        place = file.span(start + found.start(), start + found.end())
        yield _replaced(file, place, new)
