"""One indicator while its statements are read: what all parts of the reading have at hand."""

from __future__ import annotations

from typing import TypeVar

from iku_dsl import expression as ex
from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.blocks import Block
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.period import read_period
from iku_dsl.problem import Label, say
from iku_dsl.resolve.context import Context, unit_shown
from iku_dsl.resolve.infer import Infer
from iku_dsl.resolve.scope import Scope, broken, convert
from iku_dsl.types import Kind, Type

T = TypeVar("T", bound=st.Statement)


class Reading:
    """The block of an indicator, the names in its scope, and its unit."""

    context: Context
    block: Block
    head: st.Indicator
    infer: Infer
    scope: Scope
    unit: st.Unit | None
    value_type: Type
    dimensions: tuple[str, ...]

    def one(self, kind: type[T]) -> T | None:
        """The statement of a kind that may stand once; a second is a problem."""
        found = self.block.of(kind)
        for again in found[1:]:
            first = Label(found[0].span, say("duplicate-name.first"))
            self.context.report("duplicate-name", say("duplicate-name.statement"), again.span, first)
        return found[0] if found else None

    def _value(self, node: sx.Expression) -> ex.Expression:
        """A number in the unit of the indicator."""
        value = self.infer.number(node, self.scope)
        if value.type.kind is Kind.BROKEN or value.type.unit.is_any:
            return value
        factor = value.type.unit.factor_to(self.value_type.unit)
        if factor is None and not value.type.unit.is_pure:
            message = say("unit-mismatch.value", found=unit_shown(value.type), declared=unit_shown(self.value_type))
            self.context.report("unit-mismatch", message, node.span)
            return broken(node.span)
        return convert(value, self.value_type.unit, factor) if factor is not None else value


def periods(context: Context, node: sx.Periods) -> PeriodSpan:
    """A stretch of periods as written."""
    ends = []
    for end in (node.first, node.last):
        found = read_period(end.text) if end is not None else None
        if end is not None and found is None:
            context.report("not-a-period", say("not-a-period", text=end.text), end.span)
        ends.append(found)
    first, last = ends
    if first is not None and last is not None and (first.grain is not last.grain or last < first):
        key = "not-a-period.turned" if first.grain is last.grain else "not-a-period.grains"
        hint = say("not-a-period.turned.hint", mended=f"{last}..{first}") if first.grain is last.grain else None
        context.report("not-a-period", say(key, first=str(first), last=str(last)), node.span, hint=hint)
        return PeriodSpan()
    return PeriodSpan(first, last)
