"""The elements of a set in one period, with how certainly each is in it: from SQL where it can be said there, else row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby, product
from typing import Any, TypeVar

import sqlalchemy as sa

from iku_dsl import interval as iv
from iku_dsl.budgets import most
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import expression as ex
from iku_dsl.program.readings import valid_in
from iku_dsl.records import record, replace
from iku_dsl.types import Statistic
from iku_engine.arithmetic.nodes import bounds_of, interval_of, worst
from iku_engine.calculate.statistics import (
    Followed,
    Leaving,
    Statistics,
    by_rule,
    counts_in,
    of_followed,
    of_nodes,
    of_sums,
)
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.errors import WrongUse
from iku_engine.plan.environment import Environment, Reading, reading
from iku_engine.plan.plan import Ask, Chain, Summed, binder, own_dimensions
from iku_engine.plan.reach import Noting, Rests
from iku_engine.results.beside import LOADED, NOTHING, RULE, Lacks, Unloaded, all_lacking
from iku_engine.results.evaluation import Node, Operation, State
from iku_engine.snapshot.snapshot import Snapshot, due_at_most
from iku_engine.sql.sets import LOOKED_AT, NO, UNKNOWN, YES, Codes, Entity, SetQueries
from iku_engine.sql.sums import Sums
from iku_engine.sql.terms import NoEntryError, NotInSqlError
from iku_engine.sql.together import Figure, Figures, Together, figures

STATEMENT, STREAMED = (
    13_000,
    300,
)  # looks of a database at an element, in a statement and in an element looked at by itself
Evaluate = Callable[[ex.Expression, Environment], Node]
Asking = TypeVar("Asking")


@record
class Streamed:
    """An element that was decided by itself: how certainly each condition holds, and for want of what one is open.

    `further` is a row that need not be there, which only a period that never came may bring; what `may_stay_open` hangs on a number
    that may be nothing.
    """

    key: Entity
    codes: Codes
    unloaded: Unloaded
    further: bool = False
    may_stay_open: bool = False


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
        self._streamed: dict[Entity, tuple[list[Streamed], Rests]] = {}
        self._sums: dict[Summed, dict[Entity, dict[str, dict[int, Sums]]]] = {}
        self._figures: dict[int, Figures] = {}
        self._of_all: dict[tuple[int, Entity], tuple[Node, Rests]] = {}
        self._lacking: dict[tuple[int, Entity], tuple[tuple[Node, ...], Rests]] = {}
        # What is asked in one statement with others: the counts (None), and sums by their operands.
        self.shared: dict[Summed, tuple[Together, Ask]] = {}

    @cached_property
    def queries(self) -> SetQueries | None:
        """The statements about the chain, None where SQL cannot say it."""
        snapshot, at = self.snapshot, self.at
        self._ask_again(at, STATEMENT, 1)
        try:
            return SetQueries(snapshot.program, snapshot, at.period, self.chain, self.outer, self._given)
        except NotInSqlError as reason:
            self.snapshot.cannot_ask([self.chain.text], str(reason))
            return None

    def _in_sql(self, ask: Callable[[SetQueries], Asking]) -> Asking | None:
        """What statements give; None where SQL cannot say it, or met what only a look at each element by itself can tell."""
        try:
            return ask(self.queries) if self.queries is not None else None
        except NoEntryError:
            self.queries = None
            return None

    def _ask_again(self, at: Environment, once: int, each: int) -> None:
        """Count what it takes to look at listed members for one more entity, as the set names what is the entity's own. Errors: `WrongUse`.

        `once` and `each` are the steps of it all and of an element. Of what is restricted to the entity nothing is counted.
        """
        base = self.chain.base
        if not isinstance(base, ex.Members) or set(self.own) & set(self.outer):
            return
        if not self.snapshot.program.dimensions[base.dimension].members:
            return
        (left, sizes), place = self.snapshot.asked_again, (id(self.noting), self.chain, at.period, once)
        if place not in sizes:
            sizes[place] = -1
            return
        if sizes[place] < 0:
            sizes[place] = len(self.snapshot.validity.members(base.dimension, *valid_in(base, at.period)))
        if not left.spend(once + each * sizes[place]):
            raise WrongUse(
                say(
                    "asked-again-many",
                    text=(self.chain.conditions[-1] if self.chain.conditions else self.chain.base).text,
                    count=sizes[place],
                )
            )

    def _given(self, part: ex.Expression) -> Node:
        """What is the same for all elements, read where they are: no member is at hand of what each of them has its own of."""
        of_elements = set(self.own) - set(self.outer)
        keys = {dimension: member for dimension, member in self.at.keys.items() if dimension not in of_elements}
        with self.noting.kept(self.fixed):
            return self.evaluate(part, replace(self.at, keys=keys, elements=self.at.elements | of_elements))

    def entity(self, at: Environment) -> Entity:
        """The members at hand that the elements depend on."""
        return tuple(at.keys[dimension] for dimension in self.outer)

    # ---- counts

    def counts(self, at: Environment, answers: Sequence[str] = ()) -> Mapping[Codes, int]:
        """How many elements have each combination of codes; where a statement is made it is for what this answers."""
        if self._counts is None:
            self._counts = self._from_others(None)
        if self._counts is None:
            self._counts = self._in_sql(lambda queries: queries.counts(answers or (self.chain.text,)))
        if self._counts is not None:
            return self._counts.get(self.entity(at), {})
        by_codes: dict[Codes, int] = {}
        for element in self._stream(at):
            by_codes[element.codes] = by_codes.get(element.codes, 0) + 1
        return by_codes

    def undecided(self, at: Environment) -> tuple[int, int]:
        """How many elements may be in the set or not, and how many of those for want of a period that was never loaded."""
        if not self._conditions_lack:
            return sum(n for codes, n in self.counts(at).items() if min(codes, default=YES) == UNKNOWN), 0
        open_ones = [one for one in self._stream(at) if min(one.codes, default=YES) == UNKNOWN]
        return len(open_ones), sum(bool(one.unloaded) for one in open_ones)

    def may_stay_open(self, at: Environment, rules: tuple[ex.Rule | None, ex.Rule | None]) -> bool:
        """Whether an element may be in the set or not, and nothing that may come need decide that; also where there are too many to look.

        `rules`, of what is missing and of what was never loaded, speak of some of them.
        """
        try:
            elements = self._stream(at)
        except WrongUse:
            return True
        open_ones = (one for one in elements if one.may_stay_open and min(one.codes, default=YES) == UNKNOWN)
        return any(rules[bool(one.unloaded)] is None for one in open_ones)

    def unloaded(self, at: Environment) -> Unloaded:
        """What was never loaded, for want of which some elements are not decided."""
        shared, _ = self.shared.get(None, (None, None))
        if shared is not None and self._counts is not None and shared.all_loaded:
            return NOTHING
        if not self._conditions_lack:
            return NOTHING
        open_ones = [codes for codes, n in self.counts(at).items() if n and min(codes, default=YES) == UNKNOWN]
        if self.queries is not None:
            lacking = self.queries.conditions_lack()
            why = {place for codes in open_ones for place, code in enumerate(codes) if code == UNKNOWN}
            if all(lacking[place].exact for place in why):
                return all_lacking(lacking[place].sure for place in why)
        return all_lacking(one.unloaded for one in self._stream(at) if min(one.codes, default=YES) == UNKNOWN)

    @property
    def _conditions_lack(self) -> bool:
        """Whether an element may not be decided for want of what was never loaded."""
        return self.queries is None or any(one.possible for one in self.queries.conditions_lack())

    def _numbers_lack(self, *operands: ex.Expression, place: Summed = None) -> Lacks:
        """What is lacking in an element in which a number is missing, as the statement says that reads them."""
        shared, ask = self.shared.get(place, (None, None))
        if shared is not None and ask is not None and shared.answer(ask) is not None and shared.all_loaded:
            return LOADED
        if self.queries is None:
            raise NotInSqlError("its elements are looked at one by one")
        return self.queries.lacks(*operands)

    def _from_others(self, place: Summed) -> Any:
        """What one statement for many gave, None where these are asked for alone."""
        shared, ask = self.shared.get(place, (None, None))
        return shared.answer(ask) if shared is not None and ask is not None else None

    def _stream(self, at: Environment) -> list[Streamed]:
        """Each element with its codes, evaluated one by one."""
        entity = self.entity(at)
        if entity not in self._streamed:
            self._few_enough()
            self._ask_again(at, 0, STREAMED)
            rests = Rests()
            with self.noting.kept(rests):
                self._streamed[entity] = [self._decided(key, at) for key in self._base(at)], rests
            return self._streamed[entity][0]
        elements, noted = self._streamed[entity]
        self.noting.taken(noted)
        return elements

    def _decided(self, key: Entity, at: Environment) -> Streamed:
        place = self.inside(key, at)
        codes: list[int] = []
        nodes: list[Node] = []
        for condition in self.chain.conditions:
            if NO in codes:  # what is certainly out needs no further look, and may not bear one
                codes.append(NO)
                continue
            bound = binder(condition)
            if bound is not None and bound[0] in self.outer and bound[0] not in self.own:
                named = self.evaluate(bound[1], place)
                belongs = YES if named.value == at.keys[bound[0]] else NO
                codes.append(UNKNOWN if named.state is State.MISSING else belongs)
                nodes.append(named)
                continue
            nodes.append(self.evaluate(condition, place))
            codes.append(_code(nodes[-1]))
        unloaded = all_lacking(node.unloaded for node in nodes if node.state is State.MISSING)
        further = any(
            node.operation is Operation.EXPECTED and not any(child.state is State.MISSING for child in node.children)
            for node in nodes
            if node.state is State.MISSING
        )
        may_stay_open = any(node.may_be_nothing for node in nodes)
        return Streamed(key, tuple(codes), unloaded, further, may_stay_open)

    def _base(self, at: Environment) -> Sequence[Entity]:
        base = self.chain.base
        if isinstance(base, ex.Members):
            return [(member,) for member in self.snapshot.validity.members(base.dimension, *valid_in(base, at.period))]
        relation = self.snapshot.tables.relations[base.source]
        read = reading(base.shift, at.period, relation.grain)
        keys = self._rows(relation, read, at)
        if not base.expected or read is None:
            return keys
        combinations = {key for period in read.periods for key in self._combinations(relation, period, at)}
        if len(relation.dimensions) > 1:
            self.snapshot.look_at_due(relation.name, len(combinations.difference(keys)), LOOKED_AT)
        return sorted(combinations.union(keys))

    def _combinations(self, relation: Relation, period: Period | None, at: Environment) -> Iterator[Entity]:
        """The rows of a complete source that a period may have: every combination of valid members."""
        of: list[Sequence[str]] = []
        for dimension in relation.dimensions:
            valid = list(self.snapshot.validity.members(dimension, period or at.period))
            of.append([one for one in valid if one == at.keys[dimension]] if dimension in self.outer else valid)
        return product(*of)

    def _rows(self, relation: Relation, read: Reading | None, at: Environment) -> Sequence[Entity]:
        """The keys of the rows that are there."""
        current = self.snapshot.current(relation)
        columns = [current.c[relation.key_column(d).name] for d in relation.dimensions]
        ordinals = [p.ordinal if p is not None else 0 for p in read.periods] if read is not None else []
        query = sa.select(*columns, sa.literal(1)).where(current.c[PERIOD].in_(ordinals)).distinct()
        for dimension, column in zip(relation.dimensions, columns, strict=True):
            if dimension in self.outer:
                query = query.where(column == at.keys[dimension])
        return [tuple(row[:-1]) for row in self.snapshot.ask(query.order_by(*columns), [relation.name])]

    def inside(self, key: Entity, at: Environment) -> Environment:
        """The place of an element. Members that the set is restricted to stay those of the entity, and are not the element's."""
        keys = {
            dimension: member for dimension, member in zip(self.own, key, strict=True) if dimension not in self.outer
        }
        if isinstance(self.chain.base, ex.Rows):
            return at.inside(keys, self.chain.base.source, self.chain.base.shift)
        return at.inside(keys)

    # ---- sums

    def statistics(self, expression: ex.Aggregated, at: Environment) -> dict[str, dict[int, Statistics]]:
        """What a statistic needs of its operand (and of its product with a weight, and the weight), by certainty (2 in, 1 unknown).

        What is missing is under its rules already.
        """
        operand, by = expression.operand, expression.by
        assert operand is not None
        rules = expression.rules
        if by is None or not any(rule.kind is ex.RuleKind.AMOUNT for rule in rules):
            place = (operand, by, expression.statistic)
            try:
                if place not in self._sums:
                    self._sums[place] = self._from_others(place) or self._summed(operand, by, expression.text)
                lacks = self._numbers_lack(operand, *([by] if by is not None else []), place=place)
                if rules and (lacks.possible or self._conditions_lack):
                    raise NotInSqlError("rules tell what was not loaded from what is missing, one by one")
                sums = self._sums[place].get(self.entity(at), {})
                return {name: self._of_sums(name, codes, expression, lacks, at) for name, codes in sums.items()}
            except NotInSqlError as reason:
                self.snapshot.cannot_ask([expression.text], str(reason))
        return self._statistics(expression, at)

    def _of_sums(
        self, name: str, codes: Mapping[int, Sums], expression: ex.Aggregated, lacks: Lacks, at: Environment
    ) -> dict[int, Statistics]:
        """Statistics of what SQL gave; the value of a weighted one says only where its operands lie.

        What is missing in them `lacks` so much. Errors: `NotInSqlError` where that differs from element to element.
        """
        made = {code: of_sums(sums) for code, sums in codes.items()}
        if name != "value" or expression.by is None:
            made = {code: one.under(expression.when_missing) for code, one in made.items()}
        if not lacks.exact and any(one.gone for one in made.values()):
            raise NotInSqlError("what was not loaded is told from what is missing, one by one")
        for code, one in made.items():
            undecided = self.unloaded(at) if code == UNKNOWN else NOTHING
            made[code] = replace(one, lacking=all_lacking((lacks.sure if one.gone else NOTHING, undecided)))
        return made

    def _summed(
        self, operand: ex.Expression, by: ex.Expression | None, answer: str
    ) -> dict[Entity, dict[str, dict[int, Sums]]]:
        found = self._in_sql(lambda queries: queries.sums(operand, by, [answer]))
        if found is None:
            raise NotInSqlError("its elements are looked at one by one")
        return found

    def values(self, operand: ex.Expression, at: Environment, *, traced: bool = True) -> list[tuple[Entity, int, Node]]:
        """Every element that may be in the set, with its certainty and operand, not `traced` without what that was made of."""
        rests = Rests()
        with self.noting.kept(rests):
            listed = [(key, min(codes, default=YES)) for key, codes in self.listed(at, None, None)]
            every = ((key, code, self.evaluate(operand, self.inside(key, at))) for key, code in listed if code != NO)
            found = [(key, code, one if traced else _bare(one)) for key, code, one in every]
        kinds = {
            (bool(one.unloaded), one.may_be_nothing, one.perhaps): one
            for _, _, one in found
            if one.state is State.MISSING
        }
        self._lacking[id(operand), self.entity(at)] = tuple(map(_bare, kinds.values())), rests
        return found

    def lacking(self, operand: ex.Expression, at: Environment) -> tuple[Node, ...]:
        """Of what is missing of an operand one of each kind: never loaded or not, perhaps nothing, perhaps not applicable."""
        place = id(operand), self.entity(at)
        if place in self._lacking:
            self.noting.taken(self._lacking[place][1])
        else:
            self.values(operand, at)
        return self._lacking[place][0]

    def numbers(self, expression: ex.Aggregated, at: Environment) -> list[tuple[int, Node, Unloaded]]:
        """The certainty and number of every element that may be in the set, in the order of elements where that matters.

        With each that is not decided, what was never loaded for want of which it is not. Errors: as of `listed`.
        """
        operand = expression.operand
        assert operand is not None
        self._few_enough()
        try:
            in_sql = self._figures.get(id(operand))
            if in_sql is None and expression.statistic is not Statistic.LAST:
                in_sql = self._in_sql(lambda queries: figures(queries, operand, [expression.text]))
            if in_sql is None:
                raise NotInSqlError("their order matters, or they are looked at one by one")
            lacks = self._numbers_lack(operand)
            if not lacks.exact or (expression.rules and (lacks.possible or self._conditions_lack)):
                raise NotInSqlError("what was not loaded is told from what is missing, one by one")
            self._figures[id(operand)] = in_sql
        except NotInSqlError as reason:
            self.snapshot.cannot_ask([expression.text], str(reason))
            values = self._known_values(expression, at)
            why = self._open_for_want_of_period(at) if any(code == UNKNOWN for _, code, _ in values) else {}
            return [(code, node, why.get(key, NOTHING) if code == UNKNOWN else NOTHING) for key, code, node in values]
        made: list[tuple[int, Node, Unloaded]] = []
        for figure in in_sql.by_entity.get(self.entity(at), ()):
            node = _of_figure(figure, in_sql.denominator)
            if node.state is State.MISSING:
                node = replace(node, unloaded=lacks.sure)
            undecided = self.unloaded(at) if figure.code == UNKNOWN else NOTHING
            made += [(figure.code, node, undecided)] * figure.count
        self.snapshot.work_out(len(made))
        return made

    def once(self, expression: ex.Aggregated, at: Environment, make: Callable[[], Node]) -> Node:
        """What is made of all numbers of an expression, made once for all places with the same elements."""
        place = id(expression), self.entity(at)
        if place not in self._of_all:
            rests = Rests()
            with self.noting.kept(rests):
                self._of_all[place] = make(), rests
            return self._of_all[place][0]
        made, noted = self._of_all[place]
        self.noting.taken(noted)
        return made

    def _statistics(self, expression: ex.Aggregated, at: Environment) -> dict[str, dict[int, Statistics]]:
        parts: dict[str, dict[int, Statistics]] = {}
        assert expression.operand is not None
        elements = sorted(self._known_values(expression, at, traced=False), key=lambda item: item[1])
        for code, group in groupby(elements, key=lambda item: item[1]):
            items = list(group)
            why = self._open_for_want_of_period(at) if code == UNKNOWN else {}
            undecided = [why.get(key, NOTHING) for key, _, _ in items]
            nodes = [node for _, _, node in items]
            if expression.by is None:
                parts.setdefault("value", {})[code] = _under_rules(nodes, expression, undecided)
                continue
            amounts = [_with_amount(node, expression) for node in nodes]
            filled = [one.node for one in amounts if one.node is not None]
            weights = [self.evaluate(expression.by, self.inside(key, at)) for key, _, _ in items]
            products = [_product(n, w) for n, w in zip(filled, weights, strict=True)]
            known = [_beside(p, w) for p, w in zip(products, weights, strict=True)]
            _fail(filled)
            parts.setdefault("value", {})[code] = of_followed(amounts)
            parts.setdefault("product", {})[code] = _under_rules(products, _of_products(expression), undecided)
            parts.setdefault("weight", {})[code] = _of_nodes(known)
        return parts

    def _known_values(
        self, expression: ex.Aggregated, at: Environment, *, traced: bool = True
    ) -> list[tuple[Entity, int, Node]]:
        """The elements with their operands; under a rule for periods that never came without the rows that only those may bring."""
        assert expression.operand is not None
        rule = expression.when_not_loaded
        found = self.values(expression.operand, at, traced=traced)
        if rule is None or rule.kind is ex.RuleKind.ERROR or not any(code == UNKNOWN for _, code, _ in found):
            return found
        further = {one.key for one in self._stream(at) if one.further}
        return [item for item in found if item[0] not in further]

    def _open_for_want_of_period(self, at: Environment) -> Mapping[Entity, Unloaded]:
        """The elements that are not decided for want of what was never loaded, and what that is."""
        if not self._conditions_lack:
            return {}
        return {one.key: one.unloaded for one in self._stream(at) if one.unloaded}

    # ---- elements

    def listed(
        self, at: Environment, wanted: Mapping[int, int] | None, depth: int | None, worst: int | None = None
    ) -> list[tuple[Entity, Codes]]:
        """Some elements with their codes, in the order of their keys; `worst` is the least certain of the codes that they have.

        Errors: `WrongUse` where all are asked for and they are rows that are due, more than may be held.
        """
        if depth is None:
            self._few_enough()
        in_sql = self._in_sql(lambda queries: queries.listed(self.entity(at), wanted, depth, worst))
        if in_sql is not None:
            return in_sql
        matching = [
            (one.key, one.codes)
            for one in self._stream(at)
            if all(one.codes[place] == code for place, code in (wanted or {}).items())
            and worst in (None, min(one.codes, default=YES))
        ]
        return matching[:depth]

    def _few_enough(self) -> None:
        """Errors: `WrongUse` where more rows are due than are held, or looked at one by one."""
        base, limit = self.chain.base, most("rows-due-held")
        if isinstance(base, ex.Rows) and base.expected:
            count = due_at_most(self.snapshot, self.snapshot.program.sources[base.source])
            if count > limit:
                raise WrongUse(say("rows-due-held-many", source=base.source, count=count, limit=limit))


class ElementError(Exception):
    """A condition came out as an error for some element; `node` says why."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.text)
        self.node = node


def _code(node: Node) -> int:
    """How certainly a condition holds."""
    match node.state:
        case State.VALUE:
            return YES if node.value else NO
        case State.NOT_APPLICABLE:
            return NO
        case State.MISSING:
            return UNKNOWN
        case State.ERROR:
            raise ElementError(node)


def _with_amount(node: Node, expression: ex.Aggregated) -> Followed:
    """A number that is weighed, or the amount that a rule puts in its place; what a rule leaves out is left out with its weight."""
    na = expression.when_not_applicable
    if node.state is State.NOT_APPLICABLE and na is not None and na.kind is ex.RuleKind.AMOUNT:
        return Followed(Node(Operation.CONSTANT, value=na.amount), Leaving.FILLED_BESIDE, (RULE,))
    followed = by_rule(node, expression)
    return followed if followed.leaving is Leaving.FILLED else Followed(node)


def _of_products(expression: ex.Aggregated) -> ex.Aggregated:
    """The rules for what is weighed as they concern its product with the weight: an amount stands for the first alone."""
    rules = (expression.when_missing, expression.when_not_loaded)
    missing, not_loaded = (None if rule is not None and rule.kind is ex.RuleKind.AMOUNT else rule for rule in rules)
    return replace(expression, when_missing=missing, when_not_loaded=not_loaded)


def _under_rules(nodes: Sequence[Node], expression: ex.Aggregated, undecided: Sequence[Unloaded]) -> Statistics:
    """Statistics of numbers under the rules for what is missing.

    `undecided` says of each, where it may not be among them, what was never loaded; of what is left out that is of no matter.
    """
    _fail(nodes)
    followed = [by_rule(node, expression) for node in nodes]
    counting = [lacking for one, lacking in zip(followed, undecided, strict=True) if counts_in(one.node, expression)]
    return of_followed(followed, undecided=counting)


def _of_figure(figure: Figure, over: int) -> Node:
    if figure.not_applicable:
        return Node(Operation.COLUMN, state=State.NOT_APPLICABLE)
    if figure.value is not None:
        return Node(Operation.COLUMN, value=Fraction(figure.value, over))
    low, high = (Fraction(end, over) if end is not None else None for end in (figure.low, figure.high))
    return Node(Operation.COLUMN, state=State.MISSING, bounds=bounds_of(Interval(low, high), tight=False))


def _product(left: Node, right: Node) -> Node:
    if left.state is State.VALUE and right.state is State.VALUE:
        assert isinstance(left.value, Fraction)
        assert isinstance(right.value, Fraction)
        return Node(Operation.MULTIPLY, value=left.value * right.value)
    decided = worst((left, right))
    assert decided is not None
    bounds = None
    if decided.state is State.MISSING:
        bounds = bounds_of(iv.multiply(interval_of(left), interval_of(right)), tight=False)
    unloaded = all_lacking(one.unloaded for one in (left, right) if one.state is State.MISSING)
    return Node(Operation.MULTIPLY, state=decided.state, reason=decided.reason, bounds=bounds, unloaded=unloaded)


def _beside(product: Node, weight: Node) -> Node:
    """A weight that counts where its product is known; where it is not, the weight still lies where it lies."""
    if product.state is State.VALUE:
        return weight
    bounds = bounds_of(interval_of(weight), tight=False) if product.state is State.MISSING else None
    return Node(Operation.COLUMN, state=product.state, reason=product.reason, bounds=bounds)


def _bare(node: Node) -> Node:
    """A number without what it was made of, of which many would be held at once; an error is told with all of it."""
    return node if node.state is State.ERROR or not node.children else replace(node, children=(), left_out=())


def _of_nodes(nodes: Sequence[Node]) -> Statistics:
    _fail(nodes)
    return of_nodes(nodes)


def _fail(nodes: Sequence[Node]) -> None:
    failing = next((node for node in nodes if node.state is State.ERROR), None)
    if failing is not None:
        raise ElementError(failing)
