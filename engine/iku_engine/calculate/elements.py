"""The elements of a set in one period, with how certainly each is in it: from SQL where it can be said there, else row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.operators import Statistic
from iku_engine.arithmetic import bounds_of, interval_of, worst
from iku_engine.calculate.statistics import Statistics, of_nodes, of_sums
from iku_engine.chain import Chain, binder, own_dimensions
from iku_engine.environment import Environment, reading
from iku_engine.evaluation import Node, State
from iku_engine.facts.books import PERIOD
from iku_engine.rests import Noting, Rests
from iku_engine.snapshot import Snapshot
from iku_engine.sql.figures import Figure, Figures, figures
from iku_engine.sql.sets import NO, UNKNOWN, YES, Codes, Entity, SetQueries
from iku_engine.sql.sums import Sums
from iku_engine.sql.terms import NotInSqlError
from iku_engine.sql.together import Ask, Together

Asked = tuple[int, int, Statistic]  # operands, by their identity, and what is made of them
Evaluate = Callable[[ex.Expression, Environment], Node]
NO_AMOUNTS: Mapping[State, Fraction] = {}


class Elements:
    """A chain at a place; `entity` are the members at hand that it depends on. Asks SQL once for all entities."""

    def __init__(
        self,
        snapshot: Snapshot,
        chain: Chain,
        outer: tuple[str, ...],
        at: Environment,
        evaluate: Evaluate,
        noting: Noting,
        fixed: Rests,
    ) -> None:
        """`fixed` is the note of what statements are given that is the same for all entities."""
        self.snapshot, self.chain, self.outer = snapshot, chain, outer
        self.at, self.evaluate, self.noting = at, evaluate, noting
        self.fixed = fixed
        self.own = own_dimensions(snapshot.program, chain.base)
        self._counts: dict[Entity, dict[Codes, int]] | None = None
        self._streamed: dict[Entity, tuple[list[tuple[Entity, Codes]], Rests]] = {}
        self._sums: dict[Asked, dict[Entity, dict[str, dict[int, Sums]]]] = {}
        self._figures: dict[int, Figures] = {}
        # What is asked in one statement with others: the counts (None), and sums by their operands.
        self.shared: dict[Asked | None, tuple[Together, Ask]] = {}

    @cached_property
    def queries(self) -> SetQueries | None:
        """The statements about the chain, None where SQL cannot say it."""
        snapshot, at = self.snapshot, self.at
        try:
            return SetQueries(snapshot.program, snapshot, at.period, self.chain, self.outer, self._given)
        except NotInSqlError:
            return None

    def _given(self, part: ex.Expression) -> Node:
        with self.noting.kept(self.fixed):
            return self.evaluate(part, self.at)

    def entity(self, at: Environment) -> Entity:
        """The members at hand that the elements depend on."""
        return tuple(at.keys[dimension] for dimension in self.outer)

    # ---- counts

    def counts(self, at: Environment) -> Mapping[Codes, int]:
        """How many elements have each combination of codes."""
        if self._counts is None:
            self._counts = self._from_others(None)
        if self._counts is None and self.queries is not None:
            self._counts = self.queries.counts()
        if self._counts is not None:
            return self._counts.get(self.entity(at), {})
        found: dict[Codes, int] = {}
        for _, codes in self._stream(at):
            found[codes] = found.get(codes, 0) + 1
        return found

    def _from_others(self, place: Asked | None) -> Any:
        """What one statement for many gave, None where these are asked for alone."""
        together, ask = self.shared.get(place, (None, None))
        return together.answer(ask) if together is not None and ask is not None else None

    def _stream(self, at: Environment) -> list[tuple[Entity, Codes]]:
        """Each element with its codes, evaluated one by one."""
        entity = self.entity(at)
        if entity not in self._streamed:
            found: list[tuple[Entity, Codes]] = []
            rests = Rests()
            with self.noting.kept(rests):
                for key in self._base(at):
                    place = self.inside(key, at)
                    codes: list[int] = []
                    for condition in self.chain.conditions:
                        # what is certainly out needs no further look, and may not bear one
                        codes.append(NO if NO in codes else self._code(condition, place, at))
                    found.append((key, tuple(codes)))
            self._streamed[entity] = found, rests
            return found
        elements, noted = self._streamed[entity]
        self.noting.taken(noted)
        return elements

    def _code(self, condition: ex.Expression, place: Environment, at: Environment) -> int:
        bound = binder(condition)
        if bound is not None and bound[0] in self.outer and bound[0] not in self.own:
            found = self.evaluate(bound[1], place)
            return YES if found.value == at.keys[bound[0]] else NO
        node = self.evaluate(condition, place)
        if node.state is State.VALUE:
            return YES if node.value else NO
        if node.state is State.ERROR:
            raise ElementError(node)
        return NO if node.state is State.NOT_APPLICABLE else UNKNOWN

    def _base(self, at: Environment) -> Sequence[Entity]:
        base = self.chain.base
        if isinstance(base, ex.Members):
            return [(member,) for member in self.snapshot.validity.members(base.dimension, at.period)]
        relation = self.snapshot.tables.relations[base.source]
        found = reading(base.shift, at.period, relation.grain)
        current = self.snapshot.current(relation)
        columns = [current.c[relation.key_column(d).name] for d in relation.dimensions]
        ordinals = [p.ordinal if p is not None else 0 for p in found.periods] if found is not None else []
        query = sa.select(*columns, sa.literal(1)).where(current.c[PERIOD].in_(ordinals)).distinct()
        for dimension, column in zip(relation.dimensions, columns, strict=True):
            if dimension in self.outer:
                query = query.where(column == at.keys[dimension])
        return [tuple(row[:-1]) for row in self.snapshot.ask(query.order_by(*columns))]

    def inside(self, key: Entity, at: Environment) -> Environment:
        """The place of an element."""
        keys = dict(zip(self.own, key, strict=True))
        if isinstance(self.chain.base, ex.Rows):
            return at.inside(keys, self.chain.base.source, self.chain.base.shift)
        return at.inside(keys)

    # ---- sums

    def statistics(
        self, expression: ex.Aggregated, at: Environment, amounts: Mapping[State, Fraction] = NO_AMOUNTS
    ) -> dict[str, dict[int, Statistics]]:
        """What a statistic needs of its operand (and of its product with a weight, and the weight), by certainty (2 in, 1 unknown).

        `amounts` stand for operands in a state.
        """
        operand, by = expression.operand, expression.by
        assert operand is not None
        if not amounts:
            place = (id(operand), id(by), expression.statistic)
            try:
                if place not in self._sums:
                    self._sums[place] = self._from_others(place) or self._summed(operand, by)
                sums = self._sums[place].get(self.entity(at), {})
                return {name: {code: of_sums(one) for code, one in codes.items()} for name, codes in sums.items()}
            except NotInSqlError:
                pass
        return self._statistics(operand, by, at, amounts)

    def _summed(self, operand: ex.Expression, by: ex.Expression | None) -> dict[Entity, dict[str, dict[int, Sums]]]:
        if self.queries is None:
            raise NotInSqlError("its elements are looked at one by one")
        return self.queries.sums(operand, by)

    def values(self, operand: ex.Expression, at: Environment) -> list[tuple[Entity, int, Node]]:
        """Every element that may be in the set, with its certainty and operand."""
        together = [(key, min(codes, default=YES)) for key, codes in self.listed(at, None, None)]
        return [(key, code, self.evaluate(operand, self.inside(key, at))) for key, code in together if code != NO]

    def numbers(self, expression: ex.Aggregated, at: Environment) -> list[tuple[int, Node]]:
        """The certainty and number of every element that may be in the set, in the order of elements where that matters."""
        operand = expression.operand
        assert operand is not None
        try:
            if self.queries is None or expression.statistic is Statistic.LAST:
                raise NotInSqlError("their order matters, or they are looked at one by one")
            if id(operand) not in self._figures:
                self._figures[id(operand)] = figures(self.queries, operand)
            found = self._figures[id(operand)]
        except NotInSqlError:
            return [(code, node) for _, code, node in self.values(operand, at)]
        made: list[tuple[int, Node]] = []
        for figure in found.by_entity.get(self.entity(at), ()):
            made += [(figure.code, _of_figure(figure, found.denominator))] * figure.count
        return made

    def _statistics(
        self, operand: ex.Expression, by: ex.Expression | None, at: Environment, amounts: Mapping[State, Fraction]
    ) -> dict[str, dict[int, Statistics]]:
        found: dict[str, dict[int, Statistics]] = {}
        elements = sorted(self.values(operand, at), key=lambda item: item[1])
        for code, group in groupby(elements, key=lambda item: item[1]):
            items = list(group)
            nodes = [
                Node("constant", value=amounts[node.state]) if node.state in amounts else node for _, _, node in items
            ]
            found.setdefault("value", {})[code] = _of_nodes(nodes)
            if by is not None:
                weights = [self.evaluate(by, self.inside(key, at)) for key, _, _ in items]
                both = [(n, w) for n, w in zip(nodes, weights, strict=True)]
                products = [_product(n, w) for n, w in both]
                known = [_beside(p, w) for p, (_, w) in zip(products, both, strict=True)]
                found.setdefault("product", {})[code] = _of_nodes(products)
                found.setdefault("weight", {})[code] = _of_nodes(known)
        return found

    # ---- elements

    def listed(
        self, at: Environment, wanted: Mapping[int, int] | None, depth: int | None
    ) -> list[tuple[Entity, Codes]]:
        """Some elements with their codes, in the order of their keys."""
        if self.queries is not None:
            return self.queries.listed(self.entity(at), wanted, depth)
        matching = [
            (key, codes)
            for key, codes in self._stream(at)
            if all(codes[place] == code for place, code in (wanted or {}).items())
        ]
        return matching if depth is None else matching[:depth]


class ElementError(Exception):
    """A condition came out as an error for some element; `node` says why."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.text)
        self.node = node


def _of_figure(figure: Figure, over: int) -> Node:
    if figure.not_applicable:
        return Node("column", state=State.NOT_APPLICABLE)
    if figure.value is not None:
        return Node("column", value=Fraction(figure.value, over))
    low, high = (Fraction(end, over) if end is not None else None for end in (figure.low, figure.high))
    return Node("column", state=State.MISSING, bounds=bounds_of(Interval(low, high), tight=False))


def _product(left: Node, right: Node) -> Node:
    if left.state is State.VALUE and right.state is State.VALUE:
        assert isinstance(left.value, Fraction)
        assert isinstance(right.value, Fraction)
        return Node("multiply", value=left.value * right.value)
    decided = worst((left, right))
    assert decided is not None
    bounds = None
    if decided.state is State.MISSING:
        bounds = bounds_of(iv.multiply(interval_of(left), interval_of(right)), tight=False)
    return Node("multiply", state=decided.state, reason=decided.reason, bounds=bounds)


def _beside(product: Node, weight: Node) -> Node:
    """A weight that counts where its product is known; where it is not, the weight still lies where it lies."""
    if product.state is State.VALUE:
        return weight
    bounds = bounds_of(interval_of(weight), tight=False) if product.state is State.MISSING else None
    return Node("column", state=product.state, reason=product.reason, bounds=bounds)


def _of_nodes(nodes: Sequence[Node]) -> Statistics:
    failing = next((node for node in nodes if node.state is State.ERROR), None)
    if failing is not None:
        raise ElementError(failing)
    return of_nodes(nodes)
