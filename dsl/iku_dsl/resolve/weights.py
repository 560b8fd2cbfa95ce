"""The weights of an indicator: each level with what it weighs, and whether a sum or mean reads it."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.period import Grain
from iku_dsl.problem import Label, Severity, say, some
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.lookups import correction
from iku_dsl.resolve.expressions.paths import has_part
from iku_dsl.resolve.expressions.places import read_shift
from iku_dsl.resolve.versions import Version
from iku_dsl.statements.blocks import Entry
from iku_dsl.types import NUMBER


def weight_level(context: Context, entry: Entry) -> pg.WeightLevel | None:
    """The weights of one block, None after a problem with what they are of."""
    node = entry.statement
    assert isinstance(node, st.Weights)
    known: Mapping[str, object] | None = None
    labels: Mapping[str, str] = {}
    if node.dimension is None:
        known = context.indicators
    elif node.dimension.text in context.dimensions:
        dimension = context.dimensions[node.dimension.text]
        known = context.members(dimension.name) if dimension.enumerated else None
        labels = context.labels(dimension.name)
    else:
        context.unknown(node.dimension, "dimension", context.dimensions)
        return None
    weights: dict[str, pg.Weight] = {}
    for row in entry.rows:
        assert isinstance(row, st.WeightRow)
        name = row.name.text
        if known is not None and name not in known:
            where = say("=", text=node.dimension.text) if node.dimension is not None else None
            context.unknown(row.name, "member" if where else "indicator", known, where, labels=labels)
            continue
        if name in weights:
            first = Label(weights[name].span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name", name=name), row.name.span, first)
            continue
        if row.weight.unit is not None:
            message, hint = say("unit-mismatch.literal", unit="unit.percent"), say("unit-mismatch.weight.hint")
            context.report("unit-mismatch", message, row.weight.span, hint=hint)
            continue
        printed = correction(context, row.printed, NUMBER)
        weights[name] = pg.Weight(name, row.weight.value, printed, row.span)
    return pg.WeightLevel(
        node.dimension.text if node.dimension is not None else None, tuple(weights.values()), node.span
    )


def check_weights(version: Version, built: pg.Indicator, lets: Mapping[str, pg.Let]) -> None:
    """Report weights that no sum or mean reads, and weighed indicators that have no value for so long a period."""
    context = version.context
    seen = [built.formula, *(let.value for let in lets.values()), *(guard.condition for guard in built.guards)]
    parts = [part for expression in seen for part in ex.walk(expression)]
    used = {dimension for part in parts if isinstance(part, ex.Weighted) for dimension in part.levels}
    weighed = [part.part for part in parts if isinstance(part, ex.WeightedIndicators)]
    by_indicator = bool(weighed)
    for level in version.levels:
        for weight in level.weights if level.dimension is None else ():
            head = context.indicators[weight.member]
            read_shift(context, None, version.scope, Grain(head.grain), head.name, weight.span, head)
            beyond = tuple(d for d in head.dimensions if d not in version.dimensions)
            if beyond:
                message = say("dimension-mismatch", name=head.name, dimensions=some(beyond))
                hint = say("dimension-mismatch.hint", name=head.name, dimension=beyond[0])
                context.report("dimension-mismatch", message, weight.span, hint=hint)
            for part in dict.fromkeys(weighed):
                has_part(context, weight.span, head, part)
        is_used = by_indicator if level.dimension is None else level.dimension in used
        if not is_used and not version.block.damaged and len(context.problems) == version.problems_before:
            name = context.text(level.span)
            message, hint = say("unused", name=name), say("unused.weights.hint")
            context.report("unused", message, level.span, hint=hint, severity=Severity.WARNING)
