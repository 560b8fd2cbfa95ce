"""An achievement of several periods has one parameter, and a category of them one end that a condition sets: the same in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial

from iku_dsl.bounds.achieved import judged
from iku_dsl.period import Grain
from iku_dsl.problem import Diagnostic, Label, Span, say
from iku_dsl.program import Cap, Indicator, Program, Weight
from iku_dsl.program import expression as ex
from iku_dsl.records import record

Part = ex.Expression | ex.SetExpression
Column = tuple[str, str]
Kind = tuple[
    str, ex.Part, Grain
]  # of readings: of which indicator, what of it, and how long the period is in which all is read
Columns = Callable[[Grain, Grain], frozenset[Column]]


def arguments(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Readings of an achievement or category of several periods, of which a parameter, or the condition of an end, may be another in each.

    Value and target become one as `consolidate` says, which is said of the indicator's values, and not of what else they are judged by.
    That is asked once for all readings of a kind: the first of them is told of all that varies, each other one of the first of it.
    """
    problems: list[Diagnostic] = []
    columns = cache(partial(_differing_columns, program))
    for (name, part, whole), spans in _readings(program, broken).items():
        varying = _varying(program, (name, part, whole), columns) if name not in broken else []
        for place, span in enumerate(spans if varying else ()):
            for tell, grain in varying[:1] if place else varying:
                problems.append(tell(_Asked(name, part, span, grain, whole)))
    return tuple(problems)


def _varying(program: Program, kind: Kind, columns: Columns) -> list[tuple[Tell, Grain]]:
    """What readings of a kind rest on beside value and target, in any version, and may vary: what is told of it, and in which periods."""
    name, part, whole = kind
    found: list[tuple[Tell, Grain]] = []
    for version in program.indicators.get(name, ()):
        if version.grain.finer_than(whole):
            may_differ = _differing(program, version, whole, columns)
            judged = _judged_by(version, part)
            found += [(tell, version.grain) for one, tell in judged if any(map(may_differ, ex.walk(one)))]
    return found


@record
class _Asked:
    """A reading of a `part` of an indicator over periods of its `grain`, in a `whole` one."""

    name: str
    part: ex.Part
    span: Span
    grain: Grain
    whole: Grain


Tell = Callable[[_Asked], Diagnostic]


def _judged_by(version: Indicator, part: ex.Part) -> Iterator[tuple[ex.Expression, Tell]]:
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


def _readings(program: Program, broken: frozenset[str]) -> dict[Kind, tuple[Span, ...]]:
    """The readings of achievements and categories by their kind: where each is, once."""
    found: dict[Kind, dict[Span, None]] = {}
    for read in judged(program, broken):
        if read.whole is not None:
            found.setdefault((read.name, read.part, read.whole), {})[read.span] = None
    return {kind: tuple(spans) for kind, spans in found.items()}


def _weights_of_indicators(indicator: Indicator) -> list[Weight]:
    return [weight for level in indicator.levels if level.dimension is None for weight in level.weights]


def _differing(program: Program, version: Indicator, whole: Grain, columns: Columns) -> Callable[[Part], bool]:
    """Whether a part of an expression of a version may be something else in two of its periods that lie in the same longer one."""
    members = cache(
        lambda: any(
            _differs(ex.SAME, program.indicators[weight.member][0].grain, whole)
            for weight in _weights_of_indicators(version)
        )
    )

    def may_differ(part: Part) -> bool:
        if isinstance(part, ex.WeightedIndicators):
            return members()
        if isinstance(part, ex.ColumnValue | ex.OwnColumn) and (part.source, part.column) in columns(
            version.grain, whole
        ):
            return True
        return _may_differ(program, part, version.grain, whole)

    return may_differ


def _differing_columns(program: Program, reader: Grain, whole: Grain) -> frozenset[Column]:
    """Computed columns of sources without periods that may differ so: each is computed in the period of whoever reads it."""
    found: list[Column] = []
    read_in: dict[Column, list[Column]] = {}
    for source in program.sources.values():
        for derived in source.derived.values() if source.grain is None else ():
            column, read = (source.name, derived.name), ex.walk(derived.value)
            for part in read:
                if isinstance(part, ex.ColumnValue | ex.OwnColumn):
                    read_in.setdefault((part.source, part.column), []).append(column)
            if any(_may_differ(program, part, reader, whole) for part in read):
                found.append(column)
    differing = set(found)
    while found:
        new = [column for column in read_in.get(found.pop(), ()) if column not in differing]
        differing.update(new)
        found += new
    return frozenset(differing)


def _may_differ(program: Program, part: Part, reader: Grain, whole: Grain) -> bool:
    match part:
        case ex.ColumnValue() | ex.HasRow() | ex.IsExpected() | ex.Rows():
            source = program.sources.get(part.source)
            return source is not None and _differs(part.shift, source.grain, whole)
        case ex.IndicatorValue():
            return _differs(part.shift, program.indicators[part.indicator][0].grain, whole)
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
