"""The value of an indicator in a world where its rules are plain: a number without a trace, worked out without a store.

A comparison asks for one value in a hundred worlds between its two sides, and of each world for a thousand results below that value. In
most of them nothing but figures that are there is added, divided and averaged over members: of those an evaluation makes a trace that
nobody sees. What comes out here is exactly what an evaluation comes to; where that is not certain there is nothing (None), and the
world is evaluated.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from math import prod

from iku_dsl.period import Period
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Indicator, Program, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import END, START
from iku_dsl.records import record, replace
from iku_dsl.types import Kind, Mean, Operator, Statistic
from iku_engine.arithmetic.functions import apply, approximated
from iku_engine.arithmetic.nodes import raised
from iku_engine.calculate.logic import compare
from iku_engine.calculate.means import mean_of, of_list
from iku_engine.exact import TooLongError, total
from iku_engine.members.members import Validity
from iku_engine.plan.environment import reading
from iku_engine.plan.plan import chain
from iku_engine.results.evaluation import Node, Operation, State
from iku_engine.results.judge import band_of
from iku_engine.worlds.world import Held, Place, World

Keys = tuple[str, ...]
Members = Mapping[str, str]  # members at hand, by dimension
Outcome = Fraction | str | bool | State  # a state where there is no value
Work = Callable[[Members, Members], Outcome]  # of the members at hand, and of those of the entity
ReadRow = Callable[[Members], Held | None]
LONG = 2_000  # bits of a number beyond which an evaluation says whether it is too long
DEEP = 15  # indicators that need indicators
PER_STEP = 8  # parts of rules that are worked out here in the time of one step of an evaluation
NOT_APPLICABLE, MISSING = State.NOT_APPLICABLE, State.MISSING
NOBODY: Mapping[Place, Held] = {}
_EXACT = {Operator.ADD: operator.add, Operator.SUBTRACT: operator.sub, Operator.MULTIPLY: operator.mul}
STORED = (Kind.NUMBER, Kind.TRUTH, Kind.CHOICE, Kind.MEMBER, Kind.TEXT)


class NotPlainError(Exception):
    """A rule, or a figure, of which an evaluation must say what comes of it."""


@record
class Scope:
    """Where a rule stands: the period, the dimensions whose members are at hand, and what its indicator weighs."""

    period: Period
    home: tuple[str, ...] = ()
    levels: tuple[WeightLevel, ...] = ()


class Rule:
    """A version of an indicator in a period; `reads` are the rows that its value is made of alone, None where it reads more than those."""

    def __init__(
        self, version: Indicator, guards: Sequence[Work], formula: Work, reads: Sequence[ReadRow] | None
    ) -> None:
        self.version, self.guards, self.formula, self.reads = version, guards, formula, reads
        self.size = sum(
            1 for one in (version.formula, *(guard.condition for guard in version.guards)) for _ in ex.walk(one)
        )
        self.known: dict[
            Keys, tuple[list[object], Outcome]
        ] = {}  # by entity what it was made of last, and what came of it


class PlainValues:
    """Values of a program's indicators in worlds with the columns of one of them; `steps` are those that the last value took."""

    def __init__(self, program: Program, world: World) -> None:
        self.program, self.names = program, world.names
        self.rows: Mapping[str, Mapping[Place, Held]] = {}
        self.loaded: Mapping[str, Mapping[int, tuple[int, ...]]] = {}
        self._rules: dict[tuple[str, Period], Rule | NotPlainError | None] = {}
        self._making: list[tuple[str, Period]] = []
        self._reads: dict[object, ReadRow] | None = None  # of the rule that is being made, each once
        self._there: dict[tuple[str, Period], tuple[object, dict[str, bool]]] = {}
        self._looked = 0

    def value(self, world: World, name: str, period: Period, key: Keys) -> Fraction | None:
        """The value of an indicator for an entity in a world; None where it has none, or an evaluation must say."""
        self.rows, self.loaded, self._looked = world.rows, world.loaded, 0
        try:
            rule = self._rule(name, period)
            if rule is None or not all(map(self._is_there, rule.version.dimensions, key, [period] * len(key))):
                return None
            found = self._result(rule, key, period)
        except (NotPlainError, RecursionError):
            return None
        return found if isinstance(found, Fraction) else None

    @property
    def steps(self) -> int:
        """As many steps of an evaluation as take the time of the last value."""
        return 1 + self._looked // PER_STEP

    # ---- results

    def _rule(self, name: str, period: Period) -> Rule | None:
        """The rule of an indicator in a period, None where it has no version then. Errors: `NotPlainError`."""
        place = (name, period)
        if place not in self._rules:
            if place in self._making or len(self._making) > DEEP:
                raise NotPlainError(name)
            self._reads = {}
            self._making.append(place)
            try:
                self._rules[place] = self._made(name, period)
            except NotPlainError as error:
                self._rules[place] = error
            self._making.pop()
        self._reads = None  # what is read by way of another indicator, that one has to tell
        rule = self._rules[place]
        if isinstance(rule, NotPlainError):
            raise rule
        return rule

    def _made(self, name: str, period: Period) -> Rule | None:
        version = self.program.version(name, period)
        if version is None:
            return None
        if version.official or name not in self.program.indicators:
            raise NotPlainError(name)
        scope = Scope(period, version.dimensions, version.levels)
        guards = [self.of(guard.condition, scope) for guard in version.guards]
        formula = self.of(version.formula, scope)
        return Rule(version, guards, formula, None if self._reads is None else list(self._reads.values()))

    def _result(self, rule: Rule, key: Keys, period: Period) -> Outcome:
        """What comes of a rule for an entity: what came of it before, where that was made of the very same rows."""
        at = dict(zip(rule.version.dimensions, key, strict=True))
        self._looked += 1
        if not all(self._is_valid(dimension, member, period) for dimension, member in at.items()):
            return NOT_APPLICABLE
        made_of: list[object] = [self.rows] if rule.reads is None else [read(at) for read in rule.reads]
        made_of.append(self.loaded)
        known = rule.known.get(key)
        if known is not None and all(map(operator.is_, known[0], made_of)):
            return known[1]
        found = self._worked_out(rule, at)
        rule.known[key] = made_of, found
        return found

    def _worked_out(self, rule: Rule, at: Members) -> Outcome:
        version = rule.version
        self._looked += rule.size
        for guard in rule.guards:
            if _holds(guard(at, at)):
                return NOT_APPLICABLE
        found = rule.formula(at, at)
        if isinstance(found, State):
            return found
        found = version.rounded(_number(found))
        if found not in version.range:
            raise NotPlainError(version.name)
        return found

    # ---- members

    def _members(self, dimension: str, period: Period) -> dict[str, bool]:
        """The members of a dimension, and whether each is valid in a period. Errors: `NotPlainError` where nobody has named any."""
        declared = self.program.dimensions[dimension]
        if declared.enumerated:
            rows = NOBODY
        elif not self._is_given(dimension):
            raise NotPlainError(dimension)
        else:
            rows = self.rows[dimension]
        known = self._there.get((dimension, period))
        if known is not None and known[0] is rows:
            return known[1]
        if declared.enumerated:
            found = dict.fromkeys((member.name for member in declared.members), True)
        else:
            found = {keys[0]: self._covers(dimension, held, period) for (_, keys), held in rows.items()}
        self._there[dimension, period] = rows, found
        return found

    def _is_given(self, dimension: str) -> bool:
        if dimension not in self.rows:
            return False
        if self.program.dimensions[dimension].named_by_facts:
            sources = self.program.sources.values()
            return any(dimension in one.dimensions and self.loaded.get(one.name) for one in sources)
        return bool(self.loaded.get(dimension, {}).get(0))

    def _covers(self, dimension: str, held: Held, period: Period) -> bool:
        names = self.names[dimension]
        if START not in names:
            return True
        start, end = (held.values[names.index(name)] for name in (START, END))
        return Validity(start, end).covers(period)  # type: ignore[arg-type]  # days are numbers

    def _is_there(self, dimension: str, member: str, period: Period) -> bool:
        return self._members(dimension, period).get(member, False)

    def _is_valid(self, dimension: str, member: str, period: Period) -> bool:
        declared = self.program.dimensions[dimension]
        return declared.enumerated or not declared.validity or self._members(dimension, period).get(member, True)

    # ---- rules

    def of(self, expression: ex.Expression, scope: Scope) -> Work:
        """How an expression is worked out. Errors: `NotPlainError` for one that is not plain."""
        match expression:
            case ex.Constant():
                constant = expression.value
                if not isinstance(constant, Fraction | str | bool):
                    raise NotPlainError(expression.text)
                return lambda _, __: constant
            case ex.ColumnValue():
                return self._column(expression.source, expression.column, expression.keys, scope, expression.shift)
            case ex.OwnColumn():
                keys = tuple(ex.RowKey(dimension) for dimension in self.program.sources[expression.source].dimensions)
                return self._column(expression.source, expression.column, keys, scope)
            case ex.AttributeValue():
                column = self.program.dimensions[expression.dimension].stored[expression.attribute]
                return self._cell(expression.dimension, column, 0, (expression.key,))
            case ex.KeyValue():
                keyed = _members_named((expression.key,))
                return lambda at, _: keyed(at)[0]
            case ex.Arithmetic():
                return self._arithmetic(expression, scope)
            case ex.Negative():
                operand = self.of(expression.operand, scope)
                return lambda at, home: _negative(operand(at, home))
            case ex.Comparison():
                return self._comparison(expression, scope)
            case ex.Logic():
                left, right = self.of(expression.left, scope), self.of(expression.right, scope)
                joined = any if expression.operator is Operator.OR else all
                return lambda at, home: joined([_holds(left(at, home)), _holds(right(at, home))])
            case ex.Opposite():
                operand = self.of(expression.operand, scope)
                return lambda at, home: not _holds(operand(at, home))
            case ex.IsMissing():
                operand = self.of(expression.operand, scope)
                return lambda at, home: operand(at, home) is MISSING
            case ex.Choose():
                parts = (expression.condition, expression.then, expression.otherwise)
                condition, then, otherwise = (self.of(part, scope) for part in parts)
                return lambda at, home: then(at, home) if _holds(condition(at, home)) else otherwise(at, home)
            case ex.Apply():
                function, half_even = expression.function, expression.half_even
                arguments = expression.arguments
                return self._by_nodes(arguments, scope, lambda nodes: apply(function, expression, nodes, half_even))
            case ex.OfList():
                return self._by_nodes(expression.operands, scope, lambda nodes: of_list(expression, nodes))
            case ex.Classify():
                return self._classify(expression, scope)
            case ex.Named():
                named = self.of(expression.value, scope)
                return lambda _, home: named(home, home)
            case ex.IndicatorValue():
                return self._indicator(expression, scope)
            case ex.Aggregated():
                return self._aggregated(expression, scope)
            case ex.Weighted():
                levels = [level for level in scope.levels if level.dimension in expression.levels]
                return self._weighted(expression, levels, scope)
            case ex.WeightedIndicators():
                return self._weighted_indicators(expression, scope)
            case _:
                raise NotPlainError(expression.text)

    def _column(
        self, source: str, name: str, keys: tuple[ex.Key, ...], scope: Scope, shift: ex.Shift = ex.SAME
    ) -> Work:
        """A column of a source, at keys."""
        declared = self.program.sources[source]
        found = reading(shift, scope.period, declared.grain)
        derived = declared.derived.get(name)
        if found is None or (derived is not None and (found.consolidated or derived.rules)):
            raise NotPlainError(name)
        period = found.periods[0]
        if derived is None:
            column = declared.columns[name]
            ordinals = [period.ordinal if period is not None else 0 for period in found.periods]
            cells = [self._cell(source, column, ordinal, keys) for ordinal in ordinals]
            if not found.consolidated:
                return cells[0]
            assert column.consolidation is not None, "resolving demands a consolidation"
            over = Statistic(column.consolidation.reduction.value)
            return lambda at, home: _mean(over, Mean.ARITHMETIC, [_number(cell(at, home)) for cell in cells])
        members, dimensions = _members_named(keys), declared.dimensions

        def place(at: Members) -> Members:
            return {**at, **dict(zip(dimensions, members(at), strict=True))}

        inner = self._elsewhere(derived.value, Scope(period or scope.period, dimensions), [place])
        return lambda at, _: inner(place(at), {})

    def _elsewhere(
        self, expression: ex.Expression, scope: Scope, places: Sequence[Callable[[Members], Members]]
    ) -> Work:
        """An expression that is worked out in some places, seen from the entity: the rows that are read there are read by its rule."""
        before = self._reads
        self._reads = None if before is None else {}
        work = self.of(expression, scope)
        inside, self._reads = self._reads, before
        if inside is None:
            self._reads = None
        elif before is not None:
            for row, place in product(inside.values(), places):
                before[object()] = partial(_read_at, row, place)
        return work

    def _cell(self, relation: str, column: Column, ordinal: int, keys: tuple[ex.Key, ...]) -> Work:
        """A stored column of a row of a period that was loaded."""
        if relation not in self.names or column.type.kind not in STORED:
            raise NotPlainError(column.name)
        names = self.names[relation]
        place, ruled = names.index(column.name), bool(column.rules)
        beside = names.index(NOT_APPLICABLE_PREFIX + column.name) if column.may_be_missing else None
        row, value = self._row(relation, ordinal, keys), _value_of(column)

        def read(at: Members, _: Members) -> Outcome:
            if not self.loaded.get(relation, {}).get(ordinal):
                raise NotPlainError(column.name)
            held = row(at)
            if held is not None:
                if beside is not None and held.values[beside]:
                    return NOT_APPLICABLE
                raw = held.values[place]
                if raw is not None:
                    return value(raw)
            if ruled:
                raise NotPlainError(column.name)
            return MISSING

        return read

    def _row(self, relation: str, ordinal: int, keys: tuple[ex.Key, ...]) -> ReadRow:
        members = _members_named(keys)

        def row(at: Members) -> Held | None:
            return self.rows[relation].get((ordinal, members(at)))

        if self._reads is not None:
            self._reads.setdefault((relation, ordinal, keys), row)
        return row

    def _arithmetic(self, expression: ex.Arithmetic, scope: Scope) -> Work:
        if Kind.DATE in (expression.left.type.kind, expression.right.type.kind):
            raise NotPlainError(expression.text)
        if expression.operator is Operator.POWER:
            sides = (expression.left, expression.right)
            return self._by_nodes(sides, scope, lambda nodes: raised(expression, nodes[0], nodes[1]))
        left, right = self.of(expression.left, scope), self.of(expression.right, scope)
        compute = _EXACT.get(expression.operator, _divided)

        def made(at: Members, home: Members) -> Outcome:
            one, other = left(at, home), right(at, home)
            if isinstance(one, Fraction) and isinstance(other, Fraction):
                return _short(compute(one, other))
            return _worst(one, other)

        return made

    def _comparison(self, expression: ex.Comparison, scope: Scope) -> Work:
        left, right = self.of(expression.left, scope), self.of(expression.right, scope)
        equality = expression.operator in (Operator.EQUAL, Operator.NOT_EQUAL)

        def made(at: Members, home: Members) -> Outcome:
            one, other = left(at, home), right(at, home)
            if one is NOT_APPLICABLE or other is NOT_APPLICABLE:
                return False
            numbers = isinstance(one, Fraction) and isinstance(other, Fraction)
            if isinstance(one, State) or isinstance(other, State) or not (numbers or equality):
                raise NotPlainError(expression.text)
            return compare(expression.operator, one, other)

        return made

    def _by_nodes(self, parts: Sequence[ex.Expression], scope: Scope, make: Callable[[list[Node]], Node]) -> Work:
        """What a function of an evaluation makes of values."""
        works = [self.of(part, scope) for part in parts]

        def made(at: Members, home: Members) -> Outcome:
            node = make([Node(Operation.CONSTANT, value=_number(work(at, home))) for work in works])
            self._looked += PER_STEP * approximated(node)
            if node.state is not State.VALUE:
                raise NotPlainError(node.text)
            return _number(node.value)

        return made

    def _classify(self, expression: ex.Classify, scope: Scope) -> Work:
        operand, scale = self.of(expression.operand, scope), self.program.scales[expression.scale]

        def made(at: Members, home: Members) -> Outcome:
            band = band_of(scale, _number(operand(at, home)), False)
            if band is None:
                raise NotPlainError(expression.text)
            return band.name

        return made

    def _indicator(self, expression: ex.IndicatorValue, scope: Scope) -> Work:
        grain = self.program.indicators[expression.indicator][0].grain
        found = reading(expression.shift, scope.period, grain)
        if expression.part is not ex.Part.VALUE or found is None or found.consolidated or found.periods[0] is None:
            raise NotPlainError(expression.text)
        period, members = found.periods[0], _members_named(expression.keys)
        rule = self._rule(expression.indicator, period)
        if rule is None:
            return lambda _, __: NOT_APPLICABLE
        return lambda at, _: self._result(rule, members(at), period)

    def _aggregated(self, expression: ex.Aggregated, scope: Scope) -> Work:
        """A statistic over the members of a dimension, in an indicator that has none: for all of those that have one statement asks."""
        found, statistic = chain(expression.set), expression.statistic
        base = found.base
        if statistic is Statistic.LAST or scope.home or not isinstance(base, ex.Members) or base.grain is not None:
            raise NotPlainError(expression.text)
        self._reads = None
        dimension, period = base.dimension, scope.period
        within = replace(scope, home=(dimension,))
        conditions = [self.of(condition, within) for condition in found.conditions]
        operand, by = (self.of(one, within) if one is not None else None for one in (expression.operand, expression.by))
        self._reads = None

        def inside(at: Members, home: Members) -> Iterator[Members]:
            for member, valid in self._members(dimension, period).items():
                place = {**at, dimension: member}
                self._looked += 1
                if valid and all(_holds(condition(place, home)) for condition in conditions):
                    yield place

        if operand is None or statistic is Statistic.COUNT:
            return lambda at, home: Fraction(sum(1 for _ in inside(at, home)))
        if by is not None:
            return lambda at, home: _weighted_by(
                expression, [(operand(place, home), by(place, home)) for place in inside(at, home)]
            )
        return lambda at, home: _statistic(expression, [operand(place, home) for place in inside(at, home)])

    def _weighted(self, expression: ex.Weighted, levels: Sequence[WeightLevel], scope: Scope) -> Work:
        """A weighted sum, or average, over the members of some levels."""
        shares = [_shares(expression, level) for level in levels]
        terms: list[tuple[Fraction, dict[str, str]]] = []
        for combination in product(*shares):
            members = {level.dimension or "": member for level, (member, _) in zip(levels, combination, strict=True)}
            terms.append((prod((share for _, share in combination), start=Fraction(1)), members))
        within = replace(scope, home=(*scope.home, *(level.dimension or "" for level in levels)))
        places = [partial(_beside, members) for _, members in terms]
        leaf = self._elsewhere(expression.operand, within, places)
        return lambda at, home: _short(
            _total(share * _number(leaf({**at, **members}, home)) for share, members in terms)
        )

    def _weighted_indicators(self, expression: ex.WeightedIndicators, scope: Scope) -> Work:
        """A weighted sum, or average, of other indicators."""
        level = next(level for level in scope.levels if level.dimension is None)
        terms: list[tuple[Fraction, Work]] = []
        for name, share in _shares(expression, level):
            dimensions = self.program.indicators[name][0].dimensions
            if not set(dimensions) <= set(scope.home):
                raise NotPlainError(name)
            keys = tuple(ex.RowKey(dimension) for dimension in dimensions)
            read = ex.IndicatorValue(name, expression.part, keys, type=expression.type, text=name)
            terms.append((share, self._indicator(read, scope)))
        return lambda at, home: _short(_total(share * _number(work(at, home)) for share, work in terms))


def _shares(expression: ex.Weighted | ex.WeightedIndicators, level: WeightLevel) -> list[tuple[str, Fraction]]:
    """The members of a level with the weights that they have where none is left out. Errors: `NotPlainError` for another mean."""
    if expression.mean is not Mean.ARITHMETIC:
        raise NotPlainError(expression.text)
    whole = sum((one.weight for one in level.weights), Fraction(0))
    if expression.statistic is not Statistic.AVERAGE or whole in (0, 1):
        whole = Fraction(1)
    return [(one.member, one.weight / whole) for one in level.weights]


def _beside(members: Members, at: Members) -> Members:
    return {**at, **members}


def _read_at(row: ReadRow, place: Callable[[Members], Members], at: Members) -> Held | None:
    return row(place(at))


def _weighted_by(expression: ex.Aggregated, found: list[tuple[Outcome, Outcome]]) -> Fraction:
    """Σ x·w / Σ w, or Σ x·w for a sum, where all of both are there."""
    pairs = [(_number(one), _number(by)) for one, by in found]
    product_of = _total(one * by for one, by in pairs)
    if expression.statistic is Statistic.SUM:
        return _short(product_of)
    return _short(_divided(product_of, _total(by for _, by in pairs)))


def _total(values: Iterable[Fraction]) -> Fraction:
    try:
        return total(values)
    except TooLongError as error:
        raise NotPlainError("long") from error


def _statistic(expression: ex.Aggregated, found: list[Outcome]) -> Outcome:
    """A statistic of numbers, under the rules for those that do not apply or are missing."""
    for state, rule in ((NOT_APPLICABLE, expression.when_not_applicable), (MISSING, expression.when_missing)):
        others = [one for one in found if one is not state]
        if len(others) == len(found):
            continue
        if rule is None:
            if any(isinstance(one, State) for one in others):
                raise NotPlainError(expression.text)
            return state
        if rule.kind is ex.RuleKind.AMOUNT:
            others += [rule.amount] * (len(found) - len(others))
        elif not rule.kind.leaves_out:
            raise NotPlainError(expression.text)
        found = others
    numbers = [_number(one) for one in found]
    if not numbers:
        return Fraction(0) if expression.statistic is Statistic.SUM else MISSING
    return _mean(expression.statistic, expression.mean, numbers)


def _mean(statistic: Statistic, mean: Mean, numbers: Sequence[Fraction]) -> Fraction:
    """A statistic of numbers. Errors: `NotPlainError` where some have no such mean."""
    try:
        return _short(_number(mean_of(statistic, mean, numbers)))
    except TooLongError as error:
        raise NotPlainError(mean) from error


def _members_named(keys: tuple[ex.Key, ...]) -> Callable[[Members], Keys]:
    """The members that keys name. Errors: `NotPlainError` where an expression names one."""
    if any(isinstance(key, ex.ExpressionKey) for key in keys):
        raise NotPlainError("an expression names a member")
    if len(keys) == 1 and isinstance(keys[0], ex.RowKey):
        dimension = keys[0].dimension
        return lambda at: (at[dimension],)
    return lambda at: tuple(key.member if isinstance(key, ex.MemberKey) else at[key.dimension] for key in keys)


def _value_of(column: Column) -> Callable[[object], Fraction | str | bool]:
    """What a stored figure of a column stands for (`database.stored`)."""
    parts = column.parts
    if column.type.kind is Kind.NUMBER:
        return lambda raw: Fraction(raw, parts)  # type: ignore[call-overload]  # numbers are stored as integers
    return bool if column.type.kind is Kind.TRUTH else str


def _number(value: object) -> Fraction:
    if not isinstance(value, Fraction):
        raise NotPlainError(str(value))
    return value


def _short(value: Fraction) -> Fraction:
    """A number that is far from too long."""
    if value.numerator.bit_length() > LONG or value.denominator.bit_length() > LONG:
        raise NotPlainError("long")
    return value


def _divided(one: Fraction, other: Fraction) -> Fraction:
    if not other:
        raise NotPlainError("by zero")
    return one / other


def _negative(value: Outcome) -> Outcome:
    return value if isinstance(value, State) else -_number(value)


def _worst(one: Outcome, other: Outcome) -> State:
    """The state of what is made of two of which one has no value."""
    for state in (NOT_APPLICABLE, MISSING):
        if one is state or other is state:
            return state
    raise NotPlainError("no numbers")


def _holds(value: Outcome) -> bool:
    """Whether a condition holds; what does not apply does not. Errors: `NotPlainError` where it is missing."""
    if value is MISSING:
        raise NotPlainError("missing")
    return value is True
