"""Aggregates: `jumlah berbobot lke.nilai`, `rerata espm.indeks`, `banyaknya hari[tahun ini]`."""

from __future__ import annotations

from dataclasses import replace

from iku_dsl.problem import say, some
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.calls import apply_function
from iku_dsl.resolve.expressions.columns import OF_COUNT, OF_SEVERAL, OF_WEIGHTED, rule
from iku_dsl.resolve.expressions.context import Context, infer_number
from iku_dsl.resolve.expressions.places import read_shift, sort_steps
from iku_dsl.resolve.expressions.scope import Scope, broken
from iku_dsl.resolve.expressions.sets import implied_set, infer_set, inside, keys_used, rows_there
from iku_dsl.source import Span
from iku_dsl.statements import syntax as sx
from iku_dsl.types import NUMBER, PERCENT, UNIT_WORDS, WHOLE, Kind, Type, unit

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
        context.report("unexpected-text", say("unexpected-text.by.mean"), node.by.span)
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
    if Kind.BROKEN in (operand.type.kind, by.type.kind if by is not None else Kind.NUMBER):
        return broken(node.span)
    allowed = OF_WEIGHTED if node.statistic is sx.Statistic.AVERAGE or by is not None else OF_SEVERAL
    kind = operand.type if node.mean is sx.Mean.ARITHMETIC else Type(Kind.NUMBER, operand.type.unit)
    if node.statistic is sx.Statistic.AVERAGE and kind.whole:
        kind = replace(kind, whole=False)
    return ex.Aggregated(
        node.statistic,
        base,
        operand,
        node.mean,
        by,
        rule(context, node.when_missing, kind, allowed),
        rule(context, node.when_not_loaded, kind, allowed),
        rule(context, node.when_not_applicable, kind, allowed),
        type=kind,
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
        shift, counted = _calendar(context, sort_steps(operand).shift, scope, operand.span), _CALENDAR[name]
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
        context.report("unexpected-text", say("unexpected-text.weighted-list"), node.span)
        return broken(node.span)
    operands = [infer_number(context, operand, scope) for operand in node.operands]
    if any(operand.type.kind is Kind.BROKEN for operand in operands):
        return broken(node.span)
    unified = apply_function(context, ex.Function.AVERAGE, operands, node.span)
    if not isinstance(unified, ex.Apply):
        return broken(node.span)
    kind = replace(unified.type, whole=False) if node.statistic is sx.Statistic.AVERAGE else unified.type
    return ex.OfList(
        node.statistic,
        unified.arguments,
        node.mean,
        rule(context, node.when_missing, kind, OF_SEVERAL),
        rule(context, node.when_not_loaded, kind, OF_SEVERAL),
        type=kind,
        span=node.span,
        text=context.text(node.span),
    )


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
        kind = PERCENT if part is ex.Part.ACHIEVEMENT else NUMBER
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
    kind = value.type
    rules = _rules(context, node, kind)
    return ex.Weighted(node.statistic, value, scope.weighted, node.mean, *rules, type=kind, span=node.span, text=text)


def _without(context: Context, node: sx.Aggregate) -> None:
    """What a count and a statistic of listed values do not take, and would leave unread."""
    rule(context, node.when_not_applicable, WHOLE, frozenset())
    if node.over is not None:
        message = say("unexpected-text", found=context.text(node.over.span))
        context.report("unexpected-text", message, node.over.span, hint=say("unexpected-text.over"))


def _rules(context: Context, node: sx.Aggregate, kind: Type) -> tuple[ex.Rule | None, ...]:
    rules = (node.when_missing, node.when_not_loaded, node.when_not_applicable)
    return tuple(rule(context, written, kind, OF_WEIGHTED) for written in rules)
