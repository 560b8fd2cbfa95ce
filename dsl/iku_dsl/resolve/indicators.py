"""Indicators: the head that others see, then sets, lets, guards, weights, formula, targets and what is judged."""

from __future__ import annotations

from dataclasses import replace

from iku_dsl import expression as ex
from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.blocks import Block
from iku_dsl.interval import EVERYTHING
from iku_dsl.period import Grain
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import Label, Severity, say
from iku_dsl.resolve.calls import rounds_to
from iku_dsl.resolve.columns import consolidation, interval
from iku_dsl.resolve.context import Context, label_text, prose_text, unit_shown
from iku_dsl.resolve.heads import unit_type
from iku_dsl.resolve.infer import Infer
from iku_dsl.resolve.judging import Judging
from iku_dsl.resolve.own import OwnNames
from iku_dsl.resolve.scope import Scope, broken, convert
from iku_dsl.resolve.sources import grain_and_dimensions
from iku_dsl.resolve.versions import periods
from iku_dsl.resolve.weights import Weighing
from iku_dsl.types import NUMBER, Kind


def indicator(context: Context, block: Block, head: st.Indicator) -> pg.Indicator | None:
    """One version of an indicator, None where what it lacks was already told."""
    return _Reader(context, block, head).read()


class _Reader(Judging, Weighing):
    """Reads the statements of one indicator."""

    def __init__(self, context: Context, block: Block, head: st.Indicator) -> None:
        self.context, self.block, self.head = context, block, head
        self.about = context.indicators[head.name.text]
        items = tuple(item for group in head.per for item in group)
        self.grain, self.dimensions = self.about.grain, self.about.dimensions
        if block is not self.about.block:  # a later version: one indicator has the same entities and periods in all
            grain, self.dimensions = grain_and_dimensions(context, items, head)
            self.grain = (grain or Grain.YEAR).value
            if (self.grain, self.dimensions) != (self.about.grain, self.about.dimensions):
                label = Label(self.about.block.head.span, say("versions-overlap.first"))
                message = say("dimension-mismatch.versions", name=head.name.text)
                context.report("dimension-mismatch", message, head.span, label)
        self.infer = Infer(context)
        self.own = OwnNames(self.infer, block)
        self.before = len(context.problems)
        found = [self._level(entry) for entry in block.entries if isinstance(entry.statement, st.Weights)]
        self.levels = [level for level in found if level is not None]
        weighted = tuple(level.dimension for level in self.levels if level.dimension is not None)
        self.scope = Scope(
            Grain(self.grain),
            dimensions=self.dimensions,
            attributes=tuple(d for d in self.dimensions if d in context.dimensions),
            entity=self.dimensions,
            weighted=weighted,
            weighs_indicators=any(level.dimension is None for level in self.levels),
            weights_lost=block.damaged or len(self.levels) < len(found),
            own=self.own,
        )
        self.own.scope = self.scope
        units = self.one(st.Unit)
        self.unit = units
        self.value_type = unit_type(units) if units is not None else NUMBER

    def read(self) -> pg.Indicator | None:
        block, context = self.block, self.context
        direction, formula = self.one(st.Direction), self.one(st.Formula)
        if not block.damaged:
            self._required(direction, formula)
        value = self._formula(formula)
        rounding = None
        if self.unit is not None and self.unit.round is not None:
            if rounds_to(self.unit.round):
                rounding = pg.Rounding(self.unit.round, self.unit.half_even)
            else:
                context.report("type-mismatch", say("type-mismatch.digits"), self.unit.span)
        bands = self.one(st.Bands)
        scale = self._scale(bands)
        effective = self.one(st.Effective)
        across = formula.across if formula is not None else None
        built = pg.Indicator(
            name=self.head.name.text,
            label=label_text(self.head.label),
            span=self.head.name.span,
            dimensions=self.dimensions,
            grain=Grain(self.grain),
            effective=periods(context, effective.periods) if effective is not None else PeriodSpan(),
            prose=self._prose(),
            type=self.value_type,
            unit=self.unit.name.text if self.unit is not None else "",
            range=interval(context, self.unit.range, self.value_type) if self.unit and self.unit.range else EVERYTHING,
            rounding=rounding,
            direction=direction.direction if direction is not None else "none",
            guards=tuple(self._guard(node) for node in block.of(st.Guard)),
            levels=tuple(self.levels),
            formula=value,
            scale=scale,
            scale_of_achievement=bands.of_achievement if bands is not None else False,
            caps=tuple(self._cap(node, scale) for node in block.of(st.Cap)),
            targets=self._targets(),
            achievement=self._achievement(),
            official=tuple(self._official(node) for node in block.of(st.Compared)),
            consolidation=self._consolidation(),
            ranking=self._ranking(),
            across=prose_text(across.reason) if across is not None else "",
        )
        sets, lets = self._sets_and_lets()
        self._weights_used(built, lets)
        fits = [self.context.fits(found, found.span) for found in pg.expressions(built)]
        if formula is None or not all(fits):
            return None
        return replace(built, sets=sets, lets=lets)

    def _required(self, direction: st.Direction | None, formula: st.Formula | None) -> None:
        name = self.head.name
        if direction is None:
            hint = say("direction-missing.hint")
            self.context.report("direction-missing", say("direction-missing", name=name.text), name.span, hint=hint)
        if self.unit is None:
            hint = say("unit-missing.hint")
            self.context.report("unit-missing", say("unit-missing", name=name.text), name.span, hint=hint)
        if formula is None:
            hint = say("formula-missing.hint")
            self.context.report("formula-missing", say("formula-missing", name=name.text), name.span, hint=hint)

    def _formula(self, node: st.Formula | None) -> ex.Expression:
        if node is None:
            return broken(self.head.span)
        value = self.infer.number(node.value, self.scope)
        if value.type.kind is Kind.BROKEN or self.unit is None:
            return value
        if value.type.unit.is_pure or value.type.unit.is_any:
            return value
        factor = value.type.unit.factor_to(self.value_type.unit)
        if factor is None or self.value_type.unit.is_pure:
            names = (
                unit_shown(value.type),
                unit_shown(self.value_type) if self.value_type.percent else self.unit.name.text,
            )
            message = say("unit-mismatch.formula", found=names[0], declared=names[1])
            label = Label(self.unit.span, say("unit-mismatch.side", unit=names[1]))
            hint = say("unit-mismatch.formula.hint", found=names[0])
            self.context.report("unit-mismatch", message, node.value.span, label, hint=hint)
            return broken(node.span)
        return convert(value, self.value_type.unit, factor)

    def _prose(self) -> pg.Prose:
        texts = self.block.of(st.Prose)
        goals = [text for text in texts if text.role == "goal"]
        for again in goals[1:]:
            first = Label(goals[0].span, say("duplicate-name.first"))
            self.context.report("duplicate-name", say("duplicate-name.statement"), again.span, first)
        owner = self.one(st.Owner)
        return pg.Prose(
            goal=next((prose_text(t.text) for t in texts if t.role == "goal"), ""),
            basis=tuple(prose_text(t.text) for t in texts if t.role == "basis"),
            definition="\n".join(prose_text(t.text) for t in texts if t.role == "definition"),
            owner=prose_text(owner.unit) if owner is not None else "",
            teams=tuple(prose_text(team) for team in owner.teams) if owner is not None else (),
        )

    def _guard(self, node: st.Guard) -> pg.Guard:
        return pg.Guard(self.infer.condition(node.condition, self.scope), prose_text(node.because.reason), node.span)

    def _consolidation(self) -> ex.Consolidation | None:
        node = self.one(st.Consolidation)
        return consolidation(self.context, node.consolidate) if node is not None else None

    def _sets_and_lets(self) -> tuple[dict[str, pg.NamedSet], dict[str, pg.Let]]:
        unused = [node for name, node in self.own.nodes.items() if name not in self.own.used]
        for name, node in self.own.nodes.items():
            (self.own.let if isinstance(node, st.Let) else self.own.set)(name, node.name.span)
        sound = not self.block.damaged and len(self.context.problems) == self.before
        for node in unused:
            if sound:
                message, hint = say("unused", name=node.name.text), say("unused.hint")
                self.context.report("unused", message, node.name.span, hint=hint, severity=Severity.WARNING)
        sets = {
            name: pg.NamedSet(name=name, label=found.label, span=found.span, set=found.set)
            for name, found in self.own.sets.items()
        }
        lets = {
            name: pg.Let(name=name, label=found.label, span=found.span, value=found.value)
            for name, found in self.own.lets.items()
        }
        return sets, lets
