"""What a name stands for: symbols, the places they are written at, and what else could stand at a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from iku_dsl.source import Span

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
