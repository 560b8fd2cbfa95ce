"""The weights of an indicator: each level with what it weighs, and whether a sum or mean reads it."""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl import expression as ex
from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.blocks import Entry
from iku_dsl.period import Grain
from iku_dsl.problem import Label, Severity, say
from iku_dsl.resolve.lookups import correction
from iku_dsl.resolve.versions import Reading
from iku_dsl.types import NUMBER


class Weighing(Reading):
    """Reads the weights."""

    levels: list[pg.WeightLevel]
    before: int  # how many problems there were

    def _level(self, entry: Entry) -> pg.WeightLevel | None:
        node = entry.statement
        assert isinstance(node, st.Weights)
        known: Mapping[str, object] | None = None
        labels: dict[str, str] = {}
        if node.dimension is None:
            known = self.context.indicators
        elif node.dimension.text in self.context.dimensions:
            found = self.context.dimensions[node.dimension.text]
            known = self.context.members(found.name) if found.enumerated else None
            labels = {member.label: member.name for member in found.members if member.label}
        else:
            self.context.unknown(node.dimension, "dimension", self.context.dimensions)
            return None
        weights: dict[str, pg.Weight] = {}
        for row in entry.rows:
            assert isinstance(row, st.WeightRow)
            name = row.name.text
            if known is not None and name not in known:
                where = say("=", text=node.dimension.text) if node.dimension is not None else None
                self.context.unknown(row.name, "member" if where else "indicator", known, where, labels=labels)
                continue
            if name in weights:
                first = Label(weights[name].span, say("duplicate-name.first"))
                self.context.report("duplicate-name", say("duplicate-name", name=name), row.name.span, first)
                continue
            if row.weight.unit is not None:
                message, hint = say("unit-mismatch.literal", unit="unit.percent"), say("unit-mismatch.weight.hint")
                self.context.report("unit-mismatch", message, row.weight.span, hint=hint)
                continue
            printed = correction(self.context, row.printed, NUMBER)
            weights[name] = pg.Weight(name, row.weight.value, printed, row.span)
        dimension = node.dimension.text if node.dimension is not None else None
        return pg.WeightLevel(dimension, tuple(weights.values()), node.span)

    def _weights_used(self, built: pg.Indicator, lets: Mapping[str, pg.Let]) -> None:
        """Weights that no sum or mean reads, and weighed indicators that have no value for so long a period."""
        seen = [built.formula, *(let.value for let in lets.values()), *(guard.condition for guard in built.guards)]
        parts = [part for expression in seen for part in ex.walk(expression)]
        used = {dimension for part in parts if isinstance(part, ex.Weighted) for dimension in part.levels}
        weighed = [part.part for part in parts if isinstance(part, ex.WeightedIndicators)]
        by_indicator = bool(weighed)
        for level in self.levels:
            for weight in level.weights if level.dimension is None else ():
                head = self.context.indicators[weight.member]
                self.infer.shift(None, self.scope, Grain(head.grain), head.name, weight.span, head)
                beyond = tuple(d for d in head.dimensions if d not in self.dimensions)
                if beyond:
                    message = say("dimension-mismatch", name=head.name, dimensions=beyond)
                    hint = say("dimension-mismatch.hint", name=head.name, dimension=beyond[0])
                    self.context.report("dimension-mismatch", message, weight.span, hint=hint)
                for part in dict.fromkeys(weighed):
                    self.infer.has_part(weight.span, head, part)
            is_used = by_indicator if level.dimension is None else level.dimension in used
            if not is_used and not self.block.damaged and len(self.context.problems) == self.before:
                name = self.context.text(level.span)
                message, hint = say("unused", name=name), say("unused.weights.hint")
                self.context.report("unused", message, level.span, hint=hint, severity=Severity.WARNING)
