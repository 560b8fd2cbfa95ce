"""Operators, literals and functions: units converted, choices compared by order, wrong kinds told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import syntax as sx
from iku_dsl.key_text import key_text
from iku_dsl.problem import Label, say
from iku_dsl.resolve.calls import Calls
from iku_dsl.resolve.context import no_unit, unit_shown
from iku_dsl.resolve.scope import Scope, broken, convert
from iku_dsl.types import ANY, DATE, PERCENT, PURE, TEXT, TRUTH, Kind, Type, Unit, unit

_ORDERING = {sx.Operator.LESS, sx.Operator.AT_MOST, sx.Operator.MORE, sx.Operator.AT_LEAST}


class Operators(Calls):
    """Gives types to everything but names and aggregates."""

    def literal(self, node: sx.Number | sx.Duration | sx.Date) -> ex.Constant:
        """A number, duration or date."""
        text = self.text(node.span)
        match node:
            case sx.Number():
                if node.unit is not None:
                    hint = no_unit(node)
                    if hint is not None:
                        message = say("unit-mismatch.no-unit", word=node.unit.text)
                        self.context.report("unit-mismatch", message, node.span, hint=hint)
                        return broken(node.span)
                    kind = Type(Kind.NUMBER, unit(node.unit.text))
                elif node.percent:
                    kind = PERCENT
                else:
                    kind = Type(Kind.NUMBER, ANY)
                return ex.Constant(node.value, type=kind, span=node.span, text=text)
            case sx.Duration():
                seconds = Type(Kind.NUMBER, unit("detik"))
                return ex.Constant(Fraction(node.seconds), type=seconds, span=node.span, text=text)
            case sx.Date():
                return ex.Constant(date.fromisoformat(node.text), type=DATE, span=node.span, text=text)

    def quoted(self, node: sx.Text, expected: Type | None) -> ex.Constant:
        """Quoted text: a choice or a member where one is expected."""
        kind = expected if expected is not None and expected.kind in (Kind.CHOICE, Kind.MEMBER) else TEXT
        known: Collection[str] = kind.choices
        if kind.kind is Kind.MEMBER and kind.of in self.context.dimensions:
            known = self.context.members(kind.of)
        if known and node.text not in known:
            self.context.unknown(node, "choice", known)
            return broken(node.span)
        value = key_text(node.text) if kind.kind is Kind.MEMBER and not known else node.text
        return ex.Constant(value, type=kind, span=node.span, text=self.text(node.span))

    # ---- arithmetic

    def binary(self, node: sx.Binary, scope: Scope) -> ex.Expression:
        """Any operator with two operands."""
        if node.operator in (sx.Operator.AND, sx.Operator.OR):
            left = self.condition(node.left, scope)
            if self._half_said(node, left, scope):
                return broken(node.span)
            right = self.condition(node.right, scope)
            return ex.Logic(node.operator, left, right, type=TRUTH, span=node.span, text=self.text(node.span))
        if node.operator in _ORDERING or node.operator in (sx.Operator.EQUAL, sx.Operator.NOT_EQUAL):
            return self._comparison(node, scope)
        left, right = self.expression(node.left, scope), self.expression(node.right, scope)
        if Kind.BROKEN in (left.type.kind, right.type.kind):
            return broken(node.span)
        if node.operator in (sx.Operator.ADD, sx.Operator.SUBTRACT):
            return self._sum(node, left, right)
        for side, written in ((left, node.left), (right, node.right)):
            if side.type.kind is not Kind.NUMBER:
                message = say("type-mismatch.number", kind=f"kind.{side.type.kind}")
                self.context.report("type-mismatch", message, written.span)
                return broken(node.span)
        if node.operator is sx.Operator.POWER:
            return self._power(node, left, right)
        return self._product(node, left, right)

    def _half_said(self, node: sx.Binary, left: ex.Expression, scope: Scope) -> bool:
        """Whether it is `x = A or B`, as people say it: B is one of the choices for x, but no condition. It is reported."""
        last = left.right if isinstance(left, ex.Logic) else left
        if not isinstance(last, ex.Comparison) or not isinstance(node.right, sx.Path) or node.right.steps:
            return False
        name = node.right.name.text
        if name not in last.left.type.choices or name in self.known_names(scope):
            return False
        whole = f"{last.left.text} {last.operator.value} {name}"
        self.context.unknown(node.right.name, "name", (), hint=say("unknown-name.half-said", whole=whole))
        return True

    def _sum(self, node: sx.Binary, left: ex.Expression, right: ex.Expression) -> ex.Expression:
        text = self.text(node.span)
        if left.type.kind is Kind.DATE:
            if right.type.kind is Kind.DATE and node.operator is sx.Operator.SUBTRACT:
                kind = Type(Kind.NUMBER, unit("hari"), whole=True)
                return ex.Arithmetic(node.operator, left, right, type=kind, span=node.span, text=text)
            days = right.type.kind is Kind.NUMBER and (right.type.unit.is_any or right.type.unit == unit("hari"))
            if days:
                return ex.Arithmetic(node.operator, left, right, type=DATE, span=node.span, text=text)
        for side, written in ((left, node.left), (right, node.right)):
            if side.type.kind is not Kind.NUMBER:
                message = say("type-mismatch.number", kind=f"kind.{side.type.kind}")
                self.context.report("type-mismatch", message, written.span)
                return broken(node.span)
        converted = self._in_unit(right, left.type.unit, node, left)
        if converted is None:
            return broken(node.span)
        measure = right.type.unit if left.type.unit.is_any else left.type.unit
        percent = (left.type.percent or right.type.percent) and measure in (PURE, ANY)
        whole = left.type.whole and right.type.whole
        kind = Type(Kind.NUMBER, measure, percent=percent, whole=whole)
        return ex.Arithmetic(node.operator, left, converted, type=kind, span=node.span, text=text)

    def _in_unit(
        self, right: ex.Expression, wanted: Unit, node: sx.Binary, left: ex.Expression
    ) -> ex.Expression | None:
        """The right operand in the unit of the left one; None after a problem."""
        factor = right.type.unit.factor_to(wanted)
        if factor is None:
            names = unit_shown(left.type), unit_shown(right.type)
            message = say("unit-mismatch", left=names[0], right=names[1], operator=node.operator.value)
            labels = (
                Label(node.left.span, say("unit-mismatch.side", unit=names[0])),
                Label(node.right.span, say("unit-mismatch.side", unit=names[1])),
            )
            self.context.report("unit-mismatch", message, node.span, *labels, hint=say("unit-mismatch.hint"))
            return None
        return convert(right, wanted, factor)

    def _product(self, node: sx.Binary, left: ex.Expression, right: ex.Expression) -> ex.Expression:
        sign = 1 if node.operator is sx.Operator.MULTIPLY else -1
        factor = right.type.unit.factor_to(left.type.unit)
        alike = factor is not None and not right.type.unit.is_any and not left.type.unit.is_any
        if alike and factor != 1:
            assert factor is not None
            right = convert(right, left.type.unit, factor)  # jam / menit is a pure number
        measure = left.type.unit.times(right.type.unit, sign)
        if measure.is_steep:
            self.context.report("unit-mismatch", say("unit-mismatch.power"), node.span)
            return broken(node.span)
        percent = sign == 1 and left.type.percent and right.type.percent
        whole = sign == 1 and left.type.whole and right.type.whole
        kind = Type(Kind.NUMBER, measure, percent=percent, whole=whole)
        return ex.Arithmetic(node.operator, left, right, type=kind, span=node.span, text=self.text(node.span))

    def _power(self, node: sx.Binary, left: ex.Expression, right: ex.Expression) -> ex.Expression:
        measure = left.type.unit
        whole = isinstance(right, ex.Constant) and isinstance(right.value, Fraction) and right.value.denominator == 1
        if not measure.is_pure and not measure.is_any:
            if not whole:
                self.context.report("unit-mismatch", say("unit-mismatch.power"), node.span)
                return broken(node.span)
            assert isinstance(right, ex.Constant) and isinstance(right.value, Fraction)
            measure = measure.raised(int(right.value))
            if measure.is_steep:
                self.context.report("unit-mismatch", say("unit-mismatch.power"), node.span)
                return broken(node.span)
        kind = Type(Kind.NUMBER, measure)
        return ex.Arithmetic(node.operator, left, right, type=kind, span=node.span, text=self.text(node.span))

    def negate(self, node: sx.Negate, scope: Scope) -> ex.Expression:
        """-x."""
        operand = self.number(node.operand, scope)
        return ex.Negative(operand, type=operand.type, span=node.span, text=self.text(node.span))

    # ---- comparison

    def _comparison(self, node: sx.Binary, scope: Scope) -> ex.Expression:
        text = self.text(node.span)
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, sx.Missing):
                operand: ex.Expression = ex.IsMissing(
                    self.expression(other, scope), type=TRUTH, span=node.span, text=text
                )
                if node.operator is sx.Operator.NOT_EQUAL:
                    operand = ex.Opposite(operand, type=TRUTH, span=node.span, text=text)
                return operand
        left, right = self._sides(node, scope)
        if Kind.BROKEN in (left.type.kind, right.type.kind):
            return broken(node.span)
        if not left.type.fits(right.type):
            message = say("type-mismatch.compare", left=f"kind.{left.type.kind}", right=f"kind.{right.type.kind}")
            choices = left.type.choices or right.type.choices
            hint = say("type-mismatch.compare.choices", choices=choices) if choices else None
            if Kind.DATE in (left.type.kind, right.type.kind):
                hint = say("type-mismatch.compare.date")
            self.context.report("type-mismatch", message, node.span, hint=hint)
            return broken(node.span)
        if left.type.kind is Kind.NUMBER:
            converted = self._in_unit(right, left.type.unit, node, left)
            if converted is None:
                return broken(node.span)
            right = converted
        elif node.operator in _ORDERING and not self._ordered(left.type, right.type):
            hint = say("type-mismatch.order.hint") if left.type.kind is Kind.CHOICE else None
            message = say("type-mismatch.order", kind=f"kind.{left.type.kind}")
            self.context.report("type-mismatch", message, node.span, hint=hint)
            return broken(node.span)
        return ex.Comparison(node.operator, left, right, type=TRUTH, span=node.span, text=text)

    def _sides(self, node: sx.Binary, scope: Scope) -> tuple[ex.Expression, ex.Expression]:
        """Both operands; a bare name or a text is read with the other side's choices in mind."""
        if _waiting(node.left) > _waiting(node.right):
            right = self.expression(node.right, scope)
            return self.expression(node.left, scope, right.type), right
        left = self.expression(node.left, scope)
        return left, self.expression(node.right, scope, left.type)

    @staticmethod
    def _ordered(left: Type, right: Type) -> bool:
        return left.kind is Kind.DATE or (left.ordered or right.ordered)


def _waiting(node: sx.Expression) -> int:
    """How much a side needs to know of the other to be read: a text most, then a name alone."""
    if isinstance(node, sx.Text):
        return 2
    return 1 if isinstance(node, sx.Path) and not node.steps else 0


def constant(node: sx.Expression) -> tuple[Fraction, sx.Number | sx.Duration | None] | None:
    """The number that an expression of literals alone is, with the literal that carries its unit; None for any other."""
    match node:
        case sx.Number():
            return node.value, node if node.unit is not None else None
        case sx.Duration():
            return Fraction(node.seconds), node
        case sx.Group():
            return constant(node.inner)
        case sx.Negate():
            inner = constant(node.operand)
            return (-inner[0], inner[1]) if inner is not None else None
        case sx.Binary():
            left, right = constant(node.left), constant(node.right)
            if left is None or right is None:
                return None
            value = _folded(node.operator, left[0], right[0])
            return (value, left[1] or right[1]) if value is not None else None
        case _:
            return None


def _folded(operator: sx.Operator, left: Fraction, right: Fraction) -> Fraction | None:
    if operator is sx.Operator.ADD:
        return left + right
    if operator is sx.Operator.SUBTRACT:
        return left - right
    if operator is sx.Operator.MULTIPLY:
        return left * right
    if operator is sx.Operator.DIVIDE and right != 0:
        return left / right
    return None
