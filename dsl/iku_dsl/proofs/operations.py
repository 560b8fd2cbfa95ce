"""Wherever something is worked out that can fail: in indicators, in rows of sources, in profiles as each indicator uses them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from iku_dsl.bounds.atoms import ranges_of, without
from iku_dsl.bounds.exactly import DividedByZeroError, Fallible
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.ranges import Ranges, known_of_row
from iku_dsl.bounds.visit import Part, Seen, asked_for, versions, visit
from iku_dsl.bounds.witness import Search, Witness
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Program, Source
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import uses_broken
from iku_dsl.records import record, replace


class Telling(Protocol):
    """Tells of an operation that can fail: in the world of a witness, or for all that is known (perhaps as it is `too_large`)."""

    def __call__(self, witness: Witness | None, *labels: Label, too_large: bool = False) -> Diagnostic:
        """The problem."""


@record
class Failing:
    """An operation that can fail where it stands, for all that the ranges and the conditions around it say."""

    expression: Fallible
    problem: Telling


@record
class Question:
    """A way to fail: the `kind` of error that a witness raises, what may fail so at all, and whether it can where it stands."""

    kind: type[DividedByZeroError]
    may_fail: Callable[[Part], bool]
    failing: Callable[[Ranges, ex.Expression, Known], Failing | None]


@record
class InRows:
    """An expression of a source, `visited`; a witness is looked for in rows of a `program`, of which all of `where` are worked out."""

    program: Program
    source: str
    where: tuple[Part, ...]
    expression: Part
    visited: Iterator[Seen]


def everywhere(program: Program, broken: frozenset[str], question: Question) -> tuple[Diagnostic, ...]:
    """The problems of all operations that can fail in one way, each place once."""
    ranges, search = ranges_of(program), Search(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        for expression, visited in asked_for(ranges, indicator, question.may_fail):
            if uses_broken(expression, broken):
                continue
            for seen in visited:
                found = question.failing(ranges, seen.expression, seen.known)
                if found is not None:
                    witness = search.divided_by_zero(indicator, found.expression, expression, question.kind)
                    problems.append(found.problem(witness, too_large=search.cut_short or ranges.cut_short))
    for one in in_rows(ranges, broken, question.may_fail):
        looking = search if one.program is program else Search(one.program)
        for seen in one.visited:
            found = question.failing(ranges, seen.expression, seen.known)
            if found is not None:
                witness = looking.divided_in_row(one.source, found.expression, one.where, question.kind)
                problem = found.problem(witness, too_large=looking.cut_short or ranges.cut_short)
                problems.append(replace(problem, hint=say("may-fail.in-row")))  # a row has no guards
    return tuple({(problem.id, problem.span): problem for problem in problems}.values())


def in_rows(ranges: Ranges, broken: frozenset[str], of_kind: Callable[[Part], bool]) -> Iterator[InRows]:
    """The expressions of all sources that have a part of some kind: derived columns, rules of rows, and which rows must be there."""
    for source in ranges.program.sources.values():
        if source.name not in broken:
            for one in _of_source(ranges, source, of_kind):
                if not uses_broken(one.expression, broken):
                    yield one


def _of_source(ranges: Ranges, source: Source, of_kind: Callable[[Part], bool]) -> Iterator[InRows]:
    program, name = ranges.program, source.name

    def some(expression: Part) -> bool:
        return any(map(of_kind, ex.walk(expression)))

    derived = tuple(one.value for one in source.derived.values())
    for value in filter(some, derived):
        yield InRows(program, name, derived, value, visit(ranges, value, known_of_row(ranges, name)))
    for rule in source.requirements:
        if some(rule.condition) and ranges.effort.spend(len(source.requirements)):
            others = without(ranges, source, rule)  # a rule says nothing of a row for which it has no answer
            visited = visit(others, rule.condition, known_of_row(others, name), condition=True)
            yield InRows(others.program, name, (rule.condition,), rule.condition, visited)
    for check in source.checks:
        if some(check.condition):
            visited = visit(ranges, check.condition, known_of_row(ranges, name), condition=True)
            yield InRows(program, name, (check.condition,), check.condition, visited)
    if source.expected is not None and some(source.expected):
        visited = visit(ranges, source.expected, Known(grain=source.grain))
        yield InRows(program, name, (source.expected,), source.expected, visited)
