"""What is made of what a formula gives: rounded in the unit, within the declared range; its achievement (*capaian*) and category.

An achievement is by a profile against a target.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from iku_dsl.interval import Interval
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Profile, Scale
from iku_dsl.records import replace
from iku_dsl.rounding import rounded
from iku_dsl.wording import Figure, interval_text
from iku_engine.arithmetic.nodes import bounds_of, interval_of, is_near, monotone, widened, worst
from iku_engine.plan.environment import Environment
from iku_engine.results.beside import INEXACT, NEAR_END, together
from iku_engine.results.evaluation import Bounds, CategoryResult, Node, Operation, Result, Shown, State, TargetResult
from iku_engine.results.judge import (
    band_of,
    capped,
    certain_category,
    either_category,
    outside,
    shown_as,
    uncertain_category,
)

if TYPE_CHECKING:
    from iku_engine.calculate import Calculation


def in_unit(indicator: Indicator, formula: Node) -> Node:
    """`satuan … bulatkan n` rounds the figure as it is shown."""
    rounding = indicator.rounding
    if rounding is None:
        return formula
    places = rounding.digits + (2 if indicator.type.percent else 0)
    node = replace(
        formula, operation=Operation.UNIT, text=formula.text, children=(formula,), digits=places, fact=None, weight=None,
        groups=(), notes=(), statistic="", shown=replace(shown_as(indicator), digits=rounding.digits),
    )  # fmt: skip

    def to_places(x: Fraction) -> Fraction:
        return rounded(x, places, rounding.half_even)

    if formula.state is State.VALUE:
        assert isinstance(formula.value, Fraction)
        marks = together(formula.marks, (NEAR_END,)) if is_near(formula, to_places) else formula.marks
        return replace(node, value=to_places(formula.value), marks=marks)
    if formula.state is State.MISSING and formula.bounds is not None:
        span = monotone(widened(formula), to_places)
        return replace(node, bounds=bounds_of(span, formula.bounds.tight))
    return node


def within_range(indicator: Indicator, node: Node) -> Node:
    """A value outside the declared range is an error, never shown as if it were right; bounds are cut to the range."""
    if node.state is State.MISSING and node.bounds is not None:
        span = Interval(node.bounds.low, node.bounds.high).meets(indicator.range)
        if span is not None:
            cut = (span.low, span.high) != (node.bounds.low, node.bounds.high)  # nothing need come out just there
            return replace(node, bounds=Bounds(span.low, span.high, node.bounds.tight and not cut))
        return node
    if node.state is not State.VALUE or node.value in indicator.range:
        return node
    assert isinstance(node.value, Fraction)
    percent = indicator.type.percent
    reason = say("value.out-of-range", value=Figure(node.value, percent), range=interval_text(indicator.range, percent))
    return Node(
        Operation.UNIT,
        node.text,
        node.label,
        state=State.ERROR,
        reason=reason,
        children=(node,),
        shown=shown_as(indicator),
    )


PERCENT = Shown(percent=True)


def achieved(
    run: Calculation, indicator: Indicator, name: str, at: Environment, result: Result, low: Node, high: Node | None
) -> TargetResult:
    """A target and the achievement against it; states travel: a missing realisation has a missing achievement."""
    if low.state is not State.VALUE or not isinstance(low.value, Fraction):
        ends = [low, _actual(result), *((high,) if high is not None else ())]
        decided = low if indicator.achievement is None else worst(ends) or low
        return TargetResult(name, None, state=decided.state, reason=decided.reason, trace=low)
    top = high.value if high is not None and isinstance(high.value, Fraction) else None
    sign = next((t.sign for t in indicator.targets if t.name == name and at.period in t.periods), "")
    reached = _reached(indicator, sign, result.value if result.state is State.VALUE else None, low.value, top)
    ends = [end for end in (low, high) if end is not None]
    if reached is not None and any(_meet(result.trace, end) for end in ends):
        run.noting.add(marks=(NEAR_END,))
    target = TargetResult(name, low.value, top, sign=sign, reached=reached)
    if indicator.achievement is None:
        return target
    profile = run.program.profiles[indicator.achievement.profile]
    arguments = {p: run.node(value, at) for p, value in indicator.achievement.arguments.items()}
    actual = _actual(result)
    node = _by_profile(run, profile, indicator, at, actual, low, high, arguments)
    end = worst([actual, *ends])
    if end is not None and end.state in (State.ERROR, State.NOT_APPLICABLE) and node.state is not end.state:
        node = end  # a condition of the profile does not hold of it, but that is no achievement
    value = node.value if node.state is State.VALUE and isinstance(node.value, Fraction) else None
    return replace(target, achievement=value, state=node.state, reason=node.reason, trace=node)


def _meet(left: Node, right: Node) -> bool:
    """Whether two numbers, one of them inexact, are so near to each other that the last of their digits decide."""
    inexact = INEXACT in left.marks or INEXACT in right.marks
    return inexact and widened(left).meets(widened(right)) is not None


def _reached(
    indicator: Indicator, sign: str, value: Fraction | None, low: Fraction, top: Fraction | None
) -> bool | None:
    """Whether a value reaches a target: from its lower end on where it is to rise, up to its upper end where it is to fall."""
    high = top if top is not None else low
    if value is None:
        return None
    match indicator.direction:
        case "higher":
            return value > low if sign == ">" else value >= low
        case "lower":
            return value < high if sign == "<" else value <= high
        case "stable":
            return low <= value <= high
        case "none":
            return None


def _actual(result: Result) -> Node:
    return Node(
        Operation.INDICATOR,
        "realisasi",
        result.label,
        state=result.state,
        value=result.value,
        shown=result.shown,
        bounds=result.bounds,
        reason=result.reason,
        children=(result.trace,),
        inputs=result.trace.inputs,
        perhaps=result.may_be_not_applicable,
    )


def _by_profile(
    run: Calculation,
    profile: Profile,
    indicator: Indicator,
    at: Environment,
    actual: Node,
    low: Node,
    high: Node | None,
    arguments: dict[str, Node],
) -> Node:
    own = {(profile.name, "actual"): actual, (profile.name, "target"): low}
    own[(profile.name, "minimum target")] = low
    own[(profile.name, "maximum target")] = high if high is not None else low
    for name, parameter in profile.parameters.items():
        absent = Node(
            Operation.CONSTANT, name, parameter.title, state=State.MISSING, reason=say("parameter.none", name=name)
        )
        own[(profile.name, name)] = arguments.get(name, absent)
    place = Environment(at.period, at.keys, own=own, home=at.home)
    for guard in profile.guards:
        if guard.direction is not None and guard.direction != indicator.direction:
            continue
        node = run.node(guard.condition, place)
        if node.state is State.VALUE and node.value:
            reason = say("=", text=guard.reason)
            return Node(
                Operation.GUARD,
                guard.condition.text,
                state=State.NOT_APPLICABLE,
                reason=reason,
                children=(node,),
                shown=PERCENT,
            )
    rule = profile.rules.get(indicator.direction)
    if rule is None:
        reason = say("profile.no-direction", profile=profile.title, direction=f"direction.{indicator.direction}")
        return Node(Operation.GUARD, profile.name, state=State.NOT_APPLICABLE, reason=reason, shown=PERCENT)
    return _limited(profile, run.node(rule, place))


def _limited(profile: Profile, node: Node) -> Node:
    """The rule's result within the profile's limits."""
    limits = profile.limits
    inside = replace(node, shown=PERCENT)

    def limit(x: Fraction) -> Fraction:
        if limits.low is not None and x < limits.low:
            return limits.low
        return limits.high if limits.high is not None and x > limits.high else x

    if node.state is State.VALUE and isinstance(node.value, Fraction):
        value = limit(node.value)
        if value == node.value:
            return inside
        note = say("profile.limited", profile=profile.title)
        return Node(Operation.LIMITED, node.text, value=value, shown=PERCENT, children=(inside,), notes=(note,))
    if node.state is State.MISSING:
        span = monotone(interval_of(node), limit)
        whole = Interval(
            span.low if span.low is not None else limits.low, span.high if span.high is not None else limits.high
        )
        return replace(inside, bounds=bounds_of(whole, node.bounds.tight if node.bounds is not None else False))
    return inside


def judged(run: Calculation, indicator: Indicator, at: Environment, result: Result) -> Result:
    """The result with its category, or why it has none."""
    if not indicator.scale:
        return result
    scale = run.program.scales[indicator.scale]
    state, value, bounds = result.state, result.value, result.bounds
    target: TargetResult | None = None
    if indicator.scale_of_achievement:
        target = next((target for target in result.targets if not target.name), None)
        if target is None:
            return result
        state, value = target.state, target.achievement
        bounds = target.trace.bounds if target.trace is not None and target.value is not None else None
    trace = result.trace
    if indicator.scale_of_achievement and target is not None and target.trace is not None:
        trace = target.trace
    if is_near(trace, lambda number: band_of(scale, number, run.as_printed)):
        run.noting.add(marks=(NEAR_END,))
    category: CategoryResult | None = None
    beyond: Text | None = None
    if state is State.VALUE and value is not None:
        category = certain_category(scale, value, run.as_printed)
        if category is None:
            beyond = outside(scale, value)
    elif state is State.MISSING:
        around = widened(trace) if bounds is not None and INEXACT in trace.marks else None
        bounds = bounds if around is None else Bounds(around.low, around.high)
        category = uncertain_category(scale, bounds, run.as_printed, trace.may_be_nothing)
    if category is not None:
        category = _capped(run, indicator, scale, at, category)
    return replace(result, category=category, outside=beyond)


def _capped(
    run: Calculation, indicator: Indicator, scale: Scale, at: Environment, category: CategoryResult
) -> CategoryResult:
    for cap in indicator.caps:
        node = run.node(cap.condition, at)
        limited = capped(scale, category, cap.band, say("=", text=cap.reason))
        if node.state is State.VALUE and node.value:
            category = limited
        elif node.state in (State.MISSING, State.ERROR):
            category = either_category(scale, category, limited)
    return category
