"""What an evaluation sees of bound files: which relations they are, a batch for each file, the periods that are loaded.

The facts as one evaluation sees them: which periods are loaded, the current rows, members with their labels.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from functools import cached_property, lru_cache
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from iku_dsl.budgets import Effort, most
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, Program, Source
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.arithmetic.tables import RowsMeant
from iku_engine.book_texts import detail_of
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.in_force import Withdrawals, is_waiting, waiting
from iku_engine.database.relations import Relation, Schema
from iku_engine.engines.base import Engine, OfStore, Statement
from iku_engine.errors import WrongUse
from iku_engine.members.members import Validities, Validity, read, taken_in_later
from iku_engine.results.evaluation import Batch, Fact
from iku_engine.store.shapes import EarlierShapes
from iku_engine.store.waiting import Waiting, by_batch, rows_waiting

if TYPE_CHECKING:
    from iku_engine.cells.cells import Bad
    from iku_engine.cells.keys import Names
    from iku_engine.results.beside import Mark, PeriodRead, WaitingRows


@record
class BoundFacts:
    """Batches of bound files have negative numbers; `loaded` has the periods of a relation with the batches that give them."""

    batches: Mapping[int, Batch]
    loaded: Mapping[str, Mapping[int, frozenset[int]]]
    digest: str

    def take_over(self, loaded: dict[str, dict[int, set[int]]], relations: Mapping[str, Relation]) -> frozenset[str]:
        """Put what they give among what is loaded; the relations. Errors: `WrongUse` for one that has facts in the store as well.

        Rows can be taken back, and members only once no fact of the store is about them: there another mend is named.
        """
        for name, periods in self.loaded.items():
            if loaded.get(name):
                key = "bound-stored-members" if relations[name].is_dimension else "bound-stored"
                raise WrongUse(say(key, relation=name))
            loaded[name] = {period: set(batches) for period, batches in periods.items()}
        return frozenset(self.loaded)


EVERY_PERIOD = -1  # a source that an in-spec test gives without rows: it is empty, whenever one looks
NEVER = 12 * 10_000  # a month after all years
FEW_PERIODS = 4  # of a relation whose rows are counted together
PREFETCH = 200_000  # rows of a period up to which all of them are read at once


@record
class Row:
    """A current row: its identity, batch, line of the file, and stored values by column."""

    row_id: int
    batch: int
    line: int
    values: Mapping[str, object]


class Brought(NamedTuple):
    """A batch, its rows, and what its event says of them: the first and last id, how many others they replaced, and were taken back."""

    batch: int
    rows: int
    ids: Any
    replaced: Any
    retracted: Any


class Sent(Enum):
    """Which rows of a complete source are there in a period: all that must be, some of them, or (also) others, of no member of now."""

    ALL = "all"
    SOME = "some"
    OTHERS = "others"


@lru_cache(maxsize=64)
def _batches(batches: sa.Table, events: sa.Table, upto: int | None) -> sa.Select[Any]:
    """All batches with what their events say. Written once, as is the next: every evaluation begins with them."""
    joined = batches.outerjoin(events, events.c.event_id == batches.c.batch_id)
    query = sa.select(batches, events.c.detail).select_from(joined).order_by(batches.c.batch_id)
    return query if upto is None else query.where(batches.c.batch_id <= upto)


@lru_cache(maxsize=64)
def _loaded(loaded: sa.Table, upto: int | None) -> sa.Select[Any]:
    """Which batch gave which period of which relation."""
    query = sa.select(loaded.c.relation, loaded.c[PERIOD], loaded.c.batch_id)
    return query if upto is None else query.where(loaded.c.batch_id <= upto)


class Snapshot:
    """Reads the facts of a store through one connection, and remembers what it read."""

    def __init__(
        self,
        connection: sa.Connection,
        tables: Schema,
        program: Program,
        upto: int | None = None,
        engine: Engine | None = None,
        bound: BoundFacts | None = None,
    ) -> None:
        """`upto` is the last event that is seen, None for all; `engine` has the facts where it is not the store, and what is `bound`."""
        self.connection, self.tables, self.program, self.upto = connection, tables, program, upto
        self.engine = engine or OfStore(connection)
        self.tell: Callable[[Statement], None] | None = None  # who wants to know what is asked
        self.first_read: Sequence[Callable[[Relation], None]] = ()  # who is asked before rows of a relation are read
        self._first_read: set[str] = set()
        self.waiting = waiting(connection, tables, upto)
        self._later = taken_in_later(connection, tables, upto)
        gone = Withdrawals(connection, tables, upto)
        self.in_quarantine = rows_waiting(connection, tables, self.waiting, gone, upto)
        rejected = by_batch(self.in_quarantine)
        self.batches: dict[int, Batch] = {}
        self.doubted: dict[str, list[object]] = {}  # by relation, what its batches tell of rows to be looked at
        self.brought: dict[str, list[Brought]] = {}  # by relation, as its events tell
        self.noticed: dict[str, Any] = {}  # the same of those that count, once asked (`remarks.noticed`)
        digest = hashlib.sha256()
        for row in connection.execute(_batches(tables.batches, tables.events, upto)).mappings():
            marks = tuple(mark for mark in row["marks"].split(",") if mark)
            self.batches[row["batch_id"]] = Batch(
                row["batch_id"], row["relation"], row["file"], row["sheet"], row["sha256"], marks, row["note"],
                rejected[row["batch_id"]], row["kind"], row["user_name"], row["recorded_at"], row["reason"],
                row["rows_accepted"],
            )  # fmt: skip
            detail = detail_of(row["batch_id"], row["detail"]) if row["detail"] is not None else {"books_sha256": ""}
            beside = detail.get("books_sha256")
            if "doubted" in detail:
                self.doubted.setdefault(row["relation"], []).append(detail["doubted"])
            brought = Brought(row["batch_id"], row["rows_accepted"], *map(detail.get, Brought._fields[2:]))
            self.brought.setdefault(row["relation"], []).append(brought)
            digest.update(f"{row['relation']}\0{row['rows_sha256']}\0{row['rows_accepted']}\0{beside}\n".encode())
        for relation, pairs in sorted(self.waiting.items()):
            digest.update(f"{relation}\0{sorted(pairs)}\n".encode())
        if bound is not None:
            self.batches.update(bound.batches)
            digest.update(bound.digest.encode())
        self.digest = f"sha256:{digest.hexdigest()}"
        self._loaded: dict[str, dict[int, set[int]]] = {}
        for relation, period, batch in connection.execute(_loaded(tables.loaded, upto)):
            if gone.stands(batch, self.waiting.get(relation, frozenset()), period):
                self._loaded.setdefault(relation, {}).setdefault(period, set()).add(batch)
        self.bound = bound.take_over(self._loaded, tables.relations) if bound is not None else frozenset()
        self.brought_to = frozenset(batch.relation for batch in self.batches.values())
        self._corrected = corrected(connection, [r for name, r in tables.relations.items() if name in self.brought_to])
        self._some_gone = bool(self.waiting) or any(batch.kind == "retract" for batch in self.batches.values())
        self._origins: dict[tuple[str, int], Row | None] = {}
        self._rows: dict[tuple[str, int], dict[tuple[str, ...], Row]] = {}
        self._single: dict[tuple[str, int, tuple[str, ...]], Row | None] = {}
        self._few: dict[tuple[str, int], bool] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._peopled: dict[str, bool] = {}
        self._counted_rows, self._counted_listed = dict[tuple[str, int], int](), dict[tuple[str, int], int]()
        self._counted_together, self._cannot = set[str](), set[Statement]()  # relations, and what was told
        self._some_missing: dict[tuple[str, str], bool] = {}
        self.of_read: dict[PeriodRead, tuple[tuple[Mark, ...], tuple[WaitingRows, ...]]] = {}  # once asked
        self.sent: dict[tuple[str, Period | None], Sent] = {}  # of complete sources, once asked
        self.earlier: dict[
            Waiting, tuple[int, int]
        ] = {}  # of how many another figure counts, and of how many no earlier one
        self.keys_waiting: dict[
            int, dict[int | None, Counter[tuple[str | Bad, ...]]]
        ] = {}  # by batch and period, once asked
        self.names: dict[str, Names] = {}  # of members, for those keys
        self._first: int | None = None
        self.shapes = EarlierShapes(connection, tables)  # what the relations ever were
        self._sources = [(name, one) for name, one in tables.relations.items() if not one.is_dimension]
        self.validity = Validities(self._validity, self.members, self.label)

    @cached_property
    def row_count(self) -> int:
        """How many rows of facts there are, of all sources and periods, and members of files."""
        counts = (
            self.ask(sa.select(sa.func.count()).select_from(self.current(relation)), [name])
            for name, relation in self.tables.relations.items()
            if name in self.program.sources or name in self.program.dimensions
        )
        return sum(int(found[0][0]) for found in counts)

    @cached_property
    def work(self) -> Effort:
        """How much may still be worked out; tests share theirs, as what they give is no fact."""
        return self.steps("worked")

    @cached_property
    def meant(self) -> RowsMeant:
        """What tables were found to have for names; tests share theirs, as no fact changes it."""
        return RowsMeant()

    @cached_property
    def rule_work(self) -> Effort:
        """How much may still be worked out of the rules of sources, for whatever rows."""
        return self.steps("ruled")

    def steps(self, budget: str, times: int = 1, each: str = "worked-each") -> Effort:
        """The steps of a budget, or of the rows of facts where these allow more; of as many questions as are asked at once."""
        least = most(budget) * times
        return Effort(least, lambda: max(0, times * most(each) * self.row_count - least))

    @cached_property
    def asked_again(self) -> tuple[Effort, dict[object, int]]:
        """The steps that are left for sets that are asked for again, and how large those are that were asked for already."""
        return Effort(most("asked-again")), {}

    @cached_property
    def held_again(self) -> tuple[Effort, dict[object, Any]]:
        """The rows that are left of which each `periksa` may be held again, and what was found of periods (`rules.checks_now`)."""
        return Effort(most("held-again")), {}

    @cached_property
    def rows_due(self) -> Effort:
        """How many rows may still be looked at that must be there and are not; tests share theirs, as what they give is no fact."""
        return Effort(most("rows-due"), lambda: most("rows-due-each") * self.row_count)

    def work_out(self, steps: int) -> None:
        """Count what is worked out, whatever asks for it. Errors: `WrongUse` where it is more than facts account for."""
        if not self.work.spend(steps):
            raise WrongUse(say("worked-many", limit=self.work.most))

    def look_at_due(self, source: str, count: int, steps: int = 1) -> None:
        """Count rows of a source that are due and not there, each so many steps. Errors: `WrongUse` where they are too many by now."""
        if count and not self.rows_due.spend(count * steps):
            raise WrongUse(say("rows-due-many", source=source, count=count, limit=self.rows_due.most))

    def ask(
        self, query: sa.Select[Any], answers: Iterable[str] = (), columns: Iterable[tuple[str, str]] = ()
    ) -> Sequence[Sequence[Any]]:
        """What the engine gives; `answers` are what of the spec it settles, `columns` what of the spec is in them."""
        if self.tell is not None:
            self.tell(Statement(tuple(answers), tuple(columns), self.engine.text(query), engine=self.engine.name))
        return self.engine.rows(query)

    def cannot_ask(self, answers: Iterable[str], why: str) -> None:
        """Tell what SQL cannot say, and is looked at element by element."""
        if self.tell is None:
            return
        told = Statement(tuple(answers), (), "", why, engine=self.engine.name)
        if told not in self._cannot:
            self._cannot.add(told)
            self.tell(told)

    # ---- what is loaded

    def loaded(self, relation: str, period: Period | None) -> bool:
        """Whether a batch has given this period, even without rows; a relation without period once any batch has come.

        Members that come only from facts are whatever the facts named, once a source that names them was given at all.
        """
        found = self.tables.relations[relation]
        if found.named_by_facts:
            return any(relation in one.dimensions and self._loaded.get(n) for n, one in self._sources)
        given = self._loaded.get(relation)
        if not given:
            return False
        return (period.ordinal if period is not None else 0) in given or EVERY_PERIOD in given

    def periods(self, relation: str) -> tuple[int, ...]:
        """The ordinals of the loaded periods, latest first."""
        return tuple(sorted((n for n in self._loaded.get(relation, {}) if n != EVERY_PERIOD), reverse=True))

    def before_all(self, period: Period) -> bool:
        """Whether a period ends before the first that any source was given."""
        if self._first is None:
            given = (
                from_ordinal(number, relation.grain).months[0]
                for name, relation in self.tables.relations.items()
                if relation.grain is not None
                for number in self.periods(name)
            )
            self._first = min(given, default=NEVER)
        return period.months[1] < self._first

    def batches_of(self, relation: str, period: Period | None) -> tuple[Batch, ...]:
        """The batches that gave a period; without one, all that gave the relation."""
        given = self._loaded.get(relation, {})
        ordinals = given if period is None else (period.ordinal,)
        return tuple(self.batches[n] for n in sorted({n for ordinal in ordinals for n in given.get(ordinal, ())}))

    # ---- rows

    def current(self, relation: Relation) -> sa.FromClause:
        """The rows that no later one supersedes."""
        if self.first_read and relation.name not in self._first_read:
            self._first_read.add(relation.name)
            for ask in self.first_read:
                ask(relation)
        table, gone = relation.table, relation.superseded
        conditions = self._counted(relation, table.c)
        if relation.named_by_facts and self._some_gone:
            conditions.append(self._named(relation))
        if relation.is_dimension and relation.columns:
            conditions += [~table.c.row_id.between(*ids) for ids in self._later.get(relation.name, ())]
        if self._corrected.get(relation.name, False):
            away = [gone.c.row_id == table.c.row_id, *self._counted(relation, gone.c)]
            kept: sa.ColumnElement[bool] = ~sa.exists().where(*away)
            conditions.append(sa.or_(kept, self._named_again(relation, away)) if relation.named_by_facts else kept)
        return sa.select(table).where(*conditions).subquery() if conditions else table.alias()

    def all_there(self, members: Relation, source: Relation) -> bool:
        """Whether every key of a source is a member: imports see to that, unless members were other ones then, or were taken back since."""
        other = members.name in self.bound and source.name not in self.bound  # files have come for what facts named
        if other or self._corrected.get(members.name, False) or self._some_gone:
            return False
        return (source.name, members.name) not in self.shapes.enumerated

    def always_given(self, relation: Relation, column: str) -> bool:
        """Whether every row has what the specs now say that it must: rows may have come before they said so."""
        return (relation.name, column) not in self.shapes.lacking or relation.name in self.bound

    def some_missing(self, relation: Relation, column: str) -> bool:
        """Whether a current row has no value in a column, though one applies; looked up once."""
        declared = relation.columns[column]
        if not declared.may_be_missing and self.always_given(relation, column):
            return False
        if (relation.name, column) not in self._some_missing:
            current = self.current(relation)
            query = sa.select(sa.literal(1).label("row")).select_from(current).where(current.c[column].is_(None))
            if declared.may_be_missing:
                query = query.where(sa.func.coalesce(current.c[NOT_APPLICABLE_PREFIX + column], 0) != 1)
            self._some_missing[relation.name, column] = bool(self.ask(query.limit(1), [f"{relation.name}.{column}"]))
        return self._some_missing[relation.name, column]

    def largest_before(self, relation: Relation, column: str) -> Fraction | None:
        """How large a row's number may be beyond the range of now, which rows of the past need not keep; None: without limit."""
        past = self.upto is not None and relation.name not in self.bound
        return self.shapes.size(relation.name, column) if past else Fraction(0)

    def _named(self, members: Relation) -> sa.ColumnElement[bool]:
        """Members that need no file are those that facts name which count: not one that came late, or was withdrawn."""
        naming = (
            self.current(r) for r in self.tables.relations.values() if members.name in r.dimensions and r != members
        )
        key = members.key_column(members.name)
        return sa.or_(sa.false(), *(key.in_(sa.select(rows.c[key.name])) for rows in naming))

    def _named_again(self, members: Relation, away: Sequence[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
        """Members that were taken back while a file named them, and are there again: it names them no more, and facts do."""
        table, gone, later = members.table, members.superseded, members.table.alias()
        key = members.key_column(members.name)
        replaced = sa.exists().where(*away, gone.c.by_row_id.is_not(None))
        since = sa.exists().where(later.c[key.name] == key, later.c.row_id > table.c.row_id)
        return sa.and_(~replaced, ~since, self._named(members))

    def _counted(
        self, relation: Relation, columns: sa.ColumnCollection[str, sa.Column[object]]
    ) -> list[sa.ColumnElement[bool]]:
        """What rows of a table must be to count: seen by now, and not waiting for their period to be opened."""
        if relation.name in self.bound:
            return []
        conditions = [columns.batch_id <= self.upto] if self.upto is not None else []
        if relation.name in self.waiting:
            conditions.append(~is_waiting(self.tables, relation.name, columns, self.upto))
        return conditions

    def count_rows(self, relation: Relation, periods: Sequence[Period]) -> None:
        """Counts the current rows of several periods at once, for `rows_in` and `listed_in`."""
        current = self.current(relation)
        ordinals = [period.ordinal for period in periods]
        listed = sa.case((sa.and_(sa.true(), *self._listed(relation, current)), 1), else_=0)
        counts = sa.func.count().label("rows"), sa.func.sum(listed).label("listed")
        query = sa.select(current.c[PERIOD], *counts).where(among(current.c[PERIOD], ordinals))
        counted = {row[0]: row for row in self.ask(query.group_by(current.c[PERIOD]), [relation.name])}
        for ordinal in ordinals:
            _, rows, of_listed = counted.get(ordinal, (ordinal, 0, 0))
            place = relation.name, ordinal
            self._counted_rows[place], self._counted_listed[place] = int(rows), int(of_listed)

    def _listed(self, relation: Relation, rows: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        """What holds of the rows whose members are those that the specs list."""
        listed = (self.program.dimensions[name] for name in relation.dimensions)
        return [
            among(rows.c[KEY_PREFIX + one.name], [member.name for member in one.members])
            for one in listed
            if one.enumerated
        ]

    def listed_in(self, relation: Relation, period: Period | None) -> int:
        """How many current rows of a period are of members that the specs list, of all dimensions of which they list them; counted once."""
        place = relation.name, period.ordinal if period is not None else 0
        if place not in self._counted_listed:
            current = self.current(relation)
            listed = self._listed(relation, current)
            if not listed:
                return self.rows_in(relation, period)
            query = sa.select(sa.func.count().label("rows")).select_from(current)
            query = query.where(current.c[PERIOD] == place[1], *listed)
            self._counted_listed[place] = int(self.ask(query, [relation.name])[0][0])
        return self._counted_listed[place]

    def rows_in(self, relation: Relation, period: Period | None) -> int:
        """How many current rows there are in a period, counted once."""
        ordinal = period.ordinal if period is not None else 0
        if (relation.name, ordinal) not in self._counted_rows:
            current = self.current(relation)
            query = sa.select(sa.func.count().label("rows")).select_from(current)
            if (
                not relation.is_dimension
            ):  # whose rows are all of no period: SQLite counts a whole table ten times as fast
                query = query.where(current.c[PERIOD] == ordinal)
            self._counted_rows[relation.name, ordinal] = int(self.ask(query, [relation.name])[0][0])
        return self._counted_rows[relation.name, ordinal]

    def is_full(self, relation: Relation, period: Period | None, most: int) -> bool:
        """Whether a period has as many rows as any can have at `most`.

        Where the few periods that were given all have, their sum says so: a whole table is counted several times as fast as a part.
        """
        given, rows = self._loaded.get(relation.name, {}), self.current(relation)
        few = 1 < len(given) <= FEW_PERIODS and EVERY_PERIOD not in given and relation.name not in self.bound
        all_count = isinstance(rows, sa.Alias)
        listed = any(
            dimension not in self.tables.relations for dimension in relation.dimensions
        )  # perhaps otherwise once
        if few and all_count and not listed and relation.name not in self._counted_together:
            self._counted_together.add(relation.name)
            count = sa.select(sa.func.count().label("rows")).select_from(rows)
            if int(self.ask(count, [relation.name])[0][0]) == most * len(given):
                self._counted_rows |= {(relation.name, ordinal): most for ordinal in given}
        return self.rows_in(relation, period) == most

    def row(self, relation: Relation, period: Period | None, keys: tuple[str, ...]) -> Row | None:
        """The current row of a period and key."""
        ordinal = period.ordinal if period is not None else 0
        place = (relation.name, ordinal)
        if place in self._rows:
            return self._rows[place].get(keys)
        if place not in self._few:
            self._few[place] = self._are_few(relation, ordinal)
        if self._few[place]:
            self._rows[place] = self._fetch(relation, ordinal, None)
            return self._rows[place].get(keys)
        single = (relation.name, ordinal, keys)
        if single not in self._single:
            self._single[single] = self._fetch(relation, ordinal, keys).get(keys)
        return self._single[single]

    def _are_few(self, relation: Relation, ordinal: int) -> bool:
        """Whether all rows of a period are read at once; counted only where all batches together gave more."""
        if sum(batch.accepted for batch in self.batches.values() if batch.relation == relation.name) <= PREFETCH:
            return True
        current = self.current(relation)
        count = sa.select(sa.func.count()).select_from(current).where(current.c[PERIOD] == ordinal)
        return bool(self.ask(count, [relation.name])[0][0] <= PREFETCH)

    def _fetch(self, relation: Relation, ordinal: int, keys: tuple[str, ...] | None) -> dict[tuple[str, ...], Row]:
        current = self.current(relation)
        key_names = [relation.key_column(d).name for d in relation.dimensions]
        query = sa.select(current).where(current.c[PERIOD] == ordinal)
        for name, key in zip(key_names, keys or (), strict=False):
            query = query.where(current.c[name] == key)
        found: dict[tuple[str, ...], Row] = {}
        for row in self.rows(query, [relation.name]):
            found[tuple(str(row.values[name]) for name in key_names)] = row
        return found

    def fact(self, relation: Relation, row: Row) -> Fact:
        """Where a row came from: its file and line, and who corrected it where somebody did."""
        while self.batches[row.batch].kind == "retract":  # it came back when what had replaced it was retracted
            origin = self._origin(relation, row)
            if origin is None:
                break
            row = origin
        batch = self.batches[row.batch]
        told = (batch.sheet, batch.sha256, max(batch.id, 0), batch.marks, batch.amendment)
        return Fact(relation.name, batch.file, row.line, *told)

    def _origin(self, relation: Relation, row: Row) -> Row | None:
        """The row that another one is the same as."""
        place = (relation.name, row.row_id)
        if place not in self._origins:
            restored, table = self.tables.restored.c, relation.table
            query = (
                sa.select(table)
                .join(self.tables.restored, restored.origin_id == table.c.row_id)
                .where(
                    restored.relation == relation.name, restored.row_id == row.row_id, restored.origin_id < row.row_id
                )
            )
            self._origins[place] = next(self.rows(query, [relation.name]), None)
        return self._origins[place]

    # ---- members

    def members(self, dimension: str) -> dict[str, str]:
        """All members with their labels, in the order of the spec or of their keys."""
        if dimension not in self._labels:
            declared = self.program.dimensions[dimension]
            if declared.enumerated:
                self._labels[dimension] = {member.name: member.title for member in declared.members}
            else:
                self._labels[dimension] = self._stored_members(dimension)
        return self._labels[dimension]

    def has_members(self, dimension: str) -> bool:
        """Whether there is any member, asked without reading them all."""
        if dimension in self._labels or self.program.dimensions[dimension].enumerated:
            return bool(self.members(dimension))
        if dimension not in self._peopled:
            current = self.current(self.tables.relations[dimension])
            self._peopled[dimension] = bool(
                self.ask(sa.select(sa.literal(1)).select_from(current).limit(1), [dimension])
            )
        return self._peopled[dimension]

    def _stored_members(self, dimension: str) -> dict[str, str]:
        relation = self.tables.relations[dimension]
        current = self.current(relation)
        label = next((name for name, c in relation.columns.items() if c.type.kind is Kind.TEXT), None)
        key = current.c[relation.key_column(dimension).name]
        shown = current.c[label] if label is not None else key
        return {row[0]: row[1] or row[0] for row in self.ask(sa.select(key, shown).order_by(key), [dimension])}

    def label(self, dimension: str, member: str) -> str:
        """What people call a member."""
        return self.members(dimension).get(member, member)

    def _validity(self, dimension: str) -> Mapping[str, Validity]:
        """The members that have a first or last day or a successor."""
        if not self.program.dimensions[dimension].validity:
            return {}
        relation = self.tables.relations[dimension]
        return read(
            lambda query: self.ask(query, [dimension]), self.current(relation), relation.key_column(dimension).name
        )

    def labels(self, dimensions: Sequence[str], key: Sequence[str]) -> tuple[str, ...]:
        """What people call the members of a key."""
        return tuple(self.label(dimension, member) for dimension, member in zip(dimensions, key, strict=True))

    def any_row(self, relation: Relation, period: Period | None, members: Mapping[str, str]) -> Row | None:
        """The first current row of a period with some keys."""
        current = self.current(relation)
        ordinal = period.ordinal if period is not None else 0
        query = sa.select(current).where(current.c[PERIOD] == ordinal)
        for dimension, member in members.items():
            query = query.where(current.c[relation.key_column(dimension).name] == member)
        return next(self.rows(query.order_by(current.c.row_id).limit(1), [relation.name]), None)

    def rows(self, query: sa.Select[Any], answers: Iterable[str] = ()) -> Iterator[Row]:
        """The rows of a relation that a statement gives; `answers` as of `ask`."""
        names = query.selected_columns.keys()
        for found in self.ask(query, answers):
            values = dict(zip(names, found, strict=True))
            yield Row(values["row_id"], values["batch_id"], values["row"], values)


def due_at_most(snapshot: Snapshot, source: Source) -> int:
    """How many rows a source must have in a period at the most: all combinations of members. Of one dimension nobody counts them."""
    return prod(len(snapshot.members(name)) for name in source.dimensions) if len(source.dimensions) > 1 else 0


PARTS = 400  # of one UNION


def corrected(connection: sa.Connection, relations: Sequence[Relation]) -> dict[str, bool]:
    """Of each relation, whether a row of it was ever superseded."""
    found: dict[str, bool] = {}
    for at in range(0, len(relations), PARTS):
        some = relations[at : at + PARTS]
        asked = _asked(tuple(relation.superseded for relation in some))
        found |= {some[row[0]].name: bool(row[1]) for row in connection.execute(asked)}
    return found


@lru_cache(maxsize=64)
def _asked(tables: tuple[sa.Table, ...]) -> sa.CompoundSelect[Any]:
    """Of each table its number, and whether it has a row. Written once: every evaluation begins with it."""
    return sa.union_all(*(sa.select(sa.literal(n), sa.exists(sa.select(t.c.row_id))) for n, t in enumerate(tables)))
