"""A CSV file as a table: its rows are read as an import reads them, and those that are good lie in the DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from iku_dsl.problem import say
from iku_engine.binding import Binding
from iku_engine.bound.context import Desk
from iku_engine.bound.part import SHOWN, Faults, Part, Place, identity
from iku_engine.database.relations import Relation
from iku_engine.engines.copying import schema_of
from iku_engine.errors import RefusedFile
from iku_engine.importing.rows import RowReader
from iku_engine.reading import Opened, chunks, open_table, rows
from iku_engine.staging.plain import GoodRow, Plain, by_column
from iku_engine.words.layout import layout

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 100_000  # rows that are put into the table at once


class TextPart(Part):
    """One file; `read` is how many rows it has."""

    def __init__(self, desk: Desk, relation: Relation, binding: Binding, path: str) -> None:
        """Errors: `RefusedFile` where it is no table for the relation, `FileError`."""
        super().__init__(desk, [path])
        self.relation, self.binding = relation, binding
        self.opened: Opened = open_table(Path(path), relation=relation)
        if self.opened.kind != "text":
            raise RefusedFile(say("bound-kind", file=path))
        self.layout = layout(relation, self.opened.header, path, binding.period, bound=True)
        self.read = 0
        self.table = f"iku_text_{next(desk.numbers)}"

    @property
    def select(self) -> str:
        """All of its table."""
        return f"SELECT * FROM {self.table}"

    @cached_property
    def reader(self) -> RowReader:
        """The one that reads it."""
        return self.desk.reader(self.relation, self.layout, self.binding.period, self.opened)

    @property
    def not_data(self) -> Sequence[tuple[str, int, str]]:
        """Totals, signatures and the like."""
        return [(self.paths[0], row, kind) for row, kind in self.reader.sift.not_data.kinds.items()]

    def marks(self, batch: int) -> tuple[str, ...]:  # noqa: ARG002 — it is the only one
        """Those above the header, and below."""
        return (*self.opened.marks, *self.reader.sift.not_data.marks)

    def check(self, faults: Faults, *, known: bool) -> None:  # noqa: ARG002 — it has to be read anyway
        """Reads it: what can be kept is in the table then."""
        table = self.relation.table
        self.desk.database.register("iku_coming", schema_of(table).empty_table())
        self.desk.database.execute(f"CREATE TABLE {self.table} AS SELECT * FROM iku_coming")
        self.desk.database.unregister("iku_coming")
        waiting: list[pa.RecordBatch] = []
        for plain in self._good(faults):
            waiting.append(self._arrow(plain))
            if sum(len(one) for one in waiting) >= BATCH:
                self._keep(waiting)
                waiting = []
        self._keep(waiting)

    def _good(self, faults: Faults) -> Iterator[Plain]:
        shown = 0
        for chunk in self.reader.read_chunks(chunks(self.opened)):
            self.read += len(chunk)
            if isinstance(chunk, Plain):
                yield chunk
                continue
            good = [row for row in chunk if isinstance(row, GoodRow)]
            for row in chunk:
                if isinstance(row, GoodRow):
                    continue
                faults.count(1, row[0])
                if shown < SHOWN:
                    faults.show(Place(self.paths[0], self.first, row[0].row), row[0])
                    shown += 1
            if good:
                yield by_column(good, self.reader.stored)

    def _arrow(self, plain: Plain) -> pa.RecordBatch:
        import pyarrow as pa

        batch = -self.first
        columns = [[identity(batch, line) for line in plain.lines], [batch] * len(plain), plain.lines, plain.periods]
        fields = schema_of(self.relation.table)
        arrays = [
            pa.array(list(c), f.type) for c, f in zip([*columns, *plain.keys, *plain.values], fields, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=fields)

    def _keep(self, batches: list[pa.RecordBatch]) -> None:
        import pyarrow as pa

        if batches:
            self.desk.database.register("iku_coming", pa.Table.from_batches(batches))
            self.desk.database.execute(f"INSERT INTO {self.table} SELECT * FROM iku_coming")
            self.desk.database.unregister("iku_coming")

    def cells(self, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
        """Read from the file again."""
        wanted = {row for _, row in places}
        return {(-self.first, line): cells for line, cells in rows(self.opened) if line in wanted}
