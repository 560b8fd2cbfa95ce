"""Achievement (*capaian*): what a profile makes of a result and its target."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.program import Indicator, Profile
from iku_dsl.records import replace
from iku_engine.arithmetic import bounds_of, interval_of, monotone
from iku_engine.environment import Environment
from iku_engine.evaluation import Node, Result, Shown, State, TargetResult

if TYPE_CHECKING:
    from iku_engine.calculate.nodes import Base

PERCENT = Shown(percent=True)


def achieved(
    calculator: Base, indicator: Indicator, name: str, at: Environment, result: Result, low: Node, high: Node | None
) -> TargetResult:
    """A target and the achievement against it; states travel: a missing realisation has a missing achievement."""
    if low.state is not State.VALUE or not isinstance(low.value, Fraction):
        return TargetResult(name, None, state=low.state, reason=low.reason, trace=low)
    top = high.value if high is not None and isinstance(high.value, Fraction) else None
    sign = next((t.sign for t in indicator.targets if t.name == name and at.period in t.periods), "")
    reached = _reached(indicator, sign, result.value if result.state is State.VALUE else None, low.value, top)
    target = TargetResult(name, low.value, top, sign=sign, reached=reached)
    if indicator.achievement is None:
        return target
    profile = calculator.program.profiles[indicator.achievement.profile]
    arguments = {p: calculator.node(value, at) for p, value in indicator.achievement.arguments.items()}
    node = _by_profile(calculator, profile, indicator, at, _actual(result), low, high, arguments)
    value = node.value if node.state is State.VALUE and isinstance(node.value, Fraction) else None
    return replace(target, achievement=value, state=node.state, reason=node.reason, trace=node)


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
        "indicator",
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
    calculator: Base,
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
        absent = Node("constant", name, parameter.title, state=State.MISSING, reason=say("parameter.none", name=name))
        own[(profile.name, name)] = arguments.get(name, absent)
    place = Environment(at.period, at.keys, own=own, home=at.home)
    for guard in profile.guards:
        if guard.direction is not None and guard.direction != indicator.direction:
            continue
        node = calculator.node(guard.condition, place)
        if node.state is State.VALUE and node.value:
            reason = say("=", text=guard.reason)
            return Node(
                "guard",
                guard.condition.text,
                state=State.NOT_APPLICABLE,
                reason=reason,
                children=(node,),
                shown=PERCENT,
            )
    rule = profile.rules.get(indicator.direction)
    if rule is None:
        reason = say("profile.no-direction", profile=profile.title, direction=f"direction.{indicator.direction}")
        return Node("guard", profile.name, state=State.NOT_APPLICABLE, reason=reason, shown=PERCENT)
    return _limited(profile, calculator.node(rule, place))


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
        return Node("limited", node.text, value=value, shown=PERCENT, children=(inside,), notes=(note,))
    if node.state is State.MISSING:
        span = monotone(interval_of(node), limit)
        whole = Interval(
            span.low if span.low is not None else limits.low, span.high if span.high is not None else limits.high
        )
        return replace(inside, bounds=bounds_of(whole, node.bounds.tight if node.bounds is not None else False))
    return inside
