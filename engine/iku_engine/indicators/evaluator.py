"""The state of an evaluation of indicators: the results that are made and being made, and what a formula reads of them.

It is a calculation. What an indicator reads of others is a value, category, target or achievement, of one period or of several.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import GivenValue, Indicator, Official, Program, Target
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Part
from iku_dsl.records import record, replace
from iku_engine.arithmetic.nodes import failed, worst
from iku_engine.calculate import Calculation
from iku_engine.calculate.consolidation import SubPeriod, consolidated
from iku_engine.calculate.context import Hooks, Keys
from iku_engine.calculate.expressions import node
from iku_engine.indicators.after_formula import achieved, judged
from iku_engine.plan.environment import Environment, Reading, entity_place
from iku_engine.plan.looks import Looks
from iku_engine.plan.plan import Plan
from iku_engine.plan.reach import Rests
from iku_engine.results.beside import Completeness, Mark, PeriodRead, Status, all_lacking, partial
from iku_engine.results.beside import Part as OfSome
from iku_engine.results.evaluation import Bounds, Node, Operation, Result, Shown, State, TargetResult
from iku_engine.snapshot.seen import OddNow, OfReads
from iku_engine.snapshot.snapshot import Snapshot

Place = tuple[str, Period, Keys]


@record
class ResultHooks:
    """How a result is asked for and made: what a counterfactual replaces beside the hooks of its calculation."""

    result: Callable[[Evaluator, str, Period, Keys], Result]
    evaluated: Callable[[Evaluator, Place], Result]
    published: Callable[[Evaluator, Official, Environment], Node]
    with_targets: Callable[[Evaluator, Indicator, Environment, Result], Result]


class Evaluator(Calculation):
    """The state of one evaluation; `results.new_evaluator` makes it."""

    def __init__(
        self, program: Program, snapshot: Snapshot, hooks: Hooks, result_hooks: ResultHooks, *, as_printed: bool
    ) -> None:
        super().__init__(program, snapshot, node, hooks, as_printed=as_printed)
        self.result_hooks = result_hooks
        self.silent = False  # whether nothing is told beside results: what waits, what is missing
        self.odd_now: OddNow | None = None  # what holds each `periksa` again of the rows that are read
        self.checked = {name for name, source in program.sources.items() if source.checks}
        self.results: dict[Place, Result] = {}
        self.listed: set[Place] = set()  # those that list the members of their sets
        self.running: dict[Place, None] = {}
        self.pending: list[Place] = []
        self.wanted: frozenset[tuple[str, Period]] = frozenset()  # what somebody wants, and not for the sake of others
        self.needed: set[tuple[str, Period]] = set()  # what others need beside
        self.given: Mapping[Place, GivenValue] = {}  # what an in-spec test gives in place of what facts make
        self.status: Status | None = None  # of results that nobody has looked at yet
        self.step: Callable[[], None] = lambda: None  # called after each result
        self.values: dict[Place, tuple[Result, Node]] = {}  # as other indicators read them
        # How certainly entities are in the set in which an indicator ranks (None: that is an error), and what it rests on.
        self.among: dict[Place, tuple[Mapping[Keys, int] | None, Rests]] = {}
        self.own_reads: dict[tuple[int, Period], frozenset[PeriodRead]] = {}
        self.plans: dict[int, Plan] = {}  # of versions of indicators, in one of their periods
        self.looks = Looks(program, own=True)
        self.attributes: dict[int, dict[tuple[str, str], str]] = {}
        self.below_none: dict[tuple[int, Period], tuple[Mark, ...]] = {}
        self.of_reads: dict[frozenset[PeriodRead], tuple[OfReads, tuple[Completeness, ...]]] = {}
        self.noticed: dict[frozenset[PeriodRead], tuple[Text, ...]] = {}
        self.declared: dict[
            tuple[str, Period], Mapping[str, Target]
        ] = {}  # targets of an indicator by their names, in a period
        self.targets: dict[int, tuple[Result, Mapping[str, TargetResult]]] = {}  # those of a result
        self.complete: dict[PeriodRead, Completeness | None] = {}


MAX_TRACE = 5_000  # nodes of an indicator's trace that another one's shows below its own
MAX_HEIGHT = 60
LACKING = 16  # periods that a result lacks and that take as long as a number, to be joined with those of others


def indicator_value(run: Evaluator, expression: ex.IndicatorValue, read: Reading, keys: Keys, listed: bool) -> Node:
    """What a formula reads of another indicator in one period or several; `listed` with the members of its sets where all are."""
    periods = [period for period in read.periods if period is not None]
    if read.consolidated:
        return _over(run, expression, periods, keys, listed)
    node = _part(run, _lower(run, expression.indicator, periods[0], keys, listed), expression.part, expression.which)
    return replace(node, text=expression.text, span=expression.span)


def _lower(run: Evaluator, name: str, period: Period, keys: Keys, listed: bool) -> Result:
    """A result below another one: with lists of members only where all of them are `listed`, else they belong to its own trace."""
    listing, run.listing = run.listing, run.listing if listed and run.listing is None else 0
    try:
        return run.result_hooks.result(run, name, period, keys)
    finally:
        run.listing = listing


# ---- one period


def _part(run: Evaluator, result: Result, part: Part, which: str) -> Node:
    """What a rule reads of a result; the value of one is read most, often by a hundred parts of a rule one after another."""
    if part is not Part.VALUE:
        return _made_part(run, result, part, which)
    place = result.indicator, result.period, result.key
    known = run.values.get(place)
    if known is None or known[0] is not result:
        known = run.values[place] = (result, _made_part(run, result, part, which))
    return known[1]


def _made_part(run: Evaluator, result: Result, part: Part, which: str) -> Node:
    label = " · ".join([result.label, *result.key_labels])
    node = Node(
        Operation.INDICATOR,
        result.indicator,
        label,
        state=result.state,
        period=result.period,
        reason=result.reason,
        shown=result.shown,
        children=_below(result.trace),
        inputs=result.trace.inputs,
        perhaps=result.state is State.MISSING and result.may_be_not_applicable,
        may_be_nothing=result.trace.may_be_nothing,
        unloaded=result.trace.unloaded,
    )
    match part:
        case Part.VALUE:
            return replace(node, value=result.value, bounds=result.bounds)
        case Part.CATEGORY:
            category = result.category
            if category is not None and category.certain and category.id and not _perhaps(run, result):
                return replace(node, state=State.VALUE, value=category.id, reason=None, shown=Shown())
            state, reason = _judged(run, result)
            state = State.MISSING if state is State.VALUE else state
            reason = result.outside or reason or say("band.undecided", indicator=result.label)
            return replace(node, state=state, reason=reason, shown=Shown())
        case Part.ACHIEVEMENT | Part.TARGET:
            return _target_part(run, node, result, part, which)


def _judged(run: Evaluator, result: Result) -> tuple[State, Text | None]:
    """Whether there is what a category is of, the value or the achievement, and why not."""
    target = _category_of(run, result)
    return (result.state, result.reason) if target is None else (target.state, target.reason)


def _category_of(run: Evaluator, result: Result) -> TargetResult | None:
    """The target whose achievement a category is of, None where it is of the value."""
    version = run.program.version(result.indicator, result.period)
    if version is None or not version.scale_of_achievement:
        return None
    return next((target for target in result.targets if not target.name), None)


def _target_part(run: Evaluator, node: Node, result: Result, part: Part, which: str) -> Node:
    target = _target_made(run, result, which)
    node = replace(node, perhaps=result.may_be_not_applicable)
    if target is None:
        if result.state is not State.VALUE and _declares(run, result, which):
            return node  # no target is asked for where a guard says that nothing applies, or fails
        reason = _no_target(run, result, which)
        return replace(node, state=State.NOT_APPLICABLE, reason=reason, inputs=frozenset())
    if part is Part.TARGET:
        if target.value is None:
            return _without_target(node, target.trace or node)
        return _planned(node, result, target.value)
    if target.achievement is None and target.state is State.VALUE:
        reason = say("achievement.none", indicator=result.label)
        return replace(node, state=State.NOT_APPLICABLE, reason=reason, inputs=frozenset())
    if target.value is None:  # what it would be against is not known
        lacking = target.trace or node
        return replace(
            node, state=target.state, reason=target.reason, shown=Shown(percent=True), inputs=node.inputs | lacking.inputs,
            perhaps=node.perhaps or lacking.perhaps, may_be_nothing=node.may_be_nothing or lacking.may_be_nothing,
            unloaded=all_lacking((node.unloaded, lacking.unloaded)),
        )  # fmt: skip
    if target.achievement is not None and result.may_be_not_applicable:
        return _planned(replace(node, shown=Shown(percent=True)), result, target.achievement)
    trace = target.trace
    return replace(
        node,
        state=target.state,
        value=target.achievement,
        reason=target.reason,
        shown=Shown(percent=True),
        children=_below(trace) if trace is not None else node.children,
        bounds=trace.bounds if trace is not None and target.state is State.MISSING else None,
        inputs=trace.inputs if trace is not None else frozenset(),
        perhaps=node.perhaps or (trace is not None and trace.perhaps),
        may_be_nothing=trace.may_be_nothing if trace is not None else node.may_be_nothing,
    )


def _without_target(node: Node, lacking: Node) -> Node:
    """A target that is not there itself, for what it is `lacking`."""
    return replace(
        node, state=lacking.state, reason=lacking.reason, children=(),
        bounds=lacking.bounds if lacking.state is State.MISSING else None,
        inputs=lacking.inputs, perhaps=node.perhaps or lacking.perhaps, may_be_nothing=lacking.may_be_nothing,
        unloaded=lacking.unloaded,
    )  # fmt: skip


def _target_of(run: Evaluator, result: Result, which: str) -> Target | None:
    """The target of a name that the indicator declares for the period of a result."""
    place = result.indicator, result.period
    if place not in run.declared:
        version = run.program.version(*place)
        declared = (
            [target for target in version.targets if result.period in target.periods] if version is not None else []
        )
        run.declared[place] = {target.name: target for target in reversed(declared)}
    return run.declared[place].get(which)


def _target_made(run: Evaluator, result: Result, which: str) -> TargetResult | None:
    """The target of a name that a result has; a reading of each of many looks through none of the others."""
    if id(result) not in run.targets:
        run.targets[id(result)] = result, {target.name: target for target in reversed(result.targets)}
    return run.targets[id(result)][1].get(which)


def _declares(run: Evaluator, result: Result, which: str) -> bool:
    return _target_of(run, result, which) is not None


def _no_target(run: Evaluator, result: Result, which: str) -> Text:
    """That an indicator has no target in a period: none of a name, none without a name, or none at all."""
    if which:
        return say("target.none.named", name=which, indicator=result.label, period=str(result.period))
    version = run.program.version(result.indicator, result.period)
    others = version is not None and any(result.period in target.periods for target in version.targets)
    key = "target.none.unnamed" if others else "target.none"
    return say(key, indicator=result.label, period=str(result.period))


def _planned(node: Node, result: Result, value: Fraction) -> Node:
    """A target or achievement; of what may not apply it is there only perhaps, as where a guard holds there is none."""
    if result.may_be_not_applicable:  # also of an error, which there is only where no guard holds
        open_guards = [guard for guard in result.guards if guard.state is State.MISSING]
        return replace(
            node, state=State.MISSING, value=None, reason=open_guards[0].reason if open_guards else node.reason,
            bounds=Bounds(value, value, tight=True), children=(), perhaps=True, may_be_nothing=False,
            unloaded=all_lacking((node.unloaded, *(guard.unloaded for guard in open_guards))),
        )  # fmt: skip
    return replace(node, state=State.VALUE, value=value, reason=None, children=(), inputs=frozenset())


def _below(trace: Node) -> tuple[Node, ...]:
    """A trace under another one's, left out where it is so long or so deep that nobody could read it there."""
    return (trace,) if trace.size <= MAX_TRACE and trace.height <= MAX_HEIGHT else ()


# ---- several periods


def _over(run: Evaluator, expression: ex.IndicatorValue, periods: Sequence[Period], keys: Keys, listed: bool) -> Node:
    """What is read of an indicator over several of its periods: value and targets consolidate, all else follows from them."""
    name, part, which = expression.indicator, expression.part, expression.which
    indicator, period = _of_last(run.program, name, periods)
    results = [_lower(run, name, one, keys, listed) for one in periods]
    run.snapshot.work_out(sum(1 + len(result.trace.unloaded) // LACKING for result in results))
    if indicator.consolidation is None:
        nodes = [_part(run, result, part, which) for result in results]
        return failed(Operation.INDICATOR, expression, nodes, say("indicator.no-consolidation", indicator=name))
    several = _Several(expression, indicator, indicator.consolidation, tuple(results))
    if part is Part.TARGET:
        expected, _ = _expected(run, several, which)
        nodes = [_part(run, result, Part.TARGET, which) for result in expected or results]
        return consolidated(expression, several.consolidation, _parts(expected or results, nodes), results[0].label)
    at = entity_place(indicator, period, keys)
    last = results[periods.index(period)]
    levels, run.levels = run.levels, indicator.levels
    try:
        if part is Part.ACHIEVEMENT or (part is Part.CATEGORY and indicator.scale_of_achievement):
            made = _achieved_over(run, several, last, at)
        else:
            value = _value_over(run, several)
            if part is Part.VALUE:
                return value
            made = _whole(last, value)
        return replace(_part(run, judged(run, indicator, at, made), part, which), period=None)  # not of the last alone
    finally:
        run.levels = levels


@record
class _Several:
    """What is read over several periods, by which version of the indicator, and the results of the periods."""

    expression: ex.IndicatorValue
    indicator: Indicator
    consolidation: ex.Consolidation
    results: tuple[Result, ...]


def _of_last(program: Program, name: str, periods: Sequence[Period]) -> tuple[Indicator, Period]:
    """The version of the last of some periods that has one, by which they become one, and that period; else the version written first."""
    versions = ((program.version(name, period), period) for period in reversed(periods))
    found = ((version, period) for version, period in versions if version is not None)
    return next(found, (program.indicators[name][0], periods[-1]))


def _expected(run: Evaluator, several: _Several, which: str) -> tuple[list[Result], list[Result]]:
    """The periods for which a target is declared, of which figures are expected, and the others."""
    declared = [_declares(run, result, which) for result in several.results]
    expected = [result for result, has in zip(several.results, declared, strict=True) if has]
    return expected, [result for result, has in zip(several.results, declared, strict=True) if not has]


def _value_over(run: Evaluator, several: _Several) -> Node:
    """The value of several periods: of those that have a target without a name, where any has one."""
    expected, beside = _expected(run, several, "")
    if not expected:
        expected, beside = beside, []
    parts = _parts(expected, [_part(run, result, Part.VALUE, "") for result in expected])
    value = consolidated(_read(run, several, Part.VALUE), several.consolidation, parts, expected[0].label)
    _tell_unexpected(run, expected, beside)
    return replace(value, left_out=(*value.left_out, *(_unplanned(run, result, "") for result in beside)))


def _tell_unexpected(run: Evaluator, expected: Sequence[Result], beside: Sequence[Result]) -> None:
    """What is there and not expected is not counted: what is made of the others says so."""
    dropped = sum(result.state is State.VALUE for result in beside)
    if dropped and expected:
        label, unit = expected[0].label, expected[0].period.grain.value
        run.noting.add(marks=(partial(OfSome(label, unit, len(expected), len(expected) + dropped)),))


def _read(run: Evaluator, several: _Several, part: Part, which: str = "") -> ex.IndicatorValue:
    """A reading of another part of the same indicator, in its own unit, as a trace shows it."""
    expression = several.expression
    if part is expression.part:
        return expression
    name = expression.indicator
    text = name if part is Part.VALUE else f'{name}.target["{which}"]' if which else f"{name}.target"
    kind = run.program.indicators[name][0].type
    return replace(expression, part=part, which=which, type=kind, text=text)


def _whole(last: Result, value: Node) -> Result:
    """Several periods as one result, beside that of the last of them: its value alone, to be judged."""
    return replace(
        last,
        state=value.state,
        value=value.value if isinstance(value.value, Fraction) else None,
        bounds=value.bounds,
        reason=value.reason,
        trace=value,
        may_be_not_applicable=value.perhaps,
        guards=(),
        targets=(),
        category=None,
        outside=None,
    )


@record
class _Pair:
    """The value of a period with its target, and the upper end of one that is a range: what an achievement sets against each other."""

    result: Result
    value: Node
    low: Node
    high: Node | None

    @property
    def ends(self) -> tuple[Node, ...]:
        """All of it."""
        return (self.value, self.low) if self.high is None else (self.value, self.low, self.high)

    @property
    def worst(self) -> Node | None:
        """What of it decides that there is no achievement of the period; None where all is there."""
        return worst(self.ends)

    @property
    def state(self) -> State:
        """Whether all of it is there."""
        return self.worst.state if self.worst is not None else State.VALUE


def _achieved_over(run: Evaluator, several: _Several, last: Result, at: Environment) -> Result:
    """Several periods as one result with its achievement of a target: value and target are of the same periods.

    Those are the periods for which the target is declared, less those in which it or the value does not apply, and with `sebagian`
    those in which either is missing.
    """
    which = several.expression.which
    expected, beside = _expected(run, several, which)
    if not expected:
        every = _parts(beside, [_part(run, result, Part.VALUE, "") for result in beside])
        return _whole(last, consolidated(_read(run, several, Part.VALUE), several.consolidation, every, last.label))
    pairs = [_pair(run, several, result, which) for result in expected]
    kept, instead = _kept(several, pairs)
    consolidation, label = several.consolidation, expected[0].label

    def one(part: Part, nodes: Sequence[Node]) -> Node:
        parts = _parts([pair.result for pair in kept], nodes)
        return consolidated(_read(run, several, part, which), consolidation, parts, label)

    value = instead if instead is not None else one(Part.VALUE, [pair.value for pair in kept])
    without = [pair.value for pair in pairs if all(pair is not one for one in kept)]
    unplanned = [_unplanned(run, result, which) for result in beside]
    value = replace(value, left_out=(*value.left_out, *without, *unplanned))
    ranged = any(pair.high is not None for pair in kept)
    low = instead if instead is not None else one(Part.TARGET, [pair.low for pair in kept])
    high = one(Part.TARGET, [pair.high or pair.low for pair in kept]) if ranged else None
    whole = _whole(last, value)
    target = achieved(run, several.indicator, which, at, whole, low, high)
    _tell_unexpected(run, expected, beside)
    if len(kept) < len(pairs) and target.state is State.VALUE:
        some = OfSome(label, expected[0].period.grain.value, len(kept), len(pairs))
        run.noting.add(marks=(partial(some),))
    return replace(whole, targets=(target,))


def _kept(several: _Several, pairs: Sequence[_Pair]) -> tuple[Sequence[_Pair], Node | None]:
    """The pairs that an achievement is made of, and what stands in place of value and target where it is made of none."""
    applying = [pair for pair in pairs if pair.state is not State.NOT_APPLICABLE]
    if not applying:
        decided = pairs[-1].worst
        assert decided is not None, "it does not apply"
        node = Node(Operation.INDICATOR, several.expression.text, state=decided.state, reason=decided.reason)
        return (), node
    if not several.consolidation.partial or any(pair.state is State.ERROR for pair in applying):
        return applying, None
    there = [pair for pair in applying if pair.state is State.VALUE]
    if there:
        return there, None
    lacking = [end for pair in applying for end in pair.ends if end.state is State.MISSING]
    node = Node(
        Operation.INDICATOR, several.expression.text, state=State.MISSING, reason=lacking[0].reason,
        children=tuple(lacking), inputs=frozenset(cell for one in lacking for cell in one.inputs),
    )  # fmt: skip
    return (), node


def _pair(run: Evaluator, several: _Several, result: Result, which: str) -> _Pair:
    low = _part(run, result, Part.TARGET, which)
    declared = _target_of(run, result, which)
    made = _target_made(run, result, which)
    high: Node | None = None
    if declared is not None and declared.high is not None and made is not None:
        version = run.program.version(result.indicator, result.period) or several.indicator
        high = run.node(declared.high, entity_place(version, result.period, result.key))
        if made.high is not None:
            high = _planned(low, result, made.high)
    return _Pair(result, _part(run, result, Part.VALUE, ""), low, high)


def _unplanned(run: Evaluator, result: Result, which: str) -> Node:
    """A sub-period of which nothing is expected, as it alone has no such target."""
    node = _part(run, result, Part.VALUE, "")
    return replace(node, notes=(*node.notes, _no_target(run, result, which)))


def _parts(results: Sequence[Result], nodes: Sequence[Node]) -> list[SubPeriod]:
    """What is read of results of several periods."""
    return [SubPeriod(result.period, node) for result, node in zip(results, nodes, strict=True)]


def _perhaps(run: Evaluator, result: Result) -> bool:
    """Whether what is missing of what a category is of may turn out not to apply, by a guard of its own or of what it was made of."""
    if result.state is State.MISSING and result.may_be_not_applicable:
        return True
    target = _category_of(run, result)
    return target is not None and target.state is State.MISSING and target.trace is not None and target.trace.perhaps
