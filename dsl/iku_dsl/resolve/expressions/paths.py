"""Names and paths: what `espm.indeks[tahun lalu]`, `berkas.jenis.sla`, `mutu[validitas, kendali]` or `ikpa.kategori` read.

A name is looked up in the order of the language page: the row at hand, the indicator's own, the spec set.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from iku_dsl.keywords import MEMBER_WORDS, TRUTHS
from iku_dsl.period import Grain
from iku_dsl.problem import Label, Span, say
from iku_dsl.program import Column, Derived, Source
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context, IndicatorHead, infer_number, known_names, means_more
from iku_dsl.resolve.expressions.lookups import scale_fits
from iku_dsl.resolve.expressions.places import (
    Steps,
    no_period,
    nothing_left,
    one_unit,
    read_keys,
    read_shift,
    report_unconsolidated,
    sort_steps,
    table_value,
)
from iku_dsl.resolve.expressions.scope import Scope, broken
from iku_dsl.resolve.expressions.sets import own_let, own_set
from iku_dsl.statements import syntax as sx
from iku_dsl.types import PERCENT, TRUTH, Kind, Statistic, Type

PARTS = (("nilai", "value"), ("kategori", "band"), ("capaian", "achievement"), ("target", "target"))
_PARTS = {
    "nilai": ex.Part.VALUE, "value": ex.Part.VALUE,
    "capaian": ex.Part.ACHIEVEMENT, "achievement": ex.Part.ACHIEVEMENT,
    "kategori": ex.Part.CATEGORY, "band": ex.Part.CATEGORY, "bands": ex.Part.CATEGORY,
    "target": ex.Part.TARGET,
}  # fmt: skip


def infer_path(context: Context, node: sx.Path, scope: Scope, expected: Type | None) -> ex.Expression:
    """The value that a path reads."""
    name = node.name.text
    if not node.steps and expected is not None:
        literal = _literal(context, node, expected)
        if literal is not None:
            of_truth = literal.type.kind is Kind.TRUTH
            return broken(node.span) if of_truth and means_more(context, scope, name, node.span) else literal
    if name in scope.bound and not node.steps:
        return replace(scope.bound[name], span=node.span, text=name)
    value = _row_name(context, node, scope)
    if value is None:
        value = _own_name(context, node, scope)
    if value is None:
        value = _global_name(context, node, scope)
    if value is None and not node.steps and name in {word for pair in TRUTHS for word in pair}:
        return ex.Constant(name in ("ya", "yes"), type=TRUTH, span=node.span, text=name)
    if value is None:
        _report_unknown(context, node.name, scope, expected)
        return broken(node.span)
    return value


def _literal(context: Context, node: sx.Path, expected: Type) -> ex.Constant | None:
    name = node.name.text
    if expected.kind is Kind.CHOICE and context.is_choice(expected, name):
        return ex.Constant(name, type=expected, span=node.span, text=name)
    if expected.kind is Kind.TRUTH and name in {word for pair in TRUTHS for word in pair}:
        return ex.Constant(name in ("ya", "yes"), type=TRUTH, span=node.span, text=name)
    if expected.kind is Kind.MEMBER and expected.of in context.dimensions:
        if name in context.members(expected.of):
            return ex.Constant(name, type=expected, span=node.span, text=name)
    return None


def _report_unknown(context: Context, name: sx.Name, scope: Scope, expected: Type | None) -> None:
    if expected is not None and expected.kind is Kind.BROKEN:
        return  # what it is compared with has a problem: it may be a choice of that
    if expected is not None and expected.kind is Kind.CHOICE:
        context.unknown(name, "choice", expected.choices, labels=context.titles(expected))
        return
    if scope.row and _is_in_a_circle(context, scope.row, name):
        return
    choices = expected.choices if expected is not None else ()
    context.unknown(name, "name", chain(choices, known_names(context, scope)))


def _is_in_a_circle(context: Context, source: str, name: sx.Name) -> bool:
    """Whether a column that is not there is one that is derived from what reads it, and if so report the circle."""
    place = source, name.text
    if place not in context.rings:
        return False
    message = say("cycle", ring=context.rings[place])
    context.report("cycle", message, name.span, hint=say("cycle.hint.lets"))
    return True


# ---- the row at hand


def _row_name(context: Context, node: sx.Path, scope: Scope) -> ex.Expression | None:
    name, steps = node.name.text, sort_steps(context, node)
    if scope.row:
        column = _column_of(context, scope.row, name)
        if column is not None:
            path = sx.Path(sx.Name(scope.row, span=node.name.span), span=node.span)
            return _source_value(context, replace_steps(path, node), scope)
    for dimension in reversed(scope.attributes):
        if name in context.dimensions[dimension].attributes:
            if steps.keys and name in context.dimensions:
                return None  # `provinsi["A"].nama`: of that province, and not of the one that the region is in
            if steps.keys:
                hint = say("dimension-mismatch.behind.attribute.hint", name=name, dimension=dimension)
                message = say("dimension-mismatch.behind", name=name)
                context.report("dimension-mismatch", message, steps.keys[0].span, hint=hint)
            if not no_period(context, name, steps) or steps.keys:
                return broken(node.span)
            key = ex.RowKey(dimension)
            return _attribute_value(context, dimension, node.name, key, steps.fields, node.span)
    if name in scope.dimensions and not steps.fields and not steps.keys:
        if not no_period(context, name, steps):
            return broken(node.span)
        kind = Type(Kind.MEMBER, of=name)
        return ex.KeyValue(ex.RowKey(name), type=kind, span=node.span, text=name)
    return None


def _attribute_value(
    context: Context, dimension: str, name: sx.Name, key: ex.Key, rest: tuple[sx.Name, ...], span: Span
) -> ex.Expression:
    declared = context.dimensions[dimension]
    attribute = declared.attributes.get(name.text) or declared.validity.get(MEMBER_WORDS.get(name.text, ""))
    if attribute is None:
        context.unknown(name, "attribute", declared.attributes, say("=", text=dimension))
        return broken(span)
    value = ex.AttributeValue(dimension, attribute.name, key, type=attribute.type, span=span, text=context.text(span))
    return _follow(context, value, rest, span)


def _follow(context: Context, value: ex.Expression, rest: tuple[sx.Name, ...], span: Span) -> ex.Expression:
    """Attributes of the member that a value is."""
    if not rest:
        return value
    if value.type.kind is Kind.BROKEN:
        return value
    if value.type.kind is not Kind.MEMBER or value.type.of not in context.dimensions:
        context.report("type-mismatch", say("type-mismatch.field", name=rest[0].text), rest[0].span)
        return broken(span)
    key = ex.ExpressionKey(value.type.of, value)
    return _attribute_value(context, value.type.of, rest[0], key, rest[1:], span)


# ---- the indicator's own


def _own_name(context: Context, node: sx.Path, scope: Scope) -> ex.Expression | None:
    if scope.own is None:
        return None
    let = own_let(context, scope.own, node.name.text, node.span)
    if let is not None:
        return _let_value(context, node, let, scope)
    if (not node.steps or node.name.text not in context.names) and own_set(
        context, scope.own, node.name.text, node.span
    ) is not None:
        context.report("type-mismatch", say("type-mismatch.set", name=node.name.text), node.span)
        return broken(node.span)
    return None


def _let_value(context: Context, node: sx.Path, let: ex.Expression, scope: Scope) -> ex.Expression:
    """A let as it is worked out here, or an attribute of the member that it is."""
    name, steps = node.name.text, sort_steps(context, node)
    followed = steps.fields if let.type.kind is Kind.MEMBER else ()
    left = replace(steps, fields=() if followed else steps.fields)
    if let.type.kind is Kind.BROKEN or not nothing_left(context, name, left):
        return broken(node.span)
    if scope.within and isinstance(let, ex.Named):
        let = replace(let, home=True)
    return _follow(context, replace(let, span=node.span, text=name), followed, node.span)


# ---- the spec set


def _global_name(context: Context, node: sx.Path, scope: Scope) -> ex.Expression | None:
    name, steps = node.name.text, sort_steps(context, node)
    context = context
    if name in context.sources:
        return _source_value(context, node, scope)
    if name in context.indicators:
        return _indicator_value(context, node, context.indicators[name], scope)
    if name in context.scales:
        if len(steps.keys) == 1 and not steps.fields:
            if not no_period(context, name, steps, looked_up=True):
                return broken(node.span)
            scale = context.scales[name]
            operand = infer_number(context, steps.keys[0], scope)
            if operand.type.kind is Kind.NUMBER and not scale_fits(context, scale, operand.type, node.span):
                return broken(node.span)
            kind = context.categories(name)
            return ex.Classify(name, operand, type=kind, span=node.span, text=context.text(node.span))
        context.report("type-mismatch", say("type-mismatch.scale", name=name), node.span)
        return broken(node.span)
    if name in context.tables:
        return table_value(context, node, scope, steps)
    if name in context.dimensions:
        return _member_value(context, node, scope, steps)
    if name in context.names or name in context.broken:
        return broken(node.span)  # declared, with a problem of its own
    return None


def _member_value(context: Context, node: sx.Path, scope: Scope, steps: Steps) -> ex.Expression:
    name = node.name.text
    if not steps.fields:
        context.report("type-mismatch", say("type-mismatch.set", name=name), node.span)
        return broken(node.span)
    key = read_keys(context, (name,), steps.keys, scope, node.span, name)
    if key is None or not no_period(context, name, steps):
        return broken(node.span)
    return _attribute_value(context, name, steps.fields[0], key[0], steps.fields[1:], node.span)


# ---- sources


def _column_of(context: Context, source: str, name: str) -> Column | Derived | None:
    declared = context.sources.get(source)
    if declared is None:
        return None
    return declared.columns.get(name) or declared.derived.get(name)


def _source_value(context: Context, node: sx.Path, scope: Scope) -> ex.Expression:
    source, steps = context.sources[node.name.text], sort_steps(context, node)
    if not steps.fields:
        context.report("type-mismatch", say("type-mismatch.source", name=source.name), node.span)
        return broken(node.span)
    column = _column_of(context, source.name, steps.fields[0].text)
    if column is None:
        block = context.names.get(source.name)
        if not _is_in_a_circle(context, source.name, steps.fields[0]) and (block is None or not block.damaged):
            known = chain(source.columns, source.derived)
            context.unknown(steps.fields[0], "column", known, say("=", text=source.name))
        return broken(node.span)
    keys = read_keys(context, source.dimensions, steps.keys, scope, node.span, source.name)
    shift = read_shift(context, steps.shift, scope, source.grain, source.name, node.span, column)
    if keys is None or shift is None:
        return broken(node.span)
    if scope.row == source.name and not steps.keys and (steps.shift is None or shift == scope.row_shift):
        several = _consolidates(scope.row_shift, source, scope)
        if several and column.consolidation is None:  # the rows are those of several periods
            report_unconsolidated(context, source.name, column, node.span, scope.row_shift.whole, source.grain)
            return broken(node.span)
        together = column.consolidation if several else None
        own = ex.OwnColumn(
            source.name,
            column.name,
            together,
            type=_together(column.type, together),
            span=node.span,
            text=context.text(node.span),
        )
        return _follow(context, own, steps.fields[1:], node.span)
    together = column.consolidation if _consolidates(shift, source, scope) else None
    value = ex.ColumnValue(
        source.name,
        column.name,
        keys,
        shift,
        together,
        type=_together(column.type, together),
        span=node.span,
        text=context.text(node.span),
    )
    return _follow(context, value, steps.fields[1:], node.span)


def _together(kind: Type, consolidation: ex.Consolidation | None) -> Type:
    """The type of what figures of several periods come to; of those of one it is their own."""
    if consolidation is None or Statistic(consolidation.reduction.value).whole:
        return kind
    return replace(kind, whole=False)


def _consolidates(shift: ex.Shift, source: Source, scope: Scope) -> bool:
    return _several(shift, source.grain, scope)


def _several(shift: ex.Shift, grain: Grain | None, scope: Scope) -> bool:
    """Whether a reading of something of a grain looks at several of its periods."""
    if shift.move is ex.Move.TO_DATE:
        return True
    if shift.whole is not None and grain is not None:
        return grain.finer_than(shift.whole)
    return grain is not None and scope.grain is not None and grain.finer_than(scope.grain)


def replace_steps(path: sx.Path, node: sx.Path) -> sx.Path:
    """`source.column…` for a column of the row at hand that is read elsewhere."""
    return replace(path, steps=(sx.Field(node.name, span=node.name.span), *node.steps))


# ---- other indicators: their value, category, achievement or target, at a period and an entity


def _indicator_value(context: Context, node: sx.Path, head: IndicatorHead, scope: Scope) -> ex.Expression:
    steps = sort_steps(context, node)
    part, which = ex.Part.VALUE, ""
    if steps.fields:
        if steps.fields[0].text not in _PARTS or len(steps.fields) > 1:
            context.unknown(steps.fields[-1], "part", (), pairs=PARTS)
            return broken(node.span)
        part = _PARTS[steps.fields[0].text]
    keys_written = steps.keys
    last = keys_written[-1] if keys_written else None
    if part in (ex.Part.ACHIEVEMENT, ex.Part.TARGET) and isinstance(last, sx.Text):
        if last.text in head.targets or len(keys_written) > len(head.dimensions):
            which, keys_written = last.text, keys_written[:-1]
    if not has_part(context, node.span, head, part, last if which and isinstance(last, sx.Text) else None):
        return broken(node.span)
    kind = head.type
    if part is ex.Part.CATEGORY and not head.one_scale:
        hint = say("unit-mismatch.versions.hint")
        context.report("type-mismatch", say("unit-mismatch.versions", name=head.name), node.span, hint=hint)
        return broken(node.span)
    if part in (ex.Part.VALUE, ex.Part.TARGET) and not one_unit(context, head, node.span):
        return broken(node.span)
    if part is ex.Part.CATEGORY:
        if not head.scale or head.scale not in context.scales:
            if head.name not in context.broken and head.scale not in context.broken:
                message = say("type-mismatch.no-scale", name=head.name)
                context.report("type-mismatch", message, node.span)
            return broken(node.span)
        kind = context.categories(head.scale)
    elif part is ex.Part.ACHIEVEMENT:
        kind = PERCENT
    keys = read_keys(context, head.dimensions, keys_written, scope, node.span, head.name)
    shift = read_shift(context, steps.shift, scope, Grain(head.grain), head.name, node.span, head)
    if keys is None or shift is None:
        return broken(node.span)
    if _several(shift, Grain(head.grain), scope) and not one_unit(context, head, node.span):
        return broken(node.span)  # category and achievement are of values and targets of several periods together
    return ex.IndicatorValue(
        head.name, part, keys, shift, which, type=kind, span=node.span, text=context.text(node.span)
    )


def has_part(context: Context, span: Span, head: IndicatorHead, part: ex.Part, which: sx.Text | None = None) -> bool:
    """Whether an indicator has the achievement or target that is read."""
    if part not in (ex.Part.ACHIEVEMENT, ex.Part.TARGET) or head.block.damaged or head.name in context.broken:
        return True
    if which is not None and which.text not in head.targets:
        context.unknown(which, "target", (name for name in head.targets if name), say("=", text=head.name))
        return False
    if part is ex.Part.ACHIEVEMENT and not head.achieves:
        message = say("type-mismatch.no-achievement", name=head.name)
    elif which is None and "" not in head.targets:
        message = say("type-mismatch.no-target", name=head.name)
    else:
        return True
    context.report("type-mismatch", message, span, Label(head.block.head.span))
    return False
