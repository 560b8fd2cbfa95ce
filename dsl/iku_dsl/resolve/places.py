"""The keys that pick a row, or an entity of an indicator: a member, this one, or what an expression gives."""

from __future__ import annotations

from dataclasses import dataclass

from iku_dsl import expression as ex
from iku_dsl import syntax as sx
from iku_dsl.key_text import key_text
from iku_dsl.problem import say
from iku_dsl.resolve.scope import Scope
from iku_dsl.resolve.shifts import Shifts
from iku_dsl.source import Span
from iku_dsl.types import Kind, Type


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps after a name, sorted: fields in order, key expressions, and the shift."""

    fields: tuple[sx.Name, ...]
    keys: tuple[sx.Expression, ...]
    shift: sx.Shift | None


def sort_steps(path: sx.Path) -> Steps:
    """What follows the first name of a path."""
    fields = tuple(step.name for step in path.steps if isinstance(step, sx.Field))
    keys = tuple(key for step in path.steps if isinstance(step, sx.Index) for key in step.keys)
    shift = next((s.shift for s in path.steps if isinstance(s, sx.Index) and s.shift is not None), None)
    return Steps(fields, keys, shift)


class Keys(Shifts):
    """Reads keys."""

    def _keys(
        self, wanted: tuple[str, ...], written: tuple[sx.Expression, ...], scope: Scope, span: Span, name: str
    ) -> tuple[ex.Key, ...] | None:
        """A key for each dimension that is read: written in brackets, or the member at hand."""
        missing = [dimension for dimension in wanted if dimension not in scope.dimensions]
        filled = list(wanted) if len(written) == len(wanted) else missing
        fixed = next((key for key in written if isinstance(key, sx.Number) and key.unit is None), None)
        if fixed is not None:
            hint = say("period-mismatch.fixed.hint")
            self.context.report("period-mismatch", say("period-mismatch.fixed"), fixed.span, hint=hint)
            return None
        if len(written) != len(filled) and written:
            message = say("dimension-mismatch.keys", name=name, dimensions=tuple(filled), count=len(written))
            if not filled:
                message = say("dimension-mismatch.keys-none", name=name)
            self.context.report("dimension-mismatch", message, span)
            return None
        if missing and not written:
            message = say("dimension-mismatch", name=name, dimensions=tuple(missing))
            hint = say("dimension-mismatch.hint", name=name, dimension=missing[0])
            self.context.report("dimension-mismatch", message, span, hint=hint)
            return None
        given = dict(zip(filled, written, strict=True)) if written else {}
        return tuple(
            self._key(dimension, given[dimension], scope) if dimension in given else ex.RowKey(dimension)
            for dimension in wanted
        )

    def _key(self, dimension: str, node: sx.Expression, scope: Scope) -> ex.Key:
        found = self.context.dimensions.get(dimension)
        kind = Type(Kind.MEMBER, of=dimension)
        if isinstance(node, sx.Text):
            if found is not None and found.enumerated and node.text not in (members := self.context.members(dimension)):
                self.context.unknown(node, "member", members, say("=", text=dimension))
            return ex.MemberKey(dimension, node.text if found is not None and found.enumerated else key_text(node.text))
        value = self.expression(node, scope, kind)
        if isinstance(value, ex.Constant) and isinstance(value.value, str):
            return ex.MemberKey(dimension, value.value)
        if not value.type.fits(kind):
            self.context.report("type-mismatch", say("type-mismatch.member", dimension=dimension), node.span)
        return ex.ExpressionKey(dimension, value)
