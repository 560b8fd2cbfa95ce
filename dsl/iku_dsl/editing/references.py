"""All names of a spec set: what each declaration declares, what it refers to, found by place and by symbol."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from iku_dsl import statements as st
from iku_dsl.editing.expression_names import (
    PROBE,
    Recorder,
    declare,
    read_expression,
    read_path,
    read_set,
    record_rule,
    record_unit,
    refer,
    values_of,
)
from iku_dsl.editing.scope import Scope, of_indicator, of_profile, of_source
from iku_dsl.editing.symbols import Asked, Layers, Names, Occurrence, Options, Pairs, Symbol, SymbolKind, Values
from iku_dsl.keywords import COMPARISONS, SUBJECTS, TRUTHS
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block, Entry

_BUILT_IN: Pairs = (("mulai", "start"), ("akhir", "end"), ("pengganti", "successor"))
_VALUE: Pairs = tuple(pair for pair in SUBJECTS if pair[0] == "nilai")
_PARTS = frozenset(word for pair in SUBJECTS for word in pair)
_CATEGORY = ("kategori", "band")
_COMPARISON = ("bandingan", "comparison")


def read_declaration(recorder: Recorder, block: Block) -> None:
    """Record the names of one declaration."""
    head = block.head
    match head:
        case st.Dimension():
            _declare_head(recorder, head.name)
            if head.key is not None:
                declare(recorder, head.key, Symbol("key", head.key.text, head.name.text))
            for row in block.rows:
                if isinstance(row, st.Members):
                    for name in row.names:
                        declare(recorder, name, Symbol("member", name.text, head.name.text))
            _read_statements(recorder, block, Scope())
        case st.Source():
            _declare_head(recorder, head.name)
            _read_per(recorder, head.per)
            if head.absence is not None and head.absence.over is not None:
                read_set(recorder, head.absence.over, Scope())
            _read_statements(recorder, block, of_source(recorder.names, head))
        case st.Table():
            _declare_head(recorder, head.name)
            for key in head.keys:
                refer(recorder, key, recorder.names.of_kind("dimension", "scale", "table"))
            _read_entries(recorder, block, head)
        case st.Scale():
            _declare_head(recorder, head.name)
            for row in block.rows:
                if isinstance(row, st.BandRow):
                    declare(recorder, row.name, Symbol("band", row.name.text, head.name.text))
        case st.Profile():
            _declare_head(recorder, head.name)
            _read_statements(recorder, block, of_profile(recorder.names, block, head))
        case st.Indicator():
            _declare_head(recorder, head.name)
            for group in head.per:
                _read_per(recorder, group)
            _read_statements(recorder, block, of_indicator(recorder.names, block, head))
        case st.Test():
            refer(recorder, head.indicator, recorder.names.of_kind("indicator"))
            per = _keys_of_rows(recorder, block)
            for entry in block.entries:
                _read_of_test(recorder, per, entry, head.indicator.text)


def _declare_head(recorder: Recorder, name: sx.Name) -> None:
    symbol = recorder.names.all.get(name.text)
    if symbol is not None:
        declare(recorder, name, symbol)


def _read_per(recorder: Recorder, items: Iterable[st.GrainName | sx.Name]) -> None:
    for item in items:
        if isinstance(item, sx.Name):
            refer(recorder, item, recorder.names.of_kind("dimension"))


def _read_entries(recorder: Recorder, block: Block, head: st.Table) -> None:
    """Rows of a table: keys of something else are referred to, keys of its own are declared."""
    names, table = recorder.names, head.name.text
    long = names.names_both_keys(table)
    for row in block.rows:
        if not isinstance(row, st.EntryRow):
            continue
        _read_key(recorder, row.key, table, 0)
        if long:
            _read_key(recorder, row.cells[0], table, 1)
        for cell in row.cells[1:] if long else row.cells:
            if isinstance(cell, sx.Name | sx.Text):
                refer(recorder, cell, recorder.names.named(Values("outcome", head.name.text)))
            elif isinstance(cell, sx.Number):
                record_unit(recorder, cell.unit)


def _read_key(recorder: Recorder, key: st.TableCell, table: str, place: int) -> None:
    if isinstance(key, sx.Name | sx.Text):
        values = recorder.names.keys_of(table, place)
        if values is None or values == Values("entry", table):
            declare(recorder, key, Symbol("entry", key.text, table))
        else:
            refer(recorder, key, recorder.names.named(values))


# ---- statements of dimensions, sources, profiles, indicators


def _read_statements(recorder: Recorder, block: Block, scope: Scope) -> None:
    assert not isinstance(block.head, st.Test)
    owner = block.head.name.text
    for entry in block.entries:
        _read_statement(recorder, entry, owner, block, scope)


def _read_statement(recorder: Recorder, entry: Entry, owner: str, block: Block, scope: Scope) -> None:
    node = entry.statement
    match node:
        case st.Column():
            _read_typed_line(recorder, node, owner, scope)
        case st.Let():
            kind: SymbolKind = "column" if isinstance(block.head, st.Source) else "let"
            declare(recorder, node.name, Symbol(kind, node.name.text, owner))
            read_expression(recorder, node.value, scope)
            record_rule(recorder, node.when_missing)
            record_rule(recorder, node.when_not_loaded)
        case st.Set():
            declare(recorder, node.name, scope.own.get(node.name.text, Symbol("set", node.name.text, owner)))
            read_set(recorder, node.value, scope)
        case st.Require() | st.Check() | st.Guard():
            read_expression(recorder, node.condition, scope)
        case st.ByDirection() | st.Formula():
            read_expression(recorder, node.value, scope)
        case st.Target():
            if node.name is not None:
                declare(recorder, node.name, Symbol("target", node.name.text, owner))
            read_expression(recorder, node.value, scope)
            if node.high is not None:
                read_expression(recorder, node.high, scope)
        case st.Weights():
            _read_weights(recorder, entry, node)
        case st.Bands():
            refer(recorder, node.scale, recorder.names.of_kind("scale"))
        case st.Cap():
            refer(recorder, node.band, recorder.names.named(Values("band", recorder.names.scale_of(owner))))
            read_expression(recorder, node.condition, scope)
        case st.Achievement():
            _read_achievement(recorder, node, scope)
        case st.Compared():
            read_path(recorder, node.path, scope)
            _read_amount(recorder, node.tolerance)
        case st.Rank():
            if node.among is not None:
                read_set(recorder, sx.Path(node.among, span=node.among.span), scope)
            if node.by is not None:
                read_expression(recorder, node.by, scope)
        case st.Unit():
            record_unit(recorder, node.name)
            _read_range(recorder, node.range)
        case st.Limits():
            _read_range(recorder, node.range)
        case (
            st.Alias() | st.Publisher() | st.Outside() | st.Prose() | st.Owner() | st.Effective() | st.Direction() | st.Consolidation()
            | st.Given() | st.Expect() | st.ExpectRefused()
        ):  # fmt: skip
            pass


def _read_typed_line(recorder: Recorder, node: st.Column, owner: str, scope: Scope) -> None:
    kind: SymbolKind = node.role
    declare(recorder, node.name, Symbol(kind, node.name.text, owner))
    written = node.type
    if written.name is not None:
        match written.kind:
            case "dimension":
                refer(recorder, written.name, recorder.names.of_kind("dimension"))
            case "choice-of":
                refer(recorder, written.name, recorder.names.of_kind("table", "scale"))
            case _:
                record_unit(recorder, written.name)
    for choice in written.choices:
        declare(recorder, choice, Symbol("choice", choice.text, f"{owner}.{node.name.text}"))
    _read_range(recorder, node.range)
    if node.range is not None and isinstance(node.range.high, sx.Path):
        read_path(recorder, node.range.high, scope)
    if isinstance(node.default, sx.Name | sx.Text):
        known = recorder.names.named(recorder.names.of_column(node, owner))
        refer(recorder, node.default, known, TRUTHS if written.kind == "truth" else ())
    elif isinstance(node.default, sx.Number):
        record_unit(recorder, node.default.unit)
    record_rule(recorder, node.when_missing)
    record_rule(recorder, node.when_not_loaded)


def _read_range(recorder: Recorder, node: sx.Range | None) -> None:
    for end in (node.low, node.high) if node is not None else ():
        if not isinstance(end, sx.Path):
            _read_amount(recorder, end)


def _read_amount(recorder: Recorder, node: sx.Number | sx.Duration | None) -> None:
    if isinstance(node, sx.Number):
        record_unit(recorder, node.unit)


def _read_weights(recorder: Recorder, entry: Entry, node: st.Weights) -> None:
    if node.dimension is None:
        options = recorder.names.of_kind("indicator")
    else:
        refer(recorder, node.dimension, recorder.names.of_kind("dimension"))
        options = recorder.names.named(Values("member", node.dimension.text))
    weighed = {row.name.text for row in entry.rows if isinstance(row, st.WeightRow)}
    for row in entry.rows:
        if isinstance(row, st.WeightRow):
            asked = row.name.text == PROBE
            left = {name: symbol for name, symbol in options.items() if name not in weighed} if asked else options
            refer(recorder, row.name, left)


def _read_achievement(recorder: Recorder, node: st.Achievement, scope: Scope) -> None:
    refer(recorder, node.profile, recorder.names.of_kind("profile"))
    for argument in node.arguments:
        parameter = refer(recorder, argument.name, recorder.names.parameters(node.profile.text))
        read_expression(
            recorder, argument.value, scope, values_of(recorder, parameter) if parameter is not None else None
        )


# ---- tests


def _read_of_test(recorder: Recorder, per: Sequence[Iterable[str]], entry: Entry, indicator: str) -> None:
    node = entry.statement
    if isinstance(node, st.Given):
        _read_given(recorder, entry, node)
    elif isinstance(node, st.Expect):
        _read_expected(recorder, node, indicator)
    elif isinstance(node, st.ExpectRefused):
        _read_refused(recorder, node, per)


def _keys_of_rows(recorder: Recorder, block: Block) -> Sequence[Iterable[str]]:
    """The dimensions that may stand at each place of the keys of rows that a test gives, whichever their source."""
    names = recorder.names
    given = dict.fromkeys(given.name.text for given in block.of(st.Given))
    per = [names.per(name) for name in given if names.is_a(name, "source")]
    return [dict.fromkeys(one for one in place if one is not None) for place in zip_longest(*per)]


def _read_refused(recorder: Recorder, node: st.ExpectRefused, per: Sequence[Iterable[str]]) -> None:
    for key, dimensions in zip(node.keys, per, strict=False):
        refer(recorder, key, Layers(*(recorder.names.named(Values("member", one)) for one in dimensions)))


def _read_given(recorder: Recorder, entry: Entry, node: st.Given) -> None:
    names, name = recorder.names, node.name.text
    given = refer(recorder, node.name, names.givable())
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
    columns = [refer(recorder, c, options, words) if isinstance(c, sx.Name) else None for c in node.columns]
    for row in entry.rows:
        if isinstance(row, st.CellsRow):
            for place, cell in enumerate(row.cells):
                _read_cell(recorder, cell, columns[place] if place < len(columns) else None)


def _read_cell(recorder: Recorder, cell: st.Cell, column: Symbol | None) -> None:
    if isinstance(cell, sx.Number):
        record_unit(recorder, cell.unit)
    if not isinstance(cell, sx.Name | sx.Text):
        return
    if column is None:
        refer(recorder, cell, {})
        return
    of_dimension = column.kind == "dimension"
    values = Values("member", column.name) if of_dimension else values_of(recorder, column)
    refer(recorder, cell, recorder.names.named(values), TRUTHS if _is_truth(recorder, column) else ())


def _is_truth(recorder: Recorder, column: Symbol) -> bool:
    node = recorder.names.typed(column.owner).get(column.name)
    return isinstance(node, st.Column) and node.type.kind == "truth"


def _read_expected(recorder: Recorder, node: st.Expect, indicator: str) -> None:
    names, subject = recorder.names, node.subject
    target, word, part = indicator, subject.name, subject.name.text
    if subject.field is not None:
        refer(recorder, subject.name, names.of_kind("indicator"))
        target, word, part = subject.name.text, subject.field, subject.field.text
        refer(recorder, word, names.lets(target), SUBJECTS)
    else:
        symbol = refer(recorder, word, Layers(names.lets(target), names.of_kind("indicator")), SUBJECTS)
        if symbol is not None and symbol.kind == "indicator":
            if part in _PARTS:
                recorder.occurrences.pop()  # the word of the language is meant
            else:
                target, part = symbol.name, "nilai"
    if subject.which is not None:
        refer(recorder, subject.which, names.targets(target))
    for place, key in enumerate(subject.keys):
        per = names.per(target)
        refer(recorder, key, names.named(Values("member", per[place])) if place < len(per) else {})
    _read_outcome(recorder, node, part, target)


def _read_outcome(recorder: Recorder, node: st.Expect, part: str, target: str) -> None:
    outcome = node.outcome
    _read_amount(recorder, node.tolerance)
    if part in (_CATEGORY if part not in recorder.names.lets(target) else ()):
        text = outcome.name if isinstance(outcome, sx.Path) else outcome
        if isinstance(text, sx.Name | sx.Text):
            refer(recorder, text, recorder.names.named(Values("band", recorder.names.scale_of(target))))
        return
    if part in _COMPARISON and isinstance(outcome, sx.Path):
        refer(recorder, outcome.name, {}, COMPARISONS)
        return
    for side in (outcome.low, outcome.high) if isinstance(outcome, st.Between) else (outcome,):
        if isinstance(side, sx.Number):
            record_unit(recorder, side.unit)
        elif isinstance(side, sx.Path) and side.name.text == PROBE:
            recorder.asked = Asked({})  # a figure, not a name


@dataclass(frozen=True)
class Index:
    """The names of a spec set, in file order."""

    names: Names
    occurrences: tuple[Occurrence, ...]

    @cached_property
    def by_symbol(self) -> Mapping[Symbol, tuple[Occurrence, ...]]:
        """Every symbol with its places."""
        by_symbol: dict[Symbol, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            by_symbol.setdefault(occurrence.symbol, []).append(occurrence)
        return {symbol: tuple(places) for symbol, places in by_symbol.items()}

    @cached_property
    def by_file(self) -> Mapping[str, tuple[Occurrence, ...]]:
        """Every file with the places in it."""
        by_file: dict[str, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            by_file.setdefault(occurrence.span.file, []).append(occurrence)
        return {file: tuple(places) for file, places in by_file.items()}

    def at(self, file: str, line: int, column: int) -> Occurrence | None:
        """What is written at a place; the place past the last letter counts as well."""
        places = self.by_file.get(file, ())
        after = bisect_right(places, (line, column), key=lambda o: (o.span.line, o.span.column))
        for place in reversed(places[max(0, after - 2) : after]):
            if place.span.line == line and place.span.column <= column <= place.span.end_column:
                return place
        return None

    def places(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Everywhere a symbol is written."""
        return self.by_symbol.get(symbol, ())

    def declarations(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Where a symbol gets its name; where nothing says so (a value in the cells of a table), its first place."""
        places = self.places(symbol)
        return tuple(place for place in places if place.declares) or places[:1]


def references(blocks: Iterable[Block]) -> Index:
    """The names of a spec set. Lines that could not be read have none."""
    known = tuple(blocks)
    names = Names(known)
    recorder = Recorder(names)
    for block in known:
        read_declaration(recorder, block)
    return Index(names, tuple(sorted(dict.fromkeys(recorder.occurrences), key=lambda occurrence: occurrence.span)))
