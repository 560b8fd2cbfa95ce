"""Counts and statistics over sets, with what is not certain: who is in, who may be, and what that leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.syntax import Mean, Operator, Statistic
from iku_engine.arithmetic import bounds_of, shown
from iku_engine.calculate.base import Base, missing
from iku_engine.calculate.elements import ElementError, Elements, Statistics
from iku_engine.calculate.listing import Listing
from iku_engine.calculate.means import list_mean
from iku_engine.chain import Chain, chain, outer_dimensions
from iku_engine.environment import Environment, reading
from iku_engine.evaluation import Bounds, Node, State
from iku_engine.plan import Plan
from iku_engine.sql.sets import NO, UNKNOWN, YES, Codes

_OUTSIDE = ex.Named | ex.Aggregated | ex.IndicatorValue | ex.Weighted | ex.WeightedIndicators


class Sets(Listing, Base):
    """Evaluates aggregates over sets; chains that share a beginning share their counting."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._chains: dict[int, Chain] = {}
        self._known: list[Chain] = []
        self._elements: dict[tuple[object, ...], Elements] = {}

    # ---- chains

    def follow(self, plan: Plan) -> None:
        """Count as a plan says: a set and its subset by one statement."""
        self._known.extend(count.chain for count in plan.counts if count.chain not in self._known)

    def _chain(self, expression: ex.SetExpression) -> Chain:
        if id(expression) not in self._chains:
            self._chains[id(expression)] = chain(expression)
        return self._chains[id(expression)]

    def elements(self, found: Chain, at: Environment, operands: tuple[ex.Expression, ...] = ()) -> Elements:
        """The elements of a chain at a place, remembered for all entities."""
        outer = outer_dimensions(self.program, found, operands, frozenset(at.keys))
        outside = any(isinstance(p, _OUTSIDE) for e in (*found.conditions, *operands) for p in ex.walk(e))
        fixed = tuple(sorted(at.keys.items())) if outside else ()
        place = (found, at.period, outer, fixed)
        if place not in self._elements:
            self._elements[place] = Elements(self.snapshot, found, outer, at, self.node)
        return self._elements[place]

    def _counts(self, found: Chain, at: Environment) -> Mapping[Codes, int]:
        """The counts of a chain, read off a longer one that starts with it where one was counted in SQL."""
        for longer in sorted(self._known, key=lambda c: -len(c.conditions)):
            if found.conditions and longer != found and found.starts(longer):
                elements = self.elements(longer, at)
                if elements.queries is not None and elements.outer == outer_dimensions(
                    self.program, found, (), frozenset(at.keys)
                ):
                    shorter: dict[Codes, int] = {}
                    for codes, count in elements.counts(at).items():
                        prefix = codes[: len(found.conditions)]
                        shorter[prefix] = shorter.get(prefix, 0) + count
                    return shorter
        return self.elements(found, at).counts(at)

    def _not_loaded(self, found: Chain, expression: ex.Expression, at: Environment) -> Node | None:
        """The base of a set in a period that nobody has given: who is in it is not known at all."""
        base = found.base
        if isinstance(base, ex.Members):
            declared = self.program.dimensions[base.dimension]
            if declared.enumerated or self.snapshot.loaded(base.dimension, None):
                return None
            return missing("count", expression, say("missing.members", dimension=declared.title))
        relation = self.snapshot.tables.relations[base.source]
        seen = reading(base.shift, at.period, relation.grain)
        if seen is None:
            return missing("count", expression, say("missing.beyond", text=base.text))
        loaded = [period for period in seen.periods if self.snapshot.loaded(base.source, period)]
        if loaded and (seen.consolidated or len(loaded) == len(seen.periods)):
            return None
        shown_period = str(seen.periods[0]) if seen.periods[0] is not None else ""
        return missing("count", expression, say("missing.not-loaded", source=relation.label, period=shown_period))

    # ---- aggregates

    def aggregated(self, expression: ex.Aggregated, at: Environment) -> Node:
        """A count, or a statistic of an operand."""
        found = self._chain(expression.set)
        absent = self._not_loaded(found, expression, at)
        if absent is not None:
            floor = Interval(Fraction(0), None) if expression.statistic is Statistic.COUNT else iv.EVERYTHING
            identity = (expression.text, str(at.period), *at.keys.values())
            return replace(absent, bounds=bounds_of(floor, tight=False), inputs=frozenset({identity}))
        try:
            if expression.statistic is Statistic.COUNT:
                return self._count(expression, found, at)
            return self._statistic(expression, found, at)
        except ElementError as error:
            return Node(
                "count" if expression.operand is None else "aggregate",
                expression.text,
                state=State.ERROR,
                reason=error.node.reason,
                children=(error.node,),
                span=expression.span,
            )

    def _count(self, expression: ex.Aggregated, found: Chain, at: Environment) -> Node:
        counts = self._counts(found, at)
        certain = sum(count for codes, count in counts.items() if min(codes, default=YES) == YES)
        possible = sum(count for codes, count in counts.items() if min(codes, default=YES) == UNKNOWN)
        node = Node(
            "count",
            expression.text,
            label=found.title(len(found.conditions)),
            shown=shown(expression.type),
            groups=self.groups(self.elements(found, at), found, counts, at),
            span=expression.span,
        )
        if not possible:
            return replace(node, value=Fraction(certain))
        rule = expression.when_missing
        if rule is not None and rule.kind is ex.RuleKind.SKIP:
            return replace(node, value=Fraction(certain), notes=(say("rule.skipped", count=possible),))
        reason = say("missing.undecided", count=possible, set=found.title(len(found.conditions)) or expression.text)
        bounds = Bounds(Fraction(certain), Fraction(certain + possible), tight=True)
        identity = (expression.text, str(at.period), *at.keys.values())
        state = State.ERROR if rule is not None and rule.kind is ex.RuleKind.ERROR else State.MISSING
        return replace(node, state=state, reason=reason, bounds=bounds, inputs=frozenset({identity}))

    def ratio(self, expression: ex.Arithmetic, left: Node, right: Node, at: Environment) -> Bounds | None:
        """The exact bounds of n / T where n counts a subset of what T counts (language page, §5); None for other divisions.

        With T certain and n yes/no/unknown = a, b, u; T unknown and n likewise = p, q, r: the least is a / (a+b+u+q+r), the greatest
        (a+u+p+r) / (a+b+u+p+r), and an end that would be 0/0 equals the other.
        """
        counted, total = _plain(expression.left), _plain(expression.right)
        if expression.operator is not Operator.DIVIDE or counted is None or total is None:
            return None
        subset, whole = self._chain(counted.set), self._chain(total.set)
        rules = (counted.when_missing, total.when_missing)
        if not whole.starts(subset) or any(rule is not None for rule in rules) or _broken(left) or _broken(right):
            return None
        kinds = {(t, n): 0 for t in (YES, UNKNOWN) for n in (YES, UNKNOWN, NO)}
        for codes, count in self.elements(subset, at).counts(at).items():
            depth = len(whole.conditions)
            in_whole, in_subset = min(codes[:depth], default=YES), min(codes[depth:], default=YES)
            if in_whole != NO:
                kinds[(in_whole, in_subset)] += count
        a, u, b = kinds[(YES, YES)], kinds[(YES, UNKNOWN)], kinds[(YES, NO)]
        p, r, q = kinds[(UNKNOWN, YES)], kinds[(UNKNOWN, UNKNOWN)], kinds[(UNKNOWN, NO)]
        least, greatest = (a, a + b + u + q + r), (a + u + p + r, a + b + u + p + r)
        low = Fraction(*least) if least[1] else None
        high = Fraction(*greatest) if greatest[1] else None
        return Bounds(low if low is not None else high, high if high is not None else low, tight=True)

    def _statistic(self, expression: ex.Aggregated, found: Chain, at: Environment) -> Node:
        assert expression.operand is not None
        operands = (expression.operand, *((expression.by,) if expression.by is not None else ()))
        elements = self.elements(found, at, operands)
        node = Node(
            "aggregate",
            expression.text,
            label=found.title(len(found.conditions)),
            shown=shown(expression.type),
            groups=self.operand_groups(elements, expression.operand, at),
            statistic=f"{expression.mean.value}-average"
            if expression.mean is not Mean.ARITHMETIC
            else expression.statistic.value,
            span=expression.span,
        )
        if expression.mean is not Mean.ARITHMETIC or expression.statistic in (Statistic.MEDIAN, Statistic.LAST):
            return list_mean(node, expression, elements, at)
        parts = elements.statistics(expression.operand, expression.by, at)
        if expression.by is not None:
            return self._weighted_by(node, expression, parts)
        value = parts.get("value", {})
        return self._decided(node, expression, value.get(YES, Statistics()), value.get(UNKNOWN, Statistics()))

    def _decided(self, node: Node, expression: ex.Aggregated, sure: Statistics, maybe: Statistics) -> Node:
        """The statistic where all is known; else missing, with its bounds, or what a rule says."""
        rule, na = expression.when_missing, expression.when_not_applicable
        if sure.not_applicable and (na is None or na.kind is ex.RuleKind.ERROR):
            state = State.ERROR if na is not None else State.NOT_APPLICABLE
            return replace(node, state=state, reason=say("na.some", count=sure.not_applicable))
        gone = sure.count - sure.known
        total, count = sure.total, sure.count
        if na is not None and na.kind is ex.RuleKind.AMOUNT:
            total, count = total + na.amount * sure.not_applicable, count + sure.not_applicable
        if not gone and not maybe.count:
            return self._finished(node, expression, total, count, sure)
        if rule is not None and not maybe.count:
            if rule.kind is ex.RuleKind.AMOUNT:
                filled = replace(
                    sure, least=_least(sure.least, rule.amount), greatest=_greatest(sure.greatest, rule.amount)
                )
                note = say("rule.filled", count=gone)
                return self._finished(
                    replace(node, notes=(note,)), expression, total + rule.amount * gone, count, filled
                )
            if rule.kind in (ex.RuleKind.SKIP, ex.RuleKind.REWEIGHT):
                note = say("rule.skipped", count=gone)
                return self._finished(replace(node, notes=(note,)), expression, total, count - gone, sure)
        state = State.ERROR if rule is not None and rule.kind is ex.RuleKind.ERROR else State.MISSING
        reason = (
            say("missing.cells", count=gone)
            if gone
            else say("missing.undecided", count=maybe.count, set=node.label or node.text)
        )
        bounds = bounds_of(_open_bounds(expression.statistic, sure, maybe), tight=not maybe.count)
        identity = (expression.text, node.label)
        return replace(node, state=state, reason=reason, bounds=bounds, inputs=frozenset({identity}))

    @staticmethod
    def _finished(node: Node, expression: ex.Aggregated, total: Fraction, count: int, sure: Statistics) -> Node:
        value: Fraction | None
        match expression.statistic:
            case Statistic.SUM:
                value = total
            case Statistic.AVERAGE:
                value = total / count if count else None
            case Statistic.MINIMUM:
                value = sure.least
            case Statistic.MAXIMUM:
                value = sure.greatest
            case Statistic.COUNT | Statistic.MEDIAN | Statistic.LAST:
                raise AssertionError("counted or streamed elsewhere")
        if value is None:
            return replace(node, state=State.MISSING, reason=say("missing.none", text=node.text))
        return replace(node, value=value)

    def _weighted_by(
        self, node: Node, expression: ex.Aggregated, parts: Mapping[str, Mapping[int, Statistics]]
    ) -> Node:
        """Σ x·w / Σ w over the elements where both are known (or Σ x·w for a sum)."""
        value = parts.get("value", {}).get(YES, Statistics())
        product = parts.get("product", {}).get(YES, Statistics())
        weight = parts.get("weight", {}).get(YES, Statistics())
        maybe = parts.get("value", {}).get(UNKNOWN, Statistics())
        rule = expression.when_missing
        if product.not_applicable and expression.when_not_applicable is None:
            return replace(node, state=State.NOT_APPLICABLE, reason=say("na.some", count=product.not_applicable))
        gone = product.count - product.known
        skips = rule is not None and rule.kind in (ex.RuleKind.SKIP, ex.RuleKind.REWEIGHT)
        if maybe.count or (gone and not skips):
            state = State.ERROR if rule is not None and rule.kind is ex.RuleKind.ERROR else State.MISSING
            reason = say("missing.cells", count=gone or maybe.count)
            bounds = bounds_of(Interval(value.lowest, value.highest), tight=False) if not maybe.count else None
            if expression.statistic is not Statistic.AVERAGE:
                bounds = None
            identity = (expression.text, node.label)
            return replace(node, state=state, reason=reason, bounds=bounds, inputs=frozenset({identity}))
        notes = (say("rule.skipped", count=gone),) if gone else ()
        if expression.statistic is Statistic.SUM:
            return replace(node, value=product.total, notes=notes)
        if weight.total == 0:
            if not product.count:
                return replace(node, state=State.MISSING, reason=say("missing.none", text=node.text))
            return replace(node, state=State.ERROR, reason=say("weights-zero", text=node.text))
        return replace(node, value=product.total / weight.total, notes=notes)


def _plain(expression: ex.Expression) -> ex.Aggregated | None:
    while isinstance(expression, ex.Named):
        expression = expression.value
    if isinstance(expression, ex.Aggregated) and expression.statistic is Statistic.COUNT:
        return expression
    return None


def _broken(node: Node) -> bool:
    return node.state in (State.ERROR, State.NOT_APPLICABLE) or (node.bounds is not None and node.bounds.high is None)


def _least(first: Fraction | None, second: Fraction) -> Fraction:
    return second if first is None else min(first, second)


def _greatest(first: Fraction | None, second: Fraction) -> Fraction:
    return second if first is None else max(first, second)


def _open_bounds(statistic: Statistic, sure: Statistics, maybe: Statistics) -> Interval:
    """Where a statistic lies: the certain elements in their ranges, and each possible one in or out."""
    match statistic:
        case Statistic.SUM:
            return iv.add(Interval(sure.low, sure.high), _optional(maybe))
        case Statistic.AVERAGE if not maybe.count and sure.count:
            return iv.divide(Interval(sure.low, sure.high), iv.point(sure.count))
        case _:
            lows, highs = [s.lowest for s in (sure, maybe) if s.count], [s.highest for s in (sure, maybe) if s.count]
            low = min((x for x in lows if x is not None), default=None) if None not in lows else None
            high = max((x for x in highs if x is not None), default=None) if None not in highs else None
            return Interval(low, high)


def _optional(maybe: Statistics) -> Interval:
    """What elements that may be out can add: between the sum of all that could be negative and of all that could be positive."""
    if not maybe.count:
        return iv.point(0)
    low = None if maybe.lowest is None else min(Fraction(0), maybe.lowest * maybe.count)
    high = None if maybe.highest is None else max(Fraction(0), maybe.highest * maybe.count)
    return Interval(low, high)
