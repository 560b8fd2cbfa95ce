"""The rows of a file into a batch, and what of them is good, at fault or no data; as quickly as they can be taken in.

The first are shown as they were understood, with what the file was taken for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa

from iku_dsl.budgets import most
from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import NOT_APPLICABLE_PREFIX
from iku_dsl.records import record
from iku_dsl.watch import paused
from iku_engine.arithmetic.nodes import shown
from iku_engine.database.stored import value_of
from iku_engine.errors import RefusedFile
from iku_engine.importing.batches import Batch
from iku_engine.importing.mending import Mending
from iku_engine.importing.rows import Refused, RowReader
from iku_engine.reading import chunks, rows
from iku_engine.reading.opened import CHUNK, Chunk, Opened
from iku_engine.staging.plain import GoodRow, Plain
from iku_engine.staging.report import SHOWN, PreviewCell, PreviewRow, RejectedCell, Taken
from iku_engine.staging.stage import KeptOut, TwiceError

Progress = Callable[[int], None]  # of how many rows are read


@record
class Begun:
    """What takes in the rows of a file."""

    reader: RowReader
    batch: Batch
    mending: Mending


def take_in_quickly(
    connection: sa.Connection, opened: Opened, begin: Callable[[bool], Begun], progress: Progress | None
) -> tuple[RowReader, Batch, Mending, list[RejectedCell]]:
    """All rows of a file into a batch, as quickly as they can be; once more through the stage where a key comes twice.

    The rows of a workbook take much longer to be read than to be staged, and are not read again for that. Errors: `RefusedFile`.
    """
    begun = begin(opened.kind != "workbook")
    try:
        with paused(), connection.begin_nested():
            rejected = _take_in(begun.reader, opened, begun.batch, begun.mending, progress)
    except TwiceError:
        looked = begun.reader.sift
        begun = begin(False)
        begun.reader.sift.take_over(looked)
        rejected = _take_in(begun.reader, opened, begun.batch, begun.mending, progress)
    return begun.reader, begun.batch, begun.mending, rejected


def _take_in(
    reader: RowReader, opened: Opened, batch: Batch, mending: Mending, progress: Progress | None
) -> list[RejectedCell]:
    """All rows of a file into a batch; those that were kept out, as many as are shown."""
    rejected: list[RejectedCell] = []
    kept_out = KeptOutOf(opened)
    for chunk in map(mending.sifted, _gathered(reader.read_chunks(_told(chunks(opened), progress)))):
        if isinstance(chunk, Plain):
            reader.first += [chunk.row(at) for at in range(min(len(chunk), FIRST - len(reader.first)))]
            batch.add_plain(chunk)
            mending.take(zip(chunk.lines, chunk.periods, chunk.cells, strict=True), good=True)
            _refuse_twice(kept_out, reader, opened, batch)
            continue
        good = [row for row in chunk if isinstance(row, GoodRow)]
        reader.first += good[: FIRST - len(reader.first)]
        refused = [row for row in chunk if not isinstance(row, GoodRow)]
        batch.add(good)
        kept_out.take([cell for cell, _ in refused])
        batch.reject(refused)
        _refuse_twice(kept_out, reader, opened, batch)
        mending.take(((row.line, row.period, row.cells) for row in good), good=True)
        mending.take(((cell.row, None, cells) for cell, cells in refused), good=False)
        rejected += [cell for cell, _ in refused[: SHOWN - len(rejected)]]
    taken_out = batch.take_out()
    if taken_out:
        gone = {(row.line, row.period, row.keys) for row in taken_out}
        reader.first = [row for row in reader.first if (row.line, row.period, row.keys) not in gone]
        kept_out.take([_cell(reader, opened, row) for row in taken_out])
        mending.reject(row.line for row in taken_out)
        again = _again(reader, opened, taken_out)
        while refused := list(islice(again, CHUNK)):
            batch.reject_staged(refused)
            rejected += [cell for cell, _ in refused[: SHOWN - len(rejected)]]
    return rejected


def _refuse_twice(kept_out: KeptOutOf, reader: RowReader, opened: Opened, batch: Batch) -> None:
    """Errors: `RefusedFile` where too many of the rows so far have the keys of others, which is asked for when all are there."""
    if kept_out.count + batch.stage.twice > kept_out.most:
        kept_out.take([_cell(reader, opened, batch.stage.first_twice())] * batch.stage.twice)


def _cell(reader: RowReader, opened: Opened, row: KeptOut, cells: Sequence[str] = ()) -> RejectedCell:
    """What is said of a row that was taken out; of one of its cells where that is at fault, and the cells are known."""
    column = opened.header[reader.layout.keys[0]] if reader.layout.keys else ""
    place = reader.layout.columns.get(row.column)
    value = cells[place].strip() if place is not None and cells else ", ".join(row.keys)
    return RejectedCell(row.line, row.column or column, value, row.reason)


def _gathered(
    found: Iterator[Plain | list[GoodRow | Refused]],
) -> Iterator[Plain | list[GoodRow | Refused]]:
    """The same rows, in larger pieces where odd cells parted them: each piece costs the database statements of its own."""
    waiting: list[GoodRow | Refused] = []
    for piece in found:
        if waiting and (isinstance(piece, Plain) or len(waiting) >= CHUNK):
            yield waiting
            waiting = []
        if isinstance(piece, Plain):
            yield piece
        else:
            waiting += piece
    if waiting:
        yield waiting


def _told(found: Iterator[Chunk], progress: Progress | None) -> Iterator[Chunk]:
    """The rows of a file, many at once; how many there were is told."""
    read = 0
    for lines, cells in found:
        yield lines, cells
        read += len(lines)
        if progress is not None:
            progress(read)


def _again(reader: RowReader, opened: Opened, taken_out: Sequence[KeptOut]) -> Iterator[Refused]:
    """The rows that were taken out, with their cells, which are read from the file again."""
    waiting = {(row.line, row.period, row.keys): row for row in taken_out}
    lines = {row.line for row in taken_out}
    for line, cells in rows(opened):
        found = reader.read(line, cells) if line in lines else None
        row = waiting.pop((line, found.period, found.keys), None) if isinstance(found, GoodRow) else None
        if row is not None:
            yield _cell(reader, opened, row, cells), cells
        if not waiting:
            return


class KeptOutOf:
    """The rows of one file that are kept out, by what is wrong with them."""

    def __init__(self, opened: Opened) -> None:
        self.file = str(opened.path)
        self.most = most("rejected") + opened.path.stat().st_size // most("rejected-bytes")
        self.count = 0
        self._like: Counter[tuple[str, str]] = Counter()  # by the reason and the column
        self._first: dict[tuple[str, str], RejectedCell] = {}

    def take(self, cells: Sequence[RejectedCell]) -> None:
        """Rows more. Errors: `RefusedFile` where they are too many to be kept one by one."""
        kinds = [(cell.reason.key, cell.column) for cell in cells]
        self.count += len(kinds)
        self._like.update(kinds)
        if len(self._like) > len(self._first):
            for kind, cell in zip(kinds, cells, strict=True):
                self._first.setdefault(kind, cell)
        if self.count > self.most:
            kind, count = self._like.most_common(1)[0]
            told = say("file-rejected", file=self.file, limit=self.most, count=count, cell=_said(self._first[kind]))
            raise RefusedFile(told)


def _said(cell: RejectedCell) -> Text:
    """Where a cell is, and what is wrong with it."""
    reason = cell.reason
    if cell.guess is not None:
        reason = say("file-rejected.guessed", reason=reason, guess=cell.guess)
    if not cell.column:
        return say("file-rejected.row", row=cell.row, reason=reason)
    return say("file-rejected.cell", row=cell.row, column=cell.column, value=cell.shown, reason=reason)


FIRST = 5  # rows


def taken(opened: Opened, reader: RowReader) -> Taken:
    """What a file was taken for, once its rows have been read."""
    return Taken(
        kind=opened.kind,
        header_row=opened.header_row,
        encoding=opened.encoding,
        delimiter=opened.delimiter,
        sheet=opened.sheet,
        numbers=reader.style.known if reader.style.asked else "",
        mapping="" if opened.mapping is None else "remembered" if opened.remembered else "given",
        constants=tuple(opened.mapping.constants.items()) if opened.mapping is not None else (),
    )


def preview(reader: RowReader) -> tuple[PreviewRow, ...]:
    """The first good rows of a file."""
    return tuple(_row(reader, row) for row in reader.first)


def _row(reader: RowReader, row: GoodRow) -> PreviewRow:
    relation = reader.relation
    names = [relation.key_name] if relation.is_dimension else relation.dimensions
    cells = [PreviewCell(name, key) for name, key in zip(names, row.keys, strict=True)]
    for column in relation.columns.values():
        applies = not row.values.get(NOT_APPLICABLE_PREFIX + column.name)
        cells.append(PreviewCell(column.name, value_of(column, row.values[column.name]), shown(column.type), applies))
    period = from_ordinal(row.period, relation.grain) if relation.grain is not None else None
    return PreviewRow(row.line, period, tuple(cells))
