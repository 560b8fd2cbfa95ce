"""Sets: members, rows and parts of them, restricted to the entity at hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from iku_dsl import expression as ex
from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.problem import say
from iku_dsl.program import Absence, Source
from iku_dsl.resolve.operators import Operators
from iku_dsl.resolve.paths import Paths
from iku_dsl.resolve.places import sort_steps
from iku_dsl.resolve.scope import Scope, broken
from iku_dsl.types import TRUTH, Kind, Type


class Sets(Paths, Operators):
    """Reads sets, and what is asked of one member of them."""

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
            return self._restricted(self._rows(source, shift, node), source.dimensions, scope)
        if name in self.context.names or name in self.context.broken:
            if name not in self.context.broken and not self._is_pending(name):
                column = steps.fields[0].text if name in self.context.sources and steps.fields else ""
                hint = say("type-mismatch.not-a-set.column", source=name, column=column) if column else None
                self.context.report("type-mismatch", say("type-mismatch.not-a-set"), node.span, hint=hint)
            return None
        lets = scope.own.names() if scope.own is not None else ()
        known = chain(lets, self.context.dimensions, self.context.sources)
        self.context.unknown(node.name, "set", known)
        return None

    def _rows(self, source: Source, shift: ex.Shift, node: sx.Path) -> ex.SetExpression:
        """The rows of a source named as a set: of a complete one those that are expected, whether they are there or not."""
        kind, text = Type(Kind.MEMBER, of=source.name), self.text(node.span)
        whole = source.absence is Absence.COMPLETE
        rows = ex.Rows(source.name, shift, whole, type=kind, span=node.span, text=text)
        head = self.context.names[source.name].head
        if not whole or not isinstance(head, st.Source) or head.absence is None or head.absence.over is None:
            return rows
        keys = tuple(ex.RowKey(dimension) for dimension in source.dimensions)
        due = ex.IsExpected(
            source.name, keys, shift, type=TRUTH, span=node.span, text=self.text(head.absence.over.span)
        )
        return ex.Filtered(rows, due, type=kind, span=node.span, text=text)

    def rows_there(self, base: ex.SetExpression) -> ex.SetExpression:
        """Of a set made of a source's expected rows, those that are there."""
        match base:
            case ex.Rows():
                return replace(base, expected=False)
            case ex.Filtered() if isinstance(base.condition, ex.IsExpected):
                return self.rows_there(base.set)
            case ex.Filtered() | ex.NamedSet():
                return replace(base, set=self.rows_there(base.set))
            case ex.Members():
                return base

    def _all_rows(self, node: sx.Path, scope: Scope) -> ex.SetExpression | None:
        """The rows that an aggregate means which names no set: of a source that does not say which they are, the answer is asked for."""
        base = self._set_by_name(node, scope)
        unsaid = self.context.sources[node.name.text].absence is Absence.UNSAID
        return _expecting(base) if base is not None and unsaid else base

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

    def _implied(self, node: sx.Expression, scope: Scope) -> ex.SetExpression | None:
        """The rows that an aggregate without `atas` runs over: those of the source it reads, or the members an indicator has."""
        only: sx.Path | None = None  # a source whose keys are all at hand: its one row
        for path in sx.paths_in(node):
            name, steps = path.name.text, sort_steps(path)
            if name in scope.bound or (scope.own is not None and scope.own.let(name, path.span) is not None):
                continue
            if name in self.context.sources and steps.fields:
                rows = sx.Path(path.name, (sx.Index(shift=steps.shift),) if steps.shift else (), span=path.span)
                if any(d not in scope.dimensions for d in self.context.sources[name].dimensions):
                    return self._all_rows(rows, scope)
                only = only or rows
            elif name in self.context.indicators:
                beyond = [d for d in self.context.indicators[name].dimensions if d not in scope.dimensions]
                if len(beyond) == 1:
                    return self._set_by_name(sx.Path(sx.Name(beyond[0], span=path.span), span=path.span), scope)
            elif name not in self.context.names:
                self.context.unknown(path.name, "name", chain(self.context.sources, self.context.indicators))
                return None
            elif name in self.context.broken:
                return None
        if only is not None:
            return self._all_rows(only, scope)
        hint = say("type-mismatch.aggregate.hint")
        self.context.report("type-mismatch", say("type-mismatch.aggregate"), node.span, hint=hint)
        return None


def _expecting(base: ex.SetExpression) -> ex.SetExpression:
    """The same set of rows, as those that are expected."""
    match base:
        case ex.Rows():
            return replace(base, expected=True)
        case ex.Filtered() | ex.NamedSet():
            return replace(base, set=_expecting(base.set))
        case ex.Members():
            return base


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
        if isinstance(part, ex.ColumnValue | ex.HasRow | ex.IsExpected | ex.IndicatorValue):
            used |= {key.dimension for key in part.keys if isinstance(key, ex.RowKey)}
        elif isinstance(part, ex.AttributeValue | ex.KeyValue) and isinstance(part.key, ex.RowKey):
            used.add(part.key.dimension)
    return used
