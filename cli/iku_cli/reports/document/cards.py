"""The cards of the indicators (*kamus IKU*): goal, indicator, way of calculation and definition, sources, who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from iku_cli.render import figures
from iku_cli.reports.document.equation import equation
from iku_cli.reports.document.paper import Paper, add, listed, put_equation
from iku_cli.reports.gather import Report, Reported
from iku_cli.reports.page.declared import bands
from iku_dsl.program import Indicator, Let, Program, expressions
from iku_dsl.program import expression as ex
from iku_dsl.types import Statistic

WIDTHS = (4.2, 4.4, 10.4, 4.0, 3.1)


def write_cards(paper: Paper, report: Report) -> None:
    """One table, a row an indicator, as the official card has it."""
    paper.heading(paper.say("card.title"), 1)
    heads = [paper.say(f"card.{head}") for head in ("goal", "indicator", "method", "source", "owner")]
    table = paper.table(heads, WIDTHS)
    for reported in report.indicators:
        _card(paper, table, reported, report.program)


def _card(paper: Paper, table: Any, reported: Reported, program: Program) -> None:
    about, prose = reported.declared, reported.declared.prose
    cells = paper.row(table, (prose.goal, about.title, "", "", prose.owner), WIDTHS, whole=False).cells
    if about.dimensions:
        add(
            cells[1],
            paper.say("card.per", dimensions=", ".join(program.dimensions[name].title for name in about.dimensions)),
        )
    _method(paper, cells[2], reported, program)
    if prose.definition:
        add(cells[2], paper.say("card.definition"), underline=True)
        listed(cells[2], (part for part in prose.definition.strip().split("\n\n") if part.strip()))
    listed(cells[3], sources_of(program, about))
    listed(cells[4], prose.teams)


def _method(paper: Paper, cell: Any, reported: Reported, program: Program) -> None:
    """The formula as an equation and in words, what its names stand for, weights, guards, categories, basis."""
    about = reported.declared
    add(cell, paper.say("card.calculation"), underline=True)
    markup = equation(paper.say("card.value"), about.formula)
    if markup is not None:
        put_equation(cell, markup)
    add(cell, paper.say("card.formula", text=about.formula.text), grey=markup is not None)
    for let in about.lets.values():
        add(cell, f"{let.name} : {_meaning(paper, let)}")
    for guard in about.guards:
        add(cell, paper.say("card.guard", condition=guard.condition.text, reason=guard.reason))
    for level in about.levels:
        title = program.dimensions[level.dimension].title if level.dimension else paper.say("card.indicators")
        add(cell, paper.say("card.weights", of=title), bold=True)
        listed(cell, (_weight(paper, program, level.dimension, weight) for weight in level.weights), "1")
    if reported.scale is not None:
        add(cell, paper.say("card.bands", scale=reported.scale.title), bold=True)
        listed(cell, (f"{band.name} : {band.range}" for band in bands(reported.scale)), "")
    if about.prose.basis:
        add(cell, paper.say("card.basis"), bold=True)
        listed(cell, about.prose.basis)


def _meaning(paper: Paper, let: Let) -> str:
    """`banyaknya S` as people say it where the set has a label; else its label, or its formula."""
    value = let.value
    if isinstance(value, ex.Aggregated) and value.statistic is Statistic.COUNT and isinstance(value.set, ex.NamedSet):
        return paper.say("card.count", set=value.set.label or value.set.name)
    return f"{let.label} = {value.text}" if let.label and let.label != let.name else value.text


def _weight(paper: Paper, program: Program, dimension: str | None, weight: Any) -> str:
    if dimension is None:
        label = program.indicators[weight.member][0].title
    else:
        members = {member.name: member.title for member in program.dimensions[dimension].members}
        label = members.get(weight.member, weight.member)
    text = f"{label} {figures.weight(weight.weight)}"
    if weight.correction is None:
        return text
    return text + paper.say("card.printed", printed=weight.correction.printed, reason=weight.correction.reason)


def sources_of(program: Program, indicator: Indicator) -> list[str]:
    """What an indicator reads: its sources with who publishes them, and the indicators that it is made of."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(expressions(indicator))
    while waiting:
        for part in ex.walk(waiting.pop()):
            name = next(_source(part), "")
            if name in program.sources:
                source = program.sources[name]
                found.setdefault(f"{source.title}{f' ({source.publisher})' if source.publisher else ''}")
                column = getattr(part, "column", "")
                if column in source.derived and (name + column) not in seen:
                    seen.add(name + column)
                    waiting.append(source.derived[column].value)
            elif isinstance(part, ex.IndicatorValue):
                found.setdefault(program.indicators[part.indicator][0].title)
    for level in indicator.levels:
        if level.dimension is None:
            found.update(dict.fromkeys(program.indicators[weight.member][0].title for weight in level.weights))
    return [name for name, _ in groupby(found)]


def _source(part: ex.Expression | ex.SetExpression) -> Iterator[str]:
    if isinstance(part, ex.ColumnValue | ex.OwnColumn | ex.HasRow | ex.Rows):
        yield part.source
