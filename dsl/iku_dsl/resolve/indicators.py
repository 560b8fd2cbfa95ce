"""Indicators: the head that others see, then sets, lets, guards, weights, formula, targets and what is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from iku_dsl import expression as ex
from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.blocks import Block, Entry
from iku_dsl.interval import EVERYTHING
from iku_dsl.period import Grain, overlapping, read_period
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import Label, Severity, say
from iku_dsl.resolve.columns import bound, consolidation, interval
from iku_dsl.resolve.context import Context, label_text, prose_text, unit_shown
from iku_dsl.resolve.heads import unit_type
from iku_dsl.resolve.infer import Infer
from iku_dsl.resolve.lookups import correction, scale_fits
from iku_dsl.resolve.operators import convert, rounds_to
from iku_dsl.resolve.scope import Scope, broken
from iku_dsl.resolve.sources import grain_and_dimensions
from iku_dsl.source import Span
from iku_dsl.types import NUMBER, PERCENT, Kind

T = TypeVar("T", bound=st.Statement)
_LIKE_A_PERIOD = re.compile(r"(?:tahun|semester|triwulan|bulan|year|quarter|month|TW|Q|S|SMT)\d*", re.IGNORECASE)
MAX_STEPS = 40  # lets and sets that rest on one another


class _Own:
    """The lets and sets of one indicator, read when first named; a circle among them is told once."""

    def __init__(self, infer: Infer, block: Block) -> None:
        self.infer = infer
        self.scope: Scope | None = None
        self.nodes: dict[str, st.Let | st.Set] = {}
        self.lets: dict[str, ex.Named] = {}
        self.sets: dict[str, ex.NamedSet] = {}
        self.used: set[str] = set()
        self.lost: set[str] = set()  # sets that have a problem already
        self.reading: list[str] = []
        self.steps: dict[str, int] = {}
        self.told = False
        for node in [e.statement for e in block.entries if isinstance(e.statement, st.Let | st.Set)]:
            first = self.nodes.get(node.name.text)
            if first is not None:
                message = say("duplicate-name", name=node.name.text)
                place = Label(first.name.span, say("duplicate-name.first"))
                infer.context.report("duplicate-name", message, node.name.span, place)
            else:
                self.nodes[node.name.text] = node

    def names(self) -> tuple[str, ...]:
        """All their names."""
        return tuple(self.nodes)

    def let(self, name: str, span: Span) -> ex.Expression | None:
        """The let of a name."""
        node = self.nodes.get(name)
        if not isinstance(node, st.Let):
            return None
        self.used.add(name)
        if name not in self.lets:
            if not self._enter(name, span):
                return broken(span)
            assert self.scope is not None
            value = self.infer.expression(node.value, self.scope)
            if node.consolidate is not None:
                place = node.consolidate.span
                message = say("unexpected-text", found=self.infer.text(place))
                self.infer.context.report("unexpected-text", message, place, hint=say("unexpected-text.consolidate"))
            if not self.infer.context.fits(value, node.value.span):
                value = broken(node.value.span)
            self.lets[name] = ex.Named(
                name,
                label_text(node.label),
                value,
                type=value.type,
                span=node.span,
                text=self.infer.text(node.value.span),
            )
            self.reading.pop()
        if not self._shallow(name, span):
            return broken(span)
        found = self.lets[name]
        return broken(span) if found.type.kind is Kind.BROKEN else found

    def set(self, name: str, span: Span) -> ex.SetExpression | None:
        """The set of a name."""
        node = self.nodes.get(name)
        if not isinstance(node, st.Set):
            return None
        self.used.add(name)
        if name in self.lost:
            return None
        if name not in self.sets:
            if not self._enter(name, span):
                return None
            assert self.scope is not None
            value = self.infer.set_of(node.value, self.scope)
            self.reading.pop()
            if value is None or not self.infer.context.fits(value, node.value.span):
                self.lost.add(name)
                return None
            self.sets[name] = ex.NamedSet(
                name,
                label_text(node.label),
                value,
                type=value.type,
                span=node.span,
                text=self.infer.text(node.value.span),
            )
        return self.sets[name] if self._shallow(name, span) else None

    def _shallow(self, name: str, span: Span) -> bool:
        """Whether what is being read may rest on a let or set: not where too many rest on one another."""
        steps = self.steps.get(name, 0) + 1
        if self.reading:
            self.steps[self.reading[-1]] = max(self.steps.get(self.reading[-1], 0), steps)
        if steps > MAX_STEPS:
            self._too_many(span)
        return steps <= MAX_STEPS

    def _too_many(self, span: Span) -> None:
        if not self.told:
            self.infer.context.report("too-large", say("too-large.depth", limit=MAX_STEPS), span)
        self.told = True

    def _enter(self, name: str, span: Span) -> bool:
        if len(self.reading) > MAX_STEPS:
            self._too_many(span)
            return False
        if name in self.reading:
            ring = " → ".join([*self.reading[self.reading.index(name) :], name])
            inner = self.reading[self.reading.index(name) :]
            places = tuple(
                Label(self.nodes[n].name.span, say("cycle.edge", name=n, target=m)) for n, m in pairwise(inner)
            )
            edge = say("cycle.edge", name=inner[-1], target=name)
            hint = say("cycle.hint.lets")
            self.infer.context.report("cycle", say("cycle", ring=ring), span, *places, label=edge, hint=hint)
            return False
        self.reading.append(name)
        return True


def indicator(context: Context, block: Block, head: st.Indicator) -> pg.Indicator | None:
    """One version of an indicator, None where what it lacks was already told."""
    reader = _Reader(context, block, head)
    return reader.read()


class _Reader:
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
        self.own = _Own(self.infer, block)
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
        self.type = unit_type(units) if units is not None else NUMBER

    def one(self, kind: type[T]) -> T | None:
        """The statement of a kind that may stand once; a second is a problem."""
        found = self.block.of(kind)
        for again in found[1:]:
            first = Label(found[0].span, say("duplicate-name.first"))
            self.context.report("duplicate-name", say("duplicate-name.statement"), again.span, first)
        return found[0] if found else None

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
            type=self.type,
            unit=self.unit.name.text if self.unit is not None else "",
            range=interval(context, self.unit.range, self.type) if self.unit and self.unit.range else EVERYTHING,
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
        factor = value.type.unit.factor_to(self.type.unit)
        if factor is None or self.type.unit.is_pure:
            names = (unit_shown(value.type), unit_shown(self.type) if self.type.percent else self.unit.name.text)
            message = say("unit-mismatch.formula", found=names[0], declared=names[1])
            label = Label(self.unit.span, say("unit-mismatch.side", unit=names[1]))
            hint = say("unit-mismatch.formula.hint", found=names[0])
            self.context.report("unit-mismatch", message, node.value.span, label, hint=hint)
            return broken(node.span)
        return convert(value, self.type.unit, factor)

    def _scale(self, node: st.Bands | None) -> str:
        if node is None:
            return ""
        name = node.scale
        if name.text not in self.context.scales:
            if name.text in self.context.names and name.text not in self.context.broken:
                self.context.report("type-mismatch", say("type-mismatch.not-a-scale", name=name.text), name.span)
            else:
                self.context.unknown(name, "scale", self.context.scales)
            return ""
        kind = PERCENT if node.of_achievement else self.type
        if self.unit is not None and name.text not in self.context.broken:
            scale_fits(self.context, self.context.scales[name.text], kind, node.span)
        return name.text

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

    def _cap(self, node: st.Cap, scale: str) -> pg.Cap:
        bands = self.context.scales[scale].bands if scale else ()
        if not self.block.of(st.Bands) and not self.block.damaged:
            self.context.report("type-mismatch", say("type-mismatch.no-scale", name=self.head.name.text), node.span)
        if bands and node.band.text not in {band.name for band in bands}:
            labels = {band.label: band.name for band in bands}
            self.context.unknown(node.band, "choice", [band.name for band in bands], labels=labels)
        condition = self.infer.condition(node.condition, self.scope)
        return pg.Cap(node.band.text, condition, prose_text(node.because.reason), node.span)

    def _value(self, node: sx.Expression) -> ex.Expression:
        """A number in the unit of the indicator."""
        value = self.infer.number(node, self.scope)
        if value.type.kind is Kind.BROKEN or value.type.unit.is_any:
            return value
        factor = value.type.unit.factor_to(self.type.unit)
        if factor is None and not value.type.unit.is_pure:
            message = say("unit-mismatch.value", found=unit_shown(value.type), declared=unit_shown(self.type))
            self.context.report("unit-mismatch", message, node.span)
            return broken(node.span)
        return convert(value, self.type.unit, factor) if factor is not None else value

    def _targets(self) -> tuple[pg.Target, ...]:
        """All targets; two of one name may not hold in the same period."""
        found = [self._target(node) for node in self.block.of(st.Target)]
        by_name: dict[str, list[pg.Target]] = {}
        for target in found:
            by_name.setdefault(target.name, []).append(target)
        for named in by_name.values():
            for place in overlapping([target.periods for target in named]):
                first, second = sorted(place[:2])
                label = Label(named[first].span, say("duplicate-name.first"))
                message = say("duplicate-name.target", period=str(place[2]))
                self.context.report("duplicate-name", message, named[second].span, label)
        return tuple(found)

    def _target(self, node: st.Target) -> pg.Target:
        if node.name is not None and _LIKE_A_PERIOD.fullmatch(node.name.text):
            hint = say("not-a-period.target.hint", period=self.context.text(node.periods.span))
            message = say("not-a-period.target", name=node.name.text)
            self.context.report("not-a-period", message, node.name.span, hint=hint)
        high = self._value(node.high) if node.high is not None else None
        name = node.name.text if node.name is not None else ""
        self._sign(node)
        return pg.Target(name, periods(self.context, node.periods), self._value(node.value), high, node.sign, node.span)

    def _sign(self, node: st.Target) -> None:
        """`< 3 jam` is for an indicator that is to fall, `> 3` for one that is to rise."""
        directions = [one.direction for one in self.block.of(st.Direction)]
        if not node.sign or not directions or directions[0] == "none":
            return
        if directions[0] != ("higher" if node.sign.startswith(">") else "lower"):
            message = say("type-mismatch.target-sign", sign=node.sign)
            label = Label(self.block.of(st.Direction)[0].span)
            self.context.report("type-mismatch", message, node.span, label, hint=say("type-mismatch.target-sign.hint"))

    def _achievement(self) -> pg.Achievement | None:
        node = self.one(st.Achievement)
        bands = next((bands for bands in self.block.of(st.Bands) if bands.of_achievement), None)
        if node is None:
            if bands is not None and not self.block.damaged:
                message = say("type-mismatch.no-achievement", name=self.head.name.text)
                self.context.report("type-mismatch", message, bands.span)
            return None
        if not self.block.of(st.Target) and not self.block.damaged:
            message, hint = say("unused", name=self.context.text(node.span)), say("unused.achievement.hint")
            self.context.report("unused", message, node.span, hint=hint, severity=Severity.WARNING)
        profile = self.context.profiles.get(node.profile.text)
        if profile is None:
            self.context.unknown(node.profile, "profile", self.context.profiles)
            return None
        arguments: dict[str, ex.Expression] = {}
        for argument in node.arguments:
            if argument.name.text not in profile.parameters:
                self.context.unknown(argument.name, "parameter", profile.parameters)
                continue
            arguments[argument.name.text] = self.infer.expression(argument.value, self.scope)
        misspelt = len(arguments) < len(node.arguments)
        for name, parameter in profile.parameters.items():
            if name not in arguments and not parameter.may_be_missing and not misspelt:
                message = say("parameter-missing", name=name, profile=profile.name)
                label = Label(parameter.span, say("parameter-missing.here"))
                hint = say("parameter-missing.hint", name=name, profile=profile.name)
                self.context.report("parameter-missing", message, node.span, label, hint=hint)
        return pg.Achievement(profile.name, arguments, node.span)

    def _official(self, node: st.Compared) -> pg.Official:
        value = self._value(node.path)
        tolerance = bound(self.context, node.tolerance, self.type)
        return pg.Official(value, tolerance if tolerance is not None else Fraction(0), node.official, node.span)

    def _consolidation(self) -> ex.Consolidation | None:
        node = self.one(st.Consolidation)
        return consolidation(node.consolidate) if node is not None else None

    def _ranking(self) -> pg.Ranking | None:
        node = self.one(st.Rank)
        if node is None:
            return None
        if not self.dimensions:
            self.context.report("dimension-mismatch", say("dimension-mismatch.rank"), node.span)
            return None
        among = None
        if node.among is not None:
            path = sx.Path(node.among, span=node.among.span)
            among = self.infer.set_of(path, self.scope)
        by = self.infer.number(node.by, self.scope) if node.by is not None else None
        return pg.Ranking(node.highest_first, among, by)

    def _level(self, entry: Entry) -> pg.WeightLevel | None:
        node = entry.statement
        assert isinstance(node, st.Weights)
        known: list[str] | None = None
        labels: dict[str, str] = {}
        if node.dimension is None:
            known = list(self.context.indicators)
        elif node.dimension.text in self.context.dimensions:
            found = self.context.dimensions[node.dimension.text]
            known = [member.name for member in found.members] if found.enumerated else None
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
