"""What every reader of names does: note what a name stands for, and answer the probe that asks what could stand there."""

from __future__ import annotations

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.keywords import UNITS
from iku_dsl.references.declared import Names
from iku_dsl.references.scope import Scope, of_source
from iku_dsl.references.symbols import Asked, Occurrence, Options, Pairs, Symbol, Values

PROBE = "iku_probe"  # stands where somebody asks what could stand
MAX_CHAIN = 20  # columns that are the value of another


class Noting:
    """Notes what it finds in `found`; `asked` is filled where the probe stands."""

    def __init__(self, names: Names, depth: int = 0) -> None:
        self.names = names
        self.depth = depth
        self.found: list[Occurrence] = []
        self.asked: Asked | None = None

    def expression(self, node: sx.Expression, scope: Scope, expected: Values | None = None) -> Values | None:
        """Note the names of an expression; what its values are, where they have names."""
        raise NotImplementedError

    def quietly(self, node: sx.Expression, scope: Scope) -> Values | None:
        """What the values of another statement's expression are, without noting its names here."""
        raise NotImplementedError

    def refer(self, name: sx.Name | sx.Text, options: Options, words: Pairs = ()) -> Symbol | None:
        """Note what a name stands for; None where there is nothing of that name."""
        if name.text == PROBE:
            self.asked = Asked(options, words)
        symbol = options.get(name.text)
        if symbol is not None:
            self.found.append(Occurrence(symbol, name.span, quoted=isinstance(name, sx.Text)))
        return symbol

    def declare(self, name: sx.Name | sx.Text, symbol: Symbol) -> None:
        """Note where something gets its name."""
        if name.text == PROBE:
            self.asked = self.asked or Asked({})
            return
        self.found.append(Occurrence(symbol, name.span, declares=True, quoted=isinstance(name, sx.Text)))

    def unit(self, name: sx.Name | None) -> None:
        """A unit is no name of the spec set; the probe asks for the units there are."""
        if name is not None and name.text == PROBE:
            self.asked = Asked({}, UNITS)

    def rule(self, node: sx.Rule | None) -> None:
        """`bila kosong 0 jam`: the amount may have a unit."""
        if node is not None and node.amount is not None:
            self.unit(node.amount.unit)

    # ---- what values there are

    def values_of(self, symbol: Symbol) -> Values | None:
        """What the values of a column, attribute or parameter are."""
        if symbol.kind not in ("column", "attribute", "parameter"):
            return None
        head, node = self.names.head(symbol.owner), self.names.typed(symbol.owner).get(symbol.name)
        if isinstance(node, st.Column):
            return self.names.of_column(node, symbol.owner)
        if node is None or not isinstance(head, st.Source):
            return None
        return self.quietly(node.value, of_source(self.names, head))
