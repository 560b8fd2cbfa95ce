"""The names in a declaration: what it declares, and what its statements and rows refer to."""

from __future__ import annotations

from collections.abc import Iterable

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.blocks import Block, Entry
from iku_dsl.keywords import COMPARISONS, SUBJECTS, TRUTHS
from iku_dsl.references.expressions import Expressions
from iku_dsl.references.noting import PROBE
from iku_dsl.references.scope import Scope, of_indicator, of_profile, of_source
from iku_dsl.references.symbols import Asked, Layers, Options, Pairs, Symbol, SymbolKind, Values

_BUILT_IN: Pairs = (("mulai", "start"), ("akhir", "end"), ("pengganti", "successor"))
_VALUE: Pairs = tuple(pair for pair in SUBJECTS if pair[0] == "nilai")
_CATEGORY = ("kategori", "band")
_COMPARISON = ("bandingan", "comparison")


class Declarations(Expressions):
    """Reads declarations, one block at a time."""

    def block(self, block: Block) -> None:
        """Note the names of one declaration."""
        head = block.head
        match head:
            case st.Dimension():
                self._head(head.name)
                if head.key is not None:
                    self.declare(head.key, Symbol("key", head.key.text, head.name.text))
                for row in block.rows:
                    if isinstance(row, st.Members):
                        for name in row.names:
                            self.declare(name, Symbol("member", name.text, head.name.text))
                self._statements(block, Scope())
            case st.Source():
                self._head(head.name)
                self._per(head.per)
                if head.absence is not None and head.absence.over is not None:
                    self.set_of(head.absence.over, Scope())
                self._statements(block, of_source(self.names, head))
            case st.Table():
                self._head(head.name)
                for key in head.keys:
                    self.refer(key, self.names.of_kind("dimension", "scale", "table"))
                self._entries(block, head)
            case st.Scale():
                self._head(head.name)
                for row in block.rows:
                    if isinstance(row, st.BandRow):
                        self.declare(row.name, Symbol("band", row.name.text, head.name.text))
            case st.Profile():
                self._head(head.name)
                self._statements(block, of_profile(self.names, block, head))
            case st.Indicator():
                self._head(head.name)
                for group in head.per:
                    self._per(group)
                self._statements(block, of_indicator(self.names, block, head))
            case st.Test():
                self.refer(head.indicator, self.names.of_kind("indicator"))
                for entry in block.entries:
                    self._given_or_expected(entry, head.indicator.text)

    def _head(self, name: sx.Name) -> None:
        symbol = self.names.all.get(name.text)
        if symbol is not None:
            self.declare(name, symbol)

    def _per(self, items: Iterable[st.GrainName | sx.Name]) -> None:
        for item in items:
            if isinstance(item, sx.Name):
                self.refer(item, self.names.of_kind("dimension"))

    def _entries(self, block: Block, head: st.Table) -> None:
        """Rows of a table: keys of something else are referred to, keys of its own are declared."""
        values = self.names.keys_of(head.name.text)
        foreign = values is not None and values != Values("entry", head.name.text)
        for row in block.rows:
            if not isinstance(row, st.EntryRow):
                continue
            if isinstance(row.key, sx.Name | sx.Text):
                if foreign:
                    self.refer(row.key, self.names.named(values))
                else:
                    self.declare(row.key, Symbol("entry", row.key.text, head.name.text))
            for cell in row.cells:
                if isinstance(cell, sx.Name | sx.Text):
                    self.refer(cell, self.names.named(Values("outcome", head.name.text)))
                elif isinstance(cell, sx.Number):
                    self.unit(cell.unit)

    # ---- statements of dimensions, sources, profiles, indicators

    def _statements(self, block: Block, scope: Scope) -> None:
        assert not isinstance(block.head, st.Test)
        owner = block.head.name.text
        for entry in block.entries:
            self._statement(entry, owner, block, scope)

    def _statement(self, entry: Entry, owner: str, block: Block, scope: Scope) -> None:
        node = entry.statement
        match node:
            case st.Column():
                self._column(node, owner, scope)
            case st.Let():
                kind: SymbolKind = "column" if isinstance(block.head, st.Source) else "let"
                self.declare(node.name, Symbol(kind, node.name.text, owner))
                self.expression(node.value, scope)
                self.rule(node.when_missing)
                self.rule(node.when_not_loaded)
            case st.Set():
                self.declare(node.name, scope.own.get(node.name.text, Symbol("set", node.name.text, owner)))
                self.set_of(node.value, scope)
            case st.Require() | st.Check() | st.Guard():
                self.expression(node.condition, scope)
            case st.ByDirection() | st.Formula():
                self.expression(node.value, scope)
            case st.Target():
                if node.name is not None:
                    self.declare(node.name, Symbol("target", node.name.text, owner))
                self.expression(node.value, scope)
                if node.high is not None:
                    self.expression(node.high, scope)
            case st.Weights():
                self._weights(entry, node)
            case st.Bands():
                self.refer(node.scale, self.names.of_kind("scale"))
            case st.Cap():
                self.refer(node.band, self.names.named(Values("band", self.names.scale_of(owner))))
                self.expression(node.condition, scope)
            case st.Achievement():
                self._achievement(node, scope)
            case st.Compared():
                self.path(node.path, scope)
                self._amount(node.tolerance)
            case st.Rank():
                if node.among is not None:
                    self.set_of(sx.Path(node.among, span=node.among.span), scope)
                if node.by is not None:
                    self.expression(node.by, scope)
            case st.Unit():
                self.unit(node.name)
                self._range(node.range)
            case st.Limits():
                self._range(node.range)
            case (
                st.Alias() | st.Publisher() | st.Outside() | st.Prose() | st.Owner() | st.Effective() | st.Direction() | st.Consolidation()
                | st.Given() | st.Expect()
            ):  # fmt: skip
                pass

    def _column(self, node: st.Column, owner: str, scope: Scope) -> None:
        kind: SymbolKind = node.role
        self.declare(node.name, Symbol(kind, node.name.text, owner))
        written = node.type
        if written.name is not None:
            match written.kind:
                case "dimension":
                    self.refer(written.name, self.names.of_kind("dimension"))
                case "choice-of":
                    self.refer(written.name, self.names.of_kind("table", "scale"))
                case _:
                    self.unit(written.name)
        for choice in written.choices:
            self.declare(choice, Symbol("choice", choice.text, f"{owner}.{node.name.text}"))
        self._range(node.range)
        if node.range is not None and isinstance(node.range.high, sx.Path):
            self.path(node.range.high, scope)
        self.rule(node.when_missing)
        self.rule(node.when_not_loaded)

    def _range(self, node: sx.Range | None) -> None:
        for end in (node.low, node.high) if node is not None else ():
            if not isinstance(end, sx.Path):
                self._amount(end)

    def _amount(self, node: sx.Number | sx.Duration | None) -> None:
        if isinstance(node, sx.Number):
            self.unit(node.unit)

    def _weights(self, entry: Entry, node: st.Weights) -> None:
        if node.dimension is None:
            options = self.names.of_kind("indicator")
        else:
            self.refer(node.dimension, self.names.of_kind("dimension"))
            options = self.names.named(Values("member", node.dimension.text))
        weighed = {row.name.text for row in entry.rows if isinstance(row, st.WeightRow)}
        for row in entry.rows:
            if isinstance(row, st.WeightRow):
                asked = row.name.text == PROBE
                left = {name: one for name, one in options.items() if name not in weighed} if asked else options
                self.refer(row.name, left)

    def _achievement(self, node: st.Achievement, scope: Scope) -> None:
        self.refer(node.profile, self.names.of_kind("profile"))
        for argument in node.arguments:
            parameter = self.refer(argument.name, self.names.parameters(node.profile.text))
            self.expression(argument.value, scope, self.values_of(parameter) if parameter is not None else None)

    # ---- tests

    def _given_or_expected(self, entry: Entry, indicator: str) -> None:
        node = entry.statement
        if isinstance(node, st.Given):
            self._given(entry, node)
        elif isinstance(node, st.Expect):
            self._expect(node, indicator)

    def _given(self, entry: Entry, node: st.Given) -> None:
        names, name = self.names, node.name.text
        given = self.refer(node.name, names.givable())
        per = {dimension: names.all[dimension] for dimension in names.per(name) if dimension in names.all}
        options: Options = {}
        words: Pairs = ()
        match given.kind if given is not None else None:
            case "source":
                options = {**per, **names.columns(name)}
            case "dimension":
                options, words = {**names.key(name), **names.attributes(name)}, _BUILT_IN
            case "indicator":
                options, words = per, _VALUE
            case _:
                pass
        columns = [self.refer(c, options, words) if isinstance(c, sx.Name) else None for c in node.columns]
        for row in entry.rows:
            if isinstance(row, st.CellsRow):
                for place, cell in enumerate(row.cells):
                    self._cell(cell, columns[place] if place < len(columns) else None)

    def _cell(self, cell: st.Cell, column: Symbol | None) -> None:
        if isinstance(cell, sx.Number):
            self.unit(cell.unit)
        if not isinstance(cell, sx.Name | sx.Text):
            return
        if column is None:
            self.refer(cell, {})
            return
        of_dimension = column.kind == "dimension"
        values = Values("member", column.name) if of_dimension else self.values_of(column)
        self.refer(cell, self.names.named(values), TRUTHS if self._is_truth(column) else ())

    def _is_truth(self, column: Symbol) -> bool:
        node = self.names.typed(column.owner).get(column.name)
        return isinstance(node, st.Column) and node.type.kind == "truth"

    def _expect(self, node: st.Expect, indicator: str) -> None:
        names, subject = self.names, node.subject
        target, word = indicator, subject.name
        if subject.field is not None:
            self.refer(subject.name, names.of_kind("indicator"))
            target, word = subject.name.text, subject.field
            self.refer(word, names.lets(target), SUBJECTS)
        else:
            found = self.refer(word, Layers(names.lets(target), names.of_kind("indicator")), SUBJECTS)
            if found is not None and found.kind == "indicator":
                self.found.pop()  # not without a field
        if subject.which is not None:
            self.refer(subject.which, names.targets(target))
        for place, key in enumerate(subject.keys):
            per = names.per(target)
            self.refer(key, names.named(Values("member", per[place])) if place < len(per) else {})
        self._outcome(node, word.text, target)

    def _outcome(self, node: st.Expect, part: str, target: str) -> None:
        outcome = node.outcome
        self._amount(node.tolerance)
        if part in (_CATEGORY if part not in self.names.lets(target) else ()):
            text = outcome.name if isinstance(outcome, sx.Path) else outcome
            if isinstance(text, sx.Name | sx.Text):
                self.refer(text, self.names.named(Values("band", self.names.scale_of(target))))
            return
        if part in _COMPARISON and isinstance(outcome, sx.Path):
            self.refer(outcome.name, {}, COMPARISONS)
            return
        for side in (outcome.low, outcome.high) if isinstance(outcome, st.Between) else (outcome,):
            if isinstance(side, sx.Number):
                self.unit(side.unit)
            elif isinstance(side, sx.Path) and side.name.text == PROBE:
                self.asked = Asked({})  # a figure, not a name
