"""A new name for a symbol, everywhere in a spec set; refused where the spec set would not mean the same afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from iku_dsl.budgets import most
from iku_dsl.checking.check import check_parsed
from iku_dsl.editing.references import Index, references
from iku_dsl.editing.symbols import Occurrence, Symbol
from iku_dsl.keywords import KEYWORDS
from iku_dsl.parsing.parse import Parsed, parse
from iku_dsl.problem import Diagnostic, Severity, SourceFile, Span
from iku_dsl.statements.blocks import gather

_NAME = re.compile(r"[^\W\d]\w*")
_WORDS = frozenset(phrase for keyword in KEYWORDS for phrase in keyword.id + keyword.en)


class Reason(StrEnum):
    """Why a name cannot be given."""

    NOT_A_NAME = "not-a-name"
    KEYWORD = "keyword"
    TAKEN = "taken"
    MEANING = "meaning"
    UNREADABLE = "unreadable"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a name cannot be given, and the place that shows it, where there is one."""

    reason: Reason
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What is written in the place of a stretch of text."""

    span: Span
    text: str


def rename(
    parsed: Sequence[Parsed], symbol: Symbol, name: str, problems: Iterable[Diagnostic] | None = None
) -> tuple[Edit, ...] | Refusal:
    """The edits that give a symbol a new name, in file order; `problems` are those of the spec set, where somebody has them.

    The renamed spec set is read again: every name must stand for what it stood for, and no problem may have come or gone.
    """
    if not _NAME.fullmatch(name):
        return Refusal(Reason.NOT_A_NAME)
    blocks = gather((one.file, one.spec) for one in parsed).blocks
    before = references(blocks)
    unreadable = _unreadable(parsed, symbol.name)
    if unreadable is not None:
        return Refusal(Reason.UNREADABLE, unreadable)
    places = list(before.places(symbol))
    if len(name) * len(places) > most("renamed"):
        return Refusal(Reason.LONG)
    edits = tuple(_edit(occurrence, name) for occurrence in places)
    if name == symbol.name:
        return edits
    renamed = _renamed(parsed, edits)
    after = references(gather((one.file, one.spec) for one in renamed).blocks)
    if _alike(before, after):
        known = problems if problems is not None else check_parsed(parsed).problems
        if _places(known) == _places(check_parsed(renamed).problems):
            return edits
    if name in _WORDS:
        return Refusal(Reason.KEYWORD)
    near = [
        o for o in before.occurrences if o.declares and o.symbol.name == name and o.symbol.owner in ("", symbol.owner)
    ]
    taken = next((o for o in near if o.symbol.owner == symbol.owner), near[0] if near else None)
    return Refusal(Reason.TAKEN, taken.span) if taken is not None else Refusal(Reason.MEANING)


def edited(file: SourceFile, edits: Iterable[Edit]) -> str:
    """The text of a file after edits that do not overlap."""
    parts, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        start, end = file.offsets(edit.span)
        parts += [file.text[done:start], edit.text]
        done = end
    return "".join([*parts, file.text[done:]])


def _edit(occurrence: Occurrence, name: str) -> Edit:
    return Edit(occurrence.span, f'"{name}"' if occurrence.quoted else name)


def _unreadable(parsed: Iterable[Parsed], name: str) -> Span | None:
    """A line that could not be read and that may speak of the symbol."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    lines = (line for one in parsed for line in one.spec.lines)
    return next((line.span for line in lines if line.node is None and word.search(line.text)), None)


def _renamed(parsed: Sequence[Parsed], edits: Sequence[Edit]) -> list[Parsed]:
    touched: dict[str, list[Edit]] = {}
    for edit in edits:
        touched.setdefault(edit.span.file, []).append(edit)
    return [
        parse(SourceFile(one.file.path, edited(one.file, touched[one.file.path]))) if one.file.path in touched else one
        for one in parsed
    ]


def _alike(before: Index, after: Index) -> bool:
    """Whether the same places name the same things, whatever these are called."""
    return [_shape(o) for o in before.occurrences] == [_shape(o) for o in after.occurrences] and _partition(
        before.occurrences
    ) == _partition(after.occurrences)


def _shape(occurrence: Occurrence) -> tuple[str, str, bool, bool]:
    return occurrence.span.file, occurrence.symbol.kind, occurrence.declares, occurrence.quoted


def _partition(occurrences: Sequence[Occurrence]) -> list[int]:
    """For each place the number of the first that names the same thing."""
    first: Mapping[Symbol, int] = {o.symbol: place for place, o in reversed(list(enumerate(occurrences)))}
    return [first[occurrence.symbol] for occurrence in occurrences]


def _places(problems: Iterable[Diagnostic]) -> Counter[tuple[str, Severity, str, int]]:
    return Counter((problem.id, problem.severity, problem.span.file, problem.span.line) for problem in problems)
