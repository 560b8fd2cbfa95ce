"""The names in an expression, each with what it stands for; what a name means follows from the place alone, not from types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from iku_dsl import syntax as sx
from iku_dsl.keywords import FUNCTIONS, SUBJECTS, UNITS
from iku_dsl.references.noting import MAX_CHAIN, PROBE
from iku_dsl.references.paths import Paths
from iku_dsl.references.scope import Base, Scope
from iku_dsl.references.sets import base_of, implied
from iku_dsl.references.symbols import Asked, Layers, Options, Pairs, Values

_COMPARING = {
    sx.Operator.EQUAL, sx.Operator.NOT_EQUAL, sx.Operator.LESS, sx.Operator.AT_MOST, sx.Operator.MORE, sx.Operator.AT_LEAST,
}  # fmt: skip
_WEIGHED: Pairs = tuple(pair for pair in SUBJECTS if pair[0] in ("nilai", "capaian"))
_DAYS: Pairs = tuple(pair for pair in UNITS if pair[0] == "hari")


class Expressions(Paths):
    """Reads expressions, sets and aggregates."""

    def expression(self, node: sx.Expression, scope: Scope, expected: Values | None = None) -> Values | None:
        """Note the names of an expression; what its values are, where they have names."""
        match node:
            case sx.Group():
                return self.expression(node.inner, scope, expected)
            case sx.Path():
                return self.path(node, scope, expected)
            case sx.Text():
                self.refer(node, self.names.named(expected))
                return expected
            case sx.Number():
                self.unit(node.unit)
            case sx.Call():
                if node.function.text == PROBE:
                    self.asked = Asked({}, FUNCTIONS)
                self._all(node.arguments, scope)
            case sx.Binary():
                self._binary(node, scope)
            case sx.Negate() | sx.Not():
                self.expression(node.operand, scope)
            case sx.Has():
                self._has(node, scope)
            case sx.Where():
                self.set_of(node, scope)
            case sx.If():
                self.expression(node.condition, scope)
                then = self.expression(node.then, scope, expected)
                return self.expression(node.otherwise, scope, expected or then) or then
            case sx.Aggregate():
                self._aggregate(node, scope)
            case sx.Duration() | sx.Date() | sx.Missing():
                pass
        return None

    def _all(self, nodes: Iterable[sx.Expression], scope: Scope) -> None:
        for node in nodes:
            self.expression(node, scope)

    def _binary(self, node: sx.Binary, scope: Scope) -> None:
        """Where a name or a text is compared, it is read with the values of the other side in mind."""
        if node.operator not in _COMPARING:
            self._all((node.left, node.right), scope)
        elif _waiting(node.left) > _waiting(node.right):
            self.expression(node.left, scope, self.expression(node.right, scope))
        else:
            self.expression(node.right, scope, self.expression(node.left, scope))

    # ---- sets and aggregates

    def set_of(self, node: sx.Expression, scope: Scope) -> Base | None:
        """Note the names of a set; what it is made of."""
        match node:
            case sx.Group():
                return self.set_of(node.inner, scope)
            case sx.Where():
                base = self.set_of(node.rows, scope)
                self.expression(node.condition, scope.inside(self.names, base) if base is not None else scope)
                return base
            case sx.Path():
                own: Options = scope.own if not node.steps else {}
                options = Layers(own, self.names.of_kind("dimension", "source"))
                found = self.refer(node.name, options, _DAYS)
                if found is None or found.kind not in ("set", "dimension", "source"):
                    self.steps(node.steps, scope)
                elif found.kind == "source":
                    self.source(found.name, node.steps, scope)
                return base_of(self.names, node, scope)
            case _:
                self.expression(node, scope)
                return None

    def _has(self, node: sx.Has, scope: Scope) -> None:
        path = node.source.inner if isinstance(node.source, sx.Group) else node.source
        if not isinstance(path, sx.Path):
            self.expression(path, scope)
            return
        source = self.refer(path.name, self.names.of_kind("source"))
        if source is not None:
            self.source(source.name, path.steps, scope)

    def _aggregate(self, node: sx.Aggregate, scope: Scope) -> None:
        if node.statistic is sx.Statistic.COUNT:
            self.set_of(node.operands[0], scope)
        elif node.listed or len(node.operands) > 1:
            self._all(node.operands, scope)
        elif node.weighted and node.by is None:
            self._weighted(node.operands[0], scope)
        else:
            over, operand = node.over, node.operands[0]
            base = self.set_of(over, scope) if over is not None else implied(self.names, operand, scope)
            inner = scope.inside(self.names, base) if base is not None else scope
            self._all((operand, *([node.by] if node.by is not None else [])), inner)
        for rule in (node.when_missing, node.when_not_loaded, node.when_not_applicable):
            self.rule(rule)

    def _weighted(self, operand: sx.Expression, scope: Scope) -> None:
        if scope.weighs_indicators:
            if isinstance(operand, sx.Path):
                self.refer(operand.name, {}, _WEIGHED)
            return
        inner = replace(scope.with_members(self.names, *scope.weighted), weighted=())
        self.expression(operand, inner)

    def quietly(self, node: sx.Expression, scope: Scope) -> Values | None:
        """What the values of another statement's expression are, without noting its names here.

        Each is read once in a place: where each of forty names the one before it twice, it would be read 2^40 times.
        """
        if self.depth >= MAX_CHAIN:
            return None
        known, place = self.names.understood, (id(node), scope.row, scope.dimensions, scope.attributes, scope.weighted)
        if place not in known:
            known[place] = None  # for one that names itself
            known[place] = Expressions(self.names, self.depth + 1).expression(node, scope)
        return known[place]


def _waiting(node: sx.Expression) -> int:
    """How much a side needs to know of the other to be read: a text most, then a name alone."""
    if isinstance(node, sx.Text):
        return 2
    return 1 if isinstance(node, sx.Path) and not node.steps else 0
