"""The names in a path, each with what it stands for: the order of looking up is that of `resolve.paths`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.keywords import FUNCTIONS, SUBJECTS
from iku_dsl.references.noting import Noting
from iku_dsl.references.scope import Scope
from iku_dsl.references.symbols import Layers, Options, Pairs, Symbol, Values

_PARTS: Pairs = (*(pair for pair in SUBJECTS if pair[0] in ("nilai", "kategori", "capaian")), ("target", "target"))
_CATEGORY = ("kategori", "band", "bands")
_WITH_TARGETS = ("capaian", "achievement", "target")


class Paths(Noting):
    """Reads paths."""

    def path(self, node: sx.Path, scope: Scope, expected: Values | None = None) -> Values | None:
        """Note the names of a path; what its values are."""
        names, name = self.names, node.name.text
        literals: Options = self.names.named(expected) if not node.steps else {}
        columns = names.columns(scope.row) if scope.row else {}
        attributes = [names.attributes(dimension) for dimension in reversed(scope.attributes)]
        at_hand = {dimension: names.all[dimension] for dimension in scope.dimensions if dimension in names.all}
        options = Layers(literals, scope.bound, columns, *attributes, at_hand, scope.own, names.all)
        if name not in literals and name in scope.spoken and name not in scope.bound and not node.steps:
            return None  # `realisasi` or `target` in a profile
        symbol = self.refer(node.name, options, (*FUNCTIONS, *scope.words))
        if symbol is None:
            self.steps(node.steps, scope)
            return None
        match symbol.kind:
            case "source":
                return self.source(name, node.steps, scope)
            case "column":
                return self._from_column(symbol, node.steps, names.per(scope.row), scope)
            case "attribute":
                return self._follow(self.values_of(symbol), node.steps)
            case "dimension":
                self._keys(node.steps, (name,), scope)
                return self._follow(Values("member", name), node.steps)
            case "indicator":
                return self._indicator(name, node.steps, scope)
            case "scale":
                self.steps(node.steps, scope)
                return Values("band", name)
            case "table":
                return self._table(name, node.steps, scope)
            case "let":
                self.steps(node.steps, scope)
                return self._let(name, scope)
            case _:
                self.steps(node.steps, scope)
                return expected if literals.get(symbol.name) == symbol else self.values_of(symbol)

    def source(self, source: str, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> Values | None:
        """Note the column and the keys that a source is read with; what its values are."""
        fields = [step.name for step in steps if isinstance(step, sx.Field)]
        if not fields:
            self._keys(steps, self.names.per(source), scope)
            return None
        column = self.refer(fields[0], self.names.columns(source))
        rest = [step for step in steps if not isinstance(step, sx.Field) or step.name is not fields[0]]
        return self._from_column(column, rest, self.names.per(source), scope)

    def _from_column(
        self, column: Symbol | None, steps: Sequence[sx.Field | sx.Index], keys: tuple[str, ...], scope: Scope
    ) -> Values | None:
        self._keys(steps, keys, scope)
        return self._follow(self.values_of(column) if column is not None else None, steps)

    def _follow(self, values: Values | None, steps: Sequence[sx.Field | sx.Index]) -> Values | None:
        """Attributes of the member that a value is."""
        for step in steps:
            if isinstance(step, sx.Field):
                member = values is not None and values.kind == "member"
                attribute = self.refer(step.name, self.names.attributes(values.owner) if member and values else {})
                values = self.values_of(attribute) if attribute is not None else None
        return values

    def _indicator(self, name: str, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> Values | None:
        names = self.names
        fields = [step.name for step in steps if isinstance(step, sx.Field)]
        for part in fields:
            self.refer(part, {}, _PARTS)
        keys = [key for step in steps if isinstance(step, sx.Index) for key in step.keys]
        dimensions = names.per(name)
        with_targets = bool(fields) and fields[0].text in _WITH_TARGETS
        last = keys[-1] if keys else None
        if with_targets and isinstance(last, sx.Text) and len(keys) > len(dimensions):
            self.refer(last, names.targets(name))
            keys.pop()
        self._key_list(keys, dimensions, scope)
        scale = names.scale_of(name)
        return Values("band", scale) if fields and fields[0].text in _CATEGORY and scale else None

    def _table(self, name: str, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> Values | None:
        keys = [key for step in steps if isinstance(step, sx.Index) for key in step.keys]
        for place, key in enumerate(keys):
            self.expression(key, scope, self.names.keys_of(name, place))
        return Values("outcome", name)

    def steps(self, steps: Sequence[sx.Field | sx.Index], scope: Scope) -> None:
        """The names in the brackets of a path of which nothing more is known."""
        for step in steps:
            if isinstance(step, sx.Index):
                for key in step.keys:
                    self.expression(key, scope)

    def _keys(self, steps: Sequence[sx.Field | sx.Index], wanted: tuple[str, ...], scope: Scope) -> None:
        self._key_list([key for step in steps if isinstance(step, sx.Index) for key in step.keys], wanted, scope)

    def _key_list(self, keys: Sequence[sx.Expression], wanted: tuple[str, ...], scope: Scope) -> None:
        """Keys in brackets: one for each dimension, or for each that is not at hand."""
        missing = tuple(dimension for dimension in wanted if dimension not in scope.dimensions)
        filled = wanted if len(keys) >= len(wanted) or not missing else missing
        for place, key in enumerate(keys):
            dimension = filled[place] if place < len(filled) else ""
            self.expression(key, scope, Values("member", dimension) if dimension else None)

    def _let(self, name: str, scope: Scope) -> Values | None:
        node: st.Let | st.Set | None = scope.nodes.get(name)
        # the place of an indicator's own lets, whatever row is at hand where one is named
        return self.quietly(node.value, replace(scope, row="")) if isinstance(node, st.Let) else None
