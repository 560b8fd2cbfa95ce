"""Syntax to typed expression: one dispatch over the kinds of node; units converted, choices compared by order, wrong kinds reported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from fractions import Fraction

from iku_dsl.key_text import key_text
from iku_dsl.problem import Label, say, some
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.calls import infer_aggregate, infer_call, infer_choice
from iku_dsl.resolve.expressions.context import Context, infer_condition, infer_number, is_known, means_more
from iku_dsl.resolve.expressions.paths import infer_path
from iku_dsl.resolve.expressions.scope import (
    Scope,
    broken,
    convert,
    is_bare,
    no_unit,
    of_several_units,
    same_unit,
    unit_shown,
)
from iku_dsl.resolve.expressions.sets import infer_has
from iku_dsl.statements import syntax as sx
from iku_dsl.types import ANY, BROKEN, DATE, PERCENT, PURE, TEXT, TRUTH, Kind, Type, Unit, unit

_ORDERING = {sx.Operator.LESS, sx.Operator.AT_MOST, sx.Operator.MORE, sx.Operator.AT_LEAST}


def infer_expression(
    context: Context, node: sx.Expression, scope: Scope, expected: Type | None = None
) -> ex.Expression:
    """The typed expression of a node."""
    match node:
        case sx.Group():
            inner = infer_expression(context, node.inner, scope, expected)
            return replace(inner, text=context.text(node.inner.span))
        case sx.Path():
            return infer_path(context, node, scope, expected)
        case sx.Number() | sx.Duration() | sx.Date():
            return infer_literal(context, node)
        case sx.Text():
            return infer_quoted(context, node, expected)
        case sx.Missing():
            if means_more(context, scope, context.text(node.span), node.span):
                return broken(node.span)
            return ex.Constant(None, type=expected or BROKEN, span=node.span, text=context.text(node.span))
        case sx.Call():
            return infer_call(context, node, scope)
        case sx.Binary():
            return infer_binary(context, node, scope)
        case sx.Negate():
            return infer_negative(context, node, scope)
        case sx.Not():
            operand = infer_condition(context, node.operand, scope)
            return ex.Opposite(operand, type=TRUTH, span=node.span, text=context.text(node.span))
        case sx.Has():
            return infer_has(context, node, scope)
        case sx.Where():
            context.report("type-mismatch", say("type-mismatch.where"), node.span)
            return broken(node.span)
        case sx.If():
            return infer_choice(context, node, scope, expected)
        case sx.Aggregate():
            return infer_aggregate(context, node, scope)


def infer_literal(context: Context, node: sx.Number | sx.Duration | sx.Date) -> ex.Constant:
    """A number, duration or date."""
    text = context.text(node.span)
    match node:
        case sx.Number():
            if node.unit is not None:
                hint = no_unit(node)
                if hint is not None:
                    message = say("unit-mismatch.no-unit", word=node.unit.text)
                    context.report("unit-mismatch", message, node.span, hint=hint)
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


def infer_quoted(context: Context, node: sx.Text, expected: Type | None) -> ex.Constant:
    """Quoted text: a choice or a member where one is expected."""
    kind = expected if expected is not None and expected.kind in (Kind.CHOICE, Kind.MEMBER) else TEXT
    known: Collection[str] = kind.choices
    is_known = context.is_choice(kind, node.text)
    if kind.kind is Kind.MEMBER and kind.of in context.dimensions:
        known = context.members(kind.of)
        is_known = node.text in known
    if known and not is_known:
        context.unknown(node, "choice", known, labels=context.titles(kind))
        return broken(node.span)
    value = key_text(node.text) if kind.kind is Kind.MEMBER and not known else node.text
    return ex.Constant(value, type=kind, span=node.span, text=context.text(node.span))


# ---- arithmetic


def infer_binary(context: Context, node: sx.Binary, scope: Scope) -> ex.Expression:
    """Any operator with two operands."""
    if node.operator in (sx.Operator.AND, sx.Operator.OR):
        left = infer_condition(context, node.left, scope)
        if _is_half_said(context, node, left, scope):
            return broken(node.span)
        right = infer_condition(context, node.right, scope)
        return ex.Logic(node.operator, left, right, type=TRUTH, span=node.span, text=context.text(node.span))
    if node.operator in _ORDERING or node.operator in (sx.Operator.EQUAL, sx.Operator.NOT_EQUAL):
        return _comparison(context, node, scope)
    left, right = infer_expression(context, node.left, scope), infer_expression(context, node.right, scope)
    if Kind.BROKEN in (left.type.kind, right.type.kind):
        return broken(node.span)
    if node.operator in (sx.Operator.ADD, sx.Operator.SUBTRACT):
        return _sum(context, node, left, right)
    for side, written in ((left, node.left), (right, node.right)):
        if side.type.kind is not Kind.NUMBER:
            context.not_a_number(side.type, written.span)
            return broken(node.span)
    amount = _divided_amount(node)
    if amount:
        message = say("unexpected-text.divided", text=context.text(node.span), amount=amount)
        hint = say("unexpected-text.divided.hint", amount=amount)
        context.report("unexpected-text", message, node.span, hint=hint)
        return broken(node.span)
    if node.operator is sx.Operator.POWER:
        return _power(context, node, left, right)
    return _product(context, node, left, right)


def _divided_amount(node: sx.Binary) -> str:
    """Of `sum s.x when missing 1/2` the amount that may be meant: one half may be put in, or half of the sum taken."""
    if node.operator is not sx.Operator.DIVIDE or not isinstance(node.right, sx.Number):
        return ""
    last: sx.Expression = node.left
    while isinstance(last, sx.Binary | sx.Negate):
        last = last.right if isinstance(last, sx.Binary) else last.operand
    if not isinstance(last, sx.Aggregate):
        return ""
    rules = [rule for rule in (last.when_missing, last.when_not_loaded, last.when_not_applicable) if rule is not None]
    amount = rules[-1].amount if rules else None
    return "" if amount is None or "/" in amount.text else f"{amount.text}/{node.right.text}"


def _is_half_said(context: Context, node: sx.Binary, left: ex.Expression, scope: Scope) -> bool:
    """Whether it is `x = A or B`, as people say it: B is one of the choices for x, but no condition. It is reported."""
    last = left.right if isinstance(left, ex.Logic) else left
    if not isinstance(last, ex.Comparison) or not isinstance(node.right, sx.Path) or node.right.steps:
        return False
    name = node.right.name.text
    if not context.is_choice(last.left.type, name) or is_known(context, scope, name):
        return False
    whole = f"{last.left.text} {last.operator.value} {name}"
    context.unknown(node.right.name, "name", (), hint=say("unknown-name.half-said", whole=whole))
    return True


def _sum(context: Context, node: sx.Binary, left: ex.Expression, right: ex.Expression) -> ex.Expression:
    text = context.text(node.span)
    if left.type.kind is Kind.DATE:
        if right.type.kind is Kind.DATE and node.operator is sx.Operator.SUBTRACT:
            kind = Type(Kind.NUMBER, unit("hari"), whole=True)
            return ex.Arithmetic(node.operator, left, right, type=kind, span=node.span, text=text)
        days = right.type.kind is Kind.NUMBER and (right.type.unit.is_any or right.type.unit == unit("hari"))
        if days:
            return ex.Arithmetic(node.operator, left, right, type=DATE, span=node.span, text=text)
    for side, written in ((left, node.left), (right, node.right)):
        if side.type.kind is not Kind.NUMBER:
            context.not_a_number(side.type, written.span)
            return broken(node.span)
    converted = _in_unit(context, right, left.type.unit, node, left)
    if converted is None:
        return broken(node.span)
    measure = right.type.unit if left.type.unit.is_any else left.type.unit
    percent = (left.type.percent or right.type.percent) and measure in (PURE, ANY)
    whole = left.type.whole and converted.type.whole
    kind = Type(Kind.NUMBER, measure, percent=percent, whole=whole)
    return ex.Arithmetic(node.operator, left, converted, type=kind, span=node.span, text=text)


def _in_unit(
    context: Context, right: ex.Expression, wanted: Unit, node: sx.Binary, left: ex.Expression
) -> ex.Expression | None:
    """The right operand in the unit of the left one; None after a problem."""
    for one, other, written in ((left, right, node.left), (right, left, node.right)):
        if is_bare(one) and of_several_units(other):
            hint = say("unit-mismatch.alone.hint", unit=unit_shown(other.type))
            context.report("unit-mismatch", say("unit-mismatch.alone", text=other.text), written.span, hint=hint)
            return None
    factor = right.type.unit.factor_to(wanted)
    if factor is None:
        names = unit_shown(left.type), unit_shown(right.type)
        message = say("unit-mismatch", left=names[0], right=names[1], operator=node.operator.value)
        labels = (
            Label(node.left.span, say("unit-mismatch.side", unit=names[0])),
            Label(node.right.span, say("unit-mismatch.side", unit=names[1])),
        )
        context.report("unit-mismatch", message, node.span, *labels, hint=same_unit(left.type, right.type))
        return None
    return convert(right, wanted, factor)


def _product(context: Context, node: sx.Binary, left: ex.Expression, right: ex.Expression) -> ex.Expression:
    sign = 1 if node.operator is sx.Operator.MULTIPLY else -1
    factor = right.type.unit.factor_to(left.type.unit)
    alike = factor is not None and not right.type.unit.is_any and not left.type.unit.is_any
    if alike and factor != 1:
        assert factor is not None
        right = convert(right, left.type.unit, factor)  # jam / menit is a pure number
    measure = left.type.unit.times(right.type.unit, sign)
    if measure.is_steep:
        context.report("unit-mismatch", say("unit-mismatch.power"), node.span, hint=say("unit-mismatch.power.hint"))
        return broken(node.span)
    percent = sign == 1 and left.type.percent and right.type.percent
    whole = sign == 1 and left.type.whole and right.type.whole
    kind = Type(Kind.NUMBER, measure, percent=percent, whole=whole)
    return ex.Arithmetic(node.operator, left, right, type=kind, span=node.span, text=context.text(node.span))


def _power(context: Context, node: sx.Binary, left: ex.Expression, right: ex.Expression) -> ex.Expression:
    measure = left.type.unit
    whole = isinstance(right, ex.Constant) and isinstance(right.value, Fraction) and right.value.denominator == 1
    if not measure.is_pure and not measure.is_any:
        if not whole:
            context.report("unit-mismatch", say("unit-mismatch.power"), node.span, hint=say("unit-mismatch.power.hint"))
            return broken(node.span)
        assert isinstance(right, ex.Constant) and isinstance(right.value, Fraction)
        measure = measure.raised(int(right.value))
        if measure.is_steep:
            context.report("unit-mismatch", say("unit-mismatch.power"), node.span, hint=say("unit-mismatch.power.hint"))
            return broken(node.span)
    kind = Type(Kind.NUMBER, measure)
    return ex.Arithmetic(node.operator, left, right, type=kind, span=node.span, text=context.text(node.span))


def infer_negative(context: Context, node: sx.Negate, scope: Scope) -> ex.Expression:
    """-x."""
    operand = infer_number(context, node.operand, scope)
    return ex.Negative(operand, type=operand.type, span=node.span, text=context.text(node.span))


# ---- comparison


def _comparison(context: Context, node: sx.Binary, scope: Scope) -> ex.Expression:
    text = context.text(node.span)
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, sx.Missing):
            if means_more(context, scope, context.text(side.span), side.span):
                return broken(node.span)
            if node.operator in _ORDERING:
                context.report("type-mismatch", say("type-mismatch.order-missing"), node.span)
                return broken(node.span)
            operand: ex.Expression = ex.IsMissing(
                infer_expression(context, other, scope), type=TRUTH, span=node.span, text=text
            )
            if node.operator is sx.Operator.NOT_EQUAL:
                operand = ex.Opposite(operand, type=TRUTH, span=node.span, text=text)
            return operand
    left, right = _sides(context, node, scope)
    if Kind.BROKEN in (left.type.kind, right.type.kind):
        return broken(node.span)
    if not left.type.fits(right.type):
        message = say("type-mismatch.compare", left=f"kind.{left.type.kind}", right=f"kind.{right.type.kind}")
        choices = left.type.choices or right.type.choices
        hint = say("type-mismatch.compare.choices", choices=some(choices)) if choices else None
        if Kind.DATE in (left.type.kind, right.type.kind):
            hint = say("type-mismatch.compare.date")
        context.report("type-mismatch", message, node.span, hint=hint)
        return broken(node.span)
    if left.type.kind is Kind.NUMBER:
        converted = _in_unit(context, right, left.type.unit, node, left)
        if converted is None:
            return broken(node.span)
        right = converted
    elif node.operator in _ORDERING and not _ordered(left.type, right.type):
        hint = say("type-mismatch.order.hint") if left.type.kind is Kind.CHOICE else None
        message = say("type-mismatch.order", kind=f"kind.{left.type.kind}")
        context.report("type-mismatch", message, node.span, hint=hint)
        return broken(node.span)
    return ex.Comparison(node.operator, left, right, type=TRUTH, span=node.span, text=text)


def _sides(context: Context, node: sx.Binary, scope: Scope) -> tuple[ex.Expression, ex.Expression]:
    """Both operands; a bare name or a text is read with the other side's choices in mind."""
    if _waiting(node.left) > _waiting(node.right):
        right = infer_expression(context, node.right, scope)
        return infer_expression(context, node.left, scope, right.type), right
    left = infer_expression(context, node.left, scope)
    return left, infer_expression(context, node.right, scope, left.type)


def _ordered(left: Type, right: Type) -> bool:
    return left.kind is Kind.DATE or (left.ordered or right.ordered)


def _waiting(node: sx.Expression) -> int:
    """How much a side needs to know of the other to be read: a text most, then a name alone."""
    if isinstance(node, sx.Text):
        return 2
    return 1 if isinstance(node, sx.Path) and not node.steps else 0
