"""Indicators rest on each other without a circle, in versions that neither overlap nor are mixed without saying so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from iku_dsl.bounds.visit import sound_versions
from iku_dsl.budgets import Effort, most
from iku_dsl.period import ALWAYS, Period, overlapping
from iku_dsl.problem import NOWHERE, Diagnostic, Label, Span, say
from iku_dsl.program import Indicator, Program, expressions, read_by
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import ColumnValue, IndicatorValue, Move, OwnColumn, walk
from iku_dsl.resolve.expressions.sets import in_order


def cycles(program: Program, _broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Indicators that need each other in the same period; reading an earlier period of oneself is no circle.

    Nor may what says which rows of a source must be there be computed from these rows, by way of a `let`.
    """
    edges = {
        name: {target: span for version in versions for target, span in needs(program, version)}
        for name, versions in program.indicators.items()
    }
    problems: list[Diagnostic] = []
    for ring in in_order(edges)[1]:
        places = [
            Label(edges[name][target], say("cycle.edge", name=name, target=target))
            for name, target in zip(ring, [*ring[1:], ring[0]], strict=True)
        ]
        message = say("cycle", ring=" → ".join([*ring, ring[0]]))
        weighed = len(ring) == 1 and ring[0] in _weighed(program, ring[0])
        hint = say("cycle.hint.weights", name=ring[0]) if weighed else say("cycle.hint")
        problems.append(Diagnostic("cycle", message, tuple(places), hint=hint))
    return (*problems, *_due_in_circles(program))


Due = tuple[str, bool]  # a source, a computed column or an indicator by its name, and whether an indicator reads it


def _due_in_circles(program: Program) -> Iterator[Diagnostic]:
    """Sources of which it hangs on their own rows which of them must be there."""
    sources = [name for name, one in program.sources.items() if one.expected is not None]
    edges = dict[Due, dict[Due, Span]]()
    waiting: list[Due] = [(name, False) for name in sources]
    while waiting:
        due = waiting.pop()
        if due not in edges:
            edges[due] = {}
            for target, span in _due_by(program, *due):
                edges[due].setdefault(target, span)
            waiting += edges[due]
    for ring in in_order(edges)[1]:
        names = [name for name, _ in ring]
        if set(names).isdisjoint(sources):  # told of the indicators, or the lets
            continue
        at = next(place for place, name in enumerate(names) if name in sources)
        around, told = [*ring[at:], *ring[:at], ring[at]], [*names[at:], *names[:at], names[at]]
        places = [
            Label(edges[one][target], say("cycle.edge", name=one[0], target=target[0]))
            for one, target in pairwise(around)
        ]
        message, hint = say("cycle", ring=" → ".join(told)), say("cycle.hint.expected", name=told[0])
        yield Diagnostic("cycle", message, tuple(places), hint=hint)


def _due_by(program: Program, name: str, of_indicator: bool) -> Iterator[tuple[Due, Span]]:
    """What a source's set of expected rows, a computed column or an indicator is made of, as far as rows that must be there have a say.

    An indicator tells of each source that it reads how complete it is. A count of all rows of another period asks for no row.
    """
    source, _, column = name.partition(".")
    rules: list[ex.Expression | ex.SetExpression] = []
    if name in program.indicators:
        for version in program.indicators[name]:
            rules += read_by(version)
            members = (level.weights for level in version.levels if level.dimension is None)
            yield from (((one.member, True), one.span) for weights in members for one in weights)
    elif column:
        rules.append(program.sources[source].derived[column].value)
    elif program.sources[name].expected is not None:
        rules += filter(None, (program.sources[name].expected,))
    for rule in rules:
        counted = {id(one) for part in walk(rule) for one in _all_counted(part)}
        for part in (one for one in walk(rule) if id(one) not in counted):
            match part:
                case IndicatorValue(indicator=target) if part.shift.move is not Move.SHIFTED:
                    yield (target, True), part.span
                case ex.Rows(source=target) | ex.IsExpected(source=target):
                    yield (target, False), part.span
                case OwnColumn() | ColumnValue() if part.source in program.sources:
                    if part.column in program.sources[part.source].derived:
                        yield (f"{part.source}.{part.column}", of_indicator), part.span
                    if part.consolidation is not None or of_indicator:
                        yield (part.source, False), part.span
                case ex.HasRow(source=target) if of_indicator:
                    yield (target, False), part.span
                case _:
                    pass


def _all_counted(part: ex.Expression | ex.SetExpression) -> Sequence[ex.Expression | ex.SetExpression]:
    """What a count of all rows of another period is made of."""
    match part:
        case ex.Aggregated(operand=None, set=ex.Filtered(set=ex.Rows() as rows, condition=ex.IsExpected() as due)):
            return (rows, due) if rows.shift.move is Move.SHIFTED else ()
        case _:
            return ()


def _weighed(program: Program, name: str) -> set[str]:
    """The indicators that the versions of one weigh."""
    levels = (level for version in program.indicators[name] for level in version.levels if level.dimension is None)
    return {weight.member for level in levels for weight in level.weights}


def needs(program: Program, indicator: Indicator) -> Iterator[tuple[str, Span]]:
    """The indicators that one needs in its own period, each with the place that says so."""
    seen: set[tuple[str, str]] = set()
    waiting = [(expression, NOWHERE) for expression in expressions(indicator)]
    while waiting:
        expression, place = waiting.pop()
        for part in walk(expression):
            span = place if place != NOWHERE else part.span
            if isinstance(part, IndicatorValue) and part.shift.move is not Move.SHIFTED:
                yield part.indicator, span
            elif isinstance(part, OwnColumn) or (isinstance(part, ColumnValue) and part.shift.move is not Move.SHIFTED):
                source = program.sources.get(part.source)
                derived = source.derived.get(part.column) if source is not None else None
                if derived is not None and (part.source, part.column) not in seen:
                    seen.add((part.source, part.column))
                    waiting.append((derived.value, span))
    for level in indicator.levels:
        if level.dimension is None:
            for weight in level.weights:
                yield weight.member, weight.span


def versions(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Two declarations of one indicator may not both be effective in a period: the result would depend on their order."""
    problems: list[Diagnostic] = []
    for name, found in program.indicators.items():
        if name in broken:
            continue
        for one, other, period in overlapping([version.effective for version in found]):
            first, second = sorted((found[one], found[other]), key=lambda version: version.span)
            always = first.effective == second.effective == ALWAYS
            problems.append(
                Diagnostic(
                    "versions-overlap",
                    say("versions-overlap", name=name),
                    (Label(second.span), Label(first.span, say("versions-overlap.first"))),
                    counter_example=None if always else say("versions-overlap.example", period=str(period)),
                    hint=say("versions-overlap.hint.none") if always else say("versions-overlap.hint"),
                )
            )
    return tuple(problems)


Reading = ex.IndicatorValue
Versions = Callable[[str, Period], Indicator | None]
AROUND = range(-3, 4)  # periods around the first and last one of a version that are looked at


def mixed(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Where a value of one year is set against another year's, and the rule changed in between: 2021 against 2020.

    The version read is that of the period read, so the difference would be partly that of the rules. `lintas versi karena …` says
    that this is meant.
    """
    problems: list[Diagnostic] = []
    effort = Effort(most("mixed"))
    version = cache(program.version)
    for indicator in sound_versions(program, broken):
        if indicator.across:
            continue
        readings = _readings(program, indicator)
        if not effort.spend(sum(_steps(program, name, shifts) for name, shifts in readings.items())):
            message = say("too-large.mixed", name=indicator.name, limit=effort.most)
            hint = say("too-large.mixed.hint")
            problems.append(Diagnostic("too-large", message, (Label(indicator.span),), hint=hint))
            break
        for first, second, period in _pairs(program, indicator, readings, version):
            message = say("versions-mixed", name=first.indicator, first=first.text, second=second.text)
            labels = (Label(second.span), Label(first.span))
            example = say("versions-mixed.example", period=str(period), first=first.text, second=second.text)
            hint = say("versions-mixed.hint")
            problems.append(Diagnostic("versions-mixed", message, labels, counter_example=example, hint=hint))
    return tuple(problems)


def _readings(program: Program, indicator: Indicator) -> dict[str, dict[ex.Shift, tuple[int, Reading]]]:
    """What a formula reads in more than one way of each indicator with versions: the first reading of each way, and its place."""
    found: dict[str, dict[ex.Shift, tuple[int, Reading]]] = {}
    for place, part in enumerate(ex.walk(indicator.formula)):
        if isinstance(part, ex.IndicatorValue) and len(program.indicators.get(part.indicator, ())) > 1:
            found.setdefault(part.indicator, {}).setdefault(part.shift, (place, part))
    return {name: shifts for name, shifts in found.items() if len(shifts) > 1}


def _steps(program: Program, name: str, shifts: Collection[ex.Shift]) -> int:
    """How many periods are looked at, each once by itself and once for each way in which it is read."""
    return 2 * len(AROUND) * len(program.indicators[name]) * (1 + len(shifts))


def _pairs(
    program: Program,
    indicator: Indicator,
    readings: dict[str, dict[ex.Shift, tuple[int, Reading]]],
    version: Versions,
) -> list[tuple[Reading, Reading, Period]]:
    """Of each indicator read the first two readings that mix its versions, in the order of the formula."""
    found = []
    for name, shifts in readings.items():
        ways = [part for _, part in shifts.values()]
        mixing = _mixing(_periods(program, indicator, name), ways, version)
        if mixing is not None:
            first, second, period = mixing
            found.append((shifts[ways[first].shift][0], (ways[first], ways[second], period)))
    return [pair for _, pair in sorted(found, key=lambda one: one[0])]


def _mixing(periods: Iterable[Period], ways: Sequence[Reading], version: Versions) -> tuple[int, int, Period] | None:
    """The first two readings that have a version in the same period, and not the same, and the first such period.

    In each period the first reading that has a version is held against those after it: where two differ, one of them differs from it.
    """
    least: tuple[int, int, Period] | None = None
    for period in periods:
        read = [version(one.indicator, _read(one.shift, period)) for one in ways]
        first = next((place for place, one in enumerate(read) if one is not None), len(read))
        second = next((place for place, one in enumerate(read) if one is not None and one is not read[first]), None)
        if second is not None and (least is None or (first, second) < least[:2]):
            least = first, second, period
    return least


def _periods(program: Program, indicator: Indicator, name: str) -> Iterable[Period]:
    """The periods of an indicator around the first and the last of each version of another, each once."""
    found: dict[Period, None] = {}
    for version in program.indicators[name]:
        for edge in (version.effective.first, version.effective.last):
            if edge is None:
                continue
            start = edge.parts(indicator.grain)[0] if indicator.grain.finer_than(edge.grain) else edge
            for steps in AROUND:
                period = start.containing(indicator.grain).moved(steps)
                if period in indicator.effective:
                    found[period] = None
    return found


def _read(shift: ex.Shift, period: Period) -> Period:
    if shift.move is ex.Move.SHIFTED and shift.grain is not None:
        return period.shifted(shift.grain, shift.steps)
    return period
