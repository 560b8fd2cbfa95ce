"""What is read of a scale, or of a table of points, lies where these say something."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.ranges import Ranges, range_of, value_range
from iku_dsl.bounds.visit import Part, Seen, asked_for, guarded, versions
from iku_dsl.interval import EVERYTHING, Interval, gaps
from iku_dsl.problem import Diagnostic, Label, Text, say
from iku_dsl.program import Indicator, Program, Scale, Table
from iku_dsl.program import expression as ex
from iku_dsl.program.grids import grid_part
from iku_dsl.proofs.limits import not_proven, uses_broken
from iku_dsl.proofs.operations import in_rows
from iku_dsl.source import Span
from iku_dsl.wording import interval_text


def covered(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each category of an indicator, and each look-up by a number, is of a number that the scale or the table has something for.

    A scale is complete over what it covers (`bands`): a value beyond that has no category, and a look-up beyond its points is an error.
    """
    ranges = ranges_of(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        judged = _judged(ranges, indicator, broken)
        problems += [judged] if judged is not None else []
        for expression, visited in asked_for(ranges, indicator, _is_looked_up):
            problems += _looked_up(ranges, expression, visited, broken)
    for one in in_rows(ranges, broken, _is_looked_up):
        problems += _looked_up(ranges, one.expression, one.visited, broken)
    return tuple({(problem.id, problem.span): problem for problem in problems}.values())


def _is_looked_up(part: Part) -> bool:
    return isinstance(part, ex.Classify | ex.Lookup)


def _judged(ranges: Ranges, indicator: Indicator, broken: frozenset[str]) -> Diagnostic | None:
    """The problem of a value, or an achievement, that may be beyond the scale of its indicator."""
    if not indicator.scale or indicator.scale in broken or uses_broken(indicator.formula, broken):
        return None
    scale = ranges.program.scales[indicator.scale]
    if indicator.scale_of_achievement:
        profile = indicator.achievement.profile if indicator.achievement is not None else ""
        found = ranges.program.profiles[profile].limits if profile in ranges.program.profiles else EVERYTHING
        hint = say("not-proven.covered.achievement-hint", range=interval_text(scale.domain, scale.percent))
    else:
        found = value_range(ranges, indicator, guarded(ranges, indicator))
        hint = say("not-proven.covered.hint", range=interval_text(scale.domain, scale.percent))
    if _within_scale(ranges, scale, found):
        return None
    message = _message(scale.title, found, interval_text(scale.domain, scale.percent), percent=scale.percent)
    return not_proven(message, hint, indicator.span, _here(scale.span), too_large=ranges.cut_short)


def _looked_up(
    ranges: Ranges, expression: Part, visited: Iterator[Seen], broken: frozenset[str]
) -> Iterator[Diagnostic]:
    """The problems of what is looked up by a number, in an expression."""
    if uses_broken(expression, broken):
        return
    program = ranges.program
    for seen in visited:
        match seen.expression:
            case ex.Classify(scale=name, operand=operand):
                scale = program.scales[name]
                found = range_of(ranges, operand, seen.known)
                if not _within_scale(ranges, scale, found):
                    covers = interval_text(scale.domain, scale.percent)
                    yield _problem(ranges, scale, found, covers, operand, percent=scale.percent)
            case ex.Lookup(table=name, keys=(operand,)) if (table := program.tables[name]).breakpoints:
                found = range_of(ranges, operand, seen.known)
                points = Interval(table.breakpoints[0][0], table.breakpoints[-1][0])
                if not found.within(points) and not table.partial:
                    percent = operand.type.percent
                    yield _problem(ranges, table, found, interval_text(points, percent), operand, percent=percent)
            case _:
                pass


def _within_scale(ranges: Ranges, scale: Scale, found: Interval) -> bool:
    """Whether each number of an interval has a category, or a reason why it has none."""
    if scale.partial or found.within(scale.domain):
        return True
    if not ranges.effort.spend(len(scale.outside)):  # each may be beyond what the scale covers, and each reading asks
        ranges.cut_short = True
        return False
    told = (scale.domain, *(excluded.interval for excluded in scale.outside))
    return all(grid_part(scale.grid, hole) is None for hole in gaps(found, told))


def _problem(
    ranges: Ranges, of: Scale | Table, found: Interval, covers: str, operand: ex.Expression, *, percent: bool
) -> Diagnostic:
    hint = say("not-proven.covered.operand-hint", text=operand.text, range=covers)
    message = _message(of.title, found, covers, percent=percent)
    return not_proven(message, hint, operand.span, _here(of.span), too_large=ranges.cut_short)


def _message(name: str, found: Interval, covers: str, *, percent: bool) -> Text:
    if found == EVERYTHING:
        return say("not-proven.covered.nothing", name=name, range=covers)
    return say("not-proven.covered", name=name, range=covers, found=interval_text(found, percent))


def _here(span: Span) -> Label:
    return Label(span, say("not-proven.covered.here"))
