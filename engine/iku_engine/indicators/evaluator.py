"""The state of an evaluation of indicators: the results that are made and being made, and what a formula reads of them.

It is a calculation. What an indicator reads of others is a value, category, target or achievement, of one period or of several.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import GivenValue, Indicator, Official, Program
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Part
from iku_dsl.records import record, replace
from iku_engine.arithmetic.nodes import failed
from iku_engine.calculate import Calculation
from iku_engine.calculate.consolidation import SubPeriod, consolidated
from iku_engine.calculate.context import Hooks, Keys
from iku_engine.calculate.expressions import node
from iku_engine.indicators.after_formula import achieved, judged
from iku_engine.plan.environment import Dependencies, Environment, Reading, entity_place
from iku_engine.plan.plan import Plan
from iku_engine.plan.reach import Rests
from iku_engine.results.beside import NOTHING, Completeness, Mark, PeriodRead, Status, all_lacking, partial
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
        self.dependencies = Dependencies()
        self.attributes: dict[int, dict[tuple[str, str], str]] = {}
        self.below_none: dict[tuple[int, Period], tuple[Mark, ...]] = {}
        self.of_reads: dict[frozenset[PeriodRead], OfReads] = {}
        self.noticed: dict[frozenset[PeriodRead], tuple[Text, ...]] = {}
        self.complete: dict[PeriodRead, Completeness | None] = {}
        self.complete_of: dict[frozenset[PeriodRead], tuple[Completeness, ...]] = {}


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
        return _made_part(result, part, which)
    place = result.indicator, result.period, result.key
    known = run.values.get(place)
    if known is None or known[0] is not result:
        known = run.values[place] = (result, _made_part(result, part, which))
    return known[1]


def _made_part(result: Result, part: Part, which: str) -> Node:
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
        perhaps=_perhaps(result),
        unloaded=result.trace.unloaded,
    )
    match part:
        case Part.VALUE:
            return replace(node, value=result.value, bounds=result.bounds)
        case Part.CATEGORY:
            category = result.category
            if category is not None and category.certain and category.id and not _perhaps(result):
                return replace(node, state=State.VALUE, value=category.id, reason=None, shown=Shown())
            state = State.MISSING if result.state is State.VALUE else result.state
            reason = result.outside or result.reason or say("band.undecided", indicator=result.label)
            return replace(node, state=state, reason=reason, shown=Shown())
        case Part.ACHIEVEMENT | Part.TARGET:
            return _target_part(node, result, part, which)


def _target_part(node: Node, result: Result, part: Part, which: str) -> Node:
    target = next((target for target in result.targets if target.name == which), None)
    if target is None:
        reason = say("target.none", indicator=result.label, period=str(result.period))
        return replace(node, state=State.NOT_APPLICABLE, reason=reason, inputs=frozenset())
    if part is Part.TARGET:
        if target.value is None:
            lacking = target.trace
            return replace(
                node, state=target.state, reason=target.reason, children=(),
                bounds=lacking.bounds if lacking is not None and target.state is State.MISSING else None,
                inputs=lacking.inputs if lacking is not None else frozenset(),
                unloaded=lacking.unloaded if lacking is not None else NOTHING,
            )  # fmt: skip
        return _planned(node, result, target.value)
    if target.achievement is None and target.state is State.VALUE:
        reason = say("achievement.none", indicator=result.label)
        return replace(node, state=State.NOT_APPLICABLE, reason=reason, inputs=frozenset())
    if target.value is None:  # what it would be against is not known
        return replace(node, state=target.state, reason=target.reason, shown=Shown(percent=True))
    if target.achievement is not None and _perhaps(result):
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
    )


def _planned(node: Node, result: Result, value: Fraction) -> Node:
    """A target or achievement; of what may not apply it is there only perhaps, as where a guard holds there is none."""
    if result.may_be_not_applicable:  # also of an error, which there is only where no guard holds
        open_guards = [guard for guard in result.guards if guard.state is State.MISSING]
        return replace(
            node, state=State.MISSING, value=None, reason=open_guards[0].reason if open_guards else node.reason,
            bounds=Bounds(value, value, tight=True), children=(), perhaps=True,
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
    of_last = run.program.version(name, periods[-1]) or run.program.indicators[name][0]
    consolidation = of_last.consolidation
    results = [_lower(run, name, period, keys, listed) for period in periods]
    run.snapshot.work_out(sum(1 + len(result.trace.unloaded) // LACKING for result in results))
    if consolidation is None:
        nodes = [_part(run, result, part, which) for result in results]
        return failed(Operation.INDICATOR, expression, nodes, say("indicator.no-consolidation", indicator=name))
    # of a sub-period without a target nothing is expected, where there are targets
    expected = [result for result in results if any(not target.name for target in result.targets)] or results
    value = consolidated(
        expression,
        consolidation,
        _parts(expected, [_part(run, r, Part.VALUE, "") for r in expected]),
        results[0].label,
    )
    beside = [_unplanned(run, result) for result in results if all(result is not one for one in expected)]
    value = replace(value, left_out=(*value.left_out, *beside))
    dropped = sum(one.state is State.VALUE for one in beside)
    if dropped and part is not Part.TARGET:  # there, but not expected: what is made of the others says so
        there = OfSome(results[0].label, results[0].period.grain.value, len(expected), len(expected) + dropped)
        run.noting.add(marks=(partial(there),))
    if part is Part.VALUE:
        return value
    if part is Part.TARGET:
        return _target_over(run, expression, consolidation, expected, which, high=False)
    last = results[-1]
    indicator = run.program.version(name, last.period)
    if indicator is None:
        return value
    at = entity_place(indicator, last.period, keys)
    whole = replace(
        last,
        state=value.state,
        value=value.value if isinstance(value.value, Fraction) else None,
        bounds=value.bounds,
        reason=value.reason,
        trace=value,
        category=None,
        outside=None,
    )
    names = dict.fromkeys(target.name for result in expected for target in result.targets)
    targets: list[TargetResult] = []
    for one in names:
        low = _target_over(run, expression, consolidation, expected, one, high=False)
        high = _target_over(run, expression, consolidation, expected, one, high=True)
        ranged = any(t.high is not None for result in expected for t in result.targets if t.name == one)
        targets.append(achieved(run, indicator, one, at, whole, low, high if ranged else None))
    return _part(run, judged(run, indicator, at, replace(whole, targets=tuple(targets))), part, which)


def _unplanned(run: Evaluator, result: Result) -> Node:
    """A sub-period of which nothing is expected, as it alone has no target."""
    note = say("target.none", indicator=result.label, period=str(result.period))
    node = _part(run, result, Part.VALUE, "")
    return replace(node, notes=(*node.notes, note))


def _target_over(
    run: Evaluator,
    expression: ex.IndicatorValue,
    consolidation: ex.Consolidation,
    results: Sequence[Result],
    which: str,
    high: bool,
) -> Node:
    """Targets consolidate like their realisation; sub-periods without one are not among them."""
    nodes: list[Node] = []
    for result in results:
        node = _part(run, result, Part.TARGET, which)
        target = next((target for target in result.targets if target.name == which), None)
        if high and target is not None and target.high is not None:
            node = _planned(node, result, target.high)
        nodes.append(node)
    return consolidated(expression, consolidation, _parts(results, nodes), results[0].label)


def _parts(results: Sequence[Result], nodes: Sequence[Node]) -> list[SubPeriod]:
    """What is read of results of several periods."""
    return [SubPeriod(result.period, node) for result, node in zip(results, nodes, strict=True)]


def _perhaps(result: Result) -> bool:
    """Whether a result that is missing may turn out not to apply, by a guard of its own or of what it was made of."""
    return result.state is State.MISSING and result.may_be_not_applicable
