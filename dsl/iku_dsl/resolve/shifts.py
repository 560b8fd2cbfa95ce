"""Where in time a reading looks: at its own grain, from a place at another."""

from __future__ import annotations

from iku_dsl import expression as ex
from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.period import Grain
from iku_dsl.problem import Label, say
from iku_dsl.program import Column, Derived
from iku_dsl.resolve.context import IndicatorHead
from iku_dsl.resolve.scope import Scope, Typing
from iku_dsl.source import Span


class Shifts(Typing):
    """Reads the periods of what is named."""

    def shift(
        self,
        node: sx.Shift | None,
        scope: Scope,
        grain: Grain | None,
        name: str,
        span: Span,
        column: Column | Derived | IndicatorHead | None = None,
    ) -> ex.Shift | None:
        """Where in time a reading looks, None after a problem: what is read at its grain, from a place at another.

        `column` is what is read, and must say how several sub-periods become one where they do.
        """
        if grain is None or scope.grain is None:
            if node is not None and grain is None:
                self.context.report("period-mismatch", say("period-mismatch.none", name=name), node.span)
                return None
            return ex.SAME
        if node is not None and node.kind is sx.ShiftKind.TO_DATE:
            if _unconsolidated(column):
                self._needs_consolidation(name, column, span)
                return None
            return ex.Shift(ex.Move.TO_DATE, grain)
        if grain.finer_than(scope.grain) and _unconsolidated(column):
            self._needs_consolidation(name, column, span, scope.grain, grain)
            return None
        stride = Grain(node.grain) if node is not None and node.grain is not None else None
        if node is not None and stride is not None and stride.finer_than(scope.grain):
            labels = (Label(span, say("period-mismatch.at", grain=f"grain.{scope.grain}")),)
            key = "period-mismatch.this" if node.kind is sx.ShiftKind.THIS else "period-mismatch.shift"
            message = say(key, stride=f"grain.{stride}", grain=f"grain.{scope.grain}")
            self.context.report("period-mismatch", message, node.span, *labels, hint=say("period-mismatch.shift.hint"))
            return None
        if node is None or node.kind is sx.ShiftKind.THIS:
            coarse = stride if stride is not None and grain.finer_than(stride) else grain
            if not scope.grain.finer_than(coarse):
                return ex.SAME
            if coarse is not grain and _unconsolidated(column):
                self._needs_consolidation(name, column, span, coarse, grain)
                return None
            return ex.Shift(ex.Move.CONTAINING, coarse)
        assert stride is not None
        within = Grain(node.within) if node.within is not None else None
        return ex.Shift(ex.Move.SHIFTED, stride, -node.steps, within)

    def _needs_consolidation(
        self,
        name: str,
        column: Column | Derived | IndicatorHead | None,
        span: Span,
        reader: Grain | None = None,
        grain: Grain | None = None,
    ) -> None:
        assert column is not None
        of_indicator = isinstance(column, IndicatorHead)
        what = name if of_indicator else f"{name}.{column.name}"
        message = say("period-mismatch.to-date", name=what)
        if grain is not None and reader is not None:
            message = say("period-mismatch", name=what, grain=f"grain.{grain}", reader=f"grain.{reader}")
        place = column.block.head.span if isinstance(column, IndicatorHead) else column.span
        label = Label(place, say("period-mismatch.indicator" if of_indicator else "period-mismatch.column"))
        hint = (
            say("period-mismatch.indicator.hint") if of_indicator else say("period-mismatch.hint", column=column.name)
        )
        self.context.report("period-mismatch", message, span, label, hint=hint)


def _unconsolidated(column: Column | Derived | IndicatorHead | None) -> bool:
    """Whether something is read of which nobody says how several of its periods become one."""
    if isinstance(column, IndicatorHead):
        return not column.block.of(st.Consolidation) and not column.block.damaged
    return column is not None and column.consolidation is None
