"""Keeps what is no data away from what is: a file is looked through once, when the first row is met that may be no fact."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.cells.as_written import CellReaders, Roles, roles
from iku_engine.errors import RefusedFile
from iku_engine.reading.mapped import file_column, numbers_as_headings
from iku_engine.reading.opened import NOTE_SIGNS, Opened
from iku_engine.sheets.not_data import Recognised, headings_of, look_through
from iku_engine.sheets.sheet_units import SheetUnits
from iku_engine.staging.plain import GoodRow
from iku_engine.staging.report import NotDataKind, RejectedCell
from iku_engine.words.labels import LABELS, may_number, numbering, total_label
from iku_engine.words.layout import GRAIN_WORDS, Headings, folded

OF_TOTALS = (
    "row.total",
    "row.total-none",
    "row.total-unread",
    "cell.uncomputed",
)  # what is said of a figure of a total
NUMBERED = frozenset("012([abiABI①②Ⅰⅰ")  # how the key of a row may start that numbers the columns


class Sift:
    """What of a file's rows is no data; without a file nothing is."""

    def __init__(self, readers: CellReaders, program: Program, opened: Opened | None) -> None:
        self.readers, self.program, self.opened = readers, program, opened
        self.not_data = Recognised(rows_above(readers, opened) if opened is not None else {})
        self.looked = opened is None
        relation = readers.relation
        self.free, self.bare = readers.free, readers.bare
        self.own = headings_of(relation, opened) if opened is not None else frozenset()
        self.first = {
            letter for text in (*LABELS, *NUMBERED, *NOTE_SIGNS, *self.own) for letter in (text[0], text[0].upper())
        }
        self.by_number = opened is not None and opened.mapping is None and bool(numbers_as_headings(opened))

    @cached_property
    def heads(self) -> frozenset[str]:
        """The names that columns of any file may have, folded."""
        program = self.program
        named = [*program.sources.values(), *program.dimensions.values()]
        columns = [c for s in program.sources.values() for c in s.columns.values()]
        columns += [c for d in program.dimensions.values() for c in d.attributes.values()]
        names = [text for one in (*named, *columns) for text in (one.name, one.title)]
        return frozenset(map(folded, (*names, *(d.key for d in program.dimensions.values() if d.key))))

    def may_be_no_key(self, text: str) -> bool:
        """Whether a free key, as it is kept, is perhaps the label of a total, a number of a column, or a heading."""
        return (
            (text[:1] in LABELS and total_label(text) != "")
            or (text[:1] in NUMBERED and may_number(text))
            or text.startswith(NOTE_SIGNS)
            or text.casefold() in self.own
        )

    def all_data(self, lines: Sequence[int]) -> bool:
        """Whether none of some rows is known to be no data, a total that is none, or perhaps a header of numbers."""
        known = self.not_data
        if not self.looked:
            return not self._may_be_headers(lines)
        return known.kinds.keys().isdisjoint(lines) and known.wrong.keys().isdisjoint(lines)

    def _may_be_headers(self, lines: Sequence[int]) -> bool:
        return self.opened is not None and (self.by_number or not self.opened.like_headers.isdisjoint(lines))

    def keys_are_plain(self, keys: Collection[str]) -> bool:
        """Whether none of some free keys, as they are kept, needs to be looked at."""
        if self.looked or not self.free:
            return True
        return not any(self.may_be_no_key(key) for key in keys if key[0] in self.first)

    def values_are_plain(self, columns: Sequence[Sequence[str]]) -> bool:
        """Whether each row says something, where it would otherwise do nothing but name a member."""
        return self.looked or not self.bare or all(map(any, zip(*columns, strict=True)))

    def numbers_columns(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a row right below the header may number the columns, though its keys may be known ones."""
        first = not self.looked and self.opened is not None and line == self.opened.skip + 1
        return first and numbering([cell for cell in cells if cell.strip()]) != ""

    def alone(
        self, lines: Sequence[int], found: Sequence[GoodRow | RejectedCell], cells: Sequence[Sequence[str]]
    ) -> tuple[list[int], list[GoodRow | RejectedCell]]:
        """The places of the rows that are data, and those rows, with the cells that each has; a total that is none is at fault, once."""
        if not self.looked and (
            self._may_be_headers(lines) or any(isinstance(row, RejectedCell) or self._may_be_none(row) for row in found)
        ):
            assert self.opened is not None
            self.looked = True
            below = look_through(self.readers, self.opened, self.heads)
            self.not_data = replace(below, kinds=self.not_data.kinds | below.kinds)
        kinds, wrong = self.not_data.kinds, self.not_data.wrong
        places = [at for at, line in enumerate(lines) if line not in kinds] if kinds else list(range(len(lines)))
        if self.opened is not None and self.opened.mapping is not None and self.opened.mapping.wide is not None:
            places = [at for at in places if not self._is_at_fault_beside(lines[at], cells[at])]
        return places, [wrong.get(lines[at], found[at]) for at in places] if wrong else [found[at] for at in places]

    def _is_at_fault_beside(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a row is made of a column of a wide total of which another column is at fault."""
        fault = self.not_data.wrong.get(line)
        assert self.opened is not None and self.opened.mapping is not None and self.opened.mapping.wide is not None
        wide = self.opened.mapping.wide
        if fault is None or fault.reason.key not in OF_TOTALS or len(cells) != len(self.opened.header):
            return False
        column = folded(fault.column)
        return column in map(folded, wide.names) and column != folded(file_column(self.opened, wide.value, cells))

    def take_over(self, other: Sift) -> None:
        """What was found in the same file before."""
        self.looked, self.not_data = other.looked, other.not_data

    def _may_be_none(self, row: GoodRow) -> bool:
        keys = (key for d, key in zip(self.readers.relation.dimensions, row.keys, strict=True) if d in self.free)
        bare = self.bare and all(value is None for value in row.values.values())
        return bare or any(map(self.may_be_no_key, keys)) or self.numbers_columns(row.line, row.cells)


SHOWN = 6  # rows that the refusal names
FEWEST_NUMBERS = 3  # plain ones that number columns


def rows_above(readers: CellReaders, opened: Opened) -> dict[int, NotDataKind]:
    """The rows above the header, by line, which are no data.

    Errors: `RefusedFile` where some look like data of this table, or say that its figures are in another unit, or of another period.
    """
    of = roles(readers, opened)
    units = SheetUnits(readers, opened, of)
    units.read_top()
    if not opened.above:
        units.hold_above([])
        return {}
    above = _Above(readers, opened, of)
    data = [line for line, cells in opened.above if above.is_data(cells)]
    said = opened.mapping is not None and opened.mapping.header_row == opened.header_row
    other = above.other_table(data) if said and data else range(0)
    lost = [str(line) for line in data if line not in other]
    if lost:
        shown = ", ".join([*lost[:SHOWN], *([f"… {len(lost)}"] if len(lost) > SHOWN else [])])
        raise RefusedFile(say("file-data-above", file=str(opened.path), rows=shown, header=opened.header_row))
    for line, cells in opened.above:
        if line not in other:
            units.read_row(line, cells)
    units.hold_above([row for row in opened.above if row[0] >= other.stop])
    return {line: "table" if line in other else "above" for line, _ in opened.above}


class _Above:
    def __init__(self, readers: CellReaders, opened: Opened, roles: Roles) -> None:
        self.readers, self.opened, self.roles = readers, opened, roles
        self.wide = len(opened.written)
        headings = Headings(readers.relation)
        self.name = headings.name
        self.heads = {*headings.names, *headings.titles, *map(folded, opened.written), *GRAIN_WORDS} - {""}

    def is_data(self, cells: Sequence[str]) -> bool:
        """Whether a row has a key and a figure in the columns of the table, or all cells and a key that is no title."""
        filled = {place: cell.strip() for place, cell in enumerate(cells) if cell.strip()}
        keys = {place: filled[place] for place in self.roles.places if place in filled}
        if not keys or self._heads(filled) or total_label(next(iter(filled.values()))) == "sure":
            return False
        if self.roles.has_figure(cells):
            return True
        return len(filled) >= max(self.wide, 2) and any(self._is_key(place, text) for place, text in keys.items())

    def other_table(self, data: Sequence[int]) -> range:
        """The lines of a table that stands above the header with one of its own: from there to the last row that looks like data."""
        for line, cells in self.opened.above:
            words = [folded(cell) for cell in cells if cell.strip()]
            if (
                line < data[0]
                and len(words) > 1
                and len({self.name(word) for word in words} & self.heads) * 2 > len(words)
            ):
                return range(line, data[-1] + 1)
        return range(0)

    def _heads(self, filled: dict[int, str]) -> bool:
        """Whether a row has headings, labels of what stands beside them (`Tahun Anggaran: | 2025`), or the numbers of columns."""
        texts = list(filled.values())
        labels = any(text.endswith(":") or text.startswith(":") for text in texts)
        named = any(self.name(text) in self.heads or folded(text).split()[0] in GRAIN_WORDS for text in texts)
        numbers = numbering(texts)
        return labels or named or numbers == "sure" or (numbers == "perhaps" and len(texts) >= FEWEST_NUMBERS)

    def _is_key(self, place: int, text: str) -> bool:
        """Whether a text is a period, a code, or a member that is known."""
        if place == self.roles.period:
            return isinstance(self.readers.periods[text], int)
        return text[0].isdigit() or self.readers.keys.names_member(self.roles.keys[place], text)
