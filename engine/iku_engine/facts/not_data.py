"""Rows of a sheet that are neither facts nor mistakes: totals, numbering below the header, footnotes, signatures, repeated headers.

They are looked for once, over the whole file as it is written, when the first row is met that cannot be a fact or may be no fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from iku_engine.facts.cells import readings
from iku_engine.facts.headings import Headings, folded
from iku_engine.facts.reading.labels import (
    LABELS,
    Note,
    Sureness,
    goes_on,
    is_title,
    is_unit,
    names_an_office,
    note,
    numbering,
    total_label,
)
from iku_engine.facts.reading.opened import Figure, Opened
from iku_engine.facts.reading.opening import written_rows
from iku_engine.facts.report import SHOWN, NotData, NotDataKind, RejectedCell
from iku_engine.facts.totals import Labelled, decide, roles

if TYPE_CHECKING:
    from iku_engine.facts.rows import RowReader

KINDS: tuple[NotDataKind, ...] = get_args(NotDataKind)
FEWEST_NUMBERS = 3  # plain ones of a numbering that leaves a column out


@dataclass(slots=True)
class Recognised:
    """What was recognised: `kinds` by line, and `wrong` totals, which are mistakes of theirs."""

    kinds: dict[int, NotDataKind] = field(default_factory=dict)
    wrong: dict[int, RejectedCell] = field(default_factory=dict)

    def told(self) -> tuple[NotData, ...]:
        """What a report says of them."""
        by_kind = {kind: sorted(line for line, one in self.kinds.items() if one == kind) for kind in KINDS}
        return tuple(NotData(kind, len(lines), tuple(lines[:SHOWN])) for kind, lines in by_kind.items() if lines)


def look_through(reader: RowReader, opened: Opened, heads: frozenset[str]) -> Recognised:
    """Every row of a file that is no data; `heads` are the folded names that columns of files have. Errors: `RefusedFile`, `FileError`."""
    return _Looking(reader, opened, heads).all()


class _Looking:
    def __init__(self, reader: RowReader, opened: Opened, heads: frozenset[str]) -> None:
        self.reader, self.opened, self.heads = reader, opened, heads
        self.roles = roles(reader, opened)
        self.head = [folded(name) for name in opened.written]
        self.heads_of_file = [[folded(name) for name in head] for head in (opened.written, *opened.heads)]
        self.headings = Headings(reader.relation)
        self.names = [self.headings.name(name) for name in opened.written]
        self.found = Recognised()
        self.totals: list[Labelled] = []
        self.key_is_number = False  # of the last row of data
        self.last_data = 0  # its line
        self.of_offices = False  # whether a member with figures is called like one
        self.tail: list[
            tuple[int, Note | None, list[str]]
        ] = []  # the rows since the last that is data, with what each starts

    def all(self) -> Recognised:
        """All of them, in one pass; whether plain numbers are numbering is decided by the row below."""
        before, away, at_head = self.opened.skip, False, True
        pending: tuple[int, list[str]] | None = None
        for line, cells in written_rows(self.opened):
            apart, before = line > before + 1, line
            if pending is not None:
                self._settle_numbering(*pending, cells)
                pending = None
            if self._is_header(cells):
                self.found.kinds[line] = "header"
                away, at_head = False, True
                continue
            if away or (apart and self._starts_another_table(cells)):
                if not away:
                    self._close_tail(titles=True)
                away = True
                self.found.kinds[line] = "table"
                continue
            numbers = self._numbering(cells, at_head)
            if numbers and ((numbers == "sure" and not self._may_name(cells)) or (at_head and not self._free())):
                self.found.kinds[line] = "numbering"
            elif numbers:
                pending = line, cells
            elif at_head and self._is_units(cells):
                self.found.kinds[line] = "units"
                continue
            else:
                self._take(line, cells)
            at_head = False
        if pending is not None:
            self._settle_numbering(*pending, [])
        self._close_tail()
        if self.totals:
            decided = decide(self.opened, self.roles, self.totals, self.found.kinds)
            self.found.kinds.update(dict.fromkeys(decided.totals, "total"))
            self.found.wrong.update(decided.wrong)
        return self.found

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header again, as it is written or by the columns that its headings name."""
        words = _trimmed([folded(cell) for cell in cells])
        if words in self.heads_of_file:
            return True
        named = self.headings.name
        return (
            len(words) == len(self.names) > 1
            and named(words[0]) == self.names[0]
            and self.names == list(map(named, words))
        )

    def _numbering(self, cells: Sequence[str], at_head: bool) -> Literal["sure", "perhaps", ""]:
        """Whether a row numbers the columns: amid the data it fills them all, below a header most of them, or all but one."""
        sure = numbering([cell for cell in cells if cell.strip()])
        filled, wide = len(self._filled(cells)), len(self.head)
        padded = any(_starts_with_zero(cells[place]) for place in self.roles.figures if place < len(cells))
        if sure and at_head and padded and filled >= FEWEST_NUMBERS:
            return "sure"  # figures are not written so, whatever member the key names
        if self._is_member(cells):
            return ""
        fewest = wide if not at_head else wide // 2 + 1 if sure == "sure" else max(wide - 1, FEWEST_NUMBERS)
        return sure if filled >= min(fewest, wide) else ""

    def _is_units(self, cells: Sequence[str]) -> bool:
        """Whether a row below the header has nothing but units of figures."""
        filled = self._filled(cells)
        of_figures = all(place in self.roles.figures and is_unit(cells[place]) for place in filled)
        return bool(self.roles.keys and filled) and of_figures and not self._has_figure(cells)

    def _free(self) -> bool:
        """Whether plain numbers may be the first row of data: any text is a key, and no column has the period."""
        known = self.reader.keys.names
        return self.roles.period is None and all(known(dimension) is None for dimension in self.roles.keys.values())

    def _may_name(self, cells: Sequence[str]) -> bool:
        """Whether marks of columns may be a member with its texts: nothing of theirs would have to be a figure or a period."""
        of_others = {*self.roles.figures, *({self.roles.period} if self.roles.period is not None else ())}
        return self.reader.relation.is_dimension and of_others.isdisjoint(self._filled(cells))

    def _filled(self, cells: Sequence[str]) -> list[int]:
        return [place for place, cell in enumerate(cells) if cell.strip()]

    def _settle_numbering(self, line: int, cells: list[str], after: Sequence[str]) -> None:
        """Plain numbers are data where the key of a row beside them is one too, other marks where the next key is the like."""
        marks = [cell for cell in cells if cell.strip()]
        below = [(cells[place], after[place]) for place in self.roles.keys if place < len(after)]
        if numbering(marks) == "sure":
            data = any(goes_on(marks, mark, key) for mark, key in below)
        else:
            data = self._key_is_number(after) or self.key_is_number
        if data:
            self._take(line, cells)
        else:
            self.found.kinds[line] = "numbering"

    def _key_is_number(self, cells: Sequence[str]) -> bool:
        keys = [cells[place].strip() for place in self.roles.keys if place < len(cells)]
        return any(key.isdigit() and len(key) < 4 for key in keys)

    def _take(self, line: int, cells: list[str]) -> None:
        label = self._label(cells)
        if label is not None:
            self.totals.append(Labelled(line, *label, cells))
            self.tail = []
            return
        if self._is_data(cells):
            self.tail = []
            self.key_is_number = self._key_is_number(cells)
            self.last_data = line
            self.of_offices = self.of_offices or any(map(names_an_office, self._keys(cells)))
            return
        starts = next((kind for cell in cells if cell.strip() and (kind := note(cell)) is not None), None)
        if starts == "footnote":
            self.found.kinds[line] = "footnote"
        self.tail.append((line, starts, cells))

    def _close_tail(self, *, titles: bool = False) -> None:
        """Below the last row of data everything from the first signature or footnote on is no data; with `titles` so is a title."""
        kind: Note | None = None
        alone = len(self.tail) == 1 and self.tail[0][0] == self.last_data + 1
        for line, starts, cells in self.tail:
            if (alone or self.of_offices) and kind is None and self._may_be_office(cells):
                continue
            kind = starts or kind
            filled = self._filled(cells)
            if titles and len(filled) == 1 and (kind is None or is_title(cells[filled[0]])):
                self.found.kinds[line] = "table"
            elif kind is not None:
                self.found.kinds[line] = kind
        self.tail = []

    def _may_be_office(self, cells: Sequence[str]) -> bool:
        """Whether a row may be a member of a table that needs no figures, called like an office: nothing else stands there."""
        keys = self._keys(cells)
        return self.reader.sift.bare and len(self._filled(cells)) == len(keys) and any(map(names_an_office, keys))

    def _keys(self, cells: Sequence[str]) -> list[str]:
        return [cells[place] for place in self.roles.keys if place < len(cells) and cells[place].strip()]

    def _label(self, cells: Sequence[str]) -> tuple[int, Sureness] | None:
        """Where a row says that it is a total, and how surely."""
        for place, cell in enumerate(cells):
            if place in self.roles.figures or cell.strip()[:1] not in LABELS:
                continue
            how = total_label(cell)
            if not how:
                continue
            dimension = self.roles.keys.get(place)
            if dimension is not None and (
                self.reader.relation.is_dimension or self.reader.keys.names_member(dimension, cell)
            ):
                return None
            if how != "sure" and dimension is None and self.roles.keys and self._has_keys(cells):
                return None
            return place, how
        return None

    def _has_keys(self, cells: Sequence[str]) -> bool:
        return all(place < len(cells) and cells[place].strip() for place in self.roles.keys)

    def _is_member(self, cells: Sequence[str]) -> bool:
        return any(
            place < len(cells) and self.reader.keys.names_member(dimension, cells[place])
            for place, dimension in self.roles.keys.items()
        )

    def _is_data(self, cells: Sequence[str]) -> bool:
        """Whether a row says something of a key, right or wrong: a figure, a period, or a member that is known."""
        if not any(place < len(cells) and cells[place].strip() for place in self.roles.keys) and self.roles.keys:
            return False
        period = self.roles.period
        if period is not None and period < len(cells) and isinstance(self.reader.periods[cells[period]], int):
            return bool(cells[period].strip()) or self._has_figure(cells) or self._is_member(cells)
        return self._has_figure(cells) or self._is_member(cells)

    def _has_figure(self, cells: Sequence[str]) -> bool:
        return any(
            place < len(cells) and (type(cells[place]) is Figure or readings(one.column, cells[place], one.style))
            for place, one in self.roles.figures.items()
        )

    def _starts_another_table(self, cells: Sequence[str]) -> bool:
        """Whether a row below a gap is the header of a table: words alone, one of which heads a key here or a column somewhere."""
        words = [folded(cell) for cell in cells if cell.strip()]
        if len(words) < 2 or any(any(letter.isdigit() for letter in word) and not word[0].isalpha() for word in words):
            return False
        if self._has_figure(cells) or self._is_member(cells):
            return False
        named = {self.headings.name(cell) for cell in cells if cell.strip()}
        keys = {folded(self.opened.header[place]) for place in self.reader.layout.keys}
        return bool({self.headings.name(key) for key in keys} & named) or self.heads >= set(words)


def _starts_with_zero(text: str) -> bool:
    bare = text.strip()
    return len(bare) > 1 and bare.isdigit() and bare.startswith("0")


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
