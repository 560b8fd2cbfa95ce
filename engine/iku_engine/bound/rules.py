"""What must hold of the rows of a bound relation beyond their cells: in SQL where it can be said there, else row by row.

Ends that another column or a table gives, and `syarat`, refuse; `periksa` is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_engine.bound.bind import Bound
from iku_engine.bound.doubts import doubt_totals
from iku_engine.bound.part import SHOWN, Faults, Part, Place
from iku_engine.bound.stored import quoted
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFacts
from iku_engine.members.doubtful import parents_missed
from iku_engine.members.orphans import Orphans, namings, orphans, sentence
from iku_engine.reading.style import decimals_by
from iku_engine.rules.rowcheck import RowCheck, told_of
from iku_engine.rules.rules_beside import FEW, Ruled, broken_by_files, is_of_a_period, not_applicable_flags, ruled
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.sql.terms import NotInSqlError
from iku_engine.staging.plain import Plain
from iku_engine.staging.report import RejectedCell
from iku_engine.staging.stage import value_names

CHUNK = 50_000  # rows that are looked at together
Told = Callable[[Row], tuple[str, Text]]  # the column that a rule names first, and what it says
Kept = dict[int, tuple[Row, tuple[str, Text]]]


def keep_rules(bound: Bound, snapshot: Snapshot) -> tuple[Text, ...]:
    """What is told of rows: no data, beside a `periksa`, or like a total. Errors: `RefusedFacts` for rows that break a rule."""
    notes: list[Text] = []
    desk = bound.desk
    _members_of_stored(bound, snapshot)
    for broken in broken_by_files(desk.program, snapshot, bound.parts):
        raise RefusedFacts(broken, ())
    for name in bound.parts:
        relation = desk.store.schema.relations[name]
        not_data = [row for part in bound.parts[name] for row in part.not_data]
        other = [(file, row) for file, row, kind in not_data if kind == "table"]
        if len(not_data) > len(other):
            notes.append(say("bound-not-data", relation=name, count=len(not_data) - len(other)))
        if other:
            first, row = min(other)
            notes.append(say("bound-other-table", relation=name, count=len(other), file=first, row=row))
        notes += [
            say(f"bound-{decimals_by(text)}", file=part.paths[0], column=column, text=text)
            for part in bound.parts[name]
            for column, text in part.reader.style.guessed.items()
        ]
        notes += _told_of_columns(bound, snapshot, relation)
        check = RowCheck(desk.store.schema, desk.program, relation, snapshot.connection, there=snapshot)
        doubts = Faults()
        if check.calculation is not None:
            looked = _Looked(bound, snapshot, relation, check, doubts)
            looked.all()
            looked.faults.refuse(name, bound.rows[name])
        doubt_totals(bound, snapshot, relation, doubts)
        if doubts.total:
            notes += [say("bound-doubted", relation=name, count=doubts.total), *doubts.lines()]
    return (*notes, *_parents_missed(bound, snapshot))


def _told_of_columns(bound: Bound, snapshot: Snapshot, relation: Relation) -> Iterator[Text]:
    """What is told of columns of files as a whole: each reason once, with the files that have it."""
    places: dict[Text, list[str]] = {}
    for part in bound.parts[relation.name]:
        for one in part.reader.told_of_columns(_periods_of(snapshot, relation, part)):
            places.setdefault(one.reason, []).append(f"{part.paths[0]}:{one.line} “{one.value}”")
    for reason, files in places.items():
        rows = ", ".join(files[:SHOWN]) + (", …" if len(files) > SHOWN else "")
        yield say("doubt.figures", rows=rows, why=reason)


def _periods_of(snapshot: Snapshot, relation: Relation, part: Part) -> set[int]:
    """The periods of the rows of some files."""
    if relation.grain is None:
        return set()
    rows = snapshot.current(relation)
    return {
        row[0]
        for row in snapshot.ask(sa.select(rows.c[PERIOD]).where(among(rows.c.batch_id, part.batches())).distinct())
    }


def _parents_missed(bound: Bound, snapshot: Snapshot) -> Iterator[Text]:
    """The members of bound files, or that name some of these, whose parent is not valid in all of their days."""
    files = {batch: part.path(batch) for parts in bound.parts.values() for part in parts for batch in part.batches()}
    if any(snapshot.tables.relations[name].is_dimension for name in bound.parts):
        doubts = Faults()
        for one in parents_missed(
            snapshot.engine, snapshot.tables.relations, snapshot.current, dict.fromkeys(bound.parts)
        ):
            doubts.count(1, one.cell)
            doubts.show(Place(files[one.batch], -one.batch, one.cell.row), one.cell)
        if doubts.total:
            yield say("bound-doubted", relation=", ".join(bound.parts), count=doubts.total)
            yield from doubts.lines()


def _members_of_stored(bound: Bound, snapshot: Snapshot) -> None:
    """Errors: `RefusedFacts` where facts of the store are about members that a bound dimension does not have, or not in their period."""
    schema = snapshot.tables
    for name, parts in bound.parts.items():
        members = schema.relations[name]
        left: list[Orphans] = []
        for naming in namings(schema, members) if members.is_dimension else ():
            if naming.relation.name not in bound.parts:
                rows = snapshot.current(naming.relation)
                left += orphans(snapshot.engine, naming, rows, snapshot.current(members))
        if left:
            files = tuple(part.path(batch) for part in parts for batch in part.batches())
            told = [sentence(snapshot.connection, schema, one, "orphans.bound") for one in left[:SHOWN]]
            count = sum(rows for one in left for _, rows, _ in one.periods)
            raise RefusedFacts(say("bound-members", relation=name, files=files, count=count), tuple(told))


class _Looked:
    """The rows of one relation, looked at: `faults` are those that break a rule, `doubts` those to be told."""

    def __init__(self, bound: Bound, snapshot: Snapshot, relation: Relation, check: RowCheck, doubts: Faults) -> None:
        self.bound, self.snapshot, self.relation, self.check = bound, snapshot, relation, check
        self.faults, self.doubts = Faults(), doubts
        self.flags = not_applicable_flags(relation, check)

    def all(self) -> None:
        """In SQL, but for rows in which something does not apply: there it is taken for certainly no; else, and few, by column."""
        if self.bound.rows[self.relation.name] <= FEW:
            self._one_by_one()
            return
        try:
            program = self.bound.desk.program
            asked = [ruled(program, self.snapshot, self.relation, self.check, period) for period in self._periods()]
        except NotInSqlError:
            self._one_by_one()
            return
        if self.flags:
            self._one_by_one(" OR ".join(f"{quoted(flag)} = 1" for flag in self.flags))
        for one in asked:
            self._run(one, one.broken, self.faults, self._broken)
            for condition, rule in zip(one.doubtful, self.check.checks, strict=True):
                self._run(one, (condition,), self.doubts, partial(_always, told_of(rule)))

    # ---- in SQL

    def _periods(self) -> list[Period | None]:
        """The periods to ask about one by one; None alone where no rule reads anything but its row and the row's members."""
        if self.relation.grain is None or not is_of_a_period(self.check):
            return [None]
        return [from_ordinal(n, self.relation.grain) for n in self.snapshot.periods(self.relation.name)]

    def _run(self, asked: Ruled, conditions: Sequence[sa.ColumnElement[Any]], faults: Faults, say_of: Told) -> None:
        """Count the rows of each condition, those that an earlier one has not taken, and look at the first."""
        if not conditions or asked.frame.source is None:
            return
        rule = sa.case(*((condition, place) for place, condition in enumerate(conditions)), else_=None)
        found: sa.Select[Any] = sa.select(rule.label("rule"), asked.row.c.row_id.label("id"))
        ruled = found.select_from(asked.frame.joined()).where(*asked.frame.where).subquery()
        some = sa.select(ruled.c.rule, sa.func.count(), sa.func.min(ruled.c.id)).where(ruled.c.rule.is_not(None))
        counted = self.snapshot.engine.rows(some.group_by(ruled.c.rule).order_by(ruled.c.rule))
        if not counted:
            return
        first = sa.select(ruled.c.id).where(ruled.c.rule.is_not(None)).order_by(ruled.c.id).limit(SHOWN)
        shown = [row[0] for row in self.snapshot.engine.rows(first)]
        rows = self._rows({*shown, *(row[2] for row in counted)})
        said = self._said(rows, say_of)
        for _, count, example in counted:
            faults.count(count, said[example])
        for example in shown:
            faults.show(self._place(rows[example]), said[example])

    def _rows(self, ids: set[int]) -> dict[int, Row]:
        """Some rows, by their identity."""
        current = self.snapshot.current(self.relation)
        found = self.snapshot.rows(sa.select(current).where(current.c.row_id.in_(sorted(ids))))
        return {row.row_id: row for row in found}

    # ---- one by one

    def _one_by_one(self, where: str = "true") -> None:
        """Those that a look at whole columns leaves open, of some rows."""
        broken: Kept = {}
        doubtful: Kept = {}
        for row in self._open(where):
            place = (self._period(row), self._keys(row), row.values)
            found = self.check.broken_rule(*place)
            if found is not None:
                self._count(self.faults, row, found, broken)
            for doubt in self.check.doubts(*place):
                self._count(self.doubts, row, doubt, doubtful)
        for faults, kept in ((self.faults, broken), (self.doubts, doubtful)):
            said = self._said({n: row for n, (row, _) in kept.items()}, partial(_kept, kept))
            for number, cell in said.items():
                faults.show(self._place(kept[number][0]), cell)

    def _count(self, faults: Faults, row: Row, found: tuple[str, Text], kept: Kept) -> None:
        faults.count(1, RejectedCell(row.line, *_named(found)))
        if len(kept) < SHOWN:
            kept.setdefault(row.row_id, (row, found))

    def _open(self, where: str) -> Iterator[Row]:
        """The rows of which it is not certain that they keep all rules."""
        keys = [self.relation.key_column(d).name for d in self.relation.dimensions]
        values = value_names(self.relation)
        names = ["row_id", "batch_id", "row", PERIOD, *keys, *values]
        table = self.bound.desk.engine.named(self.relation.table)
        listed = ", ".join(quoted(name) for name in names)
        reading = self.bound.desk.database.cursor()  # another statement would end this one
        found = reading.execute(f"SELECT {listed} FROM {table} WHERE {where} ORDER BY row_id")
        while chunk := found.fetchmany(CHUNK):
            columns = dict(zip(names, zip(*chunk, strict=True), strict=True))
            plain = Plain(
                columns["row"], columns[PERIOD], [columns[key] for key in keys], values, [columns[v] for v in values],
                [[]] * len(chunk),
            )  # fmt: skip
            for at in self.check.open_rows(plain):
                row = dict(zip(names, chunk[at], strict=True))
                yield Row(row["row_id"], row["batch_id"], row["row"], row)
        reading.close()

    # ---- a row

    def _said(self, rows: Mapping[int, Row], say_of: Told) -> dict[int, RejectedCell]:
        """What is said of some rows, with the cells as their files have them."""
        by_part: dict[int, list[Row]] = {}
        parts = {row.batch: self.bound.part(self.relation.name, row.batch) for row in rows.values()}
        for row in rows.values():
            by_part.setdefault(parts[row.batch].first, []).append(row)
        found: dict[int, RejectedCell] = {}
        for some in by_part.values():
            part = parts[some[0].batch]
            cells = part.cells([(row.batch, row.line) for row in some])
            for row in some:
                name, reason = say_of(row)
                at = part.reader.layout.columns.get(name)
                text = "" if at is None else cells[row.batch, row.line][at].strip()
                found[row.row_id] = RejectedCell(row.line, name, text, reason)
        return found

    def _broken(self, row: Row) -> tuple[str, Text]:
        found = self.check.broken_rule(self._period(row), self._keys(row), row.values)
        assert found is not None, f"{self._place(row)} breaks a rule in SQL alone"
        return found

    def _place(self, row: Row) -> Place:
        return Place(self.bound.part(self.relation.name, row.batch).path(row.batch), -row.batch, row.line)

    def _keys(self, row: Row) -> tuple[str, ...]:
        return tuple(str(row.values[self.relation.key_column(d).name]) for d in self.relation.dimensions)

    @staticmethod
    def _period(row: Row) -> int:
        period = row.values[PERIOD]
        assert isinstance(period, int)
        return period


def _always(told: tuple[str, Text], row: Row) -> tuple[str, Text]:  # noqa: ARG001 — whatever the row
    return told


def _kept(kept: Kept, row: Row) -> tuple[str, Text]:
    return kept[row.row_id][1]


def _named(found: tuple[str, Text]) -> tuple[str, str, Text]:
    return found[0], "", found[1]
