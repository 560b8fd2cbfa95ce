"""Evaluating an expression in a small world of facts: plain and exact; what is missing or undefined leaves the world out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.operators import Mean, Operator, Statistic
from iku_dsl.period import Period
from iku_dsl.program import Absence, Column, Derived
from iku_dsl.proofs.exactly import applied, calculated, compared, settled, weighed
from iku_dsl.proofs.scales import category
from iku_dsl.proofs.sides import sign_decides
from iku_dsl.proofs.world import Facts, MissingError, Place, UndefinedError, Value
from iku_dsl.readings import reading
from iku_dsl.records import replace


class World(Facts):
    """A small world, and the values of expressions in it."""

    def value(self, expression: ex.Expression, at: Place) -> Value:
        """The value of an expression in this world."""
        self.spend()
        match expression:
            case ex.Constant():
                return _sure(expression.value)
            case ex.ColumnValue():
                keys = self._keys(expression.keys, at)
                return self._read(expression, keys, expression.shift, at)
            case ex.OwnColumn():
                if (expression.source, expression.column) in at.own:
                    return at.own[(expression.source, expression.column)]
                if expression.source not in self.program.sources:
                    raise UndefinedError
                keys = tuple(at.keys[d] for d in self.program.sources[expression.source].dimensions)
                return self._read(expression, keys, at.shift, at)
            case ex.AttributeValue():
                return self._attribute(expression.dimension, expression.attribute, self._key(expression.key, at))
            case ex.KeyValue():
                return self._key(expression.key, at)
            case ex.HasRow():
                return self._has(expression, at)
            case ex.IsExpected():
                if not self._has(expression, at):
                    raise UndefinedError
                return True
            case ex.Arithmetic():
                return self._arithmetic(expression, at)
            case ex.Negative():
                return -self.number(expression.operand, at)
            case ex.Comparison():
                return self._compared(expression, at)
            case ex.Logic():
                return self._logic(expression, at)
            case ex.Opposite():
                return not self.value(expression.operand, at)
            case ex.Choose():
                taken = expression.then if self.value(expression.condition, at) else expression.otherwise
                return self.value(taken, at)
            case ex.Apply():
                return self._apply(expression, at)
            case ex.Lookup():
                return self._lookup(expression, at)
            case ex.Classify():
                found = category(self.program.scales[expression.scale], self.number(expression.operand, at))
                if found is None:
                    raise UndefinedError
                return found
            case ex.Named():
                value = self.value(
                    expression.value, replace(at, keys=at.home, row="", shift=ex.SAME, elements=frozenset())
                )
                self.used.setdefault(expression.name, (value, expression.type.percent))
                return value
            case ex.Aggregated():
                return self._aggregated(expression, at)
            case ex.OfList():
                return settled(expression.statistic, expression.mean, [self.number(o, at) for o in expression.operands])
            case ex.Weighted():
                return self._weighted(expression, at)
            case ex.IsMissing():
                try:
                    self.value(expression.operand, at)
                except MissingError:
                    return True
                return False
            case ex.WeightedIndicators() | ex.IndicatorValue() | ex.CalendarDays():
                raise UndefinedError

    def number(self, expression: ex.Expression, at: Place) -> Fraction:
        """A value that must be a number."""
        value = self.value(expression, at)
        if not isinstance(value, Fraction):
            raise UndefinedError
        return value

    def _key(self, key: ex.Key, at: Place) -> str:
        match key:
            case ex.RowKey():
                return at.keys[key.dimension]
            case ex.MemberKey():
                return key.member
            case ex.ExpressionKey():
                return str(self.value(key.value, at))

    def _keys(self, keys: tuple[ex.Key, ...], at: Place) -> tuple[str, ...]:
        return tuple(self._key(key, at) for key in keys)

    def _read(
        self, expression: ex.ColumnValue | ex.OwnColumn, keys: tuple[str, ...], shift: ex.Shift, at: Place
    ) -> Value:
        source = self.program.sources[expression.source]
        found = reading(shift, at.period, source.grain)
        if found is None:
            raise MissingError
        column = source.columns.get(expression.column) or source.derived[expression.column]
        there = self.rows(source, at.period, shift, keys)
        if len(there) < len(found.periods) and (isinstance(column, Derived) or column.rules):
            raise UndefinedError  # there may be a number without a row
        rule = column.consolidation if found.consolidated else None
        whole = rule is not None and not rule.partial
        if whole and source.absence is not Absence.COMPLETE and rule is not None and rule.reduction is ex.Reduction.SUM:
            if not there:
                return Fraction(0)
        elif not there or (whole and source.absence is Absence.COMPLETE and len(there) < len(found.periods)):
            raise MissingError
        if found.consolidated and rule is None:
            raise UndefinedError
        values = [self._at(expression, column, period, keys, many=rule is not None) for period in there]
        if rule is None or rule.reduction is ex.Reduction.LAST:
            return values[-1]
        numbers = [value for value in values if isinstance(value, Fraction)]
        return settled(Statistic(rule.reduction.value), Mean.ARITHMETIC, numbers)

    def _at(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        column: Column | Derived,
        period: Period | None,
        keys: tuple[str, ...],
        *,
        many: bool,
    ) -> Value:
        """The value of a column in the row of one period."""
        source = self.program.sources[expression.source]
        if isinstance(column, Derived):
            place = Place(period or self.period, dict(zip(source.dimensions, keys, strict=True)), source.name)
            return self.value(column.value, place)
        row = self.row(source.name, period, keys)
        assert row is not None
        where = [*keys] if len(self._members) else []
        where += [str(period)] if many else []
        shown = f"[{', '.join(where)}]" if where else ""
        self.used[f"{expression.text or column.name}{shown}"] = (row[column.name], column.type.percent)
        return row[column.name]

    def _attribute(self, dimension: str, attribute: str, member: str) -> Value:
        place = (dimension, attribute, member)
        if place not in self._attributes:
            self._attributes[place] = self._cell(self.program.dimensions[dimension].stored[attribute])
        return self._attributes[place]

    def _has(self, expression: ex.HasRow | ex.IsExpected, at: Place) -> bool:
        known = {key.dimension: self._key(key, at) for key in expression.keys}
        source = self.program.sources[expression.source]
        options = [(known[d],) if d in known else self.members(d) for d in source.dimensions]
        self.spend(prod(len(option) for option in options))
        drawn = [
            self.rows(source, at.period, expression.shift, keys) for keys in product(*options)
        ]  # all of them are drawn
        return any(drawn)

    def _arithmetic(self, expression: ex.Arithmetic, at: Place) -> Value:
        left, right = self.value(expression.left, at), self.value(expression.right, at)
        return calculated(expression, left, right)

    def _logic(self, expression: ex.Logic, at: Place) -> bool:
        """Kleene's logic: one side may decide where the other is missing."""
        deciding = expression.operator is Operator.OR
        missing: MissingError | None = None
        for side in (expression.left, expression.right):
            try:
                if self.value(side, at) is deciding:
                    return deciding
            except MissingError as error:
                missing = error
        if missing is not None:
            raise missing
        return not deciding

    def _compared(self, expression: ex.Comparison, at: Place) -> bool:
        try:
            left, right = self.value(expression.left, at), self.value(expression.right, at)
        except MissingError:
            decided = sign_decides(
                expression.operator, iv.subtract(self._where(expression.left, at), self._where(expression.right, at))
            )
            if decided is None:
                raise
            return decided
        return compared(expression, left, right)

    def _where(self, expression: ex.Expression, at: Place) -> Interval:
        """Where a number lies that may be missing: a column's range decides a comparison, too."""
        try:
            value = self.value(expression, at)
        except MissingError:
            if isinstance(expression, ex.ColumnValue | ex.OwnColumn):
                column = self.program.sources[expression.source].columns.get(expression.column)
                return column.range if column is not None and expression.consolidation is None else EVERYTHING
            return EVERYTHING
        return iv.point(value) if isinstance(value, Fraction) else EVERYTHING

    def _apply(self, expression: ex.Apply, at: Place) -> Fraction:
        return applied(expression, [self.number(argument, at) for argument in expression.arguments])

    def _lookup(self, expression: ex.Lookup, at: Place) -> Value:
        table = self.program.tables[expression.table]
        found = table.entries.get(tuple(str(self.value(key, at)) for key in expression.keys))
        if found is None:  # also of breakpoints
            raise UndefinedError
        return found

    # ---- sets

    def elements(self, base: ex.SetExpression, at: Place) -> list[Place]:
        """The places of the elements of a set."""
        match base:
            case ex.Members():
                inside = replace(at, row="", elements=at.elements | {base.dimension})
                self.spend(len(self.members(base.dimension)))
                return [replace(inside, keys={**at.keys, base.dimension: m}) for m in self.members(base.dimension)]
            case ex.Rows():
                source = self.program.sources[base.source]
                dimensions = source.dimensions
                if base.expected and not all(self.members(d) for d in dimensions):
                    raise MissingError  # nobody has said who they are
                limited = {d for d in dimensions if d in at.keys}
                if limited == set(dimensions):
                    limited -= at.elements  # each member would be at hand, and by an element: the rows of all are meant
                options = [(at.keys[d],) if d in limited else self.members(d) for d in dimensions]
                inside = replace(at, row=base.source, shift=base.shift, elements=at.elements | set(dimensions))
                self.spend(prod(len(option) for option in options))
                return [
                    replace(inside, keys={**at.keys, **dict(zip(dimensions, keys, strict=True))})
                    for keys in product(*options)
                    if base.expected or self.rows(source, at.period, base.shift, keys)
                ]
            case ex.NamedSet():
                return self.elements(base.set, at)
            case ex.Filtered():
                return [place for place in self.elements(base.set, at) if self.value(base.condition, place) is True]

    def _aggregated(self, expression: ex.Aggregated, at: Place) -> Fraction:
        places = self.elements(expression.set, at)
        if expression.operand is None:
            return Fraction(len(places))
        numbers = [self.number(expression.operand, place) for place in places]
        if expression.by is not None:
            weights = [self.number(expression.by, place) for place in places]
            return weighed(expression, numbers, weights)
        return settled(expression.statistic, expression.mean, numbers)

    def _weighted(self, expression: ex.Weighted, at: Place) -> Fraction:
        if expression.mean is not Mean.ARITHMETIC:
            raise UndefinedError
        total, weights = Fraction(0), Fraction(0)
        levels = [level for level in at.levels if level.dimension in expression.levels]
        for combination in product(*(level.weights for level in levels)):
            share = Fraction(1)
            keys = dict(at.keys)
            for level, weight in zip(levels, combination, strict=True):
                share *= weight.weight
                keys[level.dimension or ""] = weight.member
            total += share * self.number(expression.operand, replace(at, keys=keys))
            weights += share
        return total if expression.statistic is Statistic.SUM else total / weights


def _sure(value: Value | None) -> Value:
    if value is None:
        raise UndefinedError
    return value
