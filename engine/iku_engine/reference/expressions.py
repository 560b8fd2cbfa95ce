"""The reference: one dispatch over the kinds of expression, each evaluated in the obvious way, row by row."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.operators import Operator
from iku_dsl.types import Kind
from iku_engine.evaluation import State
from iku_engine.reference import arithmetic as ar
from iku_engine.reference import cells, expected, indicator_values, sets, statistics, weights
from iku_engine.reference import outcome as oc
from iku_engine.reference.indicators import Indicators
from iku_engine.reference.judged import band_of
from iku_engine.reference.outcome import ERROR, MISSING, Outcome
from iku_engine.reference.ranges import ANYWHERE, minus, together
from iku_engine.reference.world import Place, looked_at


class Reference(Indicators):
    """A program over facts, as the language says and without any haste."""

    def of(self, expression: ex.Expression, place: Place) -> Outcome:
        """What an expression comes to."""
        if place is not self.remembered_at:
            return self._of(expression, place)
        if id(expression) not in self.remembered:
            self.remembered[id(expression)] = self._of(expression, place)
        return self.remembered[id(expression)]

    def _of(self, expression: ex.Expression, place: Place) -> Outcome:
        if self.filling is not None:
            self.effort.spend()
        match expression:
            case ex.Constant():
                return MISSING if expression.value is None else oc.value(expression.value)
            case ex.ColumnValue():
                return cells.column_value(self, expression, place)
            case ex.OwnColumn():
                return cells.own_column(self, expression, place)
            case ex.AttributeValue():
                return cells.attribute(self, expression, place)
            case ex.KeyValue():
                member = cells.member(self, expression.key, place)
                return member if isinstance(member, Outcome) else oc.value(member)
            case ex.HasRow():
                return cells.has_row(self, expression, place)
            case ex.IsExpected():
                return expected.is_expected(self, expression, place)
            case ex.Arithmetic():
                return self._arithmetic(expression, place)
            case ex.Negative():
                operand = self.of(expression.operand, place)
                return oc.instead((operand,), minus(operand.where)) or oc.value(-operand.number)
            case ex.Comparison():
                return self._comparison(expression, place)
            case ex.Logic():
                return self._logic(expression, place)
            case ex.Opposite():
                operand = self.of(expression.operand, place)
                holds = operand.holds
                return (
                    ERROR
                    if operand.state is State.ERROR
                    else oc.truth(None if holds is None else not holds, operand.unloaded)
                )
            case ex.IsMissing():
                return self._is_missing(expression, place)
            case ex.Choose():
                return self._choice(expression, place)
            case ex.Apply():
                operands = [self.of(argument, place) for argument in expression.arguments]
                return ar.applied(expression.function, expression.half_even, operands)
            case ex.Lookup():
                keys = [self.of(key, place) for key in expression.keys]
                return ar.looked_up(self.program.tables[expression.table], expression.type.choices, keys)
            case ex.Classify():
                return self._classified(expression, place)
            case ex.Named():
                return self.of(expression.value, place.at_home())
            case ex.Aggregated():
                return statistics.aggregated(self, expression, place)
            case ex.OfList():
                found = [self.of(operand, place) for operand in expression.operands]
                plain = [self.as_it_is(o, place, one) for o, one in zip(expression.operands, found, strict=True)]
                return statistics.of_list(self, expression, found, plain)
            case ex.Weighted():
                return weights.weighted(self, expression, place)
            case ex.WeightedIndicators():
                return weights.weighted_indicators(self, expression, place, indicator_values.other)
            case ex.IndicatorValue():
                return indicator_values.other(self, expression, place)
            case ex.CalendarDays():
                periods, _ = looked_at(expression.shift, place.period, place.period.grain)
                known = [period for period in periods if period is not None]
                counts = [12 // p.grain.per_year if expression.months else p.days for p in known]
                return oc.value(Fraction(sum(counts))) if counts else MISSING

    def _arithmetic(self, expression: ex.Arithmetic, place: Place) -> Outcome:
        left, right = self.of(expression.left, place), self.of(expression.right, place)
        found = ar.arithmetic(expression.operator, left, right)
        if found.state is not State.MISSING:
            return found
        if Kind.DATE in (expression.left.type.kind, expression.right.type.kind):
            return replace(found, ends=ANYWHERE)
        ends = sets.share(self, expression, place)
        return found if ends is None else replace(found, ends=ends)

    def _comparison(self, expression: ex.Comparison, place: Place) -> Outcome:
        left, right = expression.left, expression.right
        order = next((one.type.choices for one in (left, right) if one.type.ordered), ())
        return ar.compared(expression.operator, order, self.of(left, place), self.of(right, place))

    def _logic(self, expression: ex.Logic, place: Place) -> Outcome:
        """What one operand decides is decided, whatever the other is; else an error, else unknown."""
        operands = [self.of(expression.left, place), self.of(expression.right, place)]
        deciding = expression.operator is Operator.OR
        if any(one.holds is deciding for one in operands):
            return oc.truth(deciding)
        if any(one.state is State.ERROR for one in operands):
            return ERROR
        unknown = any(one.state is State.MISSING for one in operands)
        return oc.truth(None, oc.unloaded(operands)) if unknown else oc.truth(not deciding)

    def _is_missing(self, expression: ex.IsMissing, place: Place) -> Outcome:
        """Whether something is missing as things are; of a period that nobody has given it is unknown."""
        operand = self.as_it_is(expression.operand, place, self.of(expression.operand, place))
        if operand.state is State.ERROR:
            return ERROR
        if operand.state is State.MISSING and operand.unloaded:
            filled = self.fill(("missing", id(expression), *place.identity), (True, False))
            return oc.truth(filled if isinstance(filled, bool) else None, unloaded=True)
        return oc.truth(operand.state is State.MISSING)

    def _choice(self, expression: ex.Choose, place: Place) -> Outcome:
        condition = self.of(expression.condition, place)
        if condition.state is State.ERROR:
            return ERROR
        if condition.holds is not None:
            return self.of(expression.then if condition.holds else expression.otherwise, place)
        branches = [self.of(branch, place) for branch in (expression.then, expression.otherwise)]
        ends = together([branch.where for branch in branches])
        return oc.missing(ends, oc.unloaded([condition, *branches]), oc.may_not_apply(branches))

    def _classified(self, expression: ex.Classify, place: Place) -> Outcome:
        operand = self.of(expression.operand, place)
        decided = oc.instead((operand,))
        if decided is not None:
            return decided
        band = band_of(self.program.scales[expression.scale], operand.number, self.as_printed)
        return MISSING if band is None else oc.value(band)
