"""The FROM of one statement: the elements of a set, and the facts and attributes that are read beside each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.program import KEY_PREFIX
from iku_dsl.program.expression import ExpressionKey, Key, MemberKey, Members, RowKey, Rows, Shift
from iku_dsl.program.readings import valid_in
from iku_dsl.records import record
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import as_rows
from iku_engine.database.relations import Relation
from iku_engine.plan.environment import Reading, reading
from iku_engine.results.beside import NeverLoaded, Unloaded
from iku_engine.snapshot.snapshot import Sent, Snapshot
from iku_engine.sql.terms import ALWAYS, UNKNOWN, NotInSqlError, Sql, SqlTruth

LISTED = 16  # numbers that a listed member in a statement counts as: one of few takes 20 KB until the statement is asked, of 400 5 KB
PARTS = 400  # of one UNION
NAMES = 10  # that a database puts into a table of a statement in the time of one step
MOST_LOOKED_UP = 16  # tables of names that stand beside the elements of one statement: a database makes each anew
MOST_TABLES = 64  # of all kinds that one statement joins, the elements among them: more SQLite does not take


@record
class Beside:
    """A relation joined beside each element; `alias` is None in a period that is not loaded. `always`: its row is always there.

    `period` is that of its row, from which a `let` of it reads whatever else it names.
    """

    relation: Relation
    alias: sa.FromClause | None
    always: bool = False
    period: Period | None = None
    nowhere: bool = False  # there is no such period

    def column(self, name: str) -> Sql:
        """A stored column of it."""
        assert self.alias is not None
        return self.alias.c[name]


@record
class Joined:
    """A table that stands beside the elements of statements that read it; `names` are how many it looks up, 0 of a relation."""

    table: sa.FromClause
    on: Sql
    names: int = 0


class Frame:
    """Collects the joins of statements over the same elements; `keys` are the members at hand, as SQL.

    What is joined before `read` is a set is part of every statement; what comes later only of those that read it.
    """

    def __init__(self, snapshot: Snapshot, period: Period) -> None:
        self.snapshot, self.period = snapshot, period
        self.at_hand = period  # whatever is looked at meanwhile
        self.keys: dict[str, Sql] = {}
        self.source: sa.FromClause | None = None
        self.row: Beside | None = None
        self.members: dict[str, Beside] = {}
        self._beside: dict[tuple[str, object, tuple[int, ...]], Beside] = {}
        self._looked_up: dict[tuple[tuple[tuple[str, int], ...], int], tuple[Sql, Sql, int]] = {}
        self.tables = 1  # of every statement
        self.further: list[Joined] = []  # those that stand in some, known by their place
        self._places: dict[sa.FromClause, int] = {}  # of relations among them
        self.read: set[int] | None = None  # what is read of them by what was made so far
        self._held: list[Sql] = []  # keys in the cache above are known by their identity, so they must stay alive
        self.where: list[Sql] = []
        self.absent = 0  # of the elements, at most: rows that must be there and are not
        self.sorted_whole = False  # a few of the elements cannot be had without looking at all
        self.lean: set[str] = set()  # dimensions whose members are told by rows of a source
        self.unloaded: dict[NeverLoaded, None] = {}  # what was looked for and never loaded
        self.without_entry: list[
            Sql
        ] = []  # where a look-up has a key, and no entry for it: SQL has NULL there, and it is an error

    # ---- the base

    def start_members(self, base: Members) -> None:
        """The elements are all members of a dimension that are valid in the period."""
        declared = self.snapshot.program.dimensions[base.dimension]
        if declared.enumerated:
            self.snapshot.work_out(LISTED * len(declared.members))
            listed = _listed([member.name for member in declared.members])
            self.source, self.keys[base.dimension] = listed, listed.c.member
            return
        relation = self.snapshot.tables.relations[base.dimension]
        if not self.snapshot.loaded(base.dimension, None):
            raise NotInSqlError("the members are not loaded")
        alias = self.snapshot.current(relation)
        self.source = alias
        self.keys[base.dimension] = alias.c[KEY_PREFIX + base.dimension]
        self.members[base.dimension] = Beside(relation, alias, always=True)
        self.where.append(alias.c[PERIOD] == 0)
        self.where += self.snapshot.validity.conditions(base.dimension, alias, *valid_in(base, self.period))

    def start_rows(self, base: Rows) -> None:
        """The elements are the rows of a source in a period."""
        relation = self.snapshot.tables.relations[base.source]
        found = self._reading(base.shift, relation)
        if found is None or found.consolidated:
            raise NotInSqlError("the rows of several periods are consolidated in Python")
        period = found.periods[0]
        if not self.snapshot.loaded(base.source, period):
            if not base.expected:
                raise NotInSqlError("rows of a period that is not loaded")
            self._start_combinations(relation, period)
            self.row = Beside(relation, None, period=period)
            self._not_loaded(relation, period)
            return
        alias = self.snapshot.current(relation)
        at = alias.c[PERIOD] == (period.ordinal if period is not None else 0)
        if base.expected:
            sent = self.sent(relation, period)
            if sent is not Sent.ALL:
                self._start_expected(relation, period, alias, at, others=sent is Sent.OTHERS)
                return
        self.where.append(at)
        self.source = alias
        for dimension in relation.dimensions:
            self.keys[dimension] = alias.c[KEY_PREFIX + dimension]
        self._start_row(Beside(relation, alias, always=True, period=period), period)

    def _start_row(self, row: Beside, period: Period | None) -> None:
        """The row of a source that each element is, found again where it is read by its key."""
        self.row = row
        keys = tuple(self.keys[dimension] for dimension in row.relation.dimensions)
        self._held.extend(keys)
        self._beside[(row.relation.name, period, tuple(id(key) for key in keys))] = row

    # ---- expected rows

    def _keys_are_members(self, relation: Relation, period: Period | None) -> bool:
        """Whether every row of a source is of members that are there now, and valid always."""
        some_listed = False
        for dimension in relation.dimensions:
            if self.snapshot.program.dimensions[dimension].enumerated:
                some_listed = True
                continue
            members = self.snapshot.tables.relations[dimension]
            if not self.snapshot.loaded(dimension, None):
                return False
            ends = self.snapshot.validity.conditions(dimension, self.snapshot.current(members), period or self.period)
            if ends or not self.snapshot.all_there(members, relation):
                return False
        return not some_listed or self.snapshot.listed_in(relation, period) == self.snapshot.rows_in(relation, period)

    def sent(self, relation: Relation, period: Period | None) -> Sent:
        """Which rows of a complete source are there in a period that is loaded."""
        known = self.snapshot.sent
        if (relation.name, period) not in known:
            known[relation.name, period] = self._sent(relation, period)
        return known[relation.name, period]

    def _sent(self, relation: Relation, period: Period | None) -> Sent:
        """The same, asked once. Where there are as many as combinations of members, all of them are."""
        if not self._keys_are_members(relation, period):
            return Sent.OTHERS
        return Sent.ALL if self.snapshot.is_full(relation, period, combinations(self.snapshot, relation)) else Sent.SOME

    def _start_expected(
        self, relation: Relation, period: Period | None, rows: sa.FromClause, at: Sql, *, others: bool
    ) -> None:
        """The elements are the rows that must be there, and any others that are; beside each the row, where it is there."""
        there = sa.select(*(rows.c[KEY_PREFIX + d] for d in relation.dimensions)).where(at)
        # rows of members that are none now, or not valid then, are elements all the same
        self._start_combinations(relation, period, there if others else None)
        beside = self.snapshot.current(relation)
        on = [beside.c[PERIOD] == (period.ordinal if period is not None else 0)]
        on += [beside.c[KEY_PREFIX + d] == self.keys[d] for d in relation.dimensions]
        self._join(beside, sa.and_(*on))
        self._start_row(Beside(relation, beside, period=period), period)

    def _start_combinations(
        self, relation: Relation, period: Period | None, others: sa.Select[Any] | None = None
    ) -> None:
        """The elements are all combinations of members, and others where there may be some."""
        if len(relation.dimensions) > 1:
            there = self.snapshot.rows_in(relation, period) if self.snapshot.loaded(relation.name, period) else 0
            self.absent = max(combinations(self.snapshot, relation) - there, 0)
        self.sorted_whole = others is not None
        self.tables += max(len(relation.dimensions) - 1, 0)
        due = self._combinations(relation, period)
        listed = (due if others is None else sa.union(due, others)).subquery()
        for dimension, column in zip(relation.dimensions, listed.c, strict=False):
            self.keys[dimension] = column
        self.source = listed

    def _combinations(self, relation: Relation, period: Period | None) -> sa.Select[Any]:
        """Every combination of the members of a source's dimensions that are valid in a period; without dimensions one row."""
        if not relation.dimensions:
            return sa.select(sa.literal(1).label("row"))
        frames = []
        for dimension in relation.dimensions:
            frame = Frame(self.snapshot, period or self.period)
            frame.start_members(Members(dimension))
            frames.append(frame)
        keys = [frame.keys[d].label(KEY_PREFIX + d) for frame, d in zip(frames, relation.dimensions, strict=True)]
        source = frames[0].source
        assert source is not None
        for frame in frames[1:]:
            source = source.join(frame.joined(), sa.true())
        query: sa.Select[Any] = sa.select(*keys).select_from(source)
        return query.where(*(condition for frame in frames for condition in frame.where))

    def add_entities(self, dimension: str) -> None:
        """Every element once for each member of a further dimension."""
        assert self.source is not None
        other = Frame(self.snapshot, self.period)
        other.start_members(Members(dimension))
        assert other.source is not None
        self._more_tables()
        self.source = self.source.join(other.source, sa.true())
        self.absent *= len(self.snapshot.members(dimension)) if self.absent else 0
        self.keys[dimension] = other.keys[dimension]
        self.members.update(other.members)
        self.where += other.where

    def add_possible(self, dimension: str, named: Sql, unknown: Sql) -> None:
        """Every element for the member of a further dimension that it names; where that is unknown, once for each that it may be."""
        assert self.source is not None
        other = Frame(self.snapshot, self.period)
        other.start_members(Members(dimension))
        assert other.source is not None
        self._more_tables()
        self.source = self.source.outerjoin(other.source, sa.and_(unknown, *other.where))
        self.keys[dimension] = sa.func.coalesce(named, other.keys[dimension])

    # ---- beside each element

    def _reading(self, shift: Shift, relation: Relation) -> Reading | None:
        return reading(shift, self.period, relation.grain)

    @contextmanager
    def looking_at(self, period: Period) -> Iterator[None]:
        """What is read meanwhile is read from a place in another period."""
        own, self.period = self.period, period
        try:
            yield
        finally:
            self.period = own

    def key(self, key: Key, attribute: Mapping[int, Sql]) -> Sql:
        """A key as SQL; `attribute` has those that are expressions."""
        match key:
            case RowKey():
                if key.dimension not in self.keys:
                    raise NotInSqlError(f"no {key.dimension} at hand")
                return self.keys[key.dimension]
            case MemberKey():
                return sa.literal(key.member, sa.Text())
            case ExpressionKey():
                return attribute[id(key)]

    def fact(self, source: str, shift: Shift, keys: tuple[Sql, ...]) -> Beside:
        """The row of a source at some keys and a period, beside each element where it is there."""
        relation = self.snapshot.tables.relations[source]
        found = self._reading(shift, relation)
        if found is None:
            return Beside(relation, None, nowhere=True)
        if found.consolidated:
            raise NotInSqlError("several periods are consolidated in Python")
        period = found.periods[0]
        if not self.snapshot.loaded(source, period):
            self._not_loaded(relation, period)
            return Beside(relation, None, period=period)
        place = (source, period, tuple(id(key) for key in keys))
        if place not in self._beside:
            alias = self.snapshot.current(relation)
            matches = [alias.c[PERIOD] == (period.ordinal if period is not None else 0)]
            matches += [alias.c[KEY_PREFIX + d] == key for d, key in zip(relation.dimensions, keys, strict=True)]
            self._join(alias, sa.and_(*matches))
            self._held.extend(keys)
            self._beside[place] = Beside(relation, alias, period=period)
        return self._reads(self._beside[place])

    def require(self, source: str, shift: Shift, keys: tuple[Sql, ...]) -> None:
        """Keep only the elements that a source has a row for: the statement may then start from that source."""
        relation = self.snapshot.tables.relations[source]
        found = self._reading(shift, relation)
        if found is None or found.consolidated or not self.snapshot.loaded(source, found.periods[0]):
            return
        period = found.periods[0]
        alias = self.snapshot.current(relation)
        at = alias.c[PERIOD] == (period.ordinal if period is not None else 0)
        if self._needs_no_members(relation):
            dimension = relation.dimensions[0]
            keys = (alias.c[KEY_PREFIX + dimension],)
            self.source, self.keys[dimension], self.where = alias, keys[0], [at]
            del self.members[dimension]
            self.lean.add(dimension)
        else:
            matches = [alias.c[KEY_PREFIX + d] == key for d, key in zip(relation.dimensions, keys, strict=True)]
            assert self.source is not None
            self._more_tables()
            self.source = self.source.join(alias, sa.and_(at, *matches))
        self._held.extend(keys)
        beside = Beside(relation, alias, always=True, period=period)
        self._beside[(source, period, tuple(id(key) for key in keys))] = beside

    def full(self, source: str, shift: Shift) -> bool:
        """Whether a source has a row for every element, which are members: as many rows as members, each of another one."""
        relation = self.snapshot.tables.relations[source]
        found = self._reading(shift, relation)
        if found is None or found.consolidated or not self._needs_no_members(relation):
            return False
        members = self.members[relation.dimensions[0]].relation
        return self.snapshot.is_full(relation, found.periods[0], self.snapshot.rows_in(members, None))

    def _needs_no_members(self, relation: Relation) -> bool:
        """Whether the rows of a source may stand for the members that they name: nothing else was read of these yet, and all are there."""
        if len(relation.dimensions) != 1 or self._beside or len(self.where) != 1:
            return False
        dimension = relation.dimensions[0]
        own = self.members.get(dimension)
        return own is not None and self.source is own.alias and self.snapshot.all_there(own.relation, relation)

    def member(self, dimension: str, key: Sql) -> Beside:
        """The attributes of a member, beside each element."""
        own = self.members.get(dimension)
        if own is not None and key is self.keys.get(dimension):
            return own
        place = (dimension, None, (id(key),))
        if place not in self._beside:
            relation = self.snapshot.tables.relations[dimension]
            alias = self.snapshot.current(relation)
            on = sa.and_(alias.c[PERIOD] == 0, alias.c[KEY_PREFIX + dimension] == key)
            sure = dimension in self.lean and key is self.keys.get(dimension)
            self._join(alias, on)
            self._held.append(key)
            self._beside[place] = Beside(relation, alias, always=sure)
        return self._reads(self._beside[place])

    def _not_loaded(self, relation: Relation, period: Period | None) -> None:
        self.unloaded[NeverLoaded(relation.label, period)] = None

    def _join(self, alias: sa.FromClause, on: Sql) -> None:
        if self.read is None:
            assert self.source is not None
            self._more_tables()
            self.source = self.source.outerjoin(alias, on)
        else:
            self._places[alias] = len(self.further)
            self.further.append(Joined(alias, on))

    def _more_tables(self) -> None:
        """One more in every statement. Errors: `NotInSqlError` where no statement takes it."""
        self.tables += 1
        if not self.holds(range(len(self.further))):
            raise NotInSqlError("more tables than one statement joins")

    def holds(self, places: Collection[int]) -> bool:
        """Whether one statement takes so many tables beside the elements."""
        looked_up = sum(self.further[place].names > 0 for place in places)
        return looked_up <= MOST_LOOKED_UP and self.tables + len(places) <= MOST_TABLES

    def _reads(self, beside: Beside) -> Beside:
        """A relation that is read in what is made now."""
        place = self._places.get(beside.alias) if beside.alias is not None else None
        if place is not None:
            self.reads(place)
        return beside

    def reads(self, place: int) -> None:
        """What is made now reads a table beside the elements. Errors: `NotInSqlError` where no statement takes all that it reads."""
        if self.read is not None and place in self.read:
            return
        if not self.holds(range(len(self.further)) if self.read is None else (*self.read, place)):
            raise NotInSqlError("more tables than one statement joins")
        if self.read is not None:
            self.read.add(place)

    def looked_up(self, numbers: Mapping[str, int], key: Sql) -> tuple[Sql, Sql, int]:
        """The number of a name, the name itself, and the place of the table beside the elements that they are of, which is there once."""
        place = tuple(numbers.items()), id(key)
        if place not in self._looked_up:
            alias = _numbered(numbers)
            self._held.append(key)
            self._looked_up[place] = alias.c.number, alias.c.member, len(self.further)
            self.further.append(Joined(alias, alias.c.member == key, len(numbers)))
        return self._looked_up[place]

    def joined(self, read: Collection[int] | None = None) -> sa.FromClause:
        """All that stands beside the elements in a statement that reads some tables, or all; relations come before what is looked up.

        Errors: `WrongUse` where their names are more than an evaluation may go through: a database makes a table anew in each statement.
        """
        assert self.source is not None
        source = self.source
        there = [one for place, one in enumerate(self.further) if read is None or place in read]
        for one in sorted(there, key=lambda one: one.names > 0):
            self.snapshot.work_out(one.names // NAMES)
            source = source.outerjoin(one.table, one.on)
        return source

    def has(self, source: str, shift: Shift, keys: Mapping[str, Sql]) -> SqlTruth:
        """Whether a source has a row for the keys; dimensions that have none may take any member."""
        relation = self.snapshot.tables.relations[source]
        found = self._reading(shift, relation)
        if found is None:
            return UNKNOWN
        loaded = [period for period in found.periods if self.snapshot.loaded(source, period)]
        waited: list[
            list[Sql]
        ] = []  # of periods that are not loaded, what holds of members of whom they may bring a row
        for period in found.periods:
            if period not in loaded:
                self._not_loaded(relation, period)
                waited.append(self._validity(keys, period))
        comes = not all(waited)  # of one at least anybody may come
        if not loaded and comes:
            return UNKNOWN
        none_comes = [sa.not_(sa.and_(*holds)) for holds in waited if not comes]
        if not loaded:
            return SqlTruth(sa.false(), sa.and_(*none_comes))
        if len(keys) == len(relation.dimensions) and not found.consolidated:
            beside = self.fact(source, shift, tuple(keys[d] for d in relation.dimensions))
            if beside.always:
                return ALWAYS
            beside_it = beside.column("row_id").is_not(None)
            return SqlTruth(beside_it, sa.not_(beside_it), known=beside_it)
        alias = self.snapshot.current(relation)
        ordinals = [period.ordinal if period is not None else 0 for period in loaded]
        inner = sa.select(sa.literal(1)).select_from(alias).where(alias.c[PERIOD].in_(ordinals))
        for dimension, key in keys.items():
            inner = inner.where(alias.c[KEY_PREFIX + dimension] == key)
        there = sa.exists(inner)
        return SqlTruth(there, sa.false() if comes else sa.and_(sa.not_(there), *none_comes))

    def lacking(self, source: str, shift: Shift) -> Unloaded:
        """The periods looked at that were never loaded."""
        relation = self.snapshot.tables.relations[source]
        found = self._reading(shift, relation)
        absent = [p for p in found.periods if not self.snapshot.loaded(source, p)] if found is not None else []
        return frozenset(NeverLoaded(relation.label, period) for period in absent)

    def _validity(self, keys: Mapping[str, Sql], period: Period | None) -> list[Sql]:
        """What holds of members that are valid on some day of a period; nothing where all of them always are. One not known is valid."""
        found: list[Sql] = []
        for dimension, key in keys.items():
            if period is not None and not self.snapshot.validity.always(dimension):
                row = self.member(dimension, key).alias
                assert row is not None, "members are in one relation, whatever the period"
                found += self.snapshot.validity.conditions(dimension, row, period)
        return found


def combinations(snapshot: Snapshot, relation: Relation) -> int:
    """How many combinations there are of the members of a source's dimensions, on whatever day."""
    numbers = (
        snapshot.rows_in(snapshot.tables.relations[name], None)
        if name in snapshot.tables.relations
        else len(snapshot.program.dimensions[name].members)
        for name in relation.dimensions
    )
    return prod(numbers)


def _listed(names: Sequence[str]) -> sa.Subquery:
    """Names as rows; many are one value of the statement, few each one of its own, so that a person can read it."""
    if len(names) > PARTS:
        return sa.select(as_rows(names).c.value.label("member")).subquery()
    if len(names) == 1:
        return sa.select(sa.literal(names[0], sa.Text()).label("member")).subquery()
    return sa.union_all(*(sa.select(_listed([name]).c.member) for name in names)).subquery()


def _numbered(numbers: Mapping[str, int]) -> sa.Subquery:
    """Names as rows, each with a number, all of them one value of the statement: the numbers in as many digits, a name behind each."""
    digits = max(len(str(number)) for number in numbers.values())
    both = as_rows([f"{number:0{digits}d}{name}" for name, number in numbers.items()]).c.value
    member = sa.cast(sa.func.substr(both, digits + 1), sa.Text()).label("member")
    number = sa.cast(sa.func.substr(both, 1, digits), sa.BigInteger()).label("number")
    # Distinct, as SQLite then makes it once, with an index, and does not go through it for each row.
    return sa.select(member, number).distinct().subquery()
