"""Problems in a spec as data, with the source files and the places in them that every node and every problem points at.

Renderers draw a problem; nobody else formats text for people. Messages are kept as an id of a text and its arguments, so that each
reader gets them in his own language (`iku_dsl.wording` holds the two texts of each).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sized
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import islice

from iku_dsl.budgets import most
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


class Severity(StrEnum):
    """How bad a problem is: only an error changes the exit status."""

    ERROR = "error"
    WARNING = "warning"


@record
class Text:
    """A sentence for people: a key of the wording table, and what goes into its places."""

    key: str
    arguments: tuple[tuple[str, object], ...] = ()


def say(key: str, /, **arguments: object) -> Text:
    """A sentence by its key; arguments are strings, numbers as written, or further sentences."""
    return Text(key, tuple(arguments.items()))


SHOWN = 40  # of a list of names that a sentence has; there are 38 provinces


def some(names: Iterable[str | Text], count: int | None = None) -> tuple[str | Text, ...]:
    """The first names of a list, and how many more it has, to be put into a sentence: a problem is told for each of thousands."""
    first = tuple(islice(names, SHOWN))
    more = (len(names) if count is None and isinstance(names, Sized) else count or 0) - len(first)
    return (*first, say("list.more", more=more)) if more > 0 else first


@record
class Label:
    """A place that a problem points at, and what is to be seen there; the first label of a problem is its main place."""

    span: Span
    text: Text | None = None


@record
class Diagnostic:
    """One mistake: what it is, where it shows, a counter-example where one proves it, and the mend."""

    id: str
    message: Text
    labels: tuple[Label, ...]
    severity: Severity = Severity.ERROR
    counter_example: Text | None = None
    hint: Text | None = None
    fix: tuple[tuple[Span, str], ...] = field(default=(), compare=False)

    @property
    def span(self) -> Span:
        """The main place."""
        return self.labels[0].span


def in_file_order(problems: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Problems as a reader meets them, each once."""
    return tuple(dict.fromkeys(sorted(problems, key=lambda p: (p.span.file, p.span.line, p.span.column, p.id))))


def shown(problems: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """So many problems as anybody reads, errors before warnings, and how many more there are."""
    limit = most("problems")
    if len(problems) <= limit:
        return problems
    by_weight = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)
    kept, more = set(map(id, by_weight[:limit])), by_weight[limit:]
    told = [problem for problem in problems if id(problem) in kept]
    message, hint = say("too-large.problems", more=len(more), limit=limit), say("too-large.problems.hint")
    rest = Diagnostic("too-large", message, (Label(more[0].span),), more[0].severity, hint=hint)
    return (*told, rest)
