"""One row of a file to a row of the store, or the one cell that keeps it out."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.program.sources import END, SUCCESSOR
from iku_dsl.types import Kind
from iku_engine.cells.as_written import Shows, cell_readers, style_of
from iku_engine.cells.cells import ALONE, Bad, is_cut_off, shown_otherwise
from iku_engine.cells.converters import Converter, NotApplicable, PeriodConverter
from iku_engine.cells.keys import Keys
from iku_engine.database.relations import Relation
from iku_engine.database.stored import Stored
from iku_engine.engines.base import Engine, OfStore
from iku_engine.importing.numbered import Untouched
from iku_engine.members.members import ValidMembers, is_member, known_members, referred
from iku_engine.reading import in_chunks
from iku_engine.reading.mapped import file_column
from iku_engine.reading.opened import LONGEST_SHEET, ByColumn, Chunk, FaultyCells, Figure, Opened, Row
from iku_engine.reading.style import Style, decimals_by
from iku_engine.remarks.cumulative_words import FileRemark, summed_so_far
from iku_engine.remarks.noticed import Doubts
from iku_engine.rules.rowcheck import Broken, RowCheck
from iku_engine.rules.rows_together import together
from iku_engine.sheets.sifting import Sift
from iku_engine.staging.plain import GoodRow, Plain, by_column, joined
from iku_engine.staging.report import SHOWN, RejectedCell
from iku_engine.store.store import Store
from iku_engine.totals.sums import LOOKED_AT, SumsAbove, good
from iku_engine.totals.whole_file import WholeFile
from iku_engine.words.labels import LABELS, names_a_total
from iku_engine.words.layout import Layout, effort, signless_columns

FEW = 16  # rows that are looked at one by one
MOST_DOUBTED = 10 * SHOWN  # rows to be looked at that are kept until it is known which were taken in
MOST_AT_FAULT = 4  # one of so many: there, more rows are

Refused = tuple[RejectedCell, list[str]]
Whole = tuple[list[str], GoodRow | RejectedCell]


def _period_of(row: GoodRow | RejectedCell) -> int:
    return row.period if isinstance(row, GoodRow) else 0


def _all(cells: Sequence[str]) -> Sequence[str]:
    return cells


def _by_place(rows: Sequence[list[str]], width: int) -> Sequence[Sequence[str]] | None:
    """Rows by column; None where some have another width, or are spoilt by their file."""
    if isinstance(rows, ByColumn):
        return rows.columns if len(rows.columns) == width else None
    if set(map(type, rows)) != {list} or set(map(len, rows)) != {width}:
        return None
    return list(map(list, zip(*rows, strict=True)))


class RowReader:
    """Reads the rows of one file for one relation. Without `opened` they are no file's: `style` says how their texts write numbers.

    With `engine` it has the members that are known, and what must hold of a row beyond its cells is not looked at here.
    """

    def __init__(
        self,
        store: Store,
        program: Program,
        relation: Relation,
        layout: Layout,
        period: Period | None,
        connection: sa.Connection,
        opened: Opened | None = None,
        engine: Engine | None = None,
        style: Style = ALONE,
        untouched: Untouched | None = None,
    ) -> None:
        """`untouched` are the cells of a mended file that are as they were."""
        self.relation, self.layout, self.period = relation, layout, period
        known = engine or OfStore(connection)
        self.valid = ValidMembers(store.schema, program, relation, known)
        members = {d: known_members(store.schema, program, d, known) for d in referred(relation)}
        totals = engine is not None and opened is None and not relation.is_dimension
        there = partial(is_member, store.schema, OfStore(connection))
        steps = effort()
        self.keys = Keys(program, relation, layout, members, there, totals=totals, steps=steps)
        self.check = RowCheck(store.schema, program, relation, connection, ruled=engine is None, coming=True)
        self.opened = opened
        self.few = FEW  # rows of which no halves are tried
        self.first: list[GoodRow] = []  # for a preview
        self.untouched = untouched
        self.shows: Shows = untouched.without if untouched is not None else _all
        self.style = style_of(opened, relation, layout, self.shows) if opened is not None else style
        missing = opened.mapping.missing if opened is not None and opened.mapping is not None else {}
        nothing = {name.casefold(): frozenset(texts) for name, texts in missing.items()}
        columns = relation.columns.values()
        signless = signless_columns(relation, layout, opened.header if opened is not None else ())
        of = [(c, nothing.get(c.name.casefold(), frozenset()), c.name in signless) for c in columns]
        self.converters = [Converter(c, self.style, texts, signless=bare, steps=steps) for c, texts, bare in of]
        # of what a program wrote: a point starts the decimals, and nothing groups
        self.cells = Style("en", texts=self.style)
        self.figures = [Converter(c, self.cells, texts, signless=bare, steps=steps) for c, texts, bare in of]
        self.periods = PeriodConverter(relation, period)
        pointing = (c for c in columns if c.type.kind is Kind.MEMBER and c.type.of == relation.name)
        self.before: Mapping[str, str] | None = (
            None  # the members that were there, where those of a file may name one another
        )
        self.of_itself = [c.name for c in pointing if c.name != SUCCESSOR and c.name in layout.columns]
        looked_up = (
            any(c.type.kind is Kind.MEMBER for c in columns) or bool(self.valid.known) or END in relation.columns
        )
        self.doubted: list[RejectedCell] = []
        self.doubted_lines = array("q")  # one for each that is to be looked at
        self.doubts = Doubts()  # the same, to be remembered
        figures = opened is None or opened.kind == "workbook"
        self.one_by_one = looked_up or bool(layout.nameless) or figures or untouched is not None
        self.stored = [name for column in columns for name in column.stored_names]
        self.readers = cell_readers(relation, layout, self.keys, self.periods, self.converters)
        self.sift = Sift(self.readers, program, opened)
        free = (
            self.sift.free if opened is not None and engine is None else ()
        )  # facts that name members are imported ones
        self.sums, self.whole = SumsAbove(relation, free, there), WholeFile(relation, free)
        self.look_for_totals = opened is not None and engine is None

    def told_of_columns(self, periods: Collection[int]) -> list[FileRemark]:
        """What is told of the columns of the file as a whole, once all of its rows, of these periods, were read."""
        line = self.opened.header_row if self.opened is not None else 0
        days = ((column, text, f"row.days-{how}") for column, (how, text) in self.style.doubtful_days.items())
        amounts = ((*one, "row.amounts-halved") for one in self.style.halved_amounts(self.cells).items())
        found = [FileRemark(column, line, text, say(key), summed=False) for column, text, key in (*days, *amounts)]
        return found + (
            summed_so_far(self.opened, self.relation, self.layout, periods) if self.opened is not None else []
        )

    def tell_of_columns(self, periods: Collection[int]) -> None:
        """Remember that with the batch, once all rows of the file were read, and with it the points that were guessed."""
        self.doubts.of_files, self.doubts.points = self.told_of_columns(periods), self.guessed_points()

    def guessed_points(self) -> list[FileRemark]:
        """The columns with figures whose sign was taken to start the decimals, though nothing in the file shows it."""
        line = self.opened.header_row if self.opened is not None else 0
        guessed = ((column, text, f"row.{decimals_by(text)}") for column, text in self.style.guessed.items())
        return [FileRemark(column, line, text, say(key, text=text), summed=False) for column, text, key in guessed]

    def read(self, line: int, cells: list[str]) -> GoodRow | Refused:
        """A good row, or the first cell at fault with the row's cells."""
        return self._checked(self._read(line, cells), cells)

    def read_all(self, rows: Iterable[Row]) -> Iterator[GoodRow | Refused]:
        """Each row as a good one, or the first cell at fault with the row's cells, in the order of the file."""
        for chunk in self.read_chunks(in_chunks(rows)):
            yield from chunk

    def read_chunks(self, chunks: Iterable[Chunk]) -> Iterator[Plain | list[GoodRow | Refused]]:
        """The same, many rows at once: by column where all of them are plain.

        Where the source requires something of an earlier period, its rows are checked from the earliest period on.
        """
        looked = self.look_for_totals and bool(self.relation.is_dimension or self.whole.names)
        waiting: list[Plain] = []  # of a file that is too long to be kept
        for found in self._chunks(chunks):
            rows = good(found, self.stored) if looked else None
            if rows is not None and self.relation.is_dimension:
                self._doubt_names(rows)
            elif rows is not None:
                waiting += self.whole.keep(rows)
                if sum(map(len, waiting)) >= LOOKED_AT:
                    self._doubt_new(waiting)
                    waiting = []
                looked = bool(self.sums.free) or self.whole.count <= LONGEST_SHEET
            yield found
        if waiting:
            self._doubt_new(waiting)
        listed = [name for name in self.relation.dimensions if self.keys.members.get(name) is not None]
        doubted = self.sift.not_data.doubted.items()
        called = {line: cell for line, cell in doubted if not self.keys.there(cell.column, cell.value)}
        called |= self.sift.not_data.counted
        for cell in called.values():
            self._doubt(cell, [])
        told = set(called)
        for cell in self.whole.doubted(
            self.relation.dimensions, lambda name, key: name in listed or self.keys.there(name, key), sampled=listed
        ):
            if cell.row not in called:
                told.add(cell.row)
                self._doubt(cell, [])
        for cell in self.whole.odd_names(told):
            self._doubt(cell, [])

    def _doubt_names(self, rows: Plain) -> None:
        """Tell of new members that are called like a total: their file has no figures that could say so."""
        name = self.relation.name
        texts = [column.name for column in self.relation.columns.values() if column.type.kind is Kind.TEXT]
        named: list[tuple[str, Sequence[Stored]]] = [(self.relation.key_name, rows.keys[0])]
        named += [(title, column) for title, column in zip(rows.names, rows.values, strict=True) if title in texts]
        told: set[int] = set()
        for title, column in named:
            for at, text in enumerate(column):
                if not isinstance(text, str) or text[:1] not in LABELS or at in told or not names_a_total(text):
                    continue
                if not self.keys.there(name, rows.keys[0][at]):
                    told.add(at)
                    self._doubt(RejectedCell(rows.lines[at], title, text, say("row.total-member")), [])

    def _doubt_new(self, parts: Sequence[Plain]) -> None:
        """Tell of new members that look like totals, among the next rows of a file that is too long for more."""
        rows = joined(parts)
        for like in self.sums.look(rows):
            key = rows.keys[self.relation.dimensions.index(like.dimension)][like.at]
            self._doubt(like.said(rows.lines[like.at], key), [])

    def _chunks(self, chunks: Iterable[Chunk]) -> Iterator[Plain | list[GoodRow | Refused]]:
        if self.check.looks_back or self.of_itself:
            rows = (row for lines, cells in chunks for row in zip(lines, cells, strict=True))
            yield list(self._from_the_earliest(rows))
            return
        for lines, rows_of in chunks:
            yield from self._parted(lines, rows_of)

    def _parted(self, lines: Sequence[int], rows: Sequence[list[str]]) -> Iterator[Plain | list[GoodRow | Refused]]:
        """Rows by column, and by halves where they are not all plain, so that one odd cell costs a few rows and not a thousand."""
        found = self._together(lines, rows)
        if found is not None:
            yield self._decided(found)
        elif len(rows) <= self.few or self.one_by_one:
            read = list(self._singly(lines, rows))
            many = sum(not isinstance(row, GoodRow) for row in read) * MOST_AT_FAULT >= len(rows)
            self.few = (
                2 * len(rows) if many else FEW
            )  # where many rows are at fault, those beside them need not be tried
            yield read
        else:
            half = len(rows) // 2
            yield from self._parted(lines[:half], rows[:half])
            yield from self._parted(lines[half:], rows[half:])

    def _decided(self, rows: Plain) -> Plain | list[GoodRow | Refused]:
        """Good rows, of which those that may break a rule are checked; by column where all of them keep all rules."""
        checked = {at: self._checked(rows.row(at), rows.cells[at]) for at in self.check.open_rows(rows)}
        if all(isinstance(row, GoodRow) for row in checked.values()):
            return rows
        return [checked.get(at) or rows.row(at) for at in range(len(rows))]

    def _singly(self, lines: Sequence[int], cells_of: Sequence[list[str]]) -> Iterator[GoodRow | Refused]:
        """Rows that are not all plain; what their source requires is decided by column all the same."""
        read = [self._read(line, cells) for line, cells in zip(lines, cells_of, strict=True)]
        places, found = self.sift.alone(lines, read, cells_of)
        self.keys.count(found)
        good = [row for row in found if isinstance(row, GoodRow)] if self.check.asks else []
        doubtful = {id(good[at]) for at in self.check.open_rows(by_column(good, self.stored))} if good else set()
        for row, cells in zip(found, (cells_of[at] for at in places), strict=True):
            yield row if isinstance(row, GoodRow) and id(row) not in doubtful else self._checked(row, cells)

    def _from_the_earliest(self, rows: Iterable[Row]) -> Iterator[GoodRow | Refused]:
        waiting = list(rows)
        read = self._of_each_other(waiting) if self.of_itself else [self._read(*row) for row in waiting]
        given = [(*row, one) for row, one in zip(waiting, read, strict=True)]
        places, found = self.sift.alone([row[0] for row in given], [row[2] for row in given], [row[1] for row in given])
        if self.of_itself:
            found = self._with_whom_they_name([given[at][1] for at in places], found)
        self.keys.count(found)
        whole = list(zip((given[at][1] for at in places), found, strict=True))
        self.check.expect({(row.period, row.keys) for _, row in whole if isinstance(row, GoodRow)})
        in_order = sorted(range(len(whole)), key=lambda at: _period_of(whole[at][1]))
        good_rows = {at: row for at, row in ((at, whole[at][1]) for at in in_order) if isinstance(row, GoodRow)}
        ahead = self.check.looks_ahead or self.check.watched
        out, looked_at = together(self.check, good_rows, self._sure) if ahead else self._one_after_another(good_rows)
        self._doubt_kept([(good_rows[at], whole[at][0]) for at in good_rows if at in looked_at and at not in out])
        for at, (texts, one) in enumerate(whole):
            if isinstance(one, RejectedCell):
                yield self._told(one, texts), texts
            elif at in out:
                yield self._told(self._at(one, *out[at], texts), texts), texts
            else:
                yield one

    def _one_after_another(self, rows: Mapping[int, GoodRow]) -> tuple[Mapping[int, Broken], Collection[int]]:
        """What rows break that are looked at from the earliest period on, each with those before it; and which ones were not certain.

        Where the stored row that goes on counting in the place of one that is kept out cannot stand beside the others, all are looked at
        together.
        """
        out, unsure = dict[int, Broken](), set[int]()
        for _, of_period in groupby(rows.items(), key=lambda item: item[1].period):
            some = dict(of_period)
            sure = self._sure(list(some.values()))
            for at, row in some.items():
                broken = None
                if id(row) not in sure:
                    unsure.add(at)
                    broken = self.check.broken_rule(row.period, row.keys, row.values)
                if broken is None:
                    self.check.accept(row.period, row.keys, row.values)
                else:
                    out[at] = broken
        if any(self.check.stored_breaks(rows[at].period, rows[at].keys) for at in out):
            return together(self.check, rows, self._sure)
        return out, unsure

    def _doubt_kept(self, rows: Sequence[tuple[GoodRow, list[str]]]) -> None:
        """Tell of rows that are taken in and do not keep a `periksa`, once it is known which others are."""
        if not rows or not self.check.checks:
            return
        for at in self.check.open_alone(by_column([row for row, _ in rows], self.stored)):
            row, cells = rows[at]
            for doubt in self.check.doubts(row.period, row.keys, row.values):
                self._doubt(self._at(row, *doubt, cells), cells)

    def _sure(self, rows: Sequence[GoodRow]) -> set[int]:
        """Which rows of a period are certain to keep all rules, and to break none of another row."""
        if len(rows) < FEW or self.check.calculation is None:
            return set()
        doubtful = set(self.check.open_alone(by_column(rows, self.stored)))
        kept = (row for at, row in enumerate(rows) if at not in doubtful)
        return {id(row) for row in kept if not self.check.may_break_others(row.period, row.keys)}

    def _of_each_other(self, rows: Sequence[Row]) -> list[GoodRow | RejectedCell]:
        """Rows of a dimension whose members name others of it: also those that the same file brings, wherever in it they stand."""
        names = self.keys.names(self.relation.name)
        if names is not None:  # else any text is one
            self.before, keys = names.known, [self._own_key(cells) for _, cells in rows]
            titled = (c.name for c in self.relation.columns.values() if c.type.kind is Kind.TEXT)
            at = next(
                (self.layout.columns[name] for name in titled if name in self.layout.columns), self.layout.keys[0]
            )
            pairs = zip(reversed(keys), reversed(rows), strict=True)  # of rows with the same key the first one counts
            names.gather({key: cells[at].strip() or key for key, (_, cells) in pairs if key} | dict(names.known))
        return [self._read(*row) for row in rows]

    def _with_whom_they_name(
        self, cells_of: Sequence[list[str]], found: Sequence[GoodRow | RejectedCell]
    ) -> list[GoodRow | RejectedCell]:
        """The same, once it is known which rows are kept out: whoever names a member of such a row is kept out with it."""
        before, made = self.before, list(found)
        if before is None:
            return made
        good = Counter(row.keys[0] for row in made if isinstance(row, GoodRow))
        naming: dict[str, list[tuple[int, str]]] = {}
        for place, row in enumerate(made):
            if isinstance(row, GoodRow):
                for name in (one for one in self.of_itself if row.values[one] is not None):
                    naming.setdefault(str(row.values[name]), []).append((place, name))
        gone = [key for key in naming if key not in before and not good[key]]
        for key in gone:
            for place, name in naming.get(key, ()):
                row = made[place]
                if isinstance(row, GoodRow):
                    text = cells_of[place][self.layout.columns[name]].strip()
                    made[place] = RejectedCell(
                        row.line, name, text, say("row.member-waits", dimension=self.relation.name)
                    )
                    good[row.keys[0]] -= 1
                    gone += [row.keys[0]] if row.keys[0] not in before and not good[row.keys[0]] else []
        return made

    def _own_key(self, cells: list[str]) -> str:
        """The key of a member's row; "" where it has none."""
        whole = not isinstance(cells, FaultyCells) and len(cells) >= self.layout.width
        key = self.keys.one(self.relation.name, cells[self.layout.keys[0]].strip()) if whole else ""
        return key if isinstance(key, str) else ""

    def turn_to(self, layout: Layout, period: Period | None) -> None:
        """The next rows have these columns, and are of this period."""
        self.layout = self.keys.layout = layout
        if period != self.period:
            self.period, self.periods = period, PeriodConverter(self.relation, period)

    def amended(self, cells: list[str], before: Mapping[str, Stored], line: int = 0) -> GoodRow | Refused:
        """A row in the place of an earlier one: columns that the layout does not have keep their stored values."""
        row = self._read(line, cells) if not before else self._read_beside(line, cells, before)
        if (
            isinstance(row, GoodRow)
            and not self.check.looks_back
            and not self.check.open_rows(by_column([row], self.stored))
        ):
            return row
        return self._checked(row, cells)

    def _read_beside(self, line: int, cells: list[str], before: Mapping[str, Stored]) -> GoodRow | RejectedCell:
        period = self.period.ordinal if self.period is not None else 0
        values: dict[str, Stored] = {}
        for converter in self.converters:
            column = converter.column
            place = self.layout.columns.get(column.name)
            if place is None:
                values.update({name: before[name] for name in column.stored_names})
                continue
            cell = self._cell(converter, cells[place])
            if isinstance(cell, Bad):
                return RejectedCell(line, column.name, cells[place], cell.reason, cell.guess)
            values.update(cell)
        turned = self.valid.turned(values)
        if turned is not None:
            return RejectedCell(line, END, str(date.fromordinal(int(values[END] or 0))), turned)
        return GoodRow(line, period, tuple(cells[place] for place in self.layout.keys), values, cells)

    def _checked(self, row: GoodRow | RejectedCell, cells: list[str]) -> GoodRow | Refused:
        if isinstance(row, RejectedCell):
            return self._told(row, cells), cells
        broken = self.check.broken_rule(row.period, row.keys, row.values)
        if broken is None:
            self.check.accept(row.period, row.keys, row.values)
            for doubt in self.check.doubts(row.period, row.keys, row.values):
                self._doubt(self._at(row, *doubt, cells), cells)
            return row
        return self._told(self._at(row, *broken, cells), cells), cells

    def _doubt(self, cell: RejectedCell, cells: list[str]) -> None:
        self.doubts.add(cell.row, cell.reason)
        self.doubted_lines.append(cell.row)
        self.doubted += [self._told(cell, cells)][: MOST_DOUBTED - len(self.doubted)]

    def leave_out(self, kept_out: Collection[int], taken_in: Callable[[Collection[int]], Collection[int]]) -> None:
        """Rows are told to be looked at that were taken in, whatever is told of them: of the others it is told what kept them out.

        `taken_in` are those, of some lines of which a row was kept out, of which another one was not.
        """
        doubtful = set(kept_out).intersection(self.doubted_lines)
        gone = doubtful.difference(taken_in(doubtful)) if doubtful else doubtful
        if gone:
            self.doubted_lines = array("q", (line for line in self.doubted_lines if line not in gone))
            self.doubted = [cell for cell in self.doubted if cell.row not in gone]
            self.doubts.leave_out(gone)

    def _at(self, row: GoodRow, name: str, reason: Text, cells: list[str]) -> RejectedCell:
        """What is said of one cell of a row."""
        at = self.layout.columns.get(name)
        return RejectedCell(row.line, name, "" if at is None else cells[at].strip(), reason)

    def _told(self, cell: RejectedCell, cells: list[str]) -> RejectedCell:
        """A rejected cell under the name that its column has in the file."""
        if self.opened is None or self.opened.mapping is None or isinstance(cells, FaultyCells):
            return cell
        return replace(cell, column=file_column(self.opened, cell.column, cells))

    def _together(self, lines: Sequence[int], rows: Sequence[list[str]]) -> Plain | None:
        """Rows that are all plain and good, column by column; None where a cell needs to be looked at for itself."""
        count, by_place = len(rows), None if self.one_by_one else _by_place(rows, self.layout.width)
        if by_place is None or self.sift.numbers_columns(lines[0], rows[0]) or not self.sift.all_data(lines):
            return None
        periods = [self.periods.given] * count
        if self.layout.period is not None:
            texts = by_place[self.layout.period]
            alone = texts.count(texts[0]) == count
            found = [self.periods[texts[0]]] * count if alone else list(map(self.periods.__getitem__, texts))
            if set(map(type, found)) != {int}:
                return None
            periods = found  # type: ignore[assignment]  # as all are numbers
        written = [by_place[place] for place in self.layout.keys]
        keys: list[Sequence[str]] = []
        for dimension, texts in zip(self.relation.dimensions, written, strict=True):
            named = self.keys.many(dimension, texts, self.sift.keys_are_plain)
            if named is None:
                return None
            keys.append(named)
        values: list[Sequence[Stored]] = []
        for converter in self.converters:
            place = self.layout.columns.get(converter.column.name)
            converted = converter.together(by_place[place]) if place is not None else [None] * count
            if converted is None:
                return None
            values.append(converted)
            if converter.column.may_be_missing:
                values.append([None] * count)
        if not self.sift.values_are_plain([by_place[place] for place in self.layout.columns.values()]):
            return None
        self.keys.count_together(keys, written)
        return Plain(lines, periods, keys, self.stored, values, rows)

    def _read(self, line: int, cells: list[str]) -> GoodRow | RejectedCell:
        if isinstance(cells, FaultyCells):
            return RejectedCell(line, cells.column, cells.value, cells.reason)
        if len(cells) != self.layout.width:
            extra = [cell for cell in cells[self.layout.width :] if cell.strip()]
            if len(cells) < self.layout.width or extra:
                return RejectedCell(line, "", "", say("row.width", expected=self.layout.width, found=len(cells)))
        unread = self.untouched.cell(line, cells) if self.untouched is not None else None
        if unread is not None:
            return unread
        stray = next((cells[place].strip() for place in self.layout.nameless if cells[place].strip()), "")
        if stray:
            return RejectedCell(line, "", stray, say("row.nameless"))
        period = self._period(line, cells)
        if isinstance(period, RejectedCell):
            return period
        keys: list[str] = []
        for dimension, place in zip(self.relation.dimensions, self.layout.keys, strict=True):
            text = cells[place].strip()
            key = Bad(say("cell.cut-off")) if is_cut_off(cells[place]) else self.keys.one(dimension, text)
            if isinstance(key, Bad):
                return RejectedCell(line, self._key_name(dimension), text, key.reason, key.guess)
            beyond = self.valid.fault(dimension, key, period)
            if beyond is not None:
                return RejectedCell(line, dimension, key, beyond)
            keys.append(key)
        values: dict[str, Stored] = {}
        for converter, figures in zip(self.converters, self.figures, strict=True):
            column = converter.column
            place_of = self.layout.columns.get(column.name)
            text = cells[place_of] if place_of is not None else ""
            cell = self._cell(figures if type(text) is Figure else converter, text)
            if isinstance(cell, Bad):
                return RejectedCell(line, column.name, text.strip(), cell.reason, cell.guess)
            values.update(cell)
        turned = self.valid.turned(values)
        if turned is not None:
            return RejectedCell(line, END, cells[self.layout.columns[END]].strip(), turned)
        return GoodRow(line, period, tuple(keys), values, cells)

    def _period(self, line: int, cells: list[str]) -> int | RejectedCell:
        if self.layout.period is None:
            return self.periods.given
        text = cells[self.layout.period]
        found = self.periods[text]
        name = self.layout.period_name
        return RejectedCell(line, name, text.strip(), found.reason, found.guess) if isinstance(found, Bad) else found

    def _key_name(self, dimension: str) -> str:
        return self.relation.key_name if self.relation.is_dimension else dimension

    def _cell(self, converter: Converter, text: str) -> dict[str, Stored] | Bad:
        column, value = converter.column, converter[text]
        names = column.stored_names
        if type(text) is Figure and text.look is not None and column.type.kind is Kind.NUMBER:
            value = shown_otherwise(column, text, text.look) or value
        if isinstance(value, Bad):
            return value
        if isinstance(value, NotApplicable):
            return dict(zip(names, (None, 1), strict=True))
        if value is not None and column.type.kind is Kind.MEMBER:
            known = self.keys.names(column.type.of) if column.name != SUCCESSOR else None
            member = known[str(value)] if known is not None else self.keys.kept(column.type.of, str(value))
            if isinstance(member, Bad):
                return member
            value = member
        return dict(zip(names, (value, None), strict=False))
