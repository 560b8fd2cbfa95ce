"""The rows of a mended file: which row of the quarantine each says to be, and which are as they were written into it.

Whoever sorts one column of the workbook has each number beside another row. A number that no row has, or that stands at more rows than
it had, keeps its row out, and so does one whose row does not wait any more (`ends`): it was dismissed, taken back with its batch, or mended
as another one that counts; of one that has come again it means the row that waits now. So does one whose row has a figure in a column that
the file lacks: that figure would be gone with the row.
One whose row had another key or period, in a cell that was not at fault, ends the waiting of that row; so it is told.

Rows and cells that nobody mended wait on for what kept them out. That may be nothing that its cells show: its place in its file (below a
total, a key twice, merged figures). And a workbook to mend has rows of many files, and is none of them. How somebody types one mend, or
what stands in another file's cell, shows nothing of how this row's file wrote its numbers and dates.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_engine.cells.cells import Bad
from iku_engine.importing.ends import (
    CameAgain,
    Dismissed,
    End,
    Ends,
    Mended,
    NeverWas,
    TakenBack,
    Waits,
    closed_by,
    mended_otherwise,
)
from iku_engine.importing.how_read import Again, HowRead, Understood, how_read
from iku_engine.importing.kept_rows import KeptRow, KeptRows, Parts, Place, Was, number_in, place_of, shown
from iku_engine.importing.quarantine import NOTHING, as_written
from iku_engine.reading.opened import Figure
from iku_engine.spreadsheets import cell_text
from iku_engine.staging.plain import GoodRow, Plain
from iku_engine.staging.report import MovedRow, RejectedCell

Refused = tuple[RejectedCell, list[str]]


class Numbered:
    """The rows of a file as their numbers have them."""

    def __init__(self, kept: KeptRows, ends: Ends, file: str, name: str, there: Collection[str]) -> None:
        """`name` is that of the column of numbers in a `file`, `there` are the columns of the relation that it has."""
        self.file = file
        self.there, self.kept, self.relation, self.ends, self.name = there, kept, kept.relation, ends, name
        self.moved: dict[int, MovedRow] = {}  # by line
        self.now: dict[int, Parts] = {}  # of the good rows that have numbers, by line
        # by line, rows that were kept out for their number, and are here again: with it, or in the same file
        self.let_in: dict[int, set[Place]] = {}
        self.out_again: dict[int, set[Place]] = {}
        self._kept_out: dict[Parts, list[tuple[Place, Place | None, str]]] | None = None
        self._stands_for: dict[int, Place] = {}  # by line
        self._lines: dict[Place, set[int]] = {}

    def sifted(self, chunk: Plain | list[GoodRow | Refused], column: int) -> Plain | list[GoodRow | Refused]:
        """Some rows, without those whose number keeps them out."""
        rows: list[GoodRow | Refused] = list(chunk)
        made = [self._row(row, column) if isinstance(row, GoodRow) else self._bad(row, column) for row in rows]
        return chunk if all(isinstance(row, GoodRow) for row in made) and isinstance(chunk, Plain) else made

    def stands_for(self, line: int, number: Place) -> Place:
        """The row that a number of a line means by now: it may wait under another one."""
        return self._stands_for.get(line, number)

    def _row(self, row: GoodRow, column: int) -> GoodRow | Refused:
        number = place_of(row.cells[column]) if len(row.cells) > column else None
        now = self._parts(row)
        again = self._kept_out_before(number, now)
        if number is None:
            self._let_in(row.line, again)
            return row
        end = self.ends.of(number)
        self._stands_for[row.line] = end.place
        place = self._meant(end, now)
        if isinstance(place, Text):
            self.out_again[row.line] = again
            return self._refused(row, column, place)
        self._stands_for[row.line] = place
        were, lines = self.ends.were.of(place), self._lines.setdefault(place, set())
        lines.add(row.line)
        if len(lines) > len(were):
            return self._refused(row, column, say("mend.twice", row=min(lines)))
        lost = self._lost(place)
        if lost is not None:
            return self._refused(row, column, lost)
        self.now[row.line] = now
        self._let_in(row.line, again)
        before = self._before(end, were, now)
        if before is not None:
            self.moved[row.line] = MovedRow(row.line, shown(number), before, now)
        return row

    def _meant(self, end: End, now: Parts) -> Place | Text:
        """The row that a number means on a line that has some period and keys now, or why the line stays out."""
        match end:
            case Waits(place, pending, before):
                other = next((one for one in pending if now not in one.counted), None)
                if other is not None:
                    return mended_otherwise(other, self.relation, "mend.mended-late")
                return (before and self._counts_otherwise(before, now)) or place
            case Mended(place, rest=rest):
                for one in rest if now not in end.counted else ():
                    if any(was.is_now(now) for was in self.ends.were.of(one)):
                        return one
                return self._counts_otherwise(end, now) or place
            case Dismissed() | CameAgain() | TakenBack() | NeverWas():
                return closed_by(end, self.relation.name)

    def _counts_otherwise(self, end: Mended, now: Parts) -> Text | None:
        """Why a line stays out whose row was mended as another one, where that counts."""
        standing = self.ends.standing(end) if now not in end.counted else end
        other = now not in end.counted and standing.counted
        return mended_otherwise(standing, self.relation, "mend.mended") if other else None

    def _kept_out_before(self, number: Place | None, now: Parts) -> set[Place]:
        """The rows of some parts that wait since they were kept out for their number: this one, or any where the file is the same."""
        if self._kept_out is None:
            self._kept_out = {}
            for place, file in self.kept.with_numbers():
                for was, row in zip(self.ends.were.of(place), self.kept.of(place), strict=True):
                    self._kept_out.setdefault(was.written, []).append((place, number_in(row), file))
        known = self._kept_out.get(now, ())
        return {
            place for place, its, file in known if (file == self.file if number is None else its == number != place)
        }

    def _let_in(self, line: int, again: set[Place]) -> None:
        if again:  # most rows of most files are none
            self.let_in[line] = again

    def _bad(self, refused: Refused, column: int) -> Refused:
        """A row that is bad for itself, whose number may keep it out before that."""
        cell, cells = refused
        number = place_of(cells[column]) if len(cells) > column else None
        if number is None:
            return refused
        end = self.ends.of(number)
        self._stands_for[cell.row] = end.place
        if isinstance(end, Waits | Mended | NeverWas):
            return refused
        return RejectedCell(cell.row, self.name, shown(number), closed_by(end, self.relation.name)), cells

    def _before(self, end: End, were: Sequence[Was], now: Parts) -> Parts | None:
        """What a row was that waits, or was mended, as another one than it is now."""
        if isinstance(end, Mended):
            return None if now in end.counted else next(iter(end.counted), None)
        if any(was.is_now(now) for was in were):
            return None
        return max(were, key=lambda was: was.likeness(now)).written

    def _lost(self, place: Place) -> Text | None:
        """Why a row that waits may not end: it has a figure of which the file cannot say what became of it, and nothing else keeps it."""
        if not self.kept.waits(place):
            return None
        for kept in self.kept.of(place):
            for name, text in self.kept.without_place(kept.header, kept.cells, self.there):
                return say("mend.lost" if name in self.relation.columns else "mend.lost-specs", column=name, value=text)
        return None

    def _refused(self, row: GoodRow, column: int, reason: Text) -> Refused:
        return RejectedCell(row.line, self.name, row.cells[column].strip(), reason), row.cells

    def _parts(self, row: GoodRow) -> Parts:
        period = [str(from_ordinal(row.period, self.relation.grain))] if self.relation.grain is not None else []
        return (*period, *row.keys)

    def knows(self, place: Place) -> bool:
        """Whether a row of the quarantine has that number, or had it."""
        return bool(self.ends.were.of(place))

    def lacks(self, place: Place) -> frozenset[str]:
        """The columns that the file of a number's row did not have, so that an empty cell says nothing there."""
        were = self.ends.were.of(place)
        return frozenset.intersection(*(was.lacks for was in were)) if were else frozenset()


Marked = Mapping[str, Mapping[str, Bad]]  # by the spec's own name of a column, and the text that stood there


class Untouched:
    """What of the rows of a file with numbers, at `place`, is as it was."""

    def __init__(self, kept: KeptRows, header: Sequence[str], place: int) -> None:
        self.kept, self.place, self.again, self.header = kept, place, Again(kept.relation), header
        self.places = kept.written.places(header, header)
        self.lines = set[int]()  # of rows that are as they were, though each cell can be read
        self.as_they_were = set[int]()  # the lines of all that are
        self._marked: dict[Place, Marked] = {}

    def cell(self, line: int, cells: Sequence[str]) -> RejectedCell | None:
        """What keeps out a row that nobody touched, or the first such cell of another one; with the reason that it had."""
        number = self._number(cells)
        marked = self._found(cells)
        for kept in self.kept.of(number) if number is not None else ():
            if self._is_as_it_was(kept, cells):
                self.as_they_were.add(line)
                if not marked:
                    self.lines.add(line)
                return RejectedCell(line, kept.fault, kept.value, kept.reason, kept.guess)
        for name, place, bad in marked:
            return RejectedCell(line, name, cells[place].strip(), bad.reason, bad.guess)
        return None

    def without(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells of a row, nothing in the place of marked ones that are as they were: they are no evidence."""
        places = {place for _, place, _ in self._found(cells)}
        return ["" if at in places else cell for at, cell in enumerate(cells)] if places else cells

    def _number(self, cells: Sequence[str]) -> Place | None:
        return place_of(cells[self.place]) if len(cells) > self.place else None

    def _is_as_it_was(self, kept: KeptRow, cells: Sequence[str]) -> bool:
        """Whether each cell of a row means what was written there; a column that the file lacks says nothing."""
        were = self.again.cells(kept.header, kept.cells, how_read(kept.text))
        return all(
            self._is_same(name, were.get(name, NOTHING), cells[place] if place < len(cells) else "")
            for name, place in self.places.items()
            if name in self.again.names
        )

    def _is_same(self, name: str, was: Understood, now: str) -> bool:
        column = self.kept.relation.columns.get(name)
        written = as_written(column, was)
        if not isinstance(written, Fraction) and _plain(now) == _plain(written):
            return (
                was.bad is None or type(now) is not Figure
            )  # a number over a text was typed, though it looks the same
        if was.figure is None or column is None:
            return False
        return was.figure in self.again.meanings(column, self.header[self.places[name]], now)

    def _found(self, cells: Sequence[str]) -> list[tuple[str, int, Bad]]:
        number = self._number(cells)
        if number is None:
            return []
        if number not in self._marked:
            self._marked[number] = self._marked_in(self.kept.of(number))
        found = []
        for name, texts in self._marked[number].items():
            place = self.places.get(name, len(cells))
            bad = texts.get(cells[place].strip()) if place < len(cells) and type(cells[place]) is not Figure else None
            if bad is not None:
                found.append((name, place, bad))
        return found

    def _marked_in(self, rows: Sequence[KeptRow]) -> Marked:
        found: dict[str, dict[str, Bad]] = {}
        for row in rows:
            how = how_read(row.text)
            # of a row that an older version kept only the cell at fault is known not to be readable
            asked = None if how is not None else row.fault
            for name, cell in self.again.cells(row.header, row.cells, how or HowRead()).items():
                if cell.bad is not None and asked in (None, name):
                    found.setdefault(name, {})[cell_text(cell.text).strip()] = cell.bad
        return found


def _plain(text: str) -> str:
    """A text however its blanks are written: a program that saves a workbook may write its line ends otherwise."""
    return " ".join(text.split())
