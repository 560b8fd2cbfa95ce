"""Names and paths: what `espm.indeks[tahun lalu]`, `berkas.jenis.sla`, `mutu[validitas, kendali]` or `ikpa.kategori` read."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from iku_dsl import expression as ex
from iku_dsl import syntax as sx
from iku_dsl.keywords import MEMBER_WORDS, TRUTHS
from iku_dsl.problem import say
from iku_dsl.program import Column, Derived, Source
from iku_dsl.resolve.lookups import scale_fits
from iku_dsl.resolve.others import OtherIndicators
from iku_dsl.resolve.places import Steps, sort_steps
from iku_dsl.resolve.scope import Scope, broken
from iku_dsl.source import Span
from iku_dsl.types import TRUTH, Kind, Type


class Paths(OtherIndicators):
    """Reads names in the order of the language page: the row at hand, the indicator's own, the spec set."""

    def path(self, node: sx.Path, scope: Scope, expected: Type | None) -> ex.Expression:
        """The value that a path reads."""
        name = node.name.text
        if not node.steps and expected is not None:
            literal = self._literal(node, expected)
            if literal is not None:
                return literal
        if name in scope.bound and not node.steps:
            return replace(scope.bound[name], span=node.span, text=name)
        found = self._row_name(node, scope)
        if found is None:
            found = self._own_name(node, scope)
        if found is None:
            found = self._global_name(node, scope)
        if found is None and not node.steps and name in {word for pair in TRUTHS for word in pair}:
            return ex.Constant(name in ("ya", "yes"), type=TRUTH, span=node.span, text=name)
        if found is None:
            self._unknown(node.name, scope, expected)
            return broken(node.span)
        return found

    def _literal(self, node: sx.Path, expected: Type) -> ex.Constant | None:
        name = node.name.text
        if expected.kind is Kind.CHOICE and name in expected.choices:
            return ex.Constant(name, type=expected, span=node.span, text=name)
        if expected.kind is Kind.TRUTH and name in {word for pair in TRUTHS for word in pair}:
            return ex.Constant(name in ("ya", "yes"), type=TRUTH, span=node.span, text=name)
        if expected.kind is Kind.MEMBER and expected.of in self.context.dimensions:
            if name in self.context.members(expected.of):
                return ex.Constant(name, type=expected, span=node.span, text=name)
        return None

    def _unknown(self, name: sx.Name, scope: Scope, expected: Type | None) -> None:
        if expected is not None and expected.kind is Kind.BROKEN:
            return  # what it is compared with has a problem: it may be a choice of that
        if expected is not None and expected.kind is Kind.CHOICE:
            self.context.unknown(name, "choice", expected.choices)
            return
        if scope.row and self._needs_itself(scope.row, name):
            return
        choices = expected.choices if expected is not None else ()
        self.context.unknown(name, "name", chain(choices, self.known_names(scope)))

    def _needs_itself(self, source: str, name: sx.Name) -> bool:
        """Whether a column that is not there is one that is derived from what reads it, which is told."""
        place = source, name.text
        if place not in self.context.rings:
            return False
        ring = [f"{on}.{column}" for on, column in self.context.rings[place]]
        message = say("cycle", ring=" → ".join([*ring, ring[0]]))
        self.context.report("cycle", message, name.span, hint=say("cycle.hint.lets"))
        return True

    @staticmethod
    def _columns(source: Source | None) -> list[str]:
        return [*source.columns, *source.derived] if source is not None else []

    # ---- the row at hand

    def _row_name(self, node: sx.Path, scope: Scope) -> ex.Expression | None:
        name, steps = node.name.text, sort_steps(node)
        if scope.row:
            column = self._column(scope.row, name)
            if column is not None:
                path = sx.Path(sx.Name(scope.row, span=node.name.span), span=node.span)
                return self._source(replace_steps(path, node), scope)
        for dimension in reversed(scope.attributes):
            if name in self.context.dimensions[dimension].attributes:
                key = ex.RowKey(dimension)
                return self._attribute(dimension, node.name, key, steps.fields, node.span)
        if name in scope.dimensions and not steps.fields and not steps.keys:
            kind = Type(Kind.MEMBER, of=name)
            return ex.KeyValue(ex.RowKey(name), type=kind, span=node.span, text=name)
        return None

    def _attribute(
        self, dimension: str, name: sx.Name, key: ex.Key, rest: tuple[sx.Name, ...], span: Span
    ) -> ex.Expression:
        declared = self.context.dimensions[dimension]
        attribute = declared.attributes.get(name.text) or declared.validity.get(MEMBER_WORDS.get(name.text, ""))
        if attribute is None:
            self.context.unknown(name, "attribute", declared.attributes, say("=", text=dimension))
            return broken(span)
        found = ex.AttributeValue(dimension, attribute.name, key, type=attribute.type, span=span, text=self.text(span))
        return self._follow(found, rest, span)

    def _follow(self, found: ex.Expression, rest: tuple[sx.Name, ...], span: Span) -> ex.Expression:
        """Attributes of the member that a value is."""
        if not rest:
            return found
        if found.type.kind is Kind.BROKEN:
            return found
        if found.type.kind is not Kind.MEMBER or found.type.of not in self.context.dimensions:
            self.context.report("type-mismatch", say("type-mismatch.field", name=rest[0].text), rest[0].span)
            return broken(span)
        key = ex.ExpressionKey(found.type.of, found)
        return self._attribute(found.type.of, rest[0], key, rest[1:], span)

    # ---- the indicator's own

    def _own_name(self, node: sx.Path, scope: Scope) -> ex.Expression | None:
        if scope.own is None:
            return None
        found = scope.own.let(node.name.text, node.span)
        if found is not None and not node.steps:
            if scope.within and isinstance(found, ex.Named):
                found = replace(found, home=True)
            return replace(found, span=node.span, text=node.name.text)
        if found is None and not node.steps and scope.own.set(node.name.text, node.span) is not None:
            self.context.report("type-mismatch", say("type-mismatch.set", name=node.name.text), node.span)
            return broken(node.span)
        return found

    # ---- the spec set

    def _global_name(self, node: sx.Path, scope: Scope) -> ex.Expression | None:
        name, steps = node.name.text, sort_steps(node)
        context = self.context
        if name in context.sources:
            return self._source(node, scope)
        if name in context.indicators:
            return self._indicator(node, context.indicators[name], scope)
        if name in context.scales:
            if len(steps.keys) == 1 and not steps.fields:
                scale = context.scales[name]
                choices = tuple(band.name for band in scale.bands)
                kind = Type(Kind.CHOICE, of=name, choices=choices, ordered=True)
                operand = self.number(steps.keys[0], scope)
                if operand.type.kind is Kind.NUMBER and not scale_fits(context, scale, operand.type, node.span):
                    return broken(node.span)
                return ex.Classify(name, operand, type=kind, span=node.span, text=self.text(node.span))
            context.report("type-mismatch", say("type-mismatch.scale", name=name), node.span)
            return broken(node.span)
        if name in context.tables:
            return self._table(node, scope, steps)
        if name in context.dimensions:
            return self._dimension(node, scope, steps)
        if name in context.names or name in context.broken:
            return broken(node.span)  # declared, with a problem of its own
        return None

    def _dimension(self, node: sx.Path, scope: Scope, steps: Steps) -> ex.Expression:
        name = node.name.text
        if not steps.fields:
            self.context.report("type-mismatch", say("type-mismatch.set", name=name), node.span)
            return broken(node.span)
        key = self._keys((name,), steps.keys, scope, node.span, name)
        if key is None:
            return broken(node.span)
        return self._attribute(name, steps.fields[0], key[0], steps.fields[1:], node.span)

    def _table(self, node: sx.Path, scope: Scope, steps: Steps) -> ex.Expression:
        table = self.context.tables[node.name.text]
        wanted = max(1, len(table.keys))
        if len(steps.keys) != wanted or steps.fields:
            message = say("type-mismatch.table", name=table.name, keys=table.keys or ("…",))
            self.context.report("type-mismatch", message, node.span)
            return broken(node.span)
        keys: list[ex.Expression] = []
        for place, key in enumerate(steps.keys):
            if table.breakpoints:
                keys.append(self.number(key, scope))
                continue
            of = table.keys[place] if table.keys else table.name
            choices = self.context.keys(table.name, place)
            is_member = of in self.context.dimensions
            kind = Type(Kind.MEMBER if is_member else Kind.CHOICE, of=of, choices=choices)
            found = self.expression(key, scope, kind)
            if not found.type.fits(kind):
                message = say("type-mismatch.key", table=table.name, of=of)
                self.context.report("type-mismatch", message, key.span)
                found = broken(key.span)
            keys.append(found)
        return ex.Lookup(table.name, tuple(keys), type=table.type, span=node.span, text=self.text(node.span))

    # ---- sources

    def _column(self, source: str, name: str) -> Column | Derived | None:
        found = self.context.sources.get(source)
        if found is None:
            return None
        return found.columns.get(name) or found.derived.get(name)

    def _source(self, node: sx.Path, scope: Scope) -> ex.Expression:
        source, steps = self.context.sources[node.name.text], sort_steps(node)
        if not steps.fields:
            self.context.report("type-mismatch", say("type-mismatch.source", name=source.name), node.span)
            return broken(node.span)
        column = self._column(source.name, steps.fields[0].text)
        if column is None:
            block = self.context.names.get(source.name)
            if not self._needs_itself(source.name, steps.fields[0]) and (block is None or not block.damaged):
                known = self._columns(source)
                self.context.unknown(steps.fields[0], "column", known, say("=", text=source.name))
            return broken(node.span)
        keys = self._keys(source.dimensions, steps.keys, scope, node.span, source.name)
        shift = self.shift(steps.shift, scope, source.grain, source.name, node.span, column)
        if keys is None or shift is None:
            return broken(node.span)
        if scope.row == source.name and not steps.keys and (steps.shift is None or shift == scope.row_shift):
            several = self._consolidates(scope.row_shift, source, scope)
            if several and column.consolidation is None:  # the rows are those of several periods
                reader = scope.row_shift.grain if scope.row_shift.move is ex.Move.CONTAINING else None
                self._needs_consolidation(source.name, column, node.span, reader, source.grain)
                return broken(node.span)
            own = ex.OwnColumn(
                source.name,
                column.name,
                column.consolidation if several else None,
                type=column.type,
                span=node.span,
                text=self.text(node.span),
            )
            return self._follow(own, steps.fields[1:], node.span)
        found = ex.ColumnValue(
            source.name,
            column.name,
            keys,
            shift,
            column.consolidation if self._consolidates(shift, source, scope) else None,
            type=column.type,
            span=node.span,
            text=self.text(node.span),
        )
        return self._follow(found, steps.fields[1:], node.span)

    @staticmethod
    def _consolidates(shift: ex.Shift, source: Source, scope: Scope) -> bool:
        if shift.move is ex.Move.TO_DATE:
            return True
        if shift.move is ex.Move.CONTAINING and shift.grain is not None and source.grain is not None:
            return source.grain.finer_than(shift.grain)
        return source.grain is not None and scope.grain is not None and source.grain.finer_than(scope.grain)


def replace_steps(path: sx.Path, node: sx.Path) -> sx.Path:
    """`source.column…` for a column of the row at hand that is read elsewhere."""
    return replace(path, steps=(sx.Field(node.name, span=node.name.span), *node.steps))
