"""What an import did: which rows came in, were there already, were kept out, and which an earlier reading brought and this one lacks.

These go on counting, which is told. The same file is one of the same name and sheet into the same relation, and with a period in common: a
file of other periods alone, such as that of the next month, is another one. So is one by another name (`januari-final`), where the file
has nearly all rows that it brought.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text
from iku_dsl.records import record
from iku_engine.book_texts import named_cells
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation, Schema
from iku_engine.results.beside import Completeness
from iku_engine.results.evaluation import Scalar, Shown
from iku_engine.staging.figures import ChangedPeriod, ControlTotal
from iku_engine.staging.stage import ID, LINE, Settled, Stage
from iku_engine.store.waiting import Written

PLAIN = Shown()


@record
class Taken:
    """What a file was taken for. `numbers` is empty where no cell asked how the file writes them; `mapping` where it had none.

    `constants` are what the mapping says of every row.
    """

    kind: Literal["text", "workbook"]
    header_row: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    numbers: Literal["", "en", "id", "mixed", "unknown"] = ""
    mapping: Literal["", "given", "remembered"] = ""
    constants: tuple[tuple[str, str], ...] = ()


@record
class PreviewCell:
    """A cell as it was understood: its column, its value (None is missing), how it is displayed."""

    column: str
    value: Scalar
    shown: Shown = PLAIN
    applies: bool = True


@record
class PreviewRow:
    """One of the first rows as it was understood; `period` is None where the relation has none."""

    row: int
    period: Period | None
    cells: tuple[PreviewCell, ...]


SHOWN = 1_000  # rows of each kind that a report has
LONGEST_SHOWN = 200  # characters of a cell that a message shows


@record
class RejectedCell:
    """A row that was kept out: its row in the file, the column and value at fault, the reason, and a guess at what was meant."""

    row: int
    column: str
    value: str
    reason: Text
    guess: Text | None = None

    @property
    def shown(self) -> str:
        """The value for people: one that nobody would read to its end is cut."""
        return self.value if len(self.value) <= LONGEST_SHOWN else f"{self.value[: LONGEST_SHOWN - 1]}…"


@record
class Replaced:
    """An earlier batch, some of whose rows were replaced: its file, who brought it and when, how many rows, and what kind it is.

    Rows of a retraction are those that it put back, as what had replaced them was taken back.
    """

    batch: int
    file: str
    user: str
    at: str
    rows: int
    kind: str = "import"


NotDataKind = Literal["above", "total", "numbering", "units", "header", "footnote", "signature", "note", "table"]


@record
class NotData:
    """Rows that are neither facts nor mistakes, of one kind: how many, and the first of them."""

    kind: NotDataKind
    count: int
    rows: tuple[int, ...]


@record
class NewMembers:
    """Members of a dimension that a file is the first to name: how many, and the first of them."""

    dimension: str
    label: str
    count: int
    members: tuple[str, ...]


@record
class AbsentRow:
    """A row that counts though its file has it no more: its keys and period, and the batch and row that brought it."""

    period: Period | None
    keys: tuple[str, ...]
    batch: int
    row: int


@record
class Absent:
    """How many rows of earlier readings a file lacks, and the first of them; `periods` of which it lacks all, and their rows.

    `file` is the name of the earlier one, where it is another.
    """

    count: int = 0
    rows: tuple[AbsentRow, ...] = ()
    periods: tuple[Period, ...] = ()
    of_periods: int = 0
    file: str = ""


@record
class MovedRow:
    """A row that is one in quarantine with another period or key; `before` and `now` are the period, if any, and keys."""

    row: int
    place: str
    before: tuple[str, ...]
    now: tuple[str, ...]


@record
class ImportReport:
    """One file into one source or dimension.

    `rows` = `accepted` + `identical` + `rejected_total` + those of `not_data`; `replaced` are among the accepted.

    `doubted` are rows that came in though they do not keep a `periksa`, or look like a total.
    `late` are periods that are closed: what came for them is not counted until somebody opens them.
    Of `earlier` rejected ones a figure of the same key is counted, which for `other` among these is of this file.
    `untouched` are rows of the quarantine that it has as they were, though each of their cells can be read: they wait on.
    `mended` are rows of the quarantine that it has again, good this time, `moved` those whose number had another period or key
    there, `known_again` the first of those (`known_again_total`) that had another in the cell at fault, and are known by all the rest.
    `changes` are known rows that get other figures, `hidden` rows and `hidden_columns` columns that the sheet hides, `hidden_sheets`
    those that fit as well and were not read, `struck` rows with cells that it strikes through, `filters` ranges that it filters,
    `left_out` the columns that its mapping leaves out without naming them, `recognised` how many cells name a member by its label or in
    another spelling, `respelled` how many of them write its key with other capitals, blanks or widths, `by_letters` how many name one
    member by their letters alone, with one of the texts.
    `points` are columns, each with a figure, in which a point was taken to start the decimals though nothing in the file shows it.
    `notes` are `#` lines above the table that are no marks.
    `totals` are the control totals of its rows that count, by column.
    `absent` are rows that an earlier reading of the same file brought, and that this one lacks.
    """

    file: str
    target: str
    label: str
    batch: int | None
    sha256: str
    rows: int
    accepted: int
    identical: int
    replaced: int
    rejected: tuple[RejectedCell, ...]
    rejected_total: int
    periods: tuple[Period, ...]
    marks: tuple[str, ...] = ()
    seen_before: bool = False
    replaces: tuple[Replaced, ...] = ()
    late: tuple[Period, ...] = ()
    doubted: tuple[RejectedCell, ...] = ()
    doubted_total: int = 0
    completeness: tuple[Completeness, ...] = ()
    taken: Taken | None = None
    preview: tuple[PreviewRow, ...] = ()
    mended: int = 0
    untouched: int = 0
    moved: tuple[MovedRow, ...] = ()
    known_again: tuple[MovedRow, ...] = ()
    known_again_total: int = 0
    not_data: tuple[NotData, ...] = ()
    changes: tuple[ChangedPeriod, ...] = ()
    hidden: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    struck: tuple[int, ...] = ()
    filters: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    recognised: int = 0
    respelled: int = 0
    by_letters: tuple[int, str] = (0, "")
    points: tuple[tuple[str, str], ...] = ()
    new_members: tuple[NewMembers, ...] = ()
    earlier: int = 0
    absent: Absent = Absent()
    other: int = 0
    notes: int = 0
    totals: tuple[ControlTotal, ...] = ()


SOME = 100  # of the last files, among which one by another name is looked for
FEWEST, NEARLY = (
    3,
    Fraction(9, 10),
)  # rows of another file that this one has, and the part of that one from which on it is nearly all


def absent_rows(
    schema: Schema,
    stage: Stage,
    settled: Settled,
    given: Collection[int],
    *,
    file: str,
    sheet: str,
    named: Callable[[str, str], object] | None,
) -> Absent:
    """The rows that earlier readings of a file brought and the batch on a stage lacks; `given` are periods beside the file.

    `named` is the member of a dimension that a text of the file names, or why it names none; None where no row of it was kept out.
    """
    relation = stage.relation
    all_of, other = _of_file(schema, stage, file, sheet), ""
    if not all_of:
        all_of, other = _of_nearly_all(schema, stage, settled)
    if not all_of:
        return Absent()
    bad = _bad(schema, stage, named) if named is not None else frozenset()
    now = (
        {*given, *settled.periods, *(period for period, _ in bad if period is not None)}
        if relation.grain is not None
        else {0}
    )
    earlier = {number: (rows, of & now) for number, (rows, of) in all_of.items() if of & now}
    if not earlier:
        return Absent()
    whole = _whole_periods(stage, {number: all_of[number][1] for number in earlier}, now)
    if not _lacks(stage, settled, earlier):
        return whole
    table, staged = relation.table, stage.make()
    stands = _stands(stage.relation)
    periods = {period for _, of in earlier.values() for period in of}
    brought = (
        sa.select(table).where(among(table.c[PERIOD], periods), among(table.c.batch_id, earlier), stands).subquery()
    )
    keys = [brought.c[name] for name in stage.keys]
    same = sa.and_(*(brought.c[name] == staged.c[name] for name in (PERIOD, *stage.keys)))
    query = sa.select(brought.c[PERIOD], *keys, brought.c.batch_id, brought.c[LINE])
    query = query.select_from(brought.outerjoin(staged, same)).where(staged.c[ID].is_(None))
    count, first = 0, list[AbsentRow]()
    for period, *texts, number, row in stage.connection.execute(query.order_by(brought.c[ID])):
        if (period, tuple(texts)) in bad:
            continue
        count += 1
        if len(first) < SHOWN:
            of = from_ordinal(period, relation.grain) if relation.grain is not None else None
            first.append(AbsentRow(of, tuple(texts), number, row))
    return replace(whole, count=count, rows=tuple(first), file=other)


def _stands(relation: Relation) -> sa.ColumnElement[bool]:
    table, gone = relation.table.c, relation.superseded.c
    return ~sa.exists().where(gone.row_id == table.row_id)


def _whole_periods(stage: Stage, earlier: Mapping[int, set[int]], now: Collection[int]) -> Absent:
    """The periods that earlier readings have beside one of now, and of which this one has nothing; a file of other periods is another."""
    grain, table = stage.relation.grain, stage.relation.table.c
    lacking = {period for of in earlier.values() for period in of if period not in now}
    if grain is None or not lacking:
        return Absent()
    query = sa.select(table[PERIOD], sa.func.count()).where(
        among(table.batch_id, earlier), among(table[PERIOD], lacking)
    )
    found = stage.connection.execute(
        query.where(_stands(stage.relation)).group_by(table[PERIOD]).order_by(table[PERIOD])
    ).all()
    periods = tuple(from_ordinal(period, grain) for period, _ in found)
    return Absent(periods=periods, of_periods=sum(count for _, count in found))


def _of_file(schema: Schema, stage: Stage, file: str, sheet: str) -> dict[int, tuple[int, set[int]]]:
    """The earlier batches of the same file: how many rows each brought, and its periods."""
    batches, loaded = schema.batches, schema.loaded
    both = (loaded.c.batch_id == batches.c.batch_id) & (loaded.c.relation == batches.c.relation)
    query = sa.select(batches.c.batch_id, batches.c.rows_accepted, loaded.c[PERIOD]).join_from(batches, loaded, both)
    same = (batches.c.relation == stage.relation.name) & (batches.c.file == file)
    query = query.where(same, batches.c.sheet == sheet, batches.c.kind == "import")
    found: dict[int, tuple[int, set[int]]] = {}
    for number, accepted, period in stage.connection.execute(query):
        found.setdefault(number, (accepted, set()))[1].add(period)
    return found


def _of_nearly_all(schema: Schema, stage: Stage, settled: Settled) -> tuple[dict[int, tuple[int, set[int]]], str]:
    """The same of the last file of another name of whose rows the batch has nearly all, and that name; nothing where there is none."""
    batches, loaded = schema.batches, schema.loaded
    many = sorted(number for number, met in settled.met.items() if met >= FEWEST)[-SOME:]
    if not many:
        return {}, ""
    both = (loaded.c.batch_id == batches.c.batch_id) & (loaded.c.relation == batches.c.relation)
    query = sa.select(batches.c.batch_id, batches.c.rows_accepted, loaded.c[PERIOD], batches.c.file).join_from(
        batches, loaded, both
    )
    query = query.where(batches.c.batch_id.in_(many), batches.c.kind == "import").order_by(batches.c.batch_id)
    found: dict[int, tuple[int, set[int]]] = {}
    last = ""
    for number, accepted, period, file in stage.connection.execute(query):
        if accepted > settled.met[number] >= NEARLY * accepted:
            found = {number: (accepted, {*(found[number][1] if number in found else ()), period})}
            last = file
    return found, last


def _lacks(stage: Stage, settled: Settled, earlier: dict[int, tuple[int, set[int]]]) -> bool:
    """Whether some rows of earlier batches are left that neither this batch has nor another row superseded; told by counting alone."""
    table, gone = stage.relation.table.c, stage.relation.superseded
    of = sa.select(sa.func.count()).join_from(gone, stage.relation.table, table.row_id == gone.c.row_id)
    superseded = stage.connection.execute(of.where(among(table.batch_id, earlier))).scalar_one()
    identical = sum(settled.met.get(number, 0) - settled.replaced.get(number, 0) for number in earlier)
    return sum(accepted for accepted, _ in earlier.values()) > superseded + identical


def _bad(
    schema: Schema, stage: Stage, named: Callable[[str, str], object]
) -> frozenset[tuple[int | None, tuple[str, ...] | None]]:
    """The periods and keys of the rows that the batch keeps out, each the member that its text names: these are in the file."""
    rows = schema.quarantine.c
    texts = stage.connection.execute(sa.select(rows.cells).where(rows.batch_id == stage.batch)).scalars()
    written = Written(stage.relation)
    found = set[tuple[int | None, tuple[str, ...] | None]]()
    for row in map(named_cells, texts):
        period, keys = written.period(*row), written.keys(*row)
        found.add((period, keys and _members(stage.relation, keys, named)))
    return frozenset(found)


def _members(relation: Relation, keys: Sequence[str], named: Callable[[str, str], object]) -> tuple[str, ...]:
    """Keys as they are written, as the members that they name; as they are where they name none."""
    found = [(text, named(name, text)) for name, text in zip(relation.dimensions, keys, strict=True)]
    return tuple(member if isinstance(member, str) else text for text, member in found)
