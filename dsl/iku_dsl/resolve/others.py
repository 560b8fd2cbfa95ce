"""Other indicators in a formula: their value, category, achievement or target, at a period and an entity."""

from __future__ import annotations

from iku_dsl import expression as ex
from iku_dsl import syntax as sx
from iku_dsl.period import Grain
from iku_dsl.problem import Label, say
from iku_dsl.resolve.context import IndicatorHead
from iku_dsl.resolve.places import Keys, sort_steps
from iku_dsl.resolve.scope import Scope, broken
from iku_dsl.source import Span
from iku_dsl.types import PERCENT, Kind, Type

PARTS = (("nilai", "value"), ("kategori", "band"), ("capaian", "achievement"), ("target", "target"))
_PARTS = {
    "nilai": ex.Part.VALUE, "value": ex.Part.VALUE,
    "capaian": ex.Part.ACHIEVEMENT, "achievement": ex.Part.ACHIEVEMENT,
    "kategori": ex.Part.CATEGORY, "band": ex.Part.CATEGORY, "bands": ex.Part.CATEGORY,
    "target": ex.Part.TARGET,
}  # fmt: skip


class OtherIndicators(Keys):
    """Reads what is said of another indicator."""

    def _indicator(self, node: sx.Path, head: IndicatorHead, scope: Scope) -> ex.Expression:
        steps = sort_steps(node)
        part, which = ex.Part.VALUE, ""
        if steps.fields:
            if steps.fields[0].text not in _PARTS or len(steps.fields) > 1:
                self.context.unknown(steps.fields[-1], "part", (), pairs=PARTS)
                return broken(node.span)
            part = _PARTS[steps.fields[0].text]
        keys_written = steps.keys
        last = keys_written[-1] if keys_written else None
        if part in (ex.Part.ACHIEVEMENT, ex.Part.TARGET) and isinstance(last, sx.Text):
            if last.text in head.targets or len(keys_written) > len(head.dimensions):
                which, keys_written = last.text, keys_written[:-1]
        if not self.has_part(node.span, head, part, last if which and isinstance(last, sx.Text) else None):
            return broken(node.span)
        kind = head.type
        agree = head.one_scale if part is ex.Part.CATEGORY else head.one_unit or part is ex.Part.ACHIEVEMENT
        if not agree:
            id = "type-mismatch" if part is ex.Part.CATEGORY else "unit-mismatch"
            hint = say("unit-mismatch.versions.hint")
            self.context.report(id, say("unit-mismatch.versions", name=head.name), node.span, hint=hint)
            return broken(node.span)
        if part is ex.Part.CATEGORY:
            if not head.scale or head.scale not in self.context.scales:
                if head.name not in self.context.broken and head.scale not in self.context.broken:
                    message = say("type-mismatch.no-scale", name=head.name)
                    self.context.report("type-mismatch", message, node.span)
                return broken(node.span)
            choices = tuple(band.name for band in self.context.scales[head.scale].bands)
            kind = Type(Kind.CHOICE, of=head.scale, choices=choices, ordered=True)
        elif part is ex.Part.ACHIEVEMENT:
            kind = PERCENT
        keys = self._keys(head.dimensions, keys_written, scope, node.span, head.name)
        shift = self.shift(steps.shift, scope, Grain(head.grain), head.name, node.span, head)
        if keys is None or shift is None:
            return broken(node.span)
        return ex.IndicatorValue(
            head.name, part, keys, shift, which, type=kind, span=node.span, text=self.text(node.span)
        )

    def has_part(self, span: Span, head: IndicatorHead, part: ex.Part, which: sx.Text | None = None) -> bool:
        """Whether an indicator has the achievement or target that is read."""
        if part not in (ex.Part.ACHIEVEMENT, ex.Part.TARGET) or head.block.damaged or head.name in self.context.broken:
            return True
        if which is not None and which.text not in head.targets:
            self.context.unknown(which, "target", [name for name in head.targets if name], say("=", text=head.name))
            return False
        if part is ex.Part.ACHIEVEMENT and not head.achieves:
            message = say("type-mismatch.no-achievement", name=head.name)
        elif which is None and "" not in head.targets:
            message = say("type-mismatch.no-target", name=head.name)
        else:
            return True
        self.context.report("type-mismatch", message, span, Label(head.block.head.span))
        return False
