"""What must hold of a row beyond its cells: ends that another column or a table gives, and the source's `syarat`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction

import sqlalchemy as sa

from iku_dsl.budgets import Effort, most
from iku_dsl.interval import EVERYTHING
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Program, Requirement, Source
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind
from iku_dsl.wording import Figure
from iku_engine.arithmetic.nodes import bounds_of, shown
from iku_engine.calculate import Calculation, new_calculation
from iku_engine.columnwise import ColumnCheck
from iku_engine.columnwise.check import Rule, Rules, Undecided
from iku_engine.columnwise.other_rows import Entities
from iku_engine.database.relations import Relation, Schema
from iku_engine.database.stored import missing_interval, value_of
from iku_engine.errors import WrongUse
from iku_engine.plan.environment import Environment
from iku_engine.plan.meaning import Whole, every_part
from iku_engine.results.evaluation import Fact, Node, Operation, State
from iku_engine.rules.rows_read import RowsRead, over_own_rows
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.staging.plain import Plain

ANY_PERIOD = Period(1)
MADE_READY = 2  # steps that a row takes to be looked at by itself, beside its cells
CELLS = 4  # of a row that are made ready in the time of one step
Place = tuple[int, tuple[str, ...]]  # a period, 0 of rows without one, and the members of a row
Broken = tuple[str, Text]  # the column that a rule names first, and the reason
Read = tuple[int, tuple[str, ...] | None]  # the place of a row; without members: whether a period has any row


class RowCheck:
    """Checks rows of one relation; a condition with an unknown operand passes."""

    def __init__(
        self,
        schema: Schema,
        program: Program,
        relation: Relation,
        connection: sa.Connection,
        *,
        ruled: bool = True,
        there: Snapshot | None = None,
        coming: bool = False,
    ) -> None:
        """Without `ruled` nothing is asked of a row; `there` are the facts where the rows are among them already.

        Of rows that are `coming` no rule is asked over sets of rows of their source: these are others once they count (`rules_beside`).
        """
        self.program, self.relation = program, relation
        self.source: Source | None = program.sources.get(relation.name)
        source = self.source if ruled else None
        requirements, checks = (source.requirements, source.checks) if source is not None else ((), ())
        ends = [(column, column.limit) for column in relation.columns.values() if column.limit is not None and ruled]
        rules = (*(end for _, end in ends), *(one.condition for one in (*requirements, *checks))) if coming else ()
        later = {id(rule) for rule in rules if over_own_rows(program, relation.name, rule)}
        self.limited = [column for column, end in ends if id(end) not in later]
        self.requirements = [one for one in requirements if id(one.condition) not in later]
        self.checks = [one for one in checks if id(one.condition) not in later]
        self.later_checks = [one for one in checks if id(one.condition) in later]  # of rows that are coming
        self.some_later = len(later) > len(self.later_checks)  # rules that keep rows out
        self.rows_read = RowsRead(program, relation.name, tuple(self._rules()) if self.source is not None else ())
        self.looks_back = self.rows_read.any  # or ahead, as within a quarter, or at another row of the same period
        self.sees_others = any(self._is_of_others(part) for part in self.parts())  # what else lies in the relation
        self._readers: dict[int, list[int]] | None = None  # by period, the others whose rows may look at it
        self._coming_in: dict[int, list[tuple[str, ...]]] = {}  # members of the rows of the file, by period
        self.coming: set[Place] = set()  # the places of all rows of the file
        self.watched: Collection[Place] = ()  # of stored rows that break a rule beside the file
        self.out: Mapping[Place, Broken] = {}  # rows of the file that are kept out, as they break a rule once all count
        self.columns_read: Collection[Column] = relation.columns.values()  # of the row at hand
        self._missing: dict[str, Node] = {}  # empty cells, by column
        self.calculation: Calculation | None = None
        self._at_hand: tuple[object, Entities] = None, Entities({}, 1)  # the members of the row that was looked at last
        if self.limited or self.requirements or self.checks:
            self.snapshot: Snapshot = there or _Foreseen(connection, schema, program, relation)
            self.calculation = calculating(program, self.snapshot, self._rules())
            conditions = (rule.condition for rule in (*self.requirements, *self.checks))
            self.columnwise = ColumnCheck(Rules(relation, self.source, (*self.limited, *conditions)), self.calculation)
            if None not in self.columnwise.reads:  # else rules are too long
                self.columns_read = [relation.columns[name] for name in sorted(self.columnwise.columns)]
            self.calculation.few_at_once, self.calculation.read_once = True, self._read_once

    @property
    def asks(self) -> bool:
        """Whether anything is asked of a row."""
        return self.calculation is not None or bool(self.out)

    def open_rows(self, rows: Plain) -> list[int]:
        """The places of the rows of which it is not certain, without looking at each for itself, that they keep all rules.

        Where rules look back, of rows that come in those are all: a later row may break one then. Errors: as of `open_alone`.
        """
        coming = isinstance(self.snapshot, _Foreseen) if self.calculation is not None else False
        return list(range(len(rows))) if self.looks_back and coming else self.open_alone(rows)

    def open_alone(self, rows: Plain) -> list[int]:
        """The same of the rows themselves, whatever later rows make of them.

        Errors: `WrongUse` where the rules take more to be worked out than rows account for.
        """
        out: list[int] = []
        if self.out:
            places = zip(rows.periods, zip(*rows.keys, strict=True) if rows.keys else [()] * len(rows), strict=True)
            out = [at for at, place in enumerate(places) if place in self.out]
        if self.calculation is None:
            return out
        with self.counted(len(rows)):
            found, undecided = self.columnwise.open_rows(rows)
            decided = self._decided_singly(rows, undecided) if undecided else ()
            return sorted({*found, *decided, *out}) if undecided or out else found

    def _decided_singly(self, rows: Plain, undecided: Sequence[Undecided]) -> Iterator[int]:
        """The places of the rows that do not keep a rule that is not decided by column: each of them is asked for this rule alone."""
        assert self.calculation is not None
        of_place: dict[int, list[Rule]] = {}
        for one in undecided:
            for place in one.places:
                of_place.setdefault(place, []).append(one.rule)
        for place, rules in of_place.items():
            row = rows.row(place)
            with self._there(row.period, row.keys, row.values):
                at = self.place(row.period, row.keys, row.values)
                if any(self._breaks(rule, at, row.values) for rule in rules):
                    yield place

    def _breaks(self, rule: Rule, at: Environment, values: Mapping[str, object]) -> bool:
        if isinstance(rule, Column):
            return self._above(rule, at, values) is not None
        assert self.calculation is not None
        return _unkept(self.calculation.node(rule, at))

    def take_given(self, work: Effort) -> None:
        """The rows are those of a test: they account for nothing, and tests share what may be worked out."""
        if self.calculation is not None and isinstance(self.snapshot, _Foreseen):
            self.snapshot.given, self.snapshot.rule_work = True, work

    def _read_once(self, expression: ex.Aggregated, at: Environment) -> Fraction | None:
        """A statistic at a place, where the rows that it is of are read once for all."""
        if at.elements:
            return None
        place = (at.period, tuple(at.keys.items()))
        if self._at_hand[0] != place:
            self._at_hand = place, Entities({dimension: [key] for dimension, key in at.keys.items()}, 1)
        entities = self._at_hand[1]
        figures = self.columnwise.figures.figures(expression, at.period, entities)
        found = figures.at(entities.of(figures.outer)[0]) if figures is not None else None
        return Fraction(found, figures.parts) if figures is not None and found is not None else None

    @contextmanager
    def counted(self, rows: int) -> Iterator[None]:
        """What is worked out meanwhile is counted as work of the rules, of so many rows. Errors: `WrongUse` where it is too much."""
        snapshot = self.snapshot
        before, snapshot.work = snapshot.work, snapshot.rule_work
        if isinstance(snapshot, _Foreseen) and not snapshot.given:
            snapshot.work.allow(rows * most("worked-each"))  # they are no rows of the store yet
        try:
            yield
        except WrongUse as error:
            if error.text.key != "worked-many":
                raise
            limit = snapshot.work.most
            raise WrongUse(say("ruled-many", relation=self.relation.name, limit=limit)) from error
        finally:
            snapshot.work = before

    def parts(self) -> Iterator[Whole]:
        """All that the rules are made of, also by way of computed columns, of whichever row."""
        return (part for rule in self._rules() for part in every_part(self.program, rule, indicators=False))

    def _rules(self) -> Iterator[ex.Expression]:
        """The conditions, and the ends of columns that something else gives."""
        yield from (rule.condition for rule in (*self.requirements, *self.checks))
        yield from (column.limit for column in self.limited if column.limit is not None)

    @staticmethod
    def _is_of_others(part: object) -> bool:
        return isinstance(
            part, ex.SetExpression | ex.ColumnValue | ex.HasRow | ex.IndicatorValue | ex.WeightedIndicators
        )

    def expect(self, coming: set[Place]) -> None:
        """The places of all rows of a file, by period and members."""
        self.coming, self._coming_in, self._readers = coming, {}, None
        for number, keys in coming:
            self._coming_in.setdefault(number, []).append(keys)

    @property
    def looks_ahead(self) -> bool:
        """Whether rules read rows that may come later in a file, which are looked at with all of them there."""
        return self.looks_back and self.rows_read.later

    def give_up(self, period: int, keys: tuple[str, ...]) -> None:
        """A row of the same file that was expected is kept out."""
        if self.looks_back and isinstance(self.snapshot, _Foreseen):
            self.snapshot.ahead[period].pop(keys, None)

    def accept(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> None:
        """A row of the same file that kept all rules: those of later periods may look back at it."""
        if self.looks_back and isinstance(self.snapshot, _Foreseen):
            self.snapshot.ahead[period].setdefault(keys, Row(-1, 0, 0, values))

    def broken_rule(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> tuple[str, Text] | None:
        """The column and reason of the first rule that a row breaks, None where it keeps them all."""
        if (period, keys) in self.out:
            return self.out[period, keys]
        if self.calculation is None or self.source is None:
            return None
        with self.counted(1), self._there(period, keys, values):
            return self._broken(period, keys, values)

    def _broken(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> tuple[str, Text] | None:
        return self._own(period, keys, values) or self._of_others(period, keys)

    def _own(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> tuple[str, Text] | None:
        """What a row breaks of its own rules."""
        at = self.place(period, keys, values)
        above = (self._above(column, at, values) for column in self.limited)
        return next(filter(None, above), None) or self._requirement(at)

    def _above(self, column: Column, at: Environment, values: Mapping[str, object]) -> tuple[str, Text] | None:
        """A column, and the reason, where a row's value is above the end that something else gives."""
        assert self.calculation is not None
        assert column.limit is not None
        top = self.calculation.node(column.limit, at)
        value, percent = value_of(column, values[column.name]), column.type.percent
        if top.state is not State.VALUE or not isinstance(top.value, Fraction) or not isinstance(value, Fraction):
            return None
        if value <= top.value:
            return None
        limit = Figure(top.value, percent)
        return column.name, say("cell.limit", value=Figure(value, percent), limit=limit, text=column.limit.text)

    def _requirement(self, at: Environment) -> tuple[str, Text] | None:
        """The first `syarat` that does not hold at a row; one that cannot be computed does not hold."""
        assert self.calculation is not None
        for requirement in self.requirements:
            if _unkept(self.calculation.node(requirement.condition, at)):
                return _first_column(requirement.condition), say("row.require", rule=requirement.reason)
        return None

    def doubts(
        self,
        period: int,
        keys: tuple[str, ...],
        values: Mapping[str, object],
        checks: Sequence[Requirement] | None = None,
    ) -> Iterator[tuple[str, Text]]:
        """The column and reason of each `periksa`, or of some `checks`, that a row does not keep; the row is taken in all the same."""
        checks = self.checks if checks is None else checks
        if not checks or self.calculation is None:
            return
        with self.counted(0):
            at = self.place(period, keys, values)
        for check in checks:
            with self.counted(0), self._there(period, keys, values):
                node = self.calculation.node(check.condition, at)
            if _unkept(node):
                yield told_of(check)

    def _of_others(self, period: int, keys: tuple[str, ...]) -> tuple[str, Text] | None:
        """The rule that another row, stored or looked at before, would break with the row at hand there."""
        if not self.looks_back or self.relation.grain is None or not isinstance(self.snapshot, _Foreseen):
            return None
        for number in self._periods_reading(period):
            if self._looked_at_then(number, period, keys):
                continue
            row = self.snapshot.row(self.relation, from_ordinal(number, self.relation.grain), keys)
            broken = self._own(number, keys, row.values) if row is not None else None
            if row is not None and broken is not None:
                return self._with_its_row(row, keys, broken)
        return None

    def _with_its_row(self, row: Row, keys: tuple[str, ...], broken: tuple[str, Text]) -> tuple[str, Text]:
        """What another row breaks, told of the row that makes it do so; one of the same file has no place yet."""
        if not row.batch:
            return broken
        place = f"{self.snapshot.fact(self.relation, row).place} ({', '.join(keys)})"
        return broken[0], say("row.beside", place=place, reason=broken[1])

    @contextmanager
    def _there(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> Iterator[None]:
        """A row is among the facts while it is looked at, where rules read several periods of its source, or other rows look at it."""
        if not self.looks_back or not isinstance(self.snapshot, _Foreseen):
            yield
            return
        rows = self.snapshot.ahead[period]
        before = rows.get(keys)
        rows[keys] = Row(-1, 0, 0, values)
        try:
            yield
        finally:
            del rows[keys]
            if before is not None:
                rows[keys] = before

    def stored_breaks(self, period: int, keys: tuple[str, ...]) -> tuple[str, Text] | None:
        """What the stored row of a place breaks that goes on counting there, as no row of the file stands in it."""
        if not self.looks_back:
            return None
        at = from_ordinal(period, self.relation.grain) if self.relation.grain is not None else None
        row = self.snapshot.row(self.relation, at, keys)
        if row is None or not row.batch:
            return None
        with self.counted(1):
            broken = self._own(period, keys, row.values)
        return self._with_its_row(row, keys, broken) if broken is not None else None

    @contextmanager
    def noting(self) -> Iterator[set[Read]]:
        """What is read meanwhile of the rows of the relation."""
        assert isinstance(self.snapshot, _Foreseen)
        noted: set[Read] = set()
        self.snapshot.noted = noted
        try:
            yield noted
        finally:
            self.snapshot.noted = None

    def periods_reading(self, period: int) -> Sequence[int]:
        """The periods of which rows may read one of a period, itself among them."""
        return period, *self._periods_reading(period)

    def may_break_others(self, period: int, keys: tuple[str, ...]) -> bool:
        """Whether a row that was looked at already, or is not in the file again, may look at one of this place."""
        return not all(self._looked_at_then(number, period, keys) for number in self._periods_reading(period))

    def _looked_at_then(self, number: int, period: int, keys: tuple[str, ...]) -> bool:
        """Whether the row of another period is in the file, and looked at with the one of `period` there."""
        return (number, keys) in self.coming and (number > period or self.looks_ahead)

    def _periods_reading(self, period: int) -> Sequence[int]:
        """The other periods of stored rows, and of those of the file, whose rows may look at one."""
        if self.relation.grain is None:
            return ()
        if self._readers is None:
            self._readers = {}
            known = {*self.snapshot.periods(self.relation.name), *self._coming_in}
            for number in sorted(known):
                read = self.rows_read.at(from_ordinal(number, self.relation.grain))
                for one in (known if read is None else read) - {number}:
                    self._readers.setdefault(one, []).append(number)
        return self._readers.get(period, ())

    def place(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> Environment:
        """Where the rules are evaluated of a row."""
        grain = self.relation.grain
        at = from_ordinal(period, grain) if grain is not None else ANY_PERIOD
        self.snapshot.work_out(MADE_READY + len(self.columns_read) // CELLS)
        own: dict[tuple[str, str], Node] = {(self.relation.name, ""): Node(Operation.ROW)}
        for column in self.columns_read:
            own[(self.relation.name, column.name)] = _given(column, values) or self._empty(column)
        return Environment(at, dict(zip(self.relation.dimensions, keys, strict=True)), self.relation.name, own=own)

    def _empty(self, column: Column) -> Node:
        if column.name not in self._missing:
            self._missing[column.name] = _missing(column)
        return self._missing[column.name]


class _Foreseen(Snapshot):
    """The facts with the rows of a file that are about to be stored."""

    def __init__(self, connection: sa.Connection, tables: Schema, program: Program, relation: Relation) -> None:
        super().__init__(connection, tables, program)
        self.relation = relation
        self.given = False  # whether the rows are those of a test, which account for nothing
        self.ahead: defaultdict[int, dict[tuple[str, ...], Row]] = defaultdict(dict)  # by period and members
        self.noted: set[Read] | None = None  # what is read of the relation, where somebody asks

    def loaded(self, relation: str, period: Period | None) -> bool:
        """Also a period of the file."""
        if super().loaded(relation, period):
            return True
        if relation != self.relation.name:
            return False
        if self.noted is not None:
            self.noted.add((_number(period), None))
        return bool(self.ahead.get(_number(period)))

    def row(self, relation: Relation, period: Period | None, keys: tuple[str, ...]) -> Row | None:
        """Also a row of the file."""
        if relation.name != self.relation.name:
            return super().row(relation, period, keys)
        number = _number(period)
        if self.noted is not None:
            self.noted.add((number, keys))
        found = self.ahead.get(number, {}).get(keys)
        return found if found is not None else super().row(relation, period, keys)

    def fact(self, relation: Relation, row: Row) -> Fact:
        """Where a row came from; one of the file has no batch yet."""
        return super().fact(relation, row) if row.batch else Fact(relation.name, "", row.line)


def calculating(program: Program, snapshot: Snapshot, rules: Iterable[Whole]) -> Calculation:
    """What computes some rules: a calculator alone, as long as they name no indicator."""
    parts = (part for rule in rules for part in every_part(program, rule, indicators=False))
    if not any(isinstance(part, ex.IndicatorValue | ex.WeightedIndicators) for part in parts):
        return new_calculation(program, snapshot)
    from iku_engine.indicators.results import new_evaluator  # which loads what few rules need

    return new_evaluator(program, snapshot)


def counting_due(program: Program, snapshot: Snapshot, sources: Iterable[Source]) -> Calculation:
    """What computes how complete some sources are: which rows must be there an indicator may say, by way of a `let`."""
    return calculating(program, snapshot, [one.expected for one in sources if one.expected is not None])


def _number(period: Period | None) -> int:
    return period.ordinal if period is not None else 0


def _given(column: Column, values: Mapping[str, object]) -> Node | None:
    """A cell as it is at hand; None where it is empty, as it is in any row then."""
    value = value_of(column, values[column.name])
    if value is not None:
        return Node(Operation.COLUMN, column.name, column.title, value=value, shown=shown(column.type))
    if values.get(NOT_APPLICABLE_PREFIX + column.name):
        return Node(
            Operation.COLUMN,
            column.name,
            column.title,
            state=State.NOT_APPLICABLE,
            reason=say("na.cell", column=column.title),
        )
    return None


def _missing(column: Column) -> Node:
    interval = missing_interval(column) if column.type.kind is Kind.NUMBER else EVERYTHING
    return Node(
        Operation.COLUMN, column.name, column.title, state=State.MISSING, bounds=bounds_of(interval, tight=True),
        reason=say("missing.empty", column=column.title, place=""),
    )  # fmt: skip


def _unkept(node: Node) -> bool:
    """Whether a condition does not hold; one that cannot be computed does not."""
    return node.state is State.ERROR or (node.state is State.VALUE and node.value is False)


def told_of(check: Requirement) -> tuple[str, Text]:
    """What is said of a row that does not keep a `periksa`: the column that it names first, and the reason."""
    return _first_column(check.condition), say("row.check", rule=check.reason)


def _first_column(condition: ex.Expression) -> str:
    return next((part.column for part in ex.walk(condition) if isinstance(part, ex.OwnColumn)), "")
