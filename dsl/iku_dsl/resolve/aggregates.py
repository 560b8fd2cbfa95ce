"""Sets, rows and aggregates: `daerah yang ada asistensi[tahun lalu]`, `jumlah berbobot lke.nilai`, `rerata espm.indeks`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from iku_dsl import expression as ex
from iku_dsl import syntax as sx
from iku_dsl.problem import say
from iku_dsl.resolve.columns import OF_COUNT, OF_SEVERAL, OF_WEIGHTED, rule
from iku_dsl.resolve.operators import Operators
from iku_dsl.resolve.paths import Paths, sort_steps
from iku_dsl.resolve.scope import Scope, broken
from iku_dsl.source import Span
from iku_dsl.types import NUMBER, PERCENT, TRUTH, UNIT_WORDS, WHOLE, Kind, Type, unit

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


class Aggregates(Paths, Operators):
    """Reads sets, and what is made of their members."""

    # ---- sets

    def set_of(self, node: sx.Expression, scope: Scope) -> ex.SetExpression | None:
        """The set a node names: members of a dimension, rows of a source, an own set, or those of it for which P holds."""
        match node:
            case sx.Group():
                return self.set_of(node.inner, scope)
            case sx.Where():
                base = self.set_of(node.rows, scope)
                if base is None:
                    return None
                condition = self.condition(node.condition, self.inside(base, scope))
                return ex.Filtered(base, condition, type=base.type, span=node.span, text=self.text(node.span))
            case sx.Path():
                return self._set_by_name(node, scope)
            case _:
                self.context.report("type-mismatch", say("type-mismatch.not-a-set"), node.span)
                return None

    def _set_by_name(self, node: sx.Path, scope: Scope) -> ex.SetExpression | None:
        name, steps = node.name.text, sort_steps(node)
        if scope.own is not None and not node.steps:
            own = scope.own.set(name, node.span)
            if own is not None:
                return own
        text = self.text(node.span)
        if name in self.context.dimensions and not node.steps:
            kind = Type(Kind.MEMBER, of=name)
            members = ex.Members(name, type=kind, span=node.span, text=text)
            return self._restricted(members, (name,), scope)
        if name in self.context.sources and not steps.fields and not steps.keys:
            source = self.context.sources[name]
            shift = self.shift(steps.shift, scope, source.grain, name, node.span)
            if shift is None:
                return None
            rows = ex.Rows(name, shift, type=Type(Kind.MEMBER, of=name), span=node.span, text=text)
            return self._restricted(rows, source.dimensions, scope)
        if name in self.context.names or name in self.context.broken:
            if name not in self.context.broken and not self._is_pending(name):
                column = steps.fields[0].text if name in self.context.sources and steps.fields else ""
                hint = say("type-mismatch.not-a-set.column", source=name, column=column) if column else None
                self.context.report("type-mismatch", say("type-mismatch.not-a-set"), node.span, hint=hint)
            return None
        known = [*(scope.own.names() if scope.own is not None else ()), *self.context.dimensions, *self.context.sources]
        self.context.unknown(node.name, "set", known)
        return None

    def _is_pending(self, name: str) -> bool:
        return name not in {*self.context.dimensions, *self.context.sources, *self.context.indicators} and (
            self.context.names[name].damaged
        )

    def _restricted(self, base: ex.SetExpression, dimensions: tuple[str, ...], scope: Scope) -> ex.SetExpression:
        """In an indicator per province, a set of regions is that of the province's regions."""
        for entity in scope.entity:
            if entity in dimensions:
                continue
            for dimension in dimensions:
                chain = self._ancestry(dimension, entity)
                if chain is None:
                    continue
                kind = Type(Kind.MEMBER, of=entity)
                here = ex.KeyValue(ex.RowKey(entity), type=kind, text=entity)
                condition = ex.Comparison(sx.Operator.EQUAL, chain, here, type=TRUTH, text=f"{chain.text} = {entity}")
                base = ex.Filtered(base, condition, type=base.type, span=base.span, text=base.text)
                break
        return base

    def _ancestry(self, dimension: str, ancestor: str) -> ex.Expression | None:
        """The attribute (of an attribute …) of a dimension's member that is a member of another dimension."""
        seen = {dimension}
        queue: list[tuple[str, ex.Key, ex.Expression | None]] = [(dimension, ex.RowKey(dimension), None)]
        while queue:
            at, key, _ = queue.pop(0)
            found = self.context.dimensions.get(at)
            for attribute in found.attributes.values() if found is not None else ():
                if attribute.type.kind is not Kind.MEMBER:
                    continue
                value = ex.AttributeValue(at, attribute.name, key, type=attribute.type, text=attribute.name)
                if attribute.type.of == ancestor:
                    return value
                if attribute.type.of not in seen:
                    seen.add(attribute.type.of)
                    queue.append((attribute.type.of, ex.ExpressionKey(attribute.type.of, value), value))
        return None

    def inside(self, base: ex.SetExpression, scope: Scope) -> Scope:
        """The scope of a condition or operand over the members of a set: its member or row is at hand."""
        source = source_of(base)
        added = self.context.sources[source].dimensions if source else (base.type.of,)
        dimensions = (*(d for d in scope.dimensions if d not in added), *added)
        attributes = (*(d for d in scope.attributes if d not in added), *added)
        known = tuple(d for d in attributes if d in self.context.dimensions)
        return replace(
            scope, dimensions=dimensions, attributes=known, row=source, row_shift=shift_of(base), within=True
        )

    # ---- has

    def has(self, node: sx.Has, scope: Scope) -> ex.Expression:
        """`ada S[…]`: whether the source has a row for the members at hand."""
        path = node.source.inner if isinstance(node.source, sx.Group) else node.source
        if not isinstance(path, sx.Path):
            self.context.report("type-mismatch", say("type-mismatch.has"), node.span)
            return broken(node.span)
        source = self.context.sources.get(path.name.text)
        steps = sort_steps(path)
        if source is None or steps.fields:
            if path.name.text not in self.context.names:
                self.context.unknown(path.name, "source", self.context.sources)
            elif path.name.text not in self.context.broken:
                self.context.report("type-mismatch", say("type-mismatch.has"), path.span)
            return broken(node.span)
        shift = self.shift(steps.shift, scope, source.grain, source.name, path.span)
        if shift is None:
            return broken(node.span)
        keys: list[ex.Key] = []
        written = [key for key in steps.keys if isinstance(key, sx.Text)]
        for dimension in source.dimensions:
            if dimension in scope.dimensions:
                keys.append(ex.RowKey(dimension))
            elif written:
                keys.append(ex.MemberKey(dimension, written.pop(0).text))
        return ex.HasRow(source.name, tuple(keys), shift, type=TRUTH, span=node.span, text=self.text(node.span))

    # ---- aggregates

    def aggregate(self, node: sx.Aggregate, scope: Scope) -> ex.Expression:
        """A statistic: a count of a set, over a list, weighted by the spec, or over rows and members."""
        if node.by is not None and not node.weighted:
            message = say("unexpected-text.by")
            self.context.report("unexpected-text", message, node.by.span, hint=say("unexpected-text.by.hint"))
            return broken(node.span)
        if node.by is not None and node.mean is not sx.Mean.ARITHMETIC:
            self.context.report("unexpected-text", say("unexpected-text.by.mean"), node.by.span)
            return broken(node.span)
        if node.statistic is sx.Statistic.COUNT:
            return self._count(node, scope)
        if node.listed or len(node.operands) > 1:
            return self._listed(node, scope)
        end = self._end_of_target(node, scope)
        if end is not None:
            return end
        if node.weighted and node.by is None:
            return self._weighted(node, scope)
        base = self.set_of(node.over, scope) if node.over is not None else self._implied(node.operands[0], scope)
        if base is None:
            return broken(node.span)
        inner = self.inside(base, scope)
        operand = self.number(node.operands[0], inner)
        by = self.number(node.by, inner) if node.by is not None else None
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
            rule(self.context, node.when_missing, kind, allowed),
            rule(self.context, node.when_not_applicable, kind, allowed),
            type=kind,
            span=node.span,
            text=self.text(node.span),
        )

    def _end_of_target(self, node: sx.Aggregate, scope: Scope) -> ex.Expression | None:
        """`minimum target` in a profile: an end of a range target."""
        operand, end = node.operands[0], scope.bound.get(_ENDS.get(node.statistic, ""))
        if end is None or not isinstance(operand, sx.Path) or operand.name.text != "target" or operand.steps:
            return None
        return replace(end, span=node.span, text=self.text(node.span))

    def _count(self, node: sx.Aggregate, scope: Scope) -> ex.Expression:
        operand = node.operands[0]
        name = operand.name.text if isinstance(operand, sx.Path) else ""
        if isinstance(operand, sx.Path) and name in _CALENDAR and name not in self.context.names:
            shift, counted = self._calendar(sort_steps(operand).shift, scope, operand.span), _CALENDAR[name]
            kind = Type(Kind.NUMBER, unit(counted), whole=True)
            return ex.CalendarDays(shift, counted == "bulan", type=kind, span=node.span, text=self.text(node.span))
        self._without(node)
        base = self.set_of(operand, scope)
        if base is None:
            return broken(node.span)
        return ex.Aggregated(
            node.statistic,
            base,
            when_missing=rule(self.context, node.when_missing, WHOLE, OF_COUNT),
            type=WHOLE,
            span=node.span,
            text=self.text(node.span),
        )

    def _calendar(self, shift: sx.Shift | None, scope: Scope, span: Span) -> ex.Shift:
        found = self.shift(shift, scope, scope.grain, "hari", span)
        return ex.Shift(ex.Move.CONTAINING, scope.grain) if found in (None, ex.SAME) else found

    def _listed(self, node: sx.Aggregate, scope: Scope) -> ex.Expression:
        if len(node.operands) == 1:
            mended = self.text(node.span).replace(" dari ", " ", 1).replace(" of ", " ", 1)
            hint = say("type-mismatch.listed.hint", mended=mended)
            self.context.report("type-mismatch", say("type-mismatch.listed"), node.span, hint=hint)
            return broken(node.span)
        self._without(node)
        if node.weighted:
            self.context.report("unexpected-text", say("unexpected-text.weighted-list"), node.span)
            return broken(node.span)
        operands = [self.number(operand, scope) for operand in node.operands]
        if any(operand.type.kind is Kind.BROKEN for operand in operands):
            return broken(node.span)
        unified = self.apply(ex.Function.AVERAGE, operands, node.span)
        if not isinstance(unified, ex.Apply):
            return broken(node.span)
        kind = replace(unified.type, whole=False) if node.statistic is sx.Statistic.AVERAGE else unified.type
        missing = rule(self.context, node.when_missing, kind, OF_SEVERAL)
        return ex.OfList(
            node.statistic, unified.arguments, node.mean, missing, type=kind, span=node.span, text=self.text(node.span)
        )

    def _weighted(self, node: sx.Aggregate, scope: Scope) -> ex.Expression:
        if node.over is not None:
            self.context.report("unexpected-text", say("unexpected-text.over.weighted"), node.over.span)
            return broken(node.span)
        operand, text = node.operands[0], self.text(node.span)
        if scope.weighs_indicators:
            word = operand.name.text if isinstance(operand, sx.Path) and not operand.steps else ""
            if word not in _WEIGHED:
                self.context.report("type-mismatch", say("type-mismatch.weighs"), operand.span)
                return broken(node.span)
            part = _WEIGHED[word]
            kind = PERCENT if part is ex.Part.ACHIEVEMENT else NUMBER
            missing, na = self._rules(node, kind)
            return ex.WeightedIndicators(
                node.statistic, part, node.mean, missing, na, type=kind, span=node.span, text=text
            )
        if not scope.weighted:
            if not scope.weights_lost:
                self.context.report("no-weights", say("no-weights"), node.span, hint=say("no-weights.hint"))
            return broken(node.span)
        added = tuple(d for d in scope.weighted if d not in scope.dimensions)
        inner = replace(
            scope,
            dimensions=(*scope.dimensions, *added),
            attributes=(*scope.attributes, *added),
            weighted=(),
            within=True,
        )
        value = self.number(operand, inner)
        if value.type.kind is Kind.BROKEN:
            return broken(node.span)
        unused = [dimension for dimension in scope.weighted if dimension not in keys_used(value)]
        if unused:
            message = say("dimension-mismatch.weights", dimensions=tuple(unused), operand=self.text(operand.span))
            hint = say("dimension-mismatch.weights.hint", dimension=unused[0])
            self.context.report("dimension-mismatch", message, operand.span, hint=hint)
            return broken(node.span)
        kind = value.type
        missing, na = self._rules(node, kind)
        return ex.Weighted(
            node.statistic, value, scope.weighted, node.mean, missing, na, type=kind, span=node.span, text=text
        )

    def _without(self, node: sx.Aggregate) -> None:
        """What a count and a statistic of listed values do not take, and would leave unread."""
        rule(self.context, node.when_not_applicable, WHOLE, frozenset())
        if node.over is not None:
            message = say("unexpected-text", found=self.text(node.over.span))
            self.context.report("unexpected-text", message, node.over.span, hint=say("unexpected-text.over"))

    def _rules(self, node: sx.Aggregate, kind: Type) -> tuple[ex.Rule | None, ex.Rule | None]:
        rules = (node.when_missing, node.when_not_applicable)
        missing, na = (rule(self.context, one, kind, OF_WEIGHTED) for one in rules)
        return missing, na

    def _implied(self, node: sx.Expression, scope: Scope) -> ex.SetExpression | None:
        """The rows that an aggregate without `atas` runs over: those of the source it reads, or the members an indicator has."""
        only: sx.Path | None = None  # a source whose keys are all at hand: its one row
        for path in paths_in(node):
            name, steps = path.name.text, sort_steps(path)
            if name in scope.bound or (scope.own is not None and scope.own.let(name, path.span) is not None):
                continue
            if name in self.context.sources and steps.fields:
                rows = sx.Path(path.name, (sx.Index(shift=steps.shift),) if steps.shift else (), span=path.span)
                if any(d not in scope.dimensions for d in self.context.sources[name].dimensions):
                    return self._set_by_name(rows, scope)
                only = only or rows
            elif name in self.context.indicators:
                beyond = [d for d in self.context.indicators[name].dimensions if d not in scope.dimensions]
                if len(beyond) == 1:
                    return self._set_by_name(sx.Path(sx.Name(beyond[0], span=path.span), span=path.span), scope)
            elif name not in self.context.names:
                self.context.unknown(path.name, "name", [*self.context.sources, *self.context.indicators])
                return None
            elif name in self.context.broken:
                return None
        if only is not None:
            return self._set_by_name(only, scope)
        hint = say("type-mismatch.aggregate.hint")
        self.context.report("type-mismatch", say("type-mismatch.aggregate"), node.span, hint=hint)
        return None


def source_of(base: ex.SetExpression) -> str:
    """The source whose rows a set is made of, an empty text where it is of members."""
    match base:
        case ex.Rows():
            return base.source
        case ex.Members():
            return ""
        case ex.Filtered() | ex.NamedSet():
            return source_of(base.set)


def shift_of(base: ex.SetExpression) -> ex.Shift:
    """The shift of the rows that a set is made of."""
    match base:
        case ex.Rows():
            return base.shift
        case ex.Members():
            return ex.SAME
        case ex.Filtered() | ex.NamedSet():
            return shift_of(base.set)


def keys_used(value: ex.Expression) -> set[str]:
    """The dimensions whose member at hand an expression reads."""
    used: set[str] = set()
    for part in ex.walk(value):
        if isinstance(part, ex.ColumnValue | ex.HasRow | ex.IndicatorValue):
            used |= {key.dimension for key in part.keys if isinstance(key, ex.RowKey)}
        elif isinstance(part, ex.AttributeValue | ex.KeyValue) and isinstance(part.key, ex.RowKey):
            used.add(part.key.dimension)
    return used


def paths_in(node: object) -> Iterator[sx.Path]:
    """All paths of a syntax node, in reading order."""
    if isinstance(node, sx.Path):
        yield node
    if isinstance(node, sx.Node):
        for item in fields(node):
            if item.name != "span":
                yield from paths_in(getattr(node, item.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from paths_in(part)
