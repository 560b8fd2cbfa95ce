"""Whether every source says what an absent row means, where a result depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from iku_dsl.bounds.visit import versions
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Absence, Program, of_source, read_by
from iku_dsl.program import expression as ex


def absences(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Sources with a keyed dimension that say neither `lengkap` nor `daftar`, and are aggregated over or consolidated.

    An absent row is then a figure that was not sent, or says that there is nothing: 56.16 or missing. No regulation leaves that open.
    Told once for each source, at its name, with the first place that depends on it.
    """
    problems: dict[str, Diagnostic] = {}
    of_indicators = (one for indicator in versions(program, broken) for one in read_by(indicator))
    of_sources = (one for source in program.sources.values() if source.name not in broken for one in of_source(source))
    for expression in chain(of_indicators, of_sources):
        for name, use in _uses(expression):
            source = program.sources.get(name)
            if source is None or source.absence is not Absence.UNSAID or name in problems or name in broken:
                continue
            keyed = next(d for d in source.dimensions if not program.dimensions[d].enumerated)
            problems[name] = Diagnostic(
                "absent-row",
                say("absent-row", source=name),
                (Label(source.span), Label(use.span, say("absent-row.use"))),
                hint=say("absent-row.hint", dimension=keyed),
            )
    return tuple(problems.values())


def _uses(expression: ex.Expression | ex.SetExpression) -> Iterator[tuple[str, ex.Expression]]:
    """The sources whose absent rows an expression depends on, each with where: it runs over all of their rows, or over their periods.

    A source that is named as a set (`banyaknya espm`, `… atas espm`) is the rows that are there, and leaves nothing open.
    """
    for part in ex.walk(expression):
        match part:
            case ex.Aggregated():
                yield _rows_of(part.set), part
            case ex.ColumnValue() | ex.OwnColumn() if part.consolidation is not None:
                yield part.source, part
            case _:
                pass


def _rows_of(base: ex.SetExpression) -> str:
    while isinstance(base, ex.Filtered | ex.NamedSet):
        base = base.set
    return base.source if isinstance(base, ex.Rows) and base.expected else ""
