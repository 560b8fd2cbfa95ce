"""Parquet files of one relation with the same columns: a view over them, so that only what a statement needs is read."""

from __future__ import annotations

import glob
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Context, Decimal
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from iku_dsl.budgets import most
from iku_dsl.files_read import open_ordinary
from iku_dsl.period import Grain
from iku_dsl.problem import say
from iku_dsl.program import NOT_APPLICABLE_PREFIX
from iku_dsl.program.sources import END, START
from iku_dsl.types import Kind
from iku_engine.binding import Binding
from iku_engine.bound.columns import TEXT, Columns, period_text, refuse_odd_kinds
from iku_engine.bound.context import ROW_BITS, Desk, beyond
from iku_engine.bound.part import SHOWN, Faults, Part, Place, Sheetlike
from iku_engine.bound.stored import Stored, Texts, precision, quoted, text
from iku_engine.cells.as_written import evidence
from iku_engine.cells.converters import PeriodConverter
from iku_engine.database.relations import Relation
from iku_engine.errors import FileError, RefusedFile
from iku_engine.importing.rows import RowReader
from iku_engine.reading.opened import Figure
from iku_engine.reading.style import Evidence, Style
from iku_engine.staging.report import RejectedCell
from iku_engine.words.layout import layout

MAGIC = b"PAR1"
ARROW_SCHEMA = b"ARROW:schema"  # what Arrow says of a file that it wrote, beside what Parquet does
EXACT = Context(prec=60)
BLANK = "blank"
AT_ONCE = 10_000  # rows that are fetched together
LITTLE = "512MB"  # of memory: a page of thirty million numbers, packed and unpacked
_EACH_AS_LONG = re.compile("BOOLEAN|DATE|FLOAT|DOUBLE|TIME")  # kinds whose values are all of one length, beside numbers
_OF_THE_READER = frozenset({"file_row_number", "file_index"})  # columns that each file has for it
Kinds = tuple[tuple[str, str], ...]  # the columns of a file, and their types


def is_parquet(path: str) -> bool:
    """Whether a file is Parquet, by its first bytes or its name. Errors: `FileError`."""
    try:
        with open_ordinary(Path(path)) as file:
            return file.read(len(MAGIC)) == MAGIC or path.lower().endswith(".parquet")
    except OSError as error:
        raise FileError(say("file-unreadable", file=path, detail=error.strerror or str(error))) from error


def kinds_of(database: duckdb.DuckDBPyConnection, path: str) -> Kinds:
    """The columns of a Parquet file. Errors: `RefusedFile` where it is none."""
    try:
        found = database.execute(f"DESCRIBE SELECT * FROM {scan([path])}").fetchall()
        said = database.execute(f"SELECT key, value FROM parquet_kv_metadata({text(glob.escape(path))})").fetchall()
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    taken = next((row[0] for row in found if row[0].casefold() in _OF_THE_READER), None)
    if taken is not None:  # it would stand for the reader's own, by which rows are told apart
        raise RefusedFile(say("bound-name", file=path, column=taken))
    arrow = [kind for key, value in said if key == ARROW_SCHEMA for kind in _arrow_kinds(path, value)]
    known = (
        arrow if len(arrow) == len(found) else [""] * len(found)
    )  # not what the file has: readers of Arrow drop it, too
    return tuple((row[0], kind or row[1]) for row, kind in zip(found, known, strict=True))


def _arrow_kinds(path: str, schema: bytes) -> Iterator[str]:
    """The type of each column that only Arrow's schema in the file tells, an empty text where Parquet tells it as well.

    Parquet keeps a duration as a whole number of seconds or parts of them, and what an extension names as what it is stored as; a whole
    number would be read as a figure. Errors: `RefusedFile` where the schema is damaged.
    """
    try:
        fields = pa.ipc.read_schema(pa.py_buffer(b64decode(schema)))
    except (pa.ArrowException, ValueError, OSError) as error:
        raise RefusedFile(
            say("bound-broken", file=path, detail=(str(error).splitlines() or [ARROW_SCHEMA.decode()])[0])
        ) from error
    for field in fields:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        name = (field.metadata or {}).get(b"ARROW:extension:name", b"").decode(errors="replace")
        if isinstance(kind, pa.BaseExtensionType) or pa.types.is_duration(kind) or pa.types.is_interval(kind):
            yield str(kind)
        else:
            yield f"extension<{name}>" if name else ""


def rows_of(database: duckdb.DuckDBPyConnection, path: str) -> int:
    """How many rows a Parquet file has, by its metadata alone. Errors: `RefusedFile` where it is none.

    It says so twice, of itself and of each group of rows; whichever is more is what somebody has to read.
    """
    name = text(glob.escape(path))
    groups = f"SELECT DISTINCT row_group_id, row_group_num_rows AS rows FROM parquet_metadata({name})"
    told = f"SELECT num_rows FROM parquet_file_metadata({name})"
    try:
        ((rows,),) = database.execute(f"SELECT greatest(({told}), (SELECT sum(rows) FROM ({groups})))").fetchall()
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    return int(rows or 0)


def refuse_dense(database: duckdb.DuckDBPyConnection, paths: Iterable[str]) -> None:
    """Errors: `RefusedFile` where Parquet files, each or all together, have far more rows than bytes or unpack to far more; `FileError`.

    Rows that are all alike pack to nothing, and so does a text of one letter. Rows of facts have keys, no two the same, and figures.
    """
    rows = size = unpacked = 0
    for path in filter(is_parquet, paths):
        own, wide, bytes_of = rows_of(database, path), _unpacked(database, path), max(Path(path).stat().st_size, 1)
        rows, size, unpacked = rows + own, size + bytes_of, unpacked + wide
        for count, of in ((own, bytes_of), (rows, size)):
            if count > max(most("parquet-rows"), most("parquet-rows-each") * of):
                raise RefusedFile(say("bound-dense", file=path, rows=own, bytes=bytes_of))
        for count, of in ((wide, bytes_of), (unpacked, size)):
            if count > max(most("parquet-unpacked"), most("parquet-unpacked-each") * of):
                raise RefusedFile(say("bound-unpacked", file=path, unpacked=wide, bytes=bytes_of))


def _unpacked(database: duckdb.DuckDBPyConnection, path: str) -> int:
    """How many bytes the pages of a Parquet file have unpacked, by what it says of itself."""
    name = text(glob.escape(path))
    query = f"SELECT sum(greatest(total_uncompressed_size, 0)) FROM parquet_metadata({name})"
    ((found,),) = database.execute(query).fetchall()
    return int(found or 0)


def refuse_long(desk: Desk, paths: Iterable[str]) -> None:
    """Read Parquet files once, with little memory, before anybody does with more: what one says of itself may be false.

    Errors: `RefusedFile` where a text of one is longer than any cell, where texts come again far beyond what the files hold, each or all
    together, and where memory runs out.
    """
    letters = size = 0
    for path in paths:
        found = desk.answer(f"letters: {path}", partial(_letters, path))
        own, bytes_of = sum(total for _, _, total in found), max(Path(path).stat().st_size, 1)
        letters, size = letters + own, size + bytes_of
        for column, longest, _ in found:
            if longest > most("parquet-text"):
                raise RefusedFile(
                    say("bound-text", file=path, column=column, count=longest, limit=most("parquet-text"))
                )
        for count, of in ((own, bytes_of), (letters, size)):
            if count > most("parquet-letters") + most("parquet-letters-each") * of:
                raise RefusedFile(say("bound-letters", file=path, letters=own, bytes=bytes_of))


def _letters(path: str) -> list[tuple[Any, ...]]:
    """The columns of a Parquet file, each with the bytes of its longest text, and of all of them. Errors: `RefusedFile`."""
    found: list[tuple[Any, ...]] = []
    try:
        with _with_little() as database:
            for column, kind, *_ in database.execute(f"DESCRIBE SELECT * FROM {scan([path])}").fetchall():
                at = f"f.{quoted(column)}"
                long = (
                    "0" if precision(kind) is not None or _EACH_AS_LONG.match(kind) else f"strlen(CAST({at} AS {TEXT}))"
                )
                query = (
                    f"SELECT coalesce(max({long}), 0), coalesce(sum({long}), 0), count({at}) FROM {scan([path])} AS f"
                )
                found += [(column, longest, int(total)) for longest, total, _ in database.execute(query).fetchall()]
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    return found


def _with_little() -> duckdb.DuckDBPyConnection:
    """A DuckDB with little memory, that believes nothing of what a file says of its values, and writes nothing."""
    database = duckdb.connect()
    database.execute("SET disabled_optimizers = 'statistics_propagation'")
    database.execute(f"SET memory_limit = '{LITTLE}'")
    database.execute("SET temp_directory = ''")
    return database


def scan(paths: Sequence[str]) -> str:
    """What reads some files, in a FROM."""
    names = ", ".join(text(glob.escape(path)) for path in paths)
    return f"read_parquet([{names}], hive_partitioning=false, union_by_name=false)"


def broken(paths: Sequence[str], detail: str, cause: BaseException | None = None) -> RefusedFile:
    """Which of some Parquet files cannot be read to its end, after a statement over them failed with a `detail`, by a `cause`.

    Where each of them can, one says of itself what its rows contradict: all are named. So they are where memory ran out.
    """
    if isinstance(cause, duckdb.OutOfMemoryException):
        return RefusedFile(say("bound-large", file=", ".join(paths[:3]), detail=detail))
    with _with_little() as database:
        for path in paths:
            try:
                database.execute(f"SELECT count(hash(f)) FROM {scan([path])} AS f").fetchall()
            except duckdb.Error as error:
                return _unreadable(path, error)
    return RefusedFile(say("bound-broken", file=", ".join(paths[:3]), detail=detail))


def _unreadable(path: str, error: duckdb.Error) -> RefusedFile:
    key = "bound-large" if isinstance(error, duckdb.OutOfMemoryException) else "bound-broken"
    return RefusedFile(say(key, file=path, detail=str(error).splitlines()[0]))


class ParquetPart(Part):
    """Some files of a relation whose columns have the same names and types."""

    def __init__(self, desk: Desk, relation: Relation, binding: Binding, paths: Sequence[str], kinds: Kinds) -> None:
        """Errors: `RefusedFile` for columns that are lacking, unknown, or of a type that does not fit."""
        super().__init__(desk, paths)
        self.relation, self.binding, self.kinds = relation, binding, kinds
        self.layout = layout(relation, [name for name, _ in kinds], paths[0], binding.period, bound=True)
        refuse_odd_kinds(relation, self.layout, kinds, paths[0])
        refuse_long(desk, paths)
        self.scan = f"{scan(paths)} AS f"
        self.texts = Texts(desk.database, self.scan, paths[0], desk.numbers, desk.ask)
        self.style = Style(None, self._evidence)
        made = Columns(self.texts, dict(kinds), binding.percent, desk.known, desk.recognise, self.style)
        self.period = self._period(made)
        self.keys = [
            made.key(
                d, kinds[place][0], own=relation.is_dimension, limited=not relation.is_dimension and desk.limited(d)
            )
            for d, place in zip(relation.dimensions, self.layout.keys, strict=True)
        ]
        self.columns: dict[str, Stored] = {}
        for column in relation.columns.values():
            at = self.layout.columns.get(column.name)
            if at is not None:
                self.columns[column.name] = made.value(column, kinds[at][0])
        joins = dict.fromkeys(j for one in (self.period, *self.keys, *self.columns.values()) for j in one.joins)
        self.joins = " ".join(joins)
        self.source = f"{self.scan} {self.joins}"
        self.left_out: list[
            tuple[int, int, str]
        ] = []  # rows that are no data, by file and place in it, with their kind
        self.wrong: dict[tuple[int, int], RejectedCell] = {}  # totals that are none, by batch and row
        self.marked: list[tuple[Any, ...]] = []  # files with what they say of their data

    def _evidence(self, every: bool) -> Evidence:  # noqa: ARG002 — the different texts are few: each is looked at
        """How the columns of texts write numbers and dates."""
        numbers, dates = (self._written(kind) for kind in (Kind.NUMBER, Kind.DATE))
        return evidence([*(("", text) for text in numbers), *((text, "") for text in dates)], (1,), (0,))

    def _written(self, kind: Kind) -> list[str]:
        columns = [name for name, one in self.relation.columns.items() if one.type.kind is kind]
        at = [self.kinds[self.layout.columns[name]] for name in columns if name in self.layout.columns]
        return [one for name, held in at if held == TEXT for one in self.texts.distinct(f"f.{quoted(name)}", name)]

    def _period(self, made: Columns) -> Stored:
        converter = PeriodConverter(self.relation, self.binding.period)
        if self.layout.period is None or self.relation.grain is None:
            return Stored(f"CAST({converter.given} AS BIGINT)")
        return made.period(converter, self.kinds[self.layout.period][0], self.relation.grain)

    @property
    def select(self) -> str:
        """The view's statement."""
        number = f"(CAST(f.file_index AS BIGINT) + {self.first})"
        row = "(f.file_row_number + 1)"
        found = [
            f"({number} << {ROW_BITS}) + {row} AS row_id",
            f"-{number} AS batch_id",
            f'{row} AS "row"',
            f"{self.period.value} AS period",
        ]
        names = [self.relation.key_column(d).name for d in self.relation.dimensions]
        found += [f"{key.value} AS {quoted(name)}" for key, name in zip(self.keys, names, strict=True)]
        for column in self.relation.columns.values():
            whole = column.type.kind in (Kind.NUMBER, Kind.DATE, Kind.TRUTH)
            stored = self.columns.get(column.name) or Stored(f"CAST(NULL AS {'BIGINT' if whole else 'VARCHAR'})")
            found.append(f"{stored.value} AS {quoted(column.name)}")
            if column.may_be_missing:
                found.append(f"{stored.na} AS {quoted(NOT_APPLICABLE_PREFIX + column.name)}")
        return f"SELECT {', '.join(found)} FROM {self.source}"

    @cached_property
    def reader(self) -> RowReader:
        """One for all files, as their columns are the same."""
        return self.desk.reader(self.relation, self.layout, self.binding.period, style=self.style)

    @property
    def not_data(self) -> Sequence[tuple[str, int, str]]:
        """Totals, signatures and the like."""
        return [(self.paths[file], line + 1, kind) for file, line, kind in self.left_out if kind != BLANK]

    def marks(self, batch: int) -> tuple[str, ...]:
        """Those in its rows."""
        return tuple(mark for file, mark in self.marked if file == -batch - self.first)

    # ---- what is no data

    def _leave_out(self, rules: list[str]) -> list[str]:
        """Keep what is no data out of what is read; the rules that hold of the rest."""
        question = f"no data: {self.scan}"
        self.left_out = self.desk.answer(question, lambda: self._looked(rules))
        found = self.marked
        self.marked = self.desk.answer(f"marks: {self.scan}", lambda: found)
        if self.left_out:
            out = self._places([(file, line) for file, line, _ in self.left_out])
            at = "o.file = f.file_index AND o.line = f.file_row_number"
            self.source = f"{self.scan} ANTI JOIN {out} AS o ON {at} {self.joins}"
        if not self.wrong:
            return rules
        wrong = self._places([(-batch - self.first, row - 1) for batch, row in self.wrong])
        return [f"(f.file_index, f.file_row_number) IN (SELECT file, line FROM {wrong})", *rules]

    def _looked(self, rules: list[str]) -> list[tuple[Any, ...]]:
        names = tuple(name for name, _ in self.kinds)
        like = Sheetlike(self.desk, self.reader, names, self.source, self.paths, self._rows)
        free = [] if self.relation.is_dimension else [d for d in self.relation.dimensions if not self.desk.limited(d)]
        places = [self.relation.dimensions.index(dimension) for dimension in free]
        values = [f"f.{quoted(names[place])}" for place in self.layout.columns.values()]
        blank = " AND ".join(f"coalesce(trim(CAST(f.{quoted(name)} AS {TEXT})), '') = ''" for name in names)
        left_out: list[tuple[Any, ...]] = []
        for file in like.odd([self.keys[place].value for place in places], rules, values):
            found = like.look(file)
            left_out += [(file, row - 1, kind) for row, kind in found.kinds.items()]
            empty = f"SELECT f.file_index, f.file_row_number, '{BLANK}' FROM {self.scan} WHERE f.file_index = {file} AND {blank}"
            left_out += self.desk.database.execute(empty).fetchall()
            self.marked += [(file, mark) for mark in found.marks]
            self.wrong.update({(-self.first - file, row): cell for row, cell in found.wrong.items()})
        return left_out

    def _places(self, places: Sequence[tuple[int, int]]) -> str:
        """A table of rows, by file and place in it."""
        table = f"iku_rows_{next(self.desk.numbers)}"
        self.desk.database.execute(f"CREATE TABLE {table} (file BIGINT, line BIGINT)")
        files, lines = ([place[at] for place in places] for at in (0, 1))
        self.desk.database.execute(
            f"INSERT INTO {table} SELECT unnest(?::BIGINT[]), unnest(?::BIGINT[])", [files, lines]
        )
        return table

    def _rows(self, file: int) -> Iterator[tuple[int, list[str]]]:
        """The rows of a file as texts that an import would read, but those that are blank."""
        names = ", ".join(f"f.{quoted(name)}" for name, _ in self.kinds)
        query = f"SELECT f.file_row_number, {names} FROM {scan([self.paths[file]])} AS f ORDER BY f.file_row_number"
        reading = self.desk.database.cursor()  # another statement would end this one
        found = reading.execute(query)
        while some := found.fetchmany(AT_ONCE):
            yield from ((n + 1, cells) for n, *row in some if any(map(str.strip, cells := self._texts(row))))
        reading.close()

    # ---- what is wrong

    def check(self, faults: Faults, *, known: bool) -> None:
        """First whether there is anything, in one pass; and only then how many rows break what."""
        pairs = list(zip(self.relation.dimensions, (key.value for key in self.keys), strict=True))
        rules = [rule for one in (self.period, *self.keys) for rule in one.faults]
        rules += [rule for one in self.columns.values() for rule in one.faults]
        rules = self._leave_out(rules)
        if known:
            return
        if not self._some(rules):
            more = beyond(self.desk, self.relation, self.source, self.period.value, pairs)
            turned = self._turned()
            rules = [*more, *turned] if self._some([*more, *turned]) else []
        if rules:
            self._tell(rules, faults)

    def _some(self, rules: list[str]) -> bool:
        if not rules:
            return False
        counts = ", ".join(f"count(*) FILTER ({rule})" for rule in rules)
        return any(self.desk.database.execute(f"SELECT {counts} FROM {self.source}").fetchall()[0])

    def _turned(self) -> list[str]:
        start, end = self.columns.get(START), self.columns.get(END)
        if not self.relation.is_dimension or start is None or end is None:
            return []
        return [f"{end.value} < {start.value}"]

    def _tell(self, rules: list[str], faults: Faults) -> None:
        cases = " ".join(f"WHEN {rule} THEN {place}" for place, rule in enumerate(rules))
        ruled = f"SELECT f.file_index AS file, f.file_row_number AS line, CASE {cases} END AS rule FROM {self.source}"
        bad = f"FROM ({ruled}) WHERE rule IS NOT NULL"
        run = self.desk.database.execute
        counted = run(f"SELECT rule, count(*), min((file, line)) {bad} GROUP BY rule ORDER BY rule").fetchall()
        first = run(f"SELECT file, line {bad} ORDER BY file, line LIMIT {SHOWN}").fetchall()
        examples = {rule: self._place(*at) for rule, _, at in counted}
        shown = [self._place(*at) for at in first]
        cells = self.cells([*examples.values(), *shown])
        for rule, count, _ in counted:
            faults.count(count, self._refused(examples[rule], cells[examples[rule]]))
        for batch, row in shown:
            faults.show(Place(self.path(batch), -batch, row), self._refused((batch, row), cells[batch, row]))

    def _place(self, file: int, line: int) -> tuple[int, int]:
        return -self.first - file, line + 1

    def _refused(self, place: tuple[int, int], cells: list[str]) -> RejectedCell:
        if place in self.wrong:
            return self.wrong[place]
        found = self.reader.read(place[1], cells)
        assert isinstance(found, tuple), f"{self.path(place[0])}:{place[1]} is refused in SQL alone"
        return found[0]

    def cells(self, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
        """Numbers and dates as texts that an import would read."""
        wanted = ", ".join(f"({-batch - self.first}, {row - 1})" for batch, row in dict.fromkeys(places))
        names = ", ".join(f"f.{quoted(name)}" for name, _ in self.kinds)
        query = (
            f"SELECT f.file_index, f.file_row_number, {names} FROM {self.scan} "
            f"WHERE (f.file_index, f.file_row_number) IN ({wanted})"
        )
        found = self.desk.database.execute(query).fetchall() if wanted else []
        return {self._place(row[0], row[1]): self._texts(row[2:]) for row in found}

    def _texts(self, values: Sequence[object]) -> list[str]:
        percents = {place for name, place in self.layout.columns.items() if self.relation.columns[name].type.percent}
        found = [_text(value, self.binding.percent if place in percents else "") for place, value in enumerate(values)]
        at, grain = self.layout.period, self.relation.grain
        if at is not None and grain is not None:
            found[at] = period_text(found[at], self.kinds[at][1], Grain(grain))
        return found


def _text(value: object, percent: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ya" if value else "tidak"
        case int() | Decimal():
            shown = Decimal(value).scaleb(2, EXACT) if percent == "fraction" else Decimal(value)
            return Figure(f"{shown:f}%" if percent else f"{value:f}" if isinstance(value, Decimal) else str(value))
        case date():
            return value.isoformat()
        case _:
            return str(value)
