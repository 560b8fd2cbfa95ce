"""A problem in a spec, as data. Renderers draw it; nobody else formats text for people.

Messages are kept as an id of a text and its arguments, so that each reader gets them in his own language
(`iku_dsl.wording` holds the two texts of each).
"""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import field
from enum import StrEnum
from itertools import islice

from iku_dsl.budgets import most
from iku_dsl.records import record
from iku_dsl.source import Span


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
