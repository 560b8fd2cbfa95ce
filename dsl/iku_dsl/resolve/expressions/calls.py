"""Functions and aggregates with their arguments, and choices: `jumlah berbobot lke.nilai`, `banyaknya hari[tahun ini]`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from iku_dsl.functions import PLAIN
from iku_dsl.keywords import FUNCTIONS
from iku_dsl.parsing.habits import spreadsheet
from iku_dsl.problem import Span, say, some
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.columns import OF_COUNT, OF_SEVERAL, OF_WEIGHTED, filled, rule
from iku_dsl.resolve.expressions.context import Context, infer_condition, infer_number
from iku_dsl.resolve.expressions.places import one_unit, read_shift, sort_steps
from iku_dsl.resolve.expressions.scope import Scope, broken, convert, is_bare, of_several_units, same_unit, unit_shown
from iku_dsl.resolve.expressions.sets import implied_set, infer_set, inside, keys_used, read_there, rows_there
from iku_dsl.statements import syntax as sx
from iku_dsl.types import BROKEN, NUMBER, PERCENT, UNIT_WORDS, WHOLE, Kind, Type, unit

LEAST_DECIMALS, MOST_DECIMALS = -18, 30  # below 0: to tens, hundreds, thousands
_FUNCTIONS = {
    word: ex.Plain(pair[1]) if pair[1] in PLAIN else ex.Function(pair[1]) for pair in FUNCTIONS for word in pair
}
_ARGUMENTS: dict[str, tuple[int, int, str]] = {  # how many at least and at most, and an example
    ex.Function.ROUND: (1, 2, "x, 2"),
    ex.Function.ABSOLUTE: (1, 1, "x"),
    ex.Function.POWER: (2, 2, "x, 2"),
    ex.Function.ROOT: (1, 2, "x, 3"),
    ex.Function.LN: (1, 1, "x"),
    ex.Function.GOALPOST: (3, 3, "x, 20, 85"),
    **{name: (one.least, one.most, one.usage) for name, one in PLAIN.items()},
}


def infer_call(context: Context, node: sx.Call, scope: Scope) -> ex.Expression:
    """A function with its arguments."""
    function = _FUNCTIONS.get(node.function.text)
    if function is None:
        hint = spreadsheet(node.function.text)
        context.unknown(node.function, "function", (), pairs=FUNCTIONS, hint=hint)
        return broken(node.span)
    least, most, usage = _ARGUMENTS[function]
    if not least <= len(node.arguments) <= most:
        name, count = node.function.text, len(node.arguments)
        message = say("argument-count", name=name, least=least, most=most, found=count)
        if least == most:
            message = say("argument-count.exactly", name=name, count=least, found=count)
        hint = say("argument-count.hint", usage=f"{name}({usage})")
        context.report("argument-count", message, node.span, hint=hint)
        return broken(node.span)
    arguments = [infer_number(context, argument, scope) for argument in node.arguments]
    if any(argument.type.kind is Kind.BROKEN for argument in arguments):
        return broken(node.span)
    return apply_function(context, function, arguments, node.span, node.half_even)


def apply_function(
    context: Context,
    function: ex.Function | ex.Plain,
    arguments: list[ex.Expression],
    span: Span,
    half_even: bool = False,
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
        case ex.Plain():
            unified = _unify(context, arguments)
            if unified is None:
                return broken(span)
            arguments, kind = unified[0], replace(unified[1], whole=unified[1].whole and PLAIN[function].whole)
        case ex.Function.GOALPOST:
            unified = _unify(context, arguments)
            if unified is None:
                return broken(span)
            arguments, kind = unified[0], NUMBER
        case ex.Function.POWER | ex.Function.ROOT | ex.Function.LN:
            kind = NUMBER
            unit = first.type.unit
            logarithm = function is ex.Function.LN and not unit.is_of_time  # of an amount, as incomes are compared
            if not (unit.is_pure or unit.is_any or logarithm):
                context.report("unit-mismatch", say("unit-mismatch.power"), span, hint=say("unit-mismatch.power.hint"))
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
    several = len({a.type.unit for a in arguments if not a.type.unit.is_any}) > 1 or any(
        map(of_several_units, arguments)
    )
    alone = next(filter(is_bare, arguments), None) if several else None
    if alone is not None:
        hint = say("unit-mismatch.alone.hint", unit=unit_shown(kind))
        context.report("unit-mismatch", say("unit-mismatch.alone.list"), alone.span, hint=hint)
        return None
    converted: list[ex.Expression] = []
    for argument in arguments:
        factor = argument.type.unit.factor_to(kind.unit)
        if factor is None:
            names = (unit_shown(kind), unit_shown(argument.type))
            message = say("unit-mismatch.list", left=names[0], right=names[1])
            context.report("unit-mismatch", message, argument.span, hint=same_unit(kind, argument.type))
            return None
        converted.append(convert(argument, kind.unit, factor))
    percent = kind.unit.is_pure and any(argument.type.percent for argument in arguments)
    whole = all(argument.type.whole for argument in converted)
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


_WEIGHED = {
    "capaian": ex.Part.ACHIEVEMENT,
    "achievement": ex.Part.ACHIEVEMENT,
    "nilai": ex.Part.VALUE,
    "value": ex.Part.VALUE,
}
_CALENDAR = {
    word: name for name in ("hari", "bulan") for word in (name, *(w for w, n in UNIT_WORDS.items() if n == name))
}
_ENDS = {sx.Statistic.MINIMUM: "minimum target", sx.Statistic.MAXIMUM: "maximum target"}


# ---- aggregates


def infer_aggregate(context: Context, node: sx.Aggregate, scope: Scope) -> ex.Expression:
    """A statistic: a count of a set, over a list, weighted by the spec, or over rows and members."""
    if node.by is not None and not node.weighted:
        message = say("unexpected-text.by")
        context.report("unexpected-text", message, node.by.span, hint=say("unexpected-text.by.hint"))
        return broken(node.span)
    if node.by is not None and node.mean is not sx.Mean.ARITHMETIC:
        hint = say("unexpected-text.by.mean.hint")
        context.report("unexpected-text", say("unexpected-text.by.mean"), node.by.span, hint=hint)
        return broken(node.span)
    if node.statistic is sx.Statistic.COUNT:
        return _count(context, node, scope)
    if node.listed or len(node.operands) > 1:
        return _listed(context, node, scope)
    end = _end_of_target(context, node, scope)
    if end is not None:
        return end
    if node.weighted and node.by is None:
        return _weighted(context, node, scope)
    base = (
        infer_set(context, node.over, scope) if node.over is not None else implied_set(context, node.operands[0], scope)
    )
    if base is None:
        return broken(node.span)
    if _names_source(context, node.over):  # `atas lke`: what is there, as the author says
        base = rows_there(context, base)
    inner = inside(context, base, scope)
    operand = infer_number(context, node.operands[0], inner)
    by = infer_number(context, node.by, inner) if node.by is not None else None
    if node.over is None:
        base = read_there(context, base, operand, scope)
    if Kind.BROKEN in (operand.type.kind, by.type.kind if by is not None else Kind.NUMBER):
        return broken(node.span)
    allowed = OF_WEIGHTED if node.statistic is sx.Statistic.AVERAGE or by is not None else OF_SEVERAL
    kind = operand.type if node.mean is sx.Mean.ARITHMETIC else Type(Kind.NUMBER, operand.type.unit)
    kind = replace(kind, whole=kind.whole and node.statistic.whole and (by is None or by.type.whole))
    written = (node.when_missing, node.when_not_loaded, node.when_not_applicable)
    rules = [rule(context, one, kind, allowed) for one in written]
    return ex.Aggregated(
        node.statistic,
        base,
        operand,
        node.mean,
        by,
        *rules,
        type=filled(kind, *rules),
        span=node.span,
        text=context.text(node.span),
    )


def _names_source(context: Context, node: sx.Expression | None) -> bool:
    """Whether a set is written as a source, and nothing else."""
    while isinstance(node, sx.Group):
        node = node.inner
    return isinstance(node, sx.Path) and node.name.text in context.sources


def _end_of_target(context: Context, node: sx.Aggregate, scope: Scope) -> ex.Expression | None:
    """`minimum target` in a profile: an end of a range target."""
    operand, end = node.operands[0], scope.bound.get(_ENDS.get(node.statistic, ""))
    if end is None or not isinstance(operand, sx.Path) or operand.name.text != "target" or operand.steps:
        return None
    return replace(end, span=node.span, text=context.text(node.span))


def _count(context: Context, node: sx.Aggregate, scope: Scope) -> ex.Expression:
    operand = node.operands[0]
    name = operand.name.text if isinstance(operand, sx.Path) else ""
    if isinstance(operand, sx.Path) and name in _CALENDAR and name not in context.names:
        shift, counted = _calendar(context, sort_steps(context, operand).shift, scope, operand.span), _CALENDAR[name]
        kind = Type(Kind.NUMBER, unit(counted), whole=True)
        return ex.CalendarDays(shift, counted == "bulan", type=kind, span=node.span, text=context.text(node.span))
    _without(context, node)
    base = infer_set(context, operand, scope)
    if base is None:
        return broken(node.span)
    return ex.Aggregated(
        node.statistic,
        base,
        when_missing=rule(context, node.when_missing, WHOLE, OF_COUNT),
        when_not_loaded=rule(context, node.when_not_loaded, WHOLE, OF_COUNT),
        type=WHOLE,
        span=node.span,
        text=context.text(node.span),
    )


def _calendar(context: Context, shift: sx.Shift | None, scope: Scope, span: Span) -> ex.Shift:
    moved = read_shift(context, shift, scope, scope.grain, "hari", span)
    return ex.Shift(ex.Move.CONTAINING, scope.grain) if moved in (None, ex.SAME) else moved


def _listed(context: Context, node: sx.Aggregate, scope: Scope) -> ex.Expression:
    if len(node.operands) == 1:
        mended = context.text(node.span).replace(" dari ", " ", 1).replace(" of ", " ", 1)
        hint = say("type-mismatch.listed.hint", mended=mended)
        context.report("type-mismatch", say("type-mismatch.listed"), node.span, hint=hint)
        return broken(node.span)
    _without(context, node)
    if node.weighted:
        hint = say("unexpected-text.weighted-list.hint")
        context.report("unexpected-text", say("unexpected-text.weighted-list"), node.span, hint=hint)
        return broken(node.span)
    operands = [infer_number(context, operand, scope) for operand in node.operands]
    if any(operand.type.kind is Kind.BROKEN for operand in operands):
        return broken(node.span)
    unified = _unify(context, operands)
    if unified is None:
        return broken(node.span)
    kind = replace(unified[1], whole=unified[1].whole and node.statistic.whole)
    rules = [rule(context, one, kind, OF_SEVERAL) for one in (node.when_missing, node.when_not_loaded)]
    return ex.OfList(
        node.statistic,
        tuple(unified[0]),
        node.mean,
        *rules,
        type=filled(kind, *rules),
        span=node.span,
        text=context.text(node.span),
    )


def _weighed_in(context: Context, scope: Scope, span: Span) -> Type:
    """The one unit of the indicators whose values are weighed; `BROKEN` after a problem."""
    heads = [context.indicators[name] for name in scope.weighed if name in context.indicators]
    for head in heads:
        if not one_unit(context, head, span):
            return BROKEN
        first = heads[0]
        if head.type.unit != first.type.unit:
            left, right = unit_shown(first.type), unit_shown(head.type)
            message = say("unit-mismatch.weighed", first=first.name, other=head.name, left=left, right=right)
            context.report("unit-mismatch", message, span, hint=say("unit-mismatch.weighed.hint"))
            return BROKEN
    percent = any(head.type.percent for head in heads)
    return replace(heads[0].type, whole=False, percent=percent) if heads else NUMBER


def _weighted(context: Context, node: sx.Aggregate, scope: Scope) -> ex.Expression:
    if node.over is not None:
        context.report("unexpected-text", say("unexpected-text.over.weighted"), node.over.span)
        return broken(node.span)
    operand, text = node.operands[0], context.text(node.span)
    if scope.weighs_indicators:
        word = operand.name.text if isinstance(operand, sx.Path) and not operand.steps else ""
        if word not in _WEIGHED:
            context.report("type-mismatch", say("type-mismatch.weighs"), operand.span)
            return broken(node.span)
        part = _WEIGHED[word]
        kind = PERCENT if part is ex.Part.ACHIEVEMENT else _weighed_in(context, scope, operand.span)
        if kind.kind is Kind.BROKEN:
            return broken(node.span)
        rules = _rules(context, node, kind)
        return ex.WeightedIndicators(node.statistic, part, node.mean, *rules, type=kind, span=node.span, text=text)
    if not scope.weighted:
        if not scope.weights_lost:
            context.report("no-weights", say("no-weights"), node.span, hint=say("no-weights.hint"))
        return broken(node.span)
    added = tuple(d for d in scope.weighted if d not in scope.dimensions)
    inner = replace(
        scope,
        dimensions=(*scope.dimensions, *added),
        attributes=(*scope.attributes, *added),
        weighted=(),
        within=True,
    )
    value = infer_number(context, operand, inner)
    if value.type.kind is Kind.BROKEN:
        return broken(node.span)
    unused = [dimension for dimension in scope.weighted if dimension not in keys_used(value)]
    if unused:
        message = say("dimension-mismatch.weights", dimensions=some(unused), operand=context.text(operand.span))
        hint = say("dimension-mismatch.weights.hint", dimension=unused[0])
        context.report("dimension-mismatch", message, operand.span, hint=hint)
        return broken(node.span)
    kind = replace(value.type, whole=False)  # shares of whole numbers
    rules = _rules(context, node, kind)
    return ex.Weighted(node.statistic, value, scope.weighted, node.mean, *rules, type=kind, span=node.span, text=text)


def _without(context: Context, node: sx.Aggregate) -> None:
    """What a count and a statistic of listed values do not take, and would leave unread."""
    rule(context, node.when_not_applicable, WHOLE, frozenset())
    if node.over is not None:
        message = say("unexpected-text", found=context.text(node.over.span))
        hint = say("unexpected-text.over")
        if node.statistic is sx.Statistic.COUNT:
            hint = say("unexpected-text.over.count", set=context.text(node.over.span))
        context.report("unexpected-text", message, node.over.span, hint=hint)


def _rules(context: Context, node: sx.Aggregate, kind: Type) -> tuple[ex.Rule | None, ...]:
    rules = (node.when_missing, node.when_not_loaded, node.when_not_applicable)
    return tuple(rule(context, written, kind, OF_WEIGHTED) for written in rules)
