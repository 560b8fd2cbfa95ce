"""Names and what they stand for: every place where a symbol is written. Public: `references`, `Index`, `Symbol`, `Occurrence`."""

from iku_dsl.references.index import Index, references
from iku_dsl.references.symbols import Occurrence, Symbol, SymbolKind

__all__ = ["Index", "Occurrence", "Symbol", "SymbolKind", "references"]
