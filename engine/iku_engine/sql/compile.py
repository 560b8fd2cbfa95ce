"""Typed expression to SQL term, over a frame: one dispatch over the kinds of expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import sqlalchemy as sa

from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Derived, Program, Table
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind, Operator, Type
from iku_engine.database.stored import LIMIT, missing_interval
from iku_engine.plan.environment import reading
from iku_engine.plan.plan import chain, of_element
from iku_engine.results.beside import LOADED, NOTHING, Lacks, NeverLoaded, never, of_parts
from iku_engine.results.evaluation import Node, State
from iku_engine.sql import terms
from iku_engine.sql import terms as tm
from iku_engine.sql.frame import Beside, Frame
from iku_engine.sql.terms import VALUES, NotInSqlError, Sql, SqlNumber, SqlText, SqlTruth, Term

Outside = Callable[[ex.Expression], Node]

FEW = 16  # names whose numbers stand where they are asked for


class Compiler:
    """Compiles the conditions and operands of one statement; `outside` evaluates what does not depend on the row."""

    def __init__(self, program: Program, frame: Frame, outside: Outside) -> None:
        self.program, self.frame, self.outside = program, frame, outside
        self.own = frozenset(frame.keys)
        self._made: dict[tuple[sa.FromClause, str, bool], Term] = {}  # columns, each made once for all that read it
        # And look-ups, by their table and key; the key is kept, as it is known by its identity.
        self._looked_up: dict[tuple[str, int], tuple[SqlText, SqlNumber, Sql, int, int | None]] = {}
        self._ranks: dict[
            tuple[str, ...], dict[str, int]
        ] = {}  # of ordered choices, each made once; and numbers by them
        self._by_rank: dict[tuple[int, int], tuple[SqlText, SqlNumber, int, int | None]] = {}
        self.size = 0  # how much was made so far, in parts of rules, entries of tables and choices
        self.without_entry: list[Sql] = []  # where what was made so far looks up a key without an entry
        self.lacks: dict[ex.Expression, Lacks] = {}  # what conditions and numbers lack where they are missing
        self._parts: list[Lacks] = []  # of the expression that is being made

    def truth(self, expression: ex.Expression) -> SqlTruth:
        """A condition."""
        found = self._whole(expression)
        if not isinstance(found, SqlTruth):
            raise NotInSqlError("not a condition")
        return found

    def number(self, expression: ex.Expression) -> SqlNumber:
        """A number."""
        found = self._whole(expression)
        if not isinstance(found, SqlNumber):
            raise NotInSqlError("not a number")
        return found

    def _whole(self, expression: ex.Expression) -> Term:
        """An expression of which it is kept what it lacks."""
        above, self._parts = self._parts, []
        try:
            found = self.term(expression)
            self.lacks[expression] = of_parts(*self._parts)
        finally:
            self._parts = above
        self._parts.append(self.lacks[expression])
        return found

    def term(self, expression: ex.Expression, row: Beside | None = None) -> Term:
        """Any expression; `row` is the row whose own columns are read, the frame's where it is None."""
        above, self._parts = self._parts, []
        try:
            found = self._term(expression, row)
            made = _lacks_of(expression, self._parts)
        finally:
            self._parts = above
        if made is not None:
            self._parts.append(made)
        return found

    def _term(self, expression: ex.Expression, row: Beside | None) -> Term:
        self.size += 1
        match expression:
            case ex.Constant():
                return self._constant(expression)
            case ex.OwnColumn():
                beside = row or self.frame.row
                if beside is None or beside.relation.name != expression.source:
                    raise NotInSqlError("no row at hand")
                return self._column(beside, expression.column)
            case ex.ColumnValue():
                keys = tuple(self._key(key, row) for key in expression.keys)
                return self._column(self.frame.fact(expression.source, expression.shift, keys), expression.column)
            case ex.AttributeValue():
                return self._attribute(expression, row)
            case ex.KeyValue():
                return SqlText(self._key(expression.key, row), certain=True)
            case ex.HasRow():
                dimensions = {key.dimension: self._key(key, row) for key in expression.keys}
                return self._has(expression, dimensions)
            case ex.IsExpected():
                return self._expected(expression, row)
            case ex.Arithmetic():
                return self._arithmetic(expression, row)
            case ex.Negative():
                return tm.scaled(self._number(expression.operand, row), -1, 1)
            case ex.Comparison():
                return self._comparison(expression, row)
            case ex.Logic():
                left, right = self._truth(expression.left, row), self._truth(expression.right, row)
                return terms.both(left, right) if expression.operator is Operator.AND else terms.any_of(left, right)
            case ex.Opposite():
                return terms.opposite(self._truth(expression.operand, row))
            case ex.Lookup():
                return self._lookup(expression, row)
            case (
                ex.Named()
                | ex.Aggregated()
                | ex.IndicatorValue()
                | ex.Weighted()
                | ex.WeightedIndicators()
                | ex.CalendarDays()
            ):
                return self._from_outside(expression)
            case ex.IsMissing() | ex.Choose() | ex.Apply() | ex.Classify() | ex.OfList():
                raise NotInSqlError(f"{type(expression).__name__} is evaluated in Python")

    def _number(self, expression: ex.Expression, row: Beside | None) -> SqlNumber:
        found = self.term(expression, row)
        if not isinstance(found, SqlNumber):
            raise NotInSqlError("not a number")
        return found

    def _truth(self, expression: ex.Expression, row: Beside | None) -> SqlTruth:
        found = self.term(expression, row)
        if not isinstance(found, SqlTruth):
            raise NotInSqlError("not a condition")
        return found

    # ---- leaves

    def _constant(self, expression: ex.Constant) -> Term:
        value = expression.value
        if isinstance(value, bool):
            return tm.ALWAYS if value else tm.NEVER
        if isinstance(value, Fraction):
            return tm.constant(value.numerator, value.denominator)
        if isinstance(value, date):
            return tm.constant(value.toordinal(), 1)
        if isinstance(value, str):
            order = expression.type.choices if expression.type.ordered else ()
            return SqlText(sa.literal(value, sa.Text()), certain=True, order=order)
        raise NotInSqlError("a missing literal")

    def _from_outside(self, expression: ex.Expression) -> Term:
        """A number that is the same for every row."""
        if of_element(self.program, expression, self.own):
            raise NotInSqlError("it differs from row to row")
        if self.frame.period != self.frame.at_hand:
            raise NotInSqlError("it is of the period of another row")
        node = self.outside(expression)
        if node.state is not State.VALUE:
            raise NotInSqlError("it is not known")
        return self._constant(ex.Constant(node.value, type=expression.type))

    def _expected(self, expression: ex.IsExpected, row: Beside | None) -> SqlTruth:
        """Whether a row is there, or its member is in the set that the source is complete over, in the source's period."""
        source = self.program.sources[expression.source]
        assert source.expected is not None
        dimensions = {key.dimension: self._key(key, row) for key in expression.keys}
        there = self._has(expression, dimensions)
        found = reading(expression.shift, self.frame.period, source.grain)
        if found is None or found.consolidated:
            raise NotInSqlError("rows of several periods are expected one by one")
        with self.frame.looking_at(found.periods[0] or self.frame.period):
            conditions = [self._truth(condition, None) for condition in chain(source.expected).conditions]
        member = tm.ALWAYS
        for condition in conditions:
            member = terms.both(member, condition)
        return terms.any_of(there, member)

    def _has(self, expression: ex.HasRow | ex.IsExpected, dimensions: Mapping[str, Sql]) -> SqlTruth:
        """Whether a source has a row for the keys; in periods that were never loaded only members come who are valid then."""
        found = self.frame.has(expression.source, expression.shift, dimensions)
        lacking = self.frame.lacking(expression.source, expression.shift)
        always = all(self.frame.snapshot.validity.always(dimension) for dimension in dimensions)
        same = len(lacking) < 2 or always
        self._parts.append(Lacks(lacking if same else NOTHING, lacking, nowhere=found is tm.UNKNOWN))
        return found

    def _key(self, key: ex.Key, row: Beside | None) -> Sql:
        if isinstance(key, ex.ExpressionKey):
            found = self.term(key.value, row)
            if not isinstance(found, SqlText) or found.na is not None:
                raise NotInSqlError("a key that is no text, or may not apply")
            return found.value
        return self.frame.key(key, {})

    def _column(self, beside: Beside, name: str) -> Term:
        source = self.program.sources.get(beside.relation.name)
        derived: Derived | None = source.derived.get(name) if source is not None else None
        if derived is not None:
            if derived.rules:
                raise NotInSqlError("a rule for missing values")
            if beside.nowhere:
                raise NotInSqlError("a computed column of no period")
            with self.frame.looking_at(beside.period or self.frame.period):
                return self.term(derived.value, beside)
        return self._stored(beside, beside.relation.columns[name])

    def _attribute(self, expression: ex.AttributeValue, row: Beside | None) -> Term:
        relation = self.frame.snapshot.tables.relations.get(expression.dimension)
        if relation is None:
            raise NotInSqlError("an attribute of an enumerated dimension")
        beside = self.frame.member(expression.dimension, self._key(expression.key, row))
        return self._stored(beside, relation.columns[expression.attribute])

    def _stored(self, beside: Beside, column: Column) -> Term:
        """What stands in a column beside the elements: one and the same term wherever it is read, by which look-ups know it."""
        if beside.alias is None:
            at = frozenset({NeverLoaded(beside.relation.label, beside.period)})
            self._parts.append(never(NOTHING if beside.nowhere else at))
            return self._term_of(beside, column)
        self._parts.append(LOADED)
        place = beside.alias, column.name, beside.always
        if place not in self._made:
            self._made[place] = self._term_of(beside, column)
        return self._made[place]

    def _term_of(self, beside: Beside, column: Column) -> Term:
        if column.rules:
            raise NotInSqlError("a rule for missing values")
        kind = column.type.kind
        certain = beside.always and not column.may_be_missing
        certain = certain and self.frame.snapshot.always_given(beside.relation, column.name)
        if column.limit is not None and not certain:
            raise NotInSqlError("a range that another column ends")
        if beside.alias is None:
            return self._absent(column)
        stored = beside.column(column.name)
        na: Sql | None = None
        if column.may_be_missing:
            na = sa.func.coalesce(beside.column(NOT_APPLICABLE_PREFIX + column.name), 0) == 1
        if kind is Kind.TRUTH:
            yes, no = stored == 1, stored == 0
            truth = SqlTruth(yes, no, known=yes) if certain else SqlTruth(terms.sure(yes), terms.sure(no), known=yes)
            return truth if na is None else SqlTruth(truth.yes, sa.or_(truth.no, na), na, yes)
        if kind in (Kind.NUMBER, Kind.DATE):
            number = _number(column, stored, certain, na)
            before = self.frame.snapshot.largest_before(beside.relation, column.name)
            largest = LIMIT if before is None else int(before * number.denominator)
            return replace(number, largest=max(number.largest, largest))
        return SqlText(stored, certain, column.type.choices if column.type.ordered else (), na)

    def _absent(self, column: Column) -> Term:
        """A column of a period that is not loaded: missing in every row."""
        if column.type.kind is Kind.TRUTH:
            return tm.UNKNOWN
        if column.type.kind in (Kind.NUMBER, Kind.DATE):
            return _number(column, sa.cast(sa.null(), sa.BigInteger()), False, None)
        return SqlText(sa.cast(sa.null(), sa.Text()), order=column.type.choices if column.type.ordered else ())

    # ---- operators

    def _arithmetic(self, expression: ex.Arithmetic, row: Beside | None) -> SqlNumber:
        left = self._number(expression.left, row)
        if expression.operator in (Operator.MULTIPLY, Operator.DIVIDE):
            fixed = _fixed(expression.right)
            if fixed is not None and not (fixed == 0 and expression.operator is Operator.DIVIDE):
                if expression.operator is Operator.DIVIDE:
                    fixed = 1 / fixed
                return tm.scaled(left, fixed.numerator, fixed.denominator)
            fixed = _fixed(expression.left)
            if fixed is not None and expression.operator is Operator.MULTIPLY:
                return tm.scaled(self._number(expression.right, row), fixed.numerator, fixed.denominator)
        right = self._number(expression.right, row)
        if expression.type.kind is Kind.DATE and right.denominator != 1:
            raise NotInSqlError("a part of a day")
        match expression.operator:
            case Operator.ADD:
                return tm.add(left, right)
            case Operator.SUBTRACT:
                return tm.add(left, right, -1)
            case Operator.MULTIPLY:
                return tm.times(left, right)
            case _:
                raise NotInSqlError("a ratio in each row")

    def _comparison(self, expression: ex.Comparison, row: Beside | None) -> SqlTruth:
        left, right = self.term(expression.left, row), self.term(expression.right, row)
        operator = expression.operator.value
        if isinstance(left, SqlNumber) and isinstance(right, SqlNumber):
            return terms.compare(operator, left, right)
        if isinstance(left, SqlText) and isinstance(right, SqlText):
            if operator in ("=", "!="):
                return terms.same(operator, left, right)
            order = left.order or right.order or _order(expression.left.type, expression.right.type)
            if order not in self._ranks:
                self._ranks[order] = {choice: len(order) - place for place, choice in enumerate(order)}
            ranks = self._ranks[order]
            sides = [
                _of_rank(ranks.get(side.value))
                if isinstance(side, ex.Constant) and isinstance(side.value, str)
                else None
                for side in (expression.left, expression.right)
            ]
            made = [side or self._ranked(text, ranks) for side, text in zip(sides, (left, right), strict=True)]
            return terms.compare(operator, made[0], made[1])
        if isinstance(left, SqlTruth) and isinstance(right, SqlTruth) and operator in ("=", "!="):
            return terms.alike(operator, left, right)
        raise NotInSqlError("a comparison of unlike things")

    def _lookup(self, expression: ex.Lookup, row: Beside | None) -> Term:
        table = self.program.tables[expression.table]
        if len(expression.keys) != 1 or table.breakpoints:
            raise NotInSqlError("a table of two keys, or of breakpoints")
        dimension = self.program.dimensions.get(table.keys[0]) if table.keys else None
        if dimension is not None and not dimension.enumerated:
            raise NotInSqlError("a table of some members")
        key = self.term(expression.keys[0], row)
        if not isinstance(key, SqlText):
            raise NotInSqlError("a table by what is no text")
        place = expression.table, id(key)
        if place not in self._looked_up:
            self._looked_up[place] = key, *self._look_up(table, key, expression.keys[0].type)
        _, found, without, size, beside = self._looked_up[place]
        self._takes(size, beside)
        self.without_entry.append(without)
        return found

    def _look_up(self, table: Table, key: SqlText, kind: Type) -> tuple[SqlNumber, Sql, int, int | None]:
        """The number of a text, where it has none, how much of a statement that takes, and which table beside the elements it is of."""
        if len(table.entries) > VALUES:
            raise NotInSqlError("a table of more entries than one looks through for each row")
        values = {entry[0]: value for entry, value in table.entries.items()}
        numbers = {name: value for name, value in values.items() if isinstance(value, Fraction)}
        if len(numbers) != len(values) or table.partial:
            raise NotInSqlError("a table of texts, or a partial one")
        denominator = max((value.denominator for value in numbers.values()), default=1)
        if any(denominator % value.denominator for value in numbers.values()):
            raise NotInSqlError("a table of unlike fractions")
        whole = {name: int(value * denominator) for name, value in numbers.items()}
        snapshot = self.frame.snapshot
        meant = snapshot.meant.of(table, [snapshot.meant.listed(self.program, kind)], snapshot.work_out).numbers
        if not meant:
            raise NotInSqlError("a table that has no row for any key")
        found, entry, size, beside = self._numbered(key.value, whole)
        missing = entry.is_(None) if entry is not None else key.value.not_in(list(whole))
        without = sa.and_(key.value.is_not(None), missing)
        self.frame.without_entry.append(without)
        low, high = (int(end * denominator) for end in meant)
        largest = max(abs(value) for value in whole.values())
        number = SqlNumber(
            found,
            sa.func.coalesce(found, low),
            sa.func.coalesce(found, high),
            denominator,
            tm.fits(largest),
            key.certain,
            key.na,
            bounded=True,
        )
        return number, without, size, beside

    def _numbered(self, key: Sql, numbers: Mapping[str, int]) -> tuple[Sql, Sql | None, int, int | None]:
        """The number of a name, how much of a statement it takes, and where there are many: the name, and its table beside the elements."""
        if len(numbers) > FEW:
            number, name, table = self.frame.looked_up(numbers, key)
            return number, name, 1, table
        found: Sql = sa.case(*((key == name, number) for name, number in numbers.items()), else_=sa.null())
        return found, None, len(numbers), None

    def _takes(self, size: int, beside: int | None) -> None:
        self.size += size
        if beside is not None:
            self.frame.reads(beside)

    def _ranked(self, text: SqlText, ranks: Mapping[str, int]) -> SqlNumber:
        """A choice by its order, the better the greater."""
        if len(ranks) > VALUES:
            raise NotInSqlError("more choices than one looks through for each row")
        place = id(ranks), id(text)
        if place not in self._by_rank:
            value, _, size, beside = self._numbered(text.value, ranks)
            self._by_rank[place] = text, terms.ranked(text, value, ranks), size, beside
        _, number, size, beside = self._by_rank[place]
        self._takes(size, beside)
        return number


def _lacks_of(expression: ex.Expression, parts: Sequence[Lacks]) -> Lacks | None:
    """What an expression lacks whose parts lack so much; None where it has none, and is always there."""
    if not parts:
        return None
    made = of_parts(*parts)
    if isinstance(expression, ex.Comparison | ex.Logic):
        return made.sometimes
    keys = expression.keys if isinstance(expression, ex.ColumnValue | ex.HasRow | ex.IsExpected) else ()
    worked_out = any(isinstance(key, ex.ExpressionKey) for key in keys)  # where it is missing, nothing else is read
    if worked_out or (isinstance(expression, ex.IsExpected) and len(parts) > 1):
        return made.perhaps
    return made


def _number(column: Column, stored: Sql, certain: bool, na: Sql | None) -> SqlNumber:
    scale = column.parts if column.type.kind is Kind.NUMBER else 1
    if column.type.kind is Kind.DATE:
        return SqlNumber(stored, stored, stored, 1, 4_000_000, certain, na)
    interval = missing_interval(column)  # on the column's grid: times the scale its ends are whole
    low = int(interval.low * scale) if interval.low is not None else None
    high = int(interval.high * scale) if interval.high is not None else None
    largest = max(abs(low), abs(high)) if low is not None and high is not None else LIMIT
    if certain:
        return SqlNumber(stored, stored, stored, scale, largest, True, na, bounded=True)
    least = sa.func.coalesce(stored, low) if low is not None else stored
    greatest = sa.func.coalesce(stored, high) if high is not None else stored
    bounded = low is not None and high is not None
    return SqlNumber(stored, least, greatest, scale, largest, False, na, bounded)


def _fixed(expression: ex.Expression) -> Fraction | None:
    if isinstance(expression, ex.Constant) and isinstance(expression.value, Fraction):
        return expression.value
    return None


def _of_rank(rank: int | None) -> SqlNumber | None:
    """The rank of a choice that is written out."""
    if rank is None:
        return None
    number: Sql = sa.literal(rank, sa.BigInteger())
    return SqlNumber(number, number, number, 1, rank, True, bounded=True)


def _order(left: Type, right: Type) -> tuple[str, ...]:
    return left.choices or right.choices
