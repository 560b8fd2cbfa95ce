"""Corrections and retractions of facts, one or many at once: new rows beside the old ones, each with its reason.

Many are one batch for all rows of a relation, so that each costs no look at all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Absence, Column, Program
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.errors import AlreadySo, WrongUse
from iku_engine.facts.addressing import Address, last_row, last_rows
from iku_engine.importing.batches import About, Batch, Came, Written
from iku_engine.importing.rows import RowReader
from iku_engine.members.doubtful import lookalikes, spelled
from iku_engine.rules.checks_now import odd_beside
from iku_engine.rules.rules_beside import hold_beside
from iku_engine.rules.stored_rows import refuse_back
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.plain import GoodRow
from iku_engine.staging.report import RejectedCell
from iku_engine.staging.stage import value_names
from iku_engine.store.store import Store
from iku_engine.words.layout import Layout, column_named, column_words

EMPTY = ("kosong", "missing")


@dataclass(frozen=True, slots=True)
class Amended:
    """What a correction or retraction did: its event, how many rows it concerned, and whether its period is closed.

    `doubts` say why the row is to be looked at, and which new members look like others.
    """

    event: int
    rows: int
    restored: int = 0
    late: bool = False
    doubts: tuple[Text, ...] = ()


def correct(
    store: Store, program: Program, address: Address, cells: Mapping[str, str], *, user: str, reason: str
) -> Amended:
    """Puts a fact right, or adds one: columns not named keep what they have. The row is checked as an imported one is.

    Errors: `WrongUse` for columns that are not there, cells that are refused, nothing to correct, or a row of a register that never came.
    """
    need_reason(reason)
    relation = address.relation
    cells = by_column(relation, cells)
    with store.writing() as connection:
        before = last_row(connection, address)
        row, reader = _checked(store, program, connection, address, cells, before)
        looked_at = reader.doubts
        if before is None:
            need_register(store, program, connection, address)
        batch = Batch(connection, store.schema, relation, user)
        batch.add([row])

        def tells(came: Came) -> list[RejectedCell]:
            return odd_beside(program, store.schema, reader.check, came.batch, connection)

        written = batch.close(About("correct", reason=reason), {row.period}, doubts=looked_at, tells=tells)
        if written.came.settled.identical:
            raise AlreadySo(say("fact-same"))
        if not store.follows:  # what the row keeps of the one before it was admitted by other specs
            refuse_back(connection, store.schema, program, relation, batch.id, "demand.kept")
        hold_beside(connection, store.schema, program, {relation.name: written.came.periods}, batch.id)
        relations = store.schema.relations
        named = [(one, ids) for name, ids in written.came.named.items() if (one := relations.get(name)) is not None]
        if relation.is_dimension:
            named.append((relation, written.came.ids))
        alike = [like for one, ids in named for like in lookalikes(connection, store.schema, one, ids)]
        for name, like in written.came.alike.items():
            alike += spelled(connection, store.schema, relations[name], like)
        doubts = tuple(say("fact-alike", member=one.member, reason=one.reason) for one in alike)
        return replace(amended(written, 1), doubts=(*(reason for _, reason in looked_at.lines), *doubts))


def retract(store: Store, address: Address, *, user: str, reason: str, ask_first: bool = False) -> Amended:
    """Takes a fact back: its key has none from now on.

    With `ask_first` nothing is done where figures would go with it of which the specs do not know. Errors: `WrongUse` then, where there is
    no such fact, or a row would break a rule without it.
    """
    need_reason(reason)
    with store.writing() as connection:
        before = last_row(connection, address)
        if before is None:
            raise WrongUse(say("fact-unknown", relation=address.relation.name, key=address.shown))
        batch = Batch(connection, store.schema, address.relation, user)
        written = batch.close(About("retract", reason=reason), retracted=[(before["row_id"], before[PERIOD])])
        if ask_first:
            ask_of_beyond(batch)
        hold_beside(
            connection, store.schema, store.program, {address.relation.name: written.came.periods}, batch.id, gone=True
        )
        return amended(written, 1)


def ask_of_beyond(batch: Batch) -> None:
    """Errors: `WrongUse` where a batch that takes rows back takes figures with them of columns that the specs do not have."""
    lost = batch.took_beyond()
    if lost is None:
        return
    rows, columns, (ordinal, keys) = lost
    relation = batch.relation
    period = from_ordinal(ordinal, relation.grain) if relation.grain is not None else None
    place = Address(relation, period, keys).shown
    raise WrongUse(say("retract-beyond", relation=relation.name, columns=columns, rows=rows, place=place))


def by_column(relation: Relation, cells: Mapping[str, str]) -> Mapping[str, str]:
    """The cells by the columns that their names mean. Errors: `WrongUse` for a name of none, and a column that is named twice."""
    found: dict[str, str] = {}
    for name, text in cells.items():
        column = column_named(relation.columns, name, relation.dated)
        if column is None:
            known = column_words(relation.columns, relation.dated)
            raise WrongUse(say("fact-column", relation=relation.name, column=name, known=known))
        if column in found:
            raise WrongUse(say("fact-column-twice", column=name, values=(found[column], text)))
        found[column] = text
    return found


def need_reason(reason: str) -> None:
    """Errors: `WrongUse` where no reason is given."""
    if not reason.strip():
        raise WrongUse(say("reason-lacking"))


def amended(written: Written, rows: int, restored: int = 0) -> Amended:
    """What a batch came to, in rows that went and rows that came back."""
    return Amended(written.event.id, rows, restored, bool(written.late))


def need_register(store: Store, program: Program, connection: sa.Connection, address: Address) -> None:
    """One row does not make a register whole: the rows beside it would be "none" from then on, and nobody said so.

    Errors: `WrongUse` where the source is a register, of which nothing was loaded for the period.
    """
    source = program.sources.get(address.relation.name)
    if source is None or source.absence is not Absence.REGISTER:
        return
    if not Snapshot(connection, store.schema, program).loaded(source.name, address.period):
        raise WrongUse(say("fact-register", relation=source.name, period=str(address.period or "")))


def _written(column: Column, text: str) -> str:
    """A cell as a file would have it: the language's word for what is missing empties it, but may be meant in a text."""
    word = text.strip().casefold() in EMPTY and text.strip() not in column.type.choices
    return "" if word and column.type.kind is not Kind.TEXT else text


def _checked(
    store: Store,
    program: Program,
    connection: sa.Connection,
    address: Address,
    cells: Mapping[str, str],
    before: sa.RowMapping | None,
) -> tuple[GoodRow, RowReader]:
    """The row as it will be, and what read it. Errors: `WrongUse` naming the cell that is refused."""
    relation = address.relation
    reader = RowReader(store, program, relation, _layout(address, cells), address.period, connection)
    return amended_row(reader, address, cells, before, 0), reader


def _layout(address: Address, cells: Collection[str]) -> Layout:
    """The keys, then the cells that are named."""
    count = len(address.keys)
    return Layout(None, tuple(range(count)), {n: count + at for at, n in enumerate(cells)}, count + len(cells))


def reader_of(store: Store, program: Program, connection: sa.Connection, address: Address) -> RowReader:
    """What reads rows of the relation of a place that name any of its columns."""
    layout = _layout(address, address.relation.columns)
    return RowReader(store, program, address.relation, layout, address.period, connection)


def amended_row(
    reader: RowReader, address: Address, cells: Mapping[str, str], before: sa.RowMapping | None, line: int
) -> GoodRow:
    """The row of a place with some cells put otherwise. Errors: `WrongUse` naming the cell that is refused."""
    relation = address.relation
    reader.turn_to(_layout(address, cells), address.period)
    kept = value_names(relation)
    texts = [*address.keys, *(_written(relation.columns[name], text) for name, text in cells.items())]
    row = reader.amended(texts, {name: before[name] for name in kept} if before is not None else {}, line)
    if isinstance(row, GoodRow):
        return row
    cell = row[0]
    if not cell.column:
        raise WrongUse(say("fact-cell.row", relation=relation.name, place=address.shown, reason=cell.reason))
    if not cell.value:
        raise WrongUse(say("fact-cell.empty", column=cell.column, reason=cell.reason))
    if cell.guess is not None:
        raise WrongUse(
            say("fact-cell.guess", column=cell.column, value=cell.shown, reason=cell.reason, guess=cell.guess)
        )
    raise WrongUse(say("fact-cell", column=cell.column, value=cell.shown, reason=cell.reason))


def correct_together(
    store: Store,
    program: Program,
    connection: sa.Connection,
    wanted: Sequence[tuple[Address, Mapping[str, str]]],
    *,
    reason: str,
) -> None:
    """Puts rows of one relation right, each at another place, as `correct` does one; rows that are so already stay.

    Their lines are their numbers in the order in which they are given. Errors: `WrongUse` as of `correct`, in no certain order.
    """
    relation = wanted[0][0].relation
    before = last_rows(connection, relation, [address for address, _ in wanted])
    reader = reader_of(store, program, connection, wanted[0][0])
    there: set[int] = set()  # periods of which a register came
    rows = []
    for line, (address, cells) in enumerate(wanted, start=1):
        was = before.get((address.ordinal, address.keys))
        row = amended_row(reader, address, by_column(relation, cells), was, line)
        if was is None and address.ordinal not in there:
            need_register(store, program, connection, address)
            there.add(address.ordinal)
        rows.append(row)
    _refuse_twice([(row.period, row.keys) for row in rows])
    batch = Batch(connection, store.schema, relation, "")
    batch.add(rows)
    written = batch.close(About("correct", reason=reason), {row.period for row in rows}, doubts=reader.doubts)
    _hold(connection, store, program, relation.name, written)


def retract_together(
    store: Store, program: Program, connection: sa.Connection, wanted: Sequence[Address], *, reason: str
) -> None:
    """Takes rows of one relation back, as `retract` does one. Errors: `WrongUse` as of `retract`, in no certain order."""
    relation = wanted[0].relation
    before = last_rows(connection, relation, wanted)
    rows = [before.get((one.ordinal, one.keys)) for one in wanted]
    for one, row in zip(wanted, rows, strict=True):
        if row is None:
            raise WrongUse(say("fact-unknown", relation=relation.name, key=one.shown))
    _refuse_twice([(one.ordinal, one.keys) for one in wanted])
    batch = Batch(connection, store.schema, relation, "")
    gone = [(row["row_id"], row[PERIOD]) for row in rows if row is not None]
    written = batch.close(About("retract", reason=reason), retracted=gone)
    _hold(connection, store, program, relation.name, written, gone=True)


def _refuse_twice(places: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    """Errors: `WrongUse` for a place that is named twice, so that it matters which of them comes first."""
    if len(set(places)) < len(places):
        raise WrongUse(say("fact-same"))


def _hold(
    connection: sa.Connection, store: Store, program: Program, name: str, written: Written, *, gone: bool = False
) -> None:
    came = written.came
    hold_beside(connection, store.schema, program, {name: came.periods}, came.batch, gone=gone)
