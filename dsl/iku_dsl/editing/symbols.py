"""What a name stands for: symbols with the places they are written at, and the names that the declarations of a spec set offer.

Each is looked up in the blocks as written; nothing here needs a sound spec.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from iku_dsl import statements as st
from iku_dsl.problem import Span
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block

SymbolKind = Literal[
    "dimension", "source", "table", "scale", "profile", "indicator",
    "key", "attribute", "member", "column", "choice", "entry", "outcome", "band", "parameter", "let", "set", "target",
]  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Symbol:
    """Something with a name. `owner` is the declaration that it belongs to, empty for a declaration itself.

    A choice belongs to its column (`source.column`), an `entry` (a key) and an `outcome` (a value) to a table. The lets, sets and
    targets of an indicator belong to all its versions alike.
    """

    kind: SymbolKind
    name: str
    owner: str = ""


Options = Mapping[str, Symbol]
Pairs = tuple[tuple[str, str], ...]


class Layers(Mapping[str, Symbol]):
    """Names looked up in one layer after another; the first that has one counts."""

    def __init__(self, *layers: Options) -> None:
        self.layers = layers

    def __getitem__(self, name: str) -> Symbol:
        for layer in self.layers:
            if name in layer:
                return layer[name]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for layer in self.layers for name in layer))

    def __len__(self) -> int:
        return len(list(iter(self)))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a symbol is written; `quoted` where it stands between quotation marks."""

    symbol: Symbol
    span: Span
    declares: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What could stand at a place: names, and words of the language that have an Indonesian and an English spelling."""

    names: Options
    words: Pairs = ()


@dataclass(frozen=True, slots=True)
class Values:
    """What the values of a column, a let or an expression are, where they have names: members of a dimension, bands of a scale, …"""

    kind: Literal["member", "choice", "entry", "outcome", "band"]
    owner: str


_HEADS: dict[type[st.Head], SymbolKind] = {
    st.Dimension: "dimension",
    st.Source: "source",
    st.Table: "table",
    st.Scale: "scale",
    st.Profile: "profile",
    st.Indicator: "indicator",
}
MAX_CHAIN = 8  # tables whose keys are keys of tables


class Names:
    """The declarations of a spec set by name; the first of a name counts, as it does when names are resolved.

    What belongs to a declaration is looked for once, as each of thousands of places may ask for it.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.blocks: dict[str, Block] = {}
        self.all: dict[str, Symbol] = {}
        self.versions: dict[str, list[Block]] = {}
        for block in blocks:
            if isinstance(block.head, st.Test):
                continue
            name = block.head.name.text
            if name not in self.blocks:
                self.blocks[name] = block
                self.all[name] = Symbol(_HEADS[type(block.head)], name)
            if isinstance(block.head, st.Indicator):
                self.versions.setdefault(name, []).append(block)
        self.understood: dict[tuple[object, ...], Values | None] = {}  # what the values of rules are, by rule and place
        self._of_kinds = cache(self._find_of_kinds)
        self._lines = cache(self._find_lines)
        self._typed = cache(self._find_typed)
        self._targets = cache(self._find_targets)
        self._lets = cache(self._find_lets)
        self._members = cache(self._find_members)
        self._bands = cache(self._find_bands)
        self._cells = cache(self._find_cells)
        self._choices = cache(self._find_choices)

    def of_kind(self, *kinds: SymbolKind) -> Options:
        """The declarations of some kinds."""
        return self._of_kinds(kinds)

    def _find_of_kinds(self, kinds: tuple[SymbolKind, ...]) -> Options:
        return {name: symbol for name, symbol in self.all.items() if symbol.kind in kinds}

    def givable(self) -> Options:
        """What a test may give: sources, indicators, and dimensions that have a key."""
        return self._givable

    @cached_property
    def _givable(self) -> Options:
        keyed = {name: symbol for name, symbol in self.of_kind("dimension").items() if self.key(name)}
        return {**self.of_kind("source", "indicator"), **keyed}

    def is_a(self, name: str, kind: SymbolKind) -> bool:
        """Whether a name is declared as this."""
        return name in self.all and self.all[name].kind == kind

    def head(self, name: str) -> st.Head | None:
        """The head of a declaration."""
        return self.blocks[name].head if name in self.blocks else None

    def per(self, name: str) -> tuple[str, ...]:
        """The dimensions that a source or an indicator is per."""
        return dimensions_of(self.head(name))

    # ---- what belongs to a declaration

    def attributes(self, dimension: str) -> Options:
        """The attributes of a dimension."""
        return self._lines(dimension, "dimension", "attribute")

    def columns(self, source: str) -> Options:
        """The columns of a source, stored and derived."""
        return self._lines(source, "source", "column")

    def parameters(self, profile: str) -> Options:
        """The parameters of a profile."""
        return self._lines(profile, "profile", "parameter")

    def _find_lines(self, owner: str, of: SymbolKind, kind: SymbolKind) -> Options:
        if not self.is_a(owner, of):
            return {}
        block = self.blocks[owner]
        derived = [node.name.text for node in block.of(st.Let)] if kind == "column" else []
        return {name: Symbol(kind, name, owner) for name in [*(c.name.text for c in block.of(st.Column)), *derived]}

    def typed(self, owner: str) -> Mapping[str, st.Column | st.Let]:
        """The columns, attributes or parameters of a declaration, and after them its lets, by name."""
        return self._typed(owner)

    def _find_typed(self, owner: str) -> Mapping[str, st.Column | st.Let]:
        block = self.blocks.get(owner)
        if block is None:
            return {}
        nodes: list[st.Column | st.Let] = [*block.of(st.Column), *block.of(st.Let)]
        return {node.name.text: node for node in reversed(nodes)}  # the first of a name counts

    def key(self, dimension: str) -> Options:
        """The key of a dimension, by its name."""
        head = self.head(dimension)
        if not isinstance(head, st.Dimension) or head.key is None:
            return {}
        return {head.key.text: Symbol("key", head.key.text, dimension)}

    def targets(self, indicator: str) -> Options:
        """The targets of an indicator that have a name."""
        return self._targets(indicator)

    def _find_targets(self, indicator: str) -> Options:
        nodes = [node for block in self.versions.get(indicator, ()) for node in block.of(st.Target)]
        return {node.name.text: Symbol("target", node.name.text, indicator) for node in nodes if node.name is not None}

    def lets(self, indicator: str) -> Options:
        """The lets of all versions of an indicator."""
        return self._lets(indicator)

    def _find_lets(self, indicator: str) -> Options:
        nodes = [node for block in self.versions.get(indicator, ()) for node in block.of(st.Let)]
        return {node.name.text: Symbol("let", node.name.text, indicator) for node in nodes}

    def scale_of(self, indicator: str) -> str:
        """The scale of an indicator's bands, empty where it has none."""
        bands = (node for block in self.versions.get(indicator, ()) for node in block.of(st.Bands))
        return next((node.scale.text for node in bands), "")

    # ---- what values there are

    def named(self, values: Values | None) -> Options:
        """The names that values have."""
        if values is None:
            return {}
        match values.kind:
            case "member":
                return self._members(values.owner)
            case "band":
                return self._bands(values.owner)
            case "entry" | "outcome":
                return self._cells(values.owner, values.kind)
            case "choice":
                return self._choices(values.owner)

    def _find_members(self, dimension: str) -> Options:
        rows = self.blocks[dimension].rows if self.is_a(dimension, "dimension") else ()
        names = [name.text for row in rows if isinstance(row, st.Members) for name in row.names]
        return {name: Symbol("member", name, dimension) for name in names}

    def _find_bands(self, scale: str) -> Options:
        rows = self.blocks[scale].rows if self.is_a(scale, "scale") else ()
        names = [row.name.text for row in rows if isinstance(row, st.BandRow)]
        return {name: Symbol("band", name, scale) for name in names}

    def _find_cells(self, table: str, kind: SymbolKind) -> Options:
        rows = self._entry_rows(table)
        long = self.names_both_keys(table)
        cells: list[st.TableCell] = [cell for row in rows for cell in (row.cells[1:] if long else row.cells)]
        if kind == "entry":
            cells = [row.key for row in rows]
            if long and self.keys_of(table, 1) == Values("entry", table):
                cells += [row.cells[0] for row in rows]
        return {cell.text: Symbol(kind, cell.text, table) for cell in cells if isinstance(cell, sx.Name | sx.Text)}

    def names_both_keys(self, table: str) -> bool:
        """Whether each row of a table names two keys, and one cell."""
        block = self.blocks.get(table)
        if block is None or not isinstance(block.head, st.Table) or len(block.head.keys) != 2:
            return False
        second = self.keys_of(table, 1)
        if second is None or second == Values("entry", table):
            return st.one_cell_a_row(self._entry_rows(table), None)
        of_a_table = {row.key.text for row in self._entry_rows(second.owner)} if second.kind == "entry" else None
        return st.one_cell_a_row(self._entry_rows(table), len(self.named(second) if of_a_table is None else of_a_table))

    def _entry_rows(self, table: str) -> list[st.EntryRow]:
        return [row for row in self.blocks[table].rows if isinstance(row, st.EntryRow)] if table in self.blocks else []

    def _find_choices(self, owner: str) -> Options:
        declaration, _, column = owner.partition(".")
        found = self.typed(declaration).get(column)
        choices = found.type.choices if isinstance(found, st.Column) else ()
        return {choice.text: Symbol("choice", choice.text, owner) for choice in choices}

    def of_column(self, node: st.Column, owner: str) -> Values | None:
        """What the values of a typed line are."""
        written = node.type
        match written.kind:
            case "choice":
                return Values("choice", f"{owner}.{node.name.text}")
            case "choice-of" if written.name is not None:
                return self.keys_of(written.name.text)
            case "dimension" if written.name is not None:
                return Values("member", written.name.text)
            case _:
                return None

    def keys_of(self, name: str, place: int = 0, depth: int = 0) -> Values | None:
        """What the keys of a table, the categories of a scale or the members of a dimension are."""
        if name not in self.all or depth > MAX_CHAIN:
            return None
        match self.blocks[name].head:
            case st.Dimension():
                return Values("member", name)
            case st.Scale():
                return Values("band", name)
            case st.Table(keys=keys) if place < len(keys) and self.of_kind("dimension", "scale", "table").get(
                keys[place].text
            ):
                return self.keys_of(keys[place].text, 0, depth + 1)
            case st.Table():  # the keys are what its rows name
                return Values("entry", name)
            case _:
                return None


def dimensions_of(head: st.Head | None) -> tuple[str, ...]:
    """The dimensions that a source or an indicator is per, as written."""
    match head:
        case st.Source():
            items = head.per
        case st.Indicator():
            items = tuple(item for group in head.per for item in group)
        case _:
            return ()
    return tuple(item.text for item in items if isinstance(item, sx.Name))


def own(block: Block) -> Options:
    """The lets and sets of one version of an indicator, or the lets of a profile; the first of a name counts."""
    assert not isinstance(block.head, st.Test)
    found: dict[str, Symbol] = {}
    for entry in block.entries:
        node = entry.statement
        if isinstance(node, st.Let | st.Set) and node.name.text not in found:
            kind: SymbolKind = "let" if isinstance(node, st.Let) else "set"
            found[node.name.text] = Symbol(kind, node.name.text, block.head.name.text)
    return found
