"""Counts and statistics over sets, with what is not certain: who is in, who may be, and what that leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.operators import Mean, Statistic
from iku_dsl.problem import say
from iku_engine.arithmetic import bounds_of, shown
from iku_engine.calculate.counting import Counting
from iku_engine.calculate.elements import ElementError, Elements
from iku_engine.calculate.means import list_mean
from iku_engine.calculate.statistics import Statistics, settled, spread
from iku_engine.chain import Chain
from iku_engine.environment import Environment
from iku_engine.evaluation import Node, State
from iku_engine.marks import RULE, together
from iku_engine.reads import cells_read
from iku_engine.sql.sets import UNKNOWN, YES

_LEAVES_OUT = (ex.RuleKind.SKIP, ex.RuleKind.REWEIGHT)
_NONE = Statistics()


class Sets(Counting):
    """Evaluates aggregates over sets."""

    def aggregated(self, expression: ex.Aggregated, at: Environment) -> Node:
        """A count, or a statistic of an operand."""
        found = self.chain_of(expression.set)
        absent = self.not_loaded(found, expression, at)
        if absent is not None:
            floor = Interval(Fraction(0), None) if expression.statistic is Statistic.COUNT else iv.EVERYTHING
            inputs = cells_read(self.program, found, _operands(expression), at.period)
            return replace(absent, bounds=bounds_of(floor, tight=False), inputs=inputs)
        try:
            if expression.statistic is Statistic.COUNT:
                return self.count(expression, found, at)
            return self._perhaps(self._statistic(expression, found, at), expression, found, at)
        except ElementError as error:
            return Node(
                "count" if expression.operand is None else "aggregate",
                expression.text,
                state=State.ERROR,
                reason=error.node.reason,
                children=(error.node,),
                span=expression.span,
            )

    def _perhaps(self, node: Node, expression: ex.Aggregated, found: Chain, at: Environment) -> Node:
        """What is missing as other indicators are may not apply, as they may not; with a rule for that it lies anywhere."""
        operands = _operands(expression)
        reads = any(isinstance(part, ex.IndicatorValue) for one in operands for part in ex.walk(one))
        if node.state is not State.MISSING or not reads:
            return node
        elements = self.elements(found, at, operands)
        numbers = [item for one in operands for _, _, item in elements.values(one, at)]
        if not any(item.perhaps for item in numbers):
            return node
        return replace(node, perhaps=True, bounds=node.bounds if expression.when_not_applicable is None else None)

    def _statistic(self, expression: ex.Aggregated, found: Chain, at: Environment) -> Node:
        assert expression.operand is not None
        elements = self.elements(found, at, _operands(expression))
        special = expression.mean is not Mean.ARITHMETIC
        node = Node(
            "aggregate",
            expression.text,
            label=found.title(len(found.conditions)),
            shown=shown(expression.type),
            groups=self.operand_groups(elements, expression, at),
            statistic=_name(expression),
            span=expression.span,
        )
        if special or expression.statistic in (Statistic.MEDIAN, Statistic.LAST):
            return list_mean(node, expression, elements, at)
        if expression.by is not None:
            return self._weighted_by(node, expression, elements, at)
        parts = elements.statistics(expression, at)
        return self._decided(node, expression, parts.get("value", {}), found, at)

    def _decided(
        self, node: Node, expression: ex.Aggregated, parts: Mapping[int, Statistics], found: Chain, at: Environment
    ) -> Node:
        """The statistic where all is known; else missing, with its bounds, or what a rule says."""
        sure, maybe = parts.get(YES, _NONE), parts.get(UNKNOWN, _NONE)
        rule, na = expression.when_missing, expression.when_not_applicable
        if sure.not_applicable and _stays(na):
            state = State.ERROR if na is not None else State.NOT_APPLICABLE
            return replace(node, state=state, reason=say("na.some", count=sure.not_applicable))
        if na is not None and na.kind is ex.RuleKind.AMOUNT:
            sure, maybe = sure.beside(na.amount), maybe.beside(na.amount)
        if rule is not None and sure.gone and rule.kind is not ex.RuleKind.ERROR:
            told = "rule.filled" if rule.kind is ex.RuleKind.AMOUNT else "rule.skipped"
            note = say(told, count=sure.gone)
            node = replace(node, notes=(*node.notes, note), marks=together(node.marks, (RULE,)))
        if rule is not None:
            sure, maybe = _ruled(sure, rule), _ruled(maybe, rule)
        undecided = maybe.count + (maybe.not_applicable if _stays(na) else 0)
        if not sure.gone and not undecided:
            value = settled(expression.statistic, sure)
            if value is None:
                return replace(node, state=State.MISSING, reason=say("missing.none", text=node.text))
            return replace(node, value=value)
        if sure.gone:
            reason = say("missing.cells", count=sure.gone)
        else:
            reason = say("missing.undecided", count=undecided, set=node.label or node.text)
        tight = not undecided and self.tight(found, _operands(expression), at.period)
        return self._open(node, expression, spread(expression.statistic, sure, maybe), tight, found, at, reason)

    def _open(
        self,
        node: Node,
        expression: ex.Aggregated,
        where: Interval,
        tight: bool,
        found: Chain,
        at: Environment,
        reason: object,
    ) -> Node:
        """A statistic that is not known: missing between bounds, or an error where the spec says so."""
        failed = expression.when_missing is not None and expression.when_missing.kind is ex.RuleKind.ERROR
        return replace(
            node,
            state=State.ERROR if failed else State.MISSING,
            reason=reason,  # type: ignore[arg-type]
            bounds=None if failed else bounds_of(where, tight),
            inputs=cells_read(self.program, found, _operands(expression), at.period),
        )

    def _weighted_by(self, node: Node, expression: ex.Aggregated, elements: Elements, at: Environment) -> Node:
        """Σ x·w / Σ w over the elements where both are known (or Σ x·w for a sum)."""
        assert expression.operand is not None
        rule, na = expression.when_missing, expression.when_not_applicable
        amounts = {
            state: one.amount
            for state, one in ((State.MISSING, rule), (State.NOT_APPLICABLE, na))
            if one is not None and one.kind is ex.RuleKind.AMOUNT
        }
        parts = elements.statistics(expression, at, amounts)
        value, product, weight = (parts.get(name, {}).get(YES, _NONE) for name in ("value", "product", "weight"))
        maybe = parts.get("product", {}).get(UNKNOWN, _NONE)
        if product.not_applicable and _stays(na):
            state = State.ERROR if na is not None else State.NOT_APPLICABLE
            return replace(node, state=state, reason=say("na.some", count=product.not_applicable))
        skips = rule is not None and rule.kind in _LEAVES_OUT
        undecided = (maybe.known if skips else maybe.count) + (maybe.not_applicable if _stays(na) else 0)
        if undecided or (product.gone and not skips):
            reason = say("missing.cells", count=product.gone or undecided)
            where = iv.EVERYTHING
            if not undecided and expression.statistic is Statistic.SUM:
                where = Interval(product.low, product.high)
            elif not undecided and weight.lowest is not None and weight.lowest >= 0:
                where = Interval(value.lowest, value.highest)
            return self._open(node, expression, where, False, elements.chain, at, reason)
        if product.gone:
            notes = (say("rule.skipped", count=product.gone),)
            node = replace(node, notes=notes, marks=together(node.marks, (RULE,)))
        if expression.statistic is Statistic.SUM:
            return replace(node, value=product.total)
        if not product.known:
            return replace(node, state=State.MISSING, reason=say("missing.none", text=node.text))
        if weight.total == 0:
            return replace(node, state=State.ERROR, reason=say("weights-zero", text=node.text))
        return replace(node, value=product.total / weight.total)


def _stays(rule: ex.Rule | None) -> bool:
    """Whether what does not apply is left as it is: no rule counts it as something, or leaves it out."""
    return rule is None or rule.kind is ex.RuleKind.ERROR


def _ruled(found: Statistics, rule: ex.Rule) -> Statistics:
    """What a rule for missing numbers leaves: an amount in their place, or only those that are there."""
    if rule.kind is ex.RuleKind.AMOUNT:
        return found.with_amount(rule.amount, found.gone, found.not_applicable)
    return found.without_missing() if rule.kind in _LEAVES_OUT and found.gone else found


def _name(expression: ex.Aggregated) -> str:
    """The statistic of a trace: `sum`, `weighted-average`, `harmonic-average`."""
    if expression.mean is not Mean.ARITHMETIC:
        return f"{expression.mean.value}-average"
    return expression.statistic.value if expression.by is None else f"weighted-{expression.statistic.value}"


def _operands(expression: ex.Aggregated) -> tuple[ex.Expression, ...]:
    return tuple(item for item in (expression.operand, expression.by) if item is not None)
