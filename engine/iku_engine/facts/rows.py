"""One row of a file to a row of the store, or the one cell that keeps it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from iku_dsl.period import Period, read_period
from iku_dsl.problem import say
from iku_dsl.program import Column, Program
from iku_dsl.program.lookups import END, SUCCESSOR
from iku_dsl.types import Kind
from iku_engine.facts.cells import Bad, Stored, guess, stored
from iku_engine.facts.layout import Layout
from iku_engine.facts.members import ValidMembers
from iku_engine.facts.relations import NOT_APPLICABLE_PREFIX, Relation
from iku_engine.facts.report import RejectedCell
from iku_engine.rowcheck import RowCheck
from iku_engine.store import Store

_NOT_APPLICABLE = ("tidak berlaku", "not applicable")


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that may be stored: its line, period (0 where the relation has none), keys, and stored values by column."""

    line: int
    period: int
    keys: tuple[str, ...]
    values: dict[str, Stored]
    cells: list[str]


Refused = tuple[RejectedCell, list[str]]


def _period_of(row: GoodRow | RejectedCell) -> int:
    return row.period if isinstance(row, GoodRow) else 0


def stored_names(column: Column) -> tuple[str, ...]:
    """The stored columns of a column: itself, and whether it does not apply where it may be missing."""
    return (column.name, NOT_APPLICABLE_PREFIX + column.name) if column.may_be_missing else (column.name,)


class RowReader:
    """Reads the rows of one file for one relation."""

    def __init__(
        self,
        store: Store,
        program: Program,
        relation: Relation,
        layout: Layout,
        period: Period | None,
        connection: sa.Connection,
    ) -> None:
        self.relation, self.layout, self.period = relation, layout, period
        self.valid = ValidMembers(store.schema, program, relation, connection)
        self.members = {d: _members(store, program, d, connection) for d in _referred(relation)}
        self.check = RowCheck(store.schema, program, relation, connection)

    def read(self, line: int, cells: list[str]) -> GoodRow | Refused:
        """A good row, or the first cell at fault with the row's cells."""
        return self._checked(self._read(line, cells), cells)

    def read_all(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[GoodRow | Refused]:
        """Each row as a good one, or the first cell at fault with the row's cells, in the order of the file.

        Where the source requires something of an earlier period, its rows are checked from the earliest period on.
        """
        found = ((cells, self._read(line, cells)) for line, cells in rows)
        if not self.check.looks_back:
            yield from (self._checked(row, cells) for cells, row in found)
            return
        whole = list(found)
        self.check.coming = {(row.period, row.keys) for _, row in whole if isinstance(row, GoodRow)}
        made: dict[int, GoodRow | Refused] = {}
        for at in sorted(range(len(whole)), key=lambda at: _period_of(whole[at][1])):
            made[at] = self._checked(whole[at][1], whole[at][0])
        yield from (made[at] for at in range(len(whole)))

    def amended(self, cells: list[str], before: Mapping[str, Stored]) -> GoodRow | Refused:
        """A row in the place of an earlier one: columns that the layout does not have keep their stored values."""
        row = self._read(0, cells) if not before else self._read_beside(cells, before)
        return self._checked(row, cells)

    def _read_beside(self, cells: list[str], before: Mapping[str, Stored]) -> GoodRow | RejectedCell:
        period = self.period.ordinal if self.period is not None else 0
        values: dict[str, Stored] = {}
        for column in self.relation.columns.values():
            place = self.layout.columns.get(column.name)
            if place is None:
                values.update({name: before[name] for name in stored_names(column)})
                continue
            cell = self._cell(column, cells[place].strip())
            if isinstance(cell, Bad):
                return RejectedCell(0, column.name, cells[place], cell.reason, cell.guess)
            values.update(cell)
        return GoodRow(0, period, tuple(cells[place] for place in self.layout.keys), values, cells)

    def _checked(self, row: GoodRow | RejectedCell, cells: list[str]) -> GoodRow | Refused:
        if isinstance(row, RejectedCell):
            return row, cells
        broken = self.check.broken_rule(row.period, row.keys, row.values)
        if broken is None:
            self.check.accept(row.period, row.keys, row.values)
            return row
        name, reason = broken
        place_of = self.layout.columns.get(name)
        text = cells[place_of].strip() if place_of is not None else ""
        return RejectedCell(row.line, name, text, reason), cells

    def _read(self, line: int, cells: list[str]) -> GoodRow | RejectedCell:
        if len(cells) != self.layout.width:
            extra = [cell for cell in cells[self.layout.width :] if cell.strip()]
            if len(cells) < self.layout.width or extra:
                return RejectedCell(line, "", "", say("row.width", expected=self.layout.width, found=len(cells)))
        period = self._period(line, cells)
        if isinstance(period, RejectedCell):
            return period
        keys: list[str] = []
        for dimension, place in zip(self.relation.dimensions, self.layout.keys, strict=True):
            key = cells[place].strip()
            fault = self._key(dimension, key)
            if fault is not None:
                return RejectedCell(line, self._key_name(dimension), key, fault.reason, fault.guess)
            beyond = self.valid.fault(dimension, key, period)
            if beyond is not None:
                return RejectedCell(line, dimension, key, beyond)
            keys.append(key)
        values: dict[str, Stored] = {}
        for column in self.relation.columns.values():
            place_of = self.layout.columns.get(column.name)
            text = cells[place_of].strip() if place_of is not None else ""
            cell = self._cell(column, text)
            if isinstance(cell, Bad):
                return RejectedCell(line, column.name, text, cell.reason, cell.guess)
            values.update(cell)
        turned = self.valid.turned(values)
        if turned is not None:
            return RejectedCell(line, END, cells[self.layout.columns[END]].strip(), turned)
        return GoodRow(line, period, tuple(keys), values, cells)

    def _period(self, line: int, cells: list[str]) -> int | RejectedCell:
        grain = self.relation.grain
        if grain is None:
            return 0
        if self.layout.period is None:
            assert self.period is not None
            return self.period.ordinal
        text = cells[self.layout.period].strip()
        if not text and self.period is not None:
            return self.period.ordinal
        found = read_period(text)
        if found is None or found.grain is not grain:
            return RejectedCell(line, "", text, say("row.period", grain=f"noun.{grain}"))
        if self.period is not None and found != self.period:
            return RejectedCell(line, "", text, say("row.other-period", period=str(self.period)))
        return found.ordinal

    def _key_name(self, dimension: str) -> str:
        return self.relation.key_name if self.relation.is_dimension else dimension

    def _key(self, dimension: str, key: str) -> Bad | None:
        if not key:
            return Bad(say("row.key-empty"))
        known = self.members.get(dimension)
        if known is None or self.relation.is_dimension or key in known:
            return None
        labels = {label.casefold(): member for member, label in known.items()}
        if key.casefold() in labels:
            return Bad(say("row.member", dimension=dimension), say("cell.guess", value=labels[key.casefold()]))
        return Bad(say("row.member", dimension=dimension), guess(key, [*known, *known.values()]))

    def _cell(self, column: Column, text: str) -> dict[str, Stored] | Bad:
        names = stored_names(column)
        if text.casefold() in _NOT_APPLICABLE:
            if not column.may_be_missing:
                return Bad(say("cell.not-applicable"))
            return dict(zip(names, (None, 1), strict=True))
        value = stored(column, text)
        if isinstance(value, Bad):
            return value
        if value is None and not column.may_be_missing:
            return Bad(say("cell.empty"))
        if value is not None and column.type.kind is Kind.MEMBER and column.name != SUCCESSOR:
            known = self.members.get(column.type.of)
            if known is not None and value not in known:
                return Bad(say("row.member", dimension=column.type.of), guess(str(value), list(known)))
        return dict(zip(names, (value, None), strict=False))


def _referred(relation: Relation) -> set[str]:
    own = set() if relation.is_dimension else set(relation.dimensions)
    return own | {column.type.of for column in relation.columns.values() if column.type.kind is Kind.MEMBER}


def _members(store: Store, program: Program, dimension: str, connection: sa.Connection) -> Mapping[str, str] | None:
    """The known members with their labels; None where any text is one: a dimension whose members come from facts."""
    declared = program.dimensions[dimension]
    if declared.enumerated:
        return {member.name: member.title for member in declared.members}
    if not declared.imported:
        return None
    relation = store.schema.relations[dimension]
    label = next((relation.table.c[c.name] for c in declared.attributes.values() if c.type.kind is Kind.TEXT), None)
    key = relation.key_column(dimension)
    found = connection.execute(sa.select(key, label if label is not None else key))
    return {row[0]: row[1] or row[0] for row in found}
