"""What is made of what a formula gives: rounded in the unit, within the declared range; its achievement (*capaian*) and category.

An achievement is by a profile against a target.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_dsl.interval import Interval
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Profile, Scale
from iku_dsl.records import replace
from iku_dsl.rounding import rounded
from iku_dsl.wording import Figure, interval_text
from iku_engine.arithmetic.nodes import bounds_of, interval_of, is_near, joined, monotone, widened, worst
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
            return replace(node, bounds=bounds_of(span, node.bounds.tight and not cut))
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
    ends = [end for end in (low, high) if end is not None]
    actual = _actual(indicator, result)
    made = _by_profile(run, indicator, at, actual, ends) if indicator.achievement is not None else None
    if low.state is not State.VALUE or not isinstance(low.value, Fraction):
        lacking = low if made is None else worst([low, actual, *ends, made]) or low
        return TargetResult(name, None, state=lacking.state, reason=lacking.reason, trace=low)
    top = high.value if high is not None and isinstance(high.value, Fraction) else None
    sign = next((t.sign for t in indicator.targets if t.name == name and at.period in t.periods), "")
    reached = _reached(indicator, sign, result.value if result.state is State.VALUE else None, low.value, top)
    if reached is not None and any(_meet(result.trace, end) for end in ends):
        run.noting.add(marks=(NEAR_END,))
    target = TargetResult(name, low.value, top, sign=sign, reached=reached)
    if made is None:
        return target
    # A profile may pass over what does not apply, and what is missing; of the first there is no achievement whatever it says.
    decided = worst([made, actual, *ends])
    if decided is None or decided.state is State.MISSING:
        decided = made
    value = decided.value if isinstance(decided.value, Fraction) else None
    return replace(target, achievement=value, state=decided.state, reason=decided.reason, trace=decided)


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


def _actual(indicator: Indicator, result: Result) -> Node:
    return Node(
        Operation.INDICATOR,
        indicator.name,
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


def _by_profile(run: Calculation, indicator: Indicator, at: Environment, actual: Node, ends: Sequence[Node]) -> Node:
    """What a profile makes of a value and a target with so many ends: as of an indicator, guards go before the rule, from the top.

    One that is an error makes an error. Where one is unknown, an achievement that is missing may be not applicable; one that is there
    stays, as what a profile does not need (`may be missing`) need never come.
    """
    assert indicator.achievement is not None
    profile = run.program.profiles[indicator.achievement.profile]
    own = {(profile.name, "actual"): actual, (profile.name, "target"): ends[0]}
    own[(profile.name, "minimum target")] = ends[0]
    own[(profile.name, "maximum target")] = ends[-1]
    arguments = {name: run.node(value, at) for name, value in indicator.achievement.arguments.items()}
    for name, parameter in profile.parameters.items():
        absent = Node(
            Operation.CONSTANT, name, parameter.title, state=State.MISSING, reason=say("parameter.none", name=name)
        )
        own[(profile.name, name)] = arguments.get(name, absent)
    place = Environment(at.period, at.keys, own=own, home=at.home)
    undecided: list[Node] = []
    for guard in profile.guards:
        if guard.direction is not None and guard.direction != indicator.direction:
            continue
        node = run.node(guard.condition, place)
        if node.state is State.ERROR:
            return replace(node, shown=PERCENT)
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
        if node.state is State.MISSING:
            undecided.append(node)
    rule = profile.rules.get(indicator.direction)
    if rule is None:
        reason = say("profile.no-direction", profile=profile.title, direction=f"direction.{indicator.direction}")
        return Node(Operation.GUARD, profile.name, state=State.NOT_APPLICABLE, reason=reason, shown=PERCENT)
    made = _limited(profile, run.node(rule, place))
    return _perhaps(made, undecided) if undecided and made.state is State.MISSING else made


def _perhaps(made: Node, undecided: Sequence[Node]) -> Node:
    """A missing achievement that there is only where guards do not hold of which nobody knows."""
    bounds = bounds_of(interval_of(made), tight=False)
    children = (*undecided, made)
    return Node(
        Operation.GUARD, undecided[0].text, state=State.MISSING, reason=made.reason, shown=PERCENT, bounds=bounds,
        children=children, inputs=joined(children)[0], perhaps=True, may_be_nothing=made.may_be_nothing,
    )  # fmt: skip


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
