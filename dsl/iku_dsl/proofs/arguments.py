"""An achievement of several periods has one parameter, and a category of them one end that a condition sets: the same in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from iku_dsl.bounds.visit import sound_versions
from iku_dsl.period import Grain
from iku_dsl.problem import Diagnostic, Label, Span, say
from iku_dsl.program import Cap, Indicator, Program, of_source, read_by
from iku_dsl.program import expression as ex
from iku_dsl.records import record

Part = ex.Expression | ex.SetExpression
JUDGED = (ex.Part.ACHIEVEMENT, ex.Part.CATEGORY)


def arguments(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Readings of an achievement or category of several periods, of which a parameter, or the condition of an end, may be another in each.

    Value and target become one as `consolidate` says, which is said of the indicator's values, and not of what else they are judged by.
    """
    problems: dict[tuple[Span, Span], Diagnostic] = {}
    for name, part, whole, span in _readings(program, broken):
        for version in program.indicators.get(name, ()):
            if name in broken or not version.grain.finer_than(whole):
                continue
            asked = _Asked(name, part, span, version.grain, whole)
            for judged_by, tell in _judged_by(version, part):
                place = span, judged_by.span
                if place not in problems and _varies(program, version, judged_by, version.grain, whole):
                    problems[place] = tell(asked)
    return tuple(problems.values())


@record
class _Asked:
    """A reading of a `part` of an indicator over periods of its `grain`, in a `whole` one."""

    name: str
    part: ex.Part
    span: Span
    grain: Grain
    whole: Grain


def _judged_by(version: Indicator, part: ex.Part) -> Iterator[tuple[ex.Expression, Callable[[_Asked], Diagnostic]]]:
    """What an achievement or a category rests on beside value and target, and what is told of it where it varies."""
    if version.achievement is not None and (part is ex.Part.ACHIEVEMENT or version.scale_of_achievement):
        for parameter, argument in version.achievement.arguments.items():
            yield argument, partial(_parameter_varies, parameter, argument)
    if part is ex.Part.CATEGORY:
        for cap in version.caps:
            yield cap.condition, partial(_cap_varies, cap)


def _parameter_varies(parameter: str, argument: ex.Expression, asked: _Asked) -> Diagnostic:
    key = "period-mismatch.parameter.band" if asked.part is ex.Part.CATEGORY else "period-mismatch.parameter"
    message = say(key, name=asked.name, parameter=parameter, text=argument.text, grain=f"grain.{asked.grain}")
    hint = say("period-mismatch.parameter.hint", parameter=parameter, reader=f"grain.{asked.whole}")
    labels = Label(asked.span), Label(argument.span, say("period-mismatch.parameter.here"))
    return Diagnostic("period-mismatch", message, labels, hint=hint)


def _cap_varies(cap: Cap, asked: _Asked) -> Diagnostic:
    grain, text = f"grain.{asked.grain}", cap.condition.text
    message = say("period-mismatch.cap", name=asked.name, band=cap.band, text=text, grain=grain)
    hint = say("period-mismatch.cap.hint", reader=f"grain.{asked.whole}")
    labels = Label(asked.span), Label(cap.condition.span, say("period-mismatch.cap.here"))
    return Diagnostic("period-mismatch", message, labels, hint=hint)


def _readings(program: Program, broken: frozenset[str]) -> Iterator[tuple[str, ex.Part, Grain, Span]]:
    """Each reading of an achievement: of which indicator, what of it, how long the period is in which all is read, and where."""
    for indicator in sound_versions(program, broken):
        for expression in read_by(indicator):
            for part in ex.walk(expression):
                if isinstance(part, ex.WeightedIndicators) and part.part is ex.Part.ACHIEVEMENT:
                    for weight in (
                        one for level in indicator.levels if level.dimension is None for one in level.weights
                    ):
                        yield weight.member, part.part, indicator.grain, weight.span
                elif isinstance(part, ex.IndicatorValue) and part.part in JUDGED:
                    yield part.indicator, part.part, _whole(part.shift, indicator.grain), part.span
    for name, source in program.sources.items():
        if source.grain is not None and name not in broken:
            for part in (part for expression in of_source(source) for part in ex.walk(expression)):
                if isinstance(part, ex.IndicatorValue) and part.part in JUDGED:
                    yield part.indicator, part.part, _whole(part.shift, source.grain), part.span


def _whole(shift: ex.Shift, reader: Grain) -> Grain:
    """How long the period is in which all lies that a reading makes one."""
    return Grain.YEAR if shift.move is ex.Move.TO_DATE else shift.whole or reader


def _varies(program: Program, version: Indicator, expression: Part, reader: Grain, whole: Grain) -> bool:
    """Whether an expression may come to something else in two periods of a reader that lie in the same longer one."""
    waiting, seen = [expression], set[tuple[str, str]]()
    while waiting:
        for part in ex.walk(waiting.pop()):
            if _may_differ(program, version, part, reader, whole):
                return True
            if isinstance(part, ex.ColumnValue | ex.OwnColumn) and (part.source, part.column) not in seen:
                seen.add((part.source, part.column))
                source = program.sources.get(part.source)
                if source is not None and source.grain is None and part.column in source.derived:
                    waiting.append(
                        source.derived[part.column].value
                    )  # it is computed in the period of whoever reads it
    return False


def _may_differ(program: Program, version: Indicator, part: Part, reader: Grain, whole: Grain) -> bool:
    match part:
        case ex.ColumnValue() | ex.HasRow() | ex.IsExpected() | ex.Rows():
            source = program.sources.get(part.source)
            return source is not None and _differs(part.shift, source.grain, whole)
        case ex.IndicatorValue():
            return _differs(part.shift, program.indicators[part.indicator][0].grain, whole)
        case ex.WeightedIndicators():
            members = [weight.member for level in version.levels if level.dimension is None for weight in level.weights]
            return any(_differs(ex.SAME, program.indicators[member][0].grain, whole) for member in members)
        case ex.Members():  # who is valid may change within the longer period
            return not program.dimensions[part.dimension].enumerated
        case ex.CalendarDays():
            return _differs(part.shift, reader, whole)
        case _:
            return False


def _differs(shift: ex.Shift, grain: Grain | None, whole: Grain) -> bool:
    """Whether a reading of something of a grain may look at other periods from two that lie in the same longer one."""
    if grain is None:
        return False
    if shift.move is ex.Move.SHIFTED and shift.grain is not None and shift.grain.finer_than(whole):
        return True
    if shift.move is ex.Move.TO_DATE:
        return grain.finer_than(whole)
    looked_at = shift.whole if shift.whole is not None and grain.finer_than(shift.whole) else grain
    return looked_at.finer_than(whole)
