"""One indicator in one period for one entity: guards, formula, rounding, official value, category, targets."""

from __future__ import annotations

from fractions import Fraction
from types import MethodType
from typing import Any

from iku_dsl.budgets import most
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import GivenValue, Indicator, Official, Program
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Operator
from iku_engine.arithmetic.nodes import bounds_of, interval_of
from iku_engine.calculate.context import Hooks, Keys
from iku_engine.calculate.counting import completeness, follow
from iku_engine.calculate.expressions import HOOKS
from iku_engine.errors import WrongUse
from iku_engine.exact import TooLongError
from iku_engine.indicators.after_formula import achieved, in_unit, judged, within_range
from iku_engine.indicators.evaluator import Evaluator, Place, ResultHooks, indicator_value
from iku_engine.plan.environment import Environment, entity_place, overlap
from iku_engine.plan.plan import plan
from iku_engine.plan.reach import Rests, own_reads
from iku_engine.results.beside import AS_PRINTED, Completeness, Mark, PeriodRead, together
from iku_engine.results.beside import all_lacking as all_of
from iku_engine.results.evaluation import Comparison, Node, Operation, Result, State, TargetResult
from iku_engine.results.judge import annotated, comparison, shown_as
from iku_engine.snapshot.seen import attributes, below_none, of_reads
from iku_engine.snapshot.snapshot import Snapshot

RESULT = 20  # numbers that a result takes as long as, beside those of its formula
LOOKED_THROUGH = 8  # nodes of its trace that take as long as one, to see what it lacks
MAX_DEPTH = 20  # indicators that need indicators, on one stack
MAX_PENDING = 200  # stacks that wait for one another: chains of some 4,000 results


class TooDeepError(Exception):
    """An indicator is needed so deep below others that it is evaluated first, from the top."""

    def __init__(self, place: Place) -> None:
        super().__init__(place[0])
        self.place = place


def result(run: Evaluator, name: str, period: Period, key: Keys = ()) -> Result:
    """The result of an indicator; `key` has a member of each of its dimensions.

    Long chains (a year that needs the year before, and so on) are evaluated from their far end.
    """
    result = _result_once(run, (name, period, key))
    run.noting.add(result.reads, result.marks)
    return result


def _result_once(run: Evaluator, place: Place) -> Result:
    name, period, _ = place
    if place in run.results and (run.listing == 0 or place in run.listed):
        return run.results[place]
    if place in run.running or place in run.pending[:-1]:
        return _without(run, *place, State.ERROR, say("indicator.cycle", indicator=name, period=str(period)))
    if run.running:
        if _endless(run, place):
            return _without(run, *place, State.MISSING, say("missing.beyond", text=name))
        if len(run.running) >= MAX_DEPTH:
            raise TooDeepError(place)
        return run.result_hooks.evaluated(run, place)
    run.pending = [place]
    while run.pending:
        try:
            run.result_hooks.evaluated(run, run.pending[-1])
        except TooDeepError as deeper:
            run.pending.append(deeper.place)
            if len(run.pending) <= MAX_PENDING:
                continue
            reason = say("indicator.too-deep", indicator=name)
            run.results[deeper.place] = _without(run, *deeper.place, State.ERROR, reason)
        run.pending.pop()
    return run.results[place]


def _endless(run: Evaluator, place: Place) -> bool:
    """Whether an indicator that needs its own past, and says no first period, has come to where there are no facts."""
    name, period, key = place
    version = run.program.version(name, period)
    if version is None or version.effective.first is not None or not run.snapshot.before_all(period):
        return False
    return any(one == name and members == key and later > period for one, later, members in run.running)


def evaluated(run: Evaluator, place: Place) -> Result:
    """The result of a place, worked out now: an error where it is too deep for the stack and nothing waits for it."""
    levels, rests = run.levels, Rests()
    run.snapshot.work_out(RESULT)
    _count(run, place)
    run.running[place] = None
    try:
        with run.noting.into(rests):
            run.results[place] = _computed(run, *place)
        if run.listing != 0:
            run.listed.add(place)
    except TooLongError:
        reason = say("number-too-large", text=place[0])
        run.results[place] = with_rests(run, _without(run, *place, State.ERROR, reason), rests)
    except RecursionError:
        if len(run.running) > 1:
            raise TooDeepError(place) from None
        reason = say("indicator.too-deep", indicator=place[0])
        run.results[place] = with_rests(run, _without(run, *place, State.ERROR, reason), rests)
    finally:
        run.levels = levels
        del run.running[place]
    return run.results[place]


def _count(run: Evaluator, place: Place) -> None:
    """Whether so much may be needed beside what is asked for. Errors: `WrongUse`. Entities are not counted: facts name those."""
    needed = place[:2]
    if needed in run.wanted or needed in run.needed:
        return
    run.needed.add(needed)
    if len(run.needed) > most("needed"):
        name, period = run.pending[0][:2]
        raise WrongUse(say("needed-many", name=name, period=str(period), limit=most("needed")))


# ---- one result


def _without(
    run: Evaluator, name: str, period: Period, key: Keys, state: State, reason: Text, trace: Node | None = None
) -> Result:
    about = run.program.indicators[name][0]
    node = trace or Node(Operation.INDICATOR, name, about.title, state=state, reason=reason)
    labels = run.snapshot.labels(about.dimensions, key)
    return Result(name, about.title, period, key, labels, state, None, shown_as(about), node, reason=reason)


def _computed(run: Evaluator, name: str, period: Period, key: Keys) -> Result:
    indicator = run.program.version(name, period)
    if indicator is None:
        return _without(run, name, period, key, State.NOT_APPLICABLE, say("indicator.no-version", period=str(period)))
    run.noting.add(reads_of_indicator(run, indicator, period), marks_below_none(run, indicator, period))
    for dimension, member in zip(indicator.dimensions, key, strict=True):
        beyond = run.snapshot.validity.beyond(dimension, member, period)
        if beyond is not None:
            return with_rests(run, _without(run, name, period, key, State.NOT_APPLICABLE, beyond), run.noting.open)
    if (name, period) not in run.planned:
        if id(indicator) not in run.plans:
            run.plans[id(indicator)] = plan(run.program, [(indicator, period)])
        follow(run, run.plans[id(indicator)].at(period))
    if run.as_printed and _is_corrected(run, indicator):
        run.noting.add(marks=(AS_PRINTED,))
    run.levels = indicator.levels
    at = entity_place(indicator, period, key)
    given = run.given.get((name, period, key))
    if given is not None:
        return _given(run, given, indicator, at)
    guards: list[Node] = []
    undecided: Node | None = None
    for guard in indicator.guards:
        node = run.node(guard.condition, at)
        guards.append(node)
        if node.state is State.VALUE and node.value:
            result = _without(run, name, period, key, State.NOT_APPLICABLE, say("=", text=guard.reason), node)
            trace = Node(
                Operation.GUARD, guard.condition.text, indicator.title, state=State.NOT_APPLICABLE,
                reason=say("=", text=guard.reason), children=(node,), span=guard.span,
            )  # fmt: skip
            return _with_notes(run, replace(result, trace=trace, guards=tuple(guards)), indicator)
        if node.state is State.ERROR:
            reason = node.reason or say("guard.error", text=guard.condition.text)
            return _with_notes(run, _without(run, name, period, key, State.ERROR, reason, node), indicator)
        if node.state is State.MISSING and undecided is None:
            undecided = node
    computed = in_unit(indicator, run.node(indicator.formula, at))
    run.noting.add(marks=computed.marks)
    computed = within_range(indicator, computed)
    lacking = [guard.unloaded for guard in guards if guard.state is State.MISSING]
    if any(lacking):
        computed = replace(computed, unloaded=all_of((computed.unloaded, *lacking)))
    nothing = computed.may_be_nothing or any(guard.may_be_nothing for guard in guards)
    if undecided is not None and computed.state is State.VALUE:
        interval = interval_of(computed)
        computed = replace(
            computed,
            state=State.MISSING,
            value=None,
            reason=undecided.reason,
            bounds=bounds_of(interval, tight=True),
        )
    elif computed.bounds is not None and not leaves_ends(indicator, guards, computed):
        computed = replace(computed, bounds=replace(computed.bounds, tight=False))
    if nothing and computed.state is State.MISSING:
        computed = replace(computed, may_be_nothing=True)
    perhaps = computed.perhaps and computed.state is State.MISSING
    return _with_category(run, indicator, period, key, at, computed, tuple(guards), undecided is not None or perhaps)


def _is_corrected(run: Evaluator, indicator: Indicator) -> bool:
    """Whether the source prints a weight or a band of an indicator otherwise than the spec has it."""
    bands = run.program.scales[indicator.scale].bands if indicator.scale else ()
    weights = [weight for level in indicator.levels for weight in level.weights]
    return any(weight.correction for weight in weights) or any(band.correction for band in bands)


def _given(run: Evaluator, given: GivenValue, indicator: Indicator, at: Environment) -> Result:
    """The result with what a test gives in place of its formula and guards."""
    name, period, key = given.indicator, given.period, given.keys
    node = Node(Operation.CONSTANT, name, indicator.title, shown=shown_as(indicator))
    match given.state:
        case "not-applicable":
            result = _without(run, name, period, key, State.NOT_APPLICABLE, say("given.not-applicable"))
            return _with_notes(run, result, indicator)
        case "missing":
            bounds = bounds_of(indicator.range, tight=False)
            node = replace(node, state=State.MISSING, reason=say("given.missing"), bounds=bounds)
        case "":
            node = replace(node, value=given.value)
    return _with_category(run, indicator, period, key, at, node, (), False)


def _with_category(
    run: Evaluator,
    indicator: Indicator,
    period: Period,
    key: Keys,
    at: Environment,
    computed: Node,
    guards: tuple[Node, ...],
    may_be_not_applicable: bool,
) -> Result:
    comparisons: list[Comparison] = []
    root = computed
    for official in indicator.official:
        published = run.result_hooks.published(run, official, at)
        comparisons.append(comparison(official, published, computed))
        if official.replaces and published.state is State.VALUE:
            root = Node(
                Operation.OFFICIAL, official.value.text, indicator.title, value=published.value, shown=shown_as(indicator),
                children=(published, computed), span=official.span,
            )  # fmt: skip
            root = within_range(indicator, root)
            may_be_not_applicable = False
    value = root.value if root.state is State.VALUE and isinstance(root.value, Fraction) else None
    result = Result(
        indicator.name,
        indicator.title,
        period,
        key,
        run.snapshot.labels(indicator.dimensions, key),
        root.state,
        value,
        shown_as(indicator),
        root,
        reason=root.reason,
        bounds=root.bounds if root.state is State.MISSING else None,
        may_be_not_applicable=may_be_not_applicable,
        comparisons=tuple(comparisons),
        guards=guards,
    )
    result = judged(run, indicator, at, run.result_hooks.with_targets(run, indicator, at, result))
    return _with_notes(run, result, indicator)


def published(run: Evaluator, official: Official, at: Environment) -> Node:
    """A published value beside the computed one."""
    return run.node(official.value, at)


def with_targets(run: Evaluator, indicator: Indicator, at: Environment, result: Result) -> Result:
    """The result with its targets of the period, and what it achieves of them."""
    of_period: list[TargetResult] = []
    for target in indicator.targets:
        if at.period in target.periods:
            low = run.node(target.value, at)
            high = run.node(target.high, at) if target.high is not None else None
            of_period.append(achieved(run, indicator, target.name, at, result, low, high))
    return replace(result, targets=tuple(of_period)) if of_period else result


# ---- what goes along


def _with_notes(run: Evaluator, result: Result, indicator: Indicator) -> Result:
    if run.silent:
        return result
    nodes = tuple(result.trace.walk())
    run.snapshot.work_out(len(nodes) // LOOKED_THROUGH)
    return annotated(result, nodes, indicator, run.program, _beside(run, run.noting.open))


def reads_of_indicator(run: Evaluator, indicator: Indicator, period: Period) -> frozenset[PeriodRead]:
    """What an indicator's own statements may read in a period."""
    place = (id(indicator), period)
    if place not in run.own_reads:
        run.own_reads[place] = own_reads(run.looks, indicator, period)
    return run.own_reads[place]


def marks_below_none(run: Evaluator, indicator: Indicator, period: Period) -> tuple[Mark, ...]:
    """The marks of what an indicator asks by the parents of members, where those of some are not valid."""
    place = (id(indicator), period)
    if place not in run.below_none:
        if id(indicator) not in run.attributes:
            run.attributes[id(indicator)] = attributes(run.program, indicator)
        asked = run.attributes[id(indicator)]
        run.below_none[place] = tuple(below_none(run.program, run.snapshot, asked, period))
    return run.below_none[place]


def with_rests(run: Evaluator, result: Result, rests: Rests) -> Result:
    """The result with its marks, and with what waits of all that it was read from."""
    return result if run.silent else replace(result, **_beside(run, rests))


def _beside(run: Evaluator, rests: Rests) -> dict[str, Any]:
    key = frozenset(rests.reads)
    found = run.of_reads.get(key)
    if found is None:
        told = of_reads(run.snapshot, key)
        known = (_completeness(run, read) for read in told[0])
        found = run.of_reads[key] = told, tuple(one for one in known if one is not None)
    (reads, marks, waiting), completeness = found
    return {
        "reads": reads,
        "marks": together(marks, rests.marks) if rests.marks else marks,
        "waiting": waiting,
        "notes": (*(rows.sentence for rows in waiting), *_noticed(run, key)),
        "status": run.status,
        "completeness": completeness,
    }


def _noticed(run: Evaluator, reads: frozenset[PeriodRead]) -> tuple[Text, ...]:
    """What is told of rows of these periods that are to be looked at."""
    told = run.snapshot.doubted.keys() | (run.checked if run.odd_now is not None else ())
    if told.isdisjoint(read.relation for read in reads):
        return ()
    if reads not in run.noticed:
        from iku_engine.remarks.noticed import noticed  # which loads what few evaluations need

        run.noticed[reads] = noticed(run.snapshot, reads, run.odd_now)
    return run.noticed[reads]


def _completeness(run: Evaluator, read: PeriodRead) -> Completeness | None:
    """How complete a source is in a period that was read; None where no rows are expected, or the period was never loaded."""
    source = run.program.sources.get(read.relation)
    if source is None or (read.period is None and source.grain is not None):
        return None
    if read not in run.complete:
        with run.noting.into(Rests()):
            run.complete[read] = completeness(run, source, read.period)
    return run.complete[read]


RESULT_HOOKS = ResultHooks(result, evaluated, published, with_targets)


def new_evaluator(
    program: Program,
    snapshot: Snapshot,
    *,
    as_printed: bool = False,
    hooks: Hooks = HOOKS,
    result_hooks: ResultHooks = RESULT_HOOKS,
) -> Evaluator:
    """The state of an evaluation of a program's indicators over the facts, in which nothing is made yet."""
    run = Evaluator(program, snapshot, hooks, result_hooks, as_printed=as_printed)
    run.indicator = MethodType(indicator_value, run)
    return run


def leaves_ends(indicator: Indicator, guards: list[Node], computed: Node) -> bool:
    """Whether both ends stay: no guard that is not decided rests on a cell of the formula, or it only keeps that from dividing by zero."""
    return not any(
        node.state is State.MISSING
        and overlap(node.inputs, computed.inputs)
        and not _divides(indicator.formula, guard.condition)
        for guard, node in zip(indicator.guards, guards, strict=True)
    )


def _divides(formula: ex.Expression, condition: ex.Expression) -> bool:
    """Whether a formula has no value where a condition holds: `D = 0`, where D is what it divides by, whatever else is in it."""
    if not isinstance(condition, ex.Comparison) or condition.operator is not Operator.EQUAL:
        return False
    if not isinstance(condition.right, ex.Constant) or condition.right.value != 0:
        return False
    match formula:
        case ex.Arithmetic():
            below = formula.operator is Operator.DIVIDE and formula.right == condition.left
            return below or _divides(formula.left, condition) or _divides(formula.right, condition)
        case ex.Named():
            return _divides(formula.value, condition)
        case _:
            return False
