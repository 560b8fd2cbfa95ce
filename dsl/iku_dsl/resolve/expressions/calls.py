"""Functions with their arguments, and choices between two expressions."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.advice import spreadsheet
from iku_dsl.keywords import FUNCTIONS
from iku_dsl.problem import say
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context, infer_condition, infer_number
from iku_dsl.resolve.expressions.literals import unit_shown
from iku_dsl.resolve.expressions.scope import Scope, broken, convert
from iku_dsl.source import Span
from iku_dsl.statements import syntax as sx
from iku_dsl.types import NUMBER, Kind, Type

LEAST_DECIMALS, MOST_DECIMALS = -18, 30  # below 0: to tens, hundreds, thousands
_FUNCTIONS = {word: ex.Function(pair[1]) for pair in FUNCTIONS for word in pair}
_COUNTS: dict[ex.Function, tuple[int, int]] = {
    ex.Function.ROUND: (1, 2),
    ex.Function.ABSOLUTE: (1, 1),
    ex.Function.POWER: (2, 2),
    ex.Function.ROOT: (1, 2),
    ex.Function.LN: (1, 1),
    ex.Function.GOALPOST: (3, 3),
    ex.Function.MINIMUM: (1, 99),
    ex.Function.MAXIMUM: (1, 99),
    ex.Function.AVERAGE: (1, 99),
}
_USAGES: dict[ex.Function, str] = {
    ex.Function.ROUND: "x, 2",
    ex.Function.ABSOLUTE: "x",
    ex.Function.POWER: "x, 2",
    ex.Function.ROOT: "x, 3",
    ex.Function.LN: "x",
    ex.Function.GOALPOST: "x, 20, 85",
    ex.Function.MINIMUM: "x, y",
    ex.Function.MAXIMUM: "x, y",
    ex.Function.AVERAGE: "x, y",
}


def infer_call(context: Context, node: sx.Call, scope: Scope) -> ex.Expression:
    """A function with its arguments."""
    function = _FUNCTIONS.get(node.function.text)
    if function is None:
        hint = spreadsheet(node.function.text)
        context.unknown(node.function, "function", (), pairs=FUNCTIONS, hint=hint)
        return broken(node.span)
    least, most = _COUNTS[function]
    if not least <= len(node.arguments) <= most:
        name, count = node.function.text, len(node.arguments)
        message = say("argument-count", name=name, least=least, most=most, found=count)
        if least == most:
            message = say("argument-count.exactly", name=name, count=least, found=count)
        usage = f"{name}({_USAGES[function]})"
        context.report("argument-count", message, node.span, hint=say("argument-count.hint", usage=usage))
        return broken(node.span)
    arguments = [infer_number(context, argument, scope) for argument in node.arguments]
    if any(argument.type.kind is Kind.BROKEN for argument in arguments):
        return broken(node.span)
    return apply_function(context, function, arguments, node.span, node.half_even)


def apply_function(
    context: Context, function: ex.Function, arguments: list[ex.Expression], span: Span, half_even: bool = False
) -> ex.Expression:
    """A function of typed arguments: which units it takes, and what it gives."""
    first = arguments[0]
    match function:
        case ex.Function.ROUND | ex.Function.ABSOLUTE:
            kind = first.type
            if function is ex.Function.ROUND and len(arguments) == 2:
                decimals = _decimals(context, arguments[1])
                if decimals is None:
                    return broken(span)
                arguments[1] = decimals
        case ex.Function.MINIMUM | ex.Function.MAXIMUM | ex.Function.AVERAGE:
            unified = _unify(context, arguments)
            if unified is None:
                return broken(span)
            arguments, kind = unified
        case ex.Function.GOALPOST:
            unified = _unify(context, arguments)
            if unified is None:
                return broken(span)
            arguments, kind = unified[0], NUMBER
        case ex.Function.POWER | ex.Function.ROOT | ex.Function.LN:
            kind = NUMBER
            if not (first.type.unit.is_pure or first.type.unit.is_any or function is ex.Function.LN):
                context.report("unit-mismatch", say("unit-mismatch.power"), span)
                return broken(span)
    return ex.Apply(function, tuple(arguments), half_even, type=kind, span=span, text=context.text(span))


def _decimals(context: Context, written: ex.Expression) -> ex.Expression | None:
    """The number of decimals to round to, written out; None after a problem."""
    amount = written.operand if isinstance(written, ex.Negative) else written
    number = amount.value if isinstance(amount, ex.Constant) else None
    if isinstance(number, Fraction) and amount is not written:
        number = -number
    if not rounds_to(number):
        context.report("type-mismatch", say("type-mismatch.digits"), written.span)
        return None
    return ex.Constant(number, type=written.type, span=written.span, text=written.text)


def _unify(context: Context, arguments: list[ex.Expression]) -> tuple[list[ex.Expression], Type] | None:
    """Numbers of one unit, the first that has one."""
    kind = next((a.type for a in arguments if not a.type.unit.is_any), arguments[0].type)
    converted: list[ex.Expression] = []
    for argument in arguments:
        factor = argument.type.unit.factor_to(kind.unit)
        if factor is None:
            names = (unit_shown(kind), unit_shown(argument.type))
            message = say("unit-mismatch.list", left=names[0], right=names[1])
            context.report("unit-mismatch", message, argument.span, hint=say("unit-mismatch.hint"))
            return None
        converted.append(convert(argument, kind.unit, factor))
    percent = kind.unit.is_pure and any(argument.type.percent for argument in arguments)
    whole = all(argument.type.whole for argument in arguments)
    return converted, Type(Kind.NUMBER, kind.unit, percent=percent, whole=whole)


def infer_choice(context: Context, node: sx.If, scope: Scope, expected: Type | None) -> ex.Expression:
    """`jika c maka a selain itu b`; both sides are of one kind and unit."""
    condition = infer_condition(context, node.condition, scope)
    then = context.infer(context, node.then, scope, expected)
    otherwise = context.infer(context, node.otherwise, scope, expected or then.type)
    if Kind.BROKEN in (then.type.kind, otherwise.type.kind):
        return broken(node.span)
    if not then.type.fits(otherwise.type):
        kinds = (f"kind.{then.type.kind}", f"kind.{otherwise.type.kind}")
        message = say("type-mismatch.branches", left=kinds[0], right=kinds[1])
        context.report("type-mismatch", message, node.span)
        return broken(node.span)
    kind = then.type
    if kind.kind is Kind.NUMBER:
        unified = _unify(context, [then, otherwise])
        if unified is None:
            return broken(node.span)
        (then, otherwise), kind = unified
    return ex.Choose(condition, then, otherwise, type=kind, span=node.span, text=context.text(node.span))


def rounds_to(number: object) -> bool:
    """Whether it is a number of decimals that a figure can be rounded to."""
    return isinstance(number, Fraction | int) and number % 1 == 0 and LEAST_DECIMALS <= number <= MOST_DECIMALS
