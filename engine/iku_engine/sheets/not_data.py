"""Rows of a sheet that are neither facts nor mistakes: totals, numbering below the header, notes, signatures, repeated headers.

What they say of the unit of the figures has to fit.
They are looked for once, over the whole file as it is written, when the first row is met that cannot be a fact or may be no fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from iku_dsl.budgets import most
from iku_dsl.problem import say
from iku_engine.cells.as_written import CellReaders, roles
from iku_engine.database.relations import Relation
from iku_engine.errors import RefusedFile
from iku_engine.reading.opened import Notes, Opened, is_note
from iku_engine.reading.opening import written_rows
from iku_engine.sheets.second_headers import SecondHeaders, Titles, row_text
from iku_engine.sheets.sheet_units import SheetUnits
from iku_engine.staging.report import SHOWN, NotData, NotDataKind, RejectedCell
from iku_engine.totals.named_totals import End, Labelled, Others
from iku_engine.totals.totals import Decided, decide
from iku_engine.words.declared_periods import is_period
from iku_engine.words.labels import (
    LABELS,
    Note,
    Sureness,
    compares,
    goes_on,
    heads_another_list,
    is_title,
    is_unit,
    names_an_office,
    names_what_is_counted,
    note,
    numbering,
    total_label,
)
from iku_engine.words.layout import GRAIN_WORDS, Headings, folded

KINDS: tuple[NotDataKind, ...] = get_args(NotDataKind)
MOST_ABOVE = 40  # rows that are no data, among which the title of what follows is looked for
FEWEST_NUMBERS = 3  # plain ones of a numbering that leaves a column out
OF_EACH = 3  # columns that a labelled total takes as long as, beside those it has figures in


@dataclass(slots=True)
class Recognised:
    """What was recognised: `kinds` by line, `wrong` totals, which are mistakes of theirs, `marks` of the data, and `doubted` members.

    `counted` are rows called like totals that count, as only chance makes them one: known members are told of, too.
    """

    kinds: dict[int, NotDataKind] = field(default_factory=dict)
    wrong: dict[int, RejectedCell] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    doubted: dict[int, RejectedCell] = field(default_factory=dict)
    counted: dict[int, RejectedCell] = field(default_factory=dict)

    def told(self) -> tuple[NotData, ...]:
        """What a report says of them."""
        by_kind = {kind: sorted(line for line, one in self.kinds.items() if one == kind) for kind in KINDS}
        return tuple(NotData(kind, len(lines), tuple(lines[:SHOWN])) for kind, lines in by_kind.items() if lines)


def look_through(readers: CellReaders, opened: Opened, heads: frozenset[str]) -> Recognised:
    """Every row of a file that is no data; `heads` are the folded names that columns of files have.

    Errors: `RefusedFile`, also for a row that says that the figures are in another unit, or a mark that cannot be read; `FileError`.
    """
    return _Looking(readers, opened, heads).all()


def headings_of(relation: Relation, opened: Opened) -> frozenset[str]:
    """The folded names that headings of a file have, or may have."""
    headings = Headings(relation)
    return frozenset({*map(folded, opened.written), *headings.names, *headings.titles, *GRAIN_WORDS} - {""})


class _Looking:
    def __init__(self, readers: CellReaders, opened: Opened, heads: frozenset[str]) -> None:
        self.readers, self.opened, self.heads = readers, opened, heads
        self.roles = roles(readers, opened)
        self.head = [folded(name) for name in opened.written]
        self.heads_of_file = [[folded(name) for name in head] for head in (opened.written, *opened.heads)]
        self.headings = Headings(readers.relation)
        self.names = [self.headings.name(name) for name in opened.written]
        self.own = headings_of(readers.relation, opened)
        self.initials = {letter for name in self.own for letter in (name[0], name[0].upper())} | {
            " ",
            "\xa0",
            "\n",
            "\t",
        }
        self.units = SheetUnits(readers, opened, self.roles)
        self.second = SecondHeaders(readers, opened, self.roles)
        self.titles = Titles(opened, bare=readers.relation.is_dimension or readers.bare, given=self.units.period)
        self.away = False  # below the header of another table
        self.ended = False  # below one with a title of its own, of which the header may come again
        self.upper = 0  # the line of the last row of another table with headings alone
        self.turned = 0  # the line of the last header that came again
        self.passed: list[tuple[int, list[str]]] = []  # the last texts of another table that stand alone
        self.notes = Notes(opened.path, opened.marks)
        self.found = Recognised()
        self.totals: list[Labelled] = []
        self.most_totals = most("totals") + opened.path.stat().st_size // most("totals-bytes")
        self.key_is_number = False  # of the last row of data
        self.last_data = 0  # its line
        self.last = opened.skip  # the line of the last row of the table, totals among them
        self.of_offices = False  # whether a member with figures is called like one
        self.free = [place for place, name in self.roles.keys.items() if name in readers.free]
        self.apart: set[int] = set()  # lines of rows without a figure below a gap or a total
        self.compared: dict[int, tuple[int, str]] = {}  # by line: the place and text that call a row a comparison
        self.tail: list[
            tuple[int, Note | None, list[str]]
        ] = []  # the rows since the last that is data, with what each starts

    def all(self) -> Recognised:
        """All of them, in one pass; whether plain numbers are numbering is decided by the row below."""
        before, at_head, titled = self.opened.skip, True, False
        pending: tuple[int, list[str]] | None = None
        for line, cells in written_rows(self.opened):
            apart, before, titled = line > before + 1 or titled, line, False
            if pending is not None:
                self._settle_numbering(*pending, cells)
                pending = None
            dated = self._has_period(cells)
            second = self.second.kind(line, cells) if not dated and not self.away else ""
            if second == "header" or (not dated and self._is_header(cells)):
                self._go_on(line, cells)
                at_head = True
                continue
            if self._is_note(line, cells):
                continue
            other = second == "table" or (not dated and self._is_other_header(cells))
            if self.away or other or self._heads_another_list(cells) or (apart and self._starts_another_table(cells)):
                self._pass_over(line, cells)
                continue
            titled = apart and self._is_title(cells)
            numbers = self._numbering(cells, at_head)
            if numbers and ((numbers == "sure" and not self._may_name(cells)) or (at_head and not self._free())):
                self.found.kinds[line] = "numbering"
            elif numbers:
                pending = line, cells
            elif at_head and self._is_units(cells):
                self.units.read_units(line, cells)
                self.found.kinds[line] = "units"
                continue
            else:
                self._take(line, cells, apart=apart)
            at_head = False
        if pending is not None:
            self._settle_numbering(*pending, [])
        self._close_tail()
        if self.totals:
            decided = self._decide()
            unnamed = {one.line: one for one in self.totals if one.is_unnamed and one.line in decided.totals}
            self.found.kinds.update(dict.fromkeys(decided.totals - unnamed.keys(), "total"))
            self.found.wrong.update(decided.wrong)
            for line, one in unnamed.items():  # it waits as any row without a key
                self.found.wrong[line] = RejectedCell(line, self.roles.keys[one.place], "", say("row.unnamed-total"))
            self.found.doubted.update(decided.doubted)
            self.found.counted.update(decided.counted)
            self._below_ends(decided.ends, before)
        self.found.marks = tuple(self.notes.marks)
        return self.found

    def _decide(self) -> Decided:
        """Which rows are totals; where one fits without the rows that are called comparisons alone, those wait."""
        decided = decide(self.opened, self.roles, self.totals, self.found.kinds, self.free)
        if not decided.wrong or not self.compared:
            return decided
        without = decide(self.opened, self.roles, self.totals, {*self.found.kinds, *self.compared}, self.free)
        fitting = decided.wrong.keys() & without.totals
        if not fitting or not decided.totals | fitting <= without.totals:
            return decided
        label = next(one.label for one in self.totals if one.line in fitting)
        for line, (place, text) in self.compared.items():
            reason = say("row.compared", label=label)
            self.found.wrong[line] = RejectedCell(line, self.roles.keys[place], text, reason)
        return without

    def _has_period(self, cells: Sequence[str]) -> bool:
        """Whether a row says its period in the column for it, which no header does."""
        at = self.roles.period
        return (
            at is not None
            and at < len(cells)
            and cells[at].strip() != ""
            and isinstance(self.readers.periods[cells[at]], int)
        )

    def _go_on(self, line: int, cells: list[str]) -> None:
        """The header again: of a further page, or of another table where a title of its own stands above it."""
        rows = self.passed if self.away else [(at, row) for at, _, row in self.tail[-MOST_ABOVE:] if at > self.turned]
        below_total = bool(self.totals) and self.totals[-1].line == self.last
        last = rows[0][0] - 1 if self.away and rows else max(self.last, self.turned)
        title = line if self.away and self.upper == line - 1 else None
        if title is None and self.last > self.opened.skip and not self.ended:
            title = self.titles.first(rows, last, apart=self.away or below_total)
        self.turned = line
        if title is not None or self.ended:
            self.ended = True
            self._pass_over(line, cells, title)
            return
        self.units.read_header(line, cells)
        self.found.kinds[line] = "header"
        self.found.kinds |= {at: "header" for at, row in rows if self.titles.is_of_page(row_text(row))}
        self.away, self.passed = False, []

    def _pass_over(self, line: int, cells: list[str], title: int | None = None) -> None:
        """A row of another table, which begins with its `title` where that was met."""
        if not self.away:
            self._close_tail(titles=True, title=title)
        self.away = True
        self.found.kinds[line] = "table"
        headed = any(folded(cell) in self.second.keys for cell in cells if cell.strip())
        self.upper = line if headed and not self.roles.has_figure(cells) else self.upper
        self.passed = [*self.passed[1 - MOST_ABOVE :], (line, cells)] if len(self._filled(cells)) == 1 else []

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row is the header again, by its text or the columns that it names; below what is not data its first row alone."""
        words = _trimmed([folded(cell) for cell in cells])
        if words in (self.heads_of_file[:2] if self.away or self.tail else self.heads_of_file):
            return True
        named = self.headings.name
        return (
            len(words) == len(self.names) > 1
            and named(words[0]) == self.names[0]
            and self.names == list(map(named, words))
        )

    def _is_other_header(self, cells: Sequence[str]) -> bool:
        """Whether a row has the headings of another table with columns of this one: what is below stands in another order."""
        if sum(cell[:1] in self.initials for cell in cells) < 2:
            return False
        texts = [cell for cell in cells if cell.strip()]
        known = sum(folded(text) in self.own or self.headings.name(text) in self.own for text in texts)
        return known > 1 and (known == len(texts) or (known * 2 > len(texts) and not self.roles.has_figure(cells)))

    def _is_title(self, cells: Sequence[str]) -> bool:
        """Whether a row is the title of a table: `Tabel 2`."""
        texts = [cell for cell in cells if cell.strip()]
        return len(texts) == 1 and is_title(texts[0])

    def _is_note(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a row is a `#` line, which may be a mark."""
        first = next((cell for cell in cells if cell.strip()), "")
        if not is_note(first) or self.roles.has_figure(cells):
            return False
        self.notes.take(line, ",".join(cell.strip() for cell in cells if cell.strip()))
        for text in self.notes.notes:
            self.units.read_row(line, [text])
        self.notes.notes.clear()
        self.found.kinds[line] = "note"
        return True

    def _numbering(self, cells: Sequence[str], at_head: bool) -> Literal["sure", "perhaps", ""]:
        """Whether a row numbers the columns: amid the data it fills them all, below a header most of them, or all but one."""
        sure = numbering([cell for cell in cells if cell.strip()])
        if not sure:
            return ""
        filled, wide = len(self._filled(cells)), len(self.head)
        padded = any(_starts_with_zero(cells[place]) for place in self.roles.figures if place < len(cells))
        if at_head and padded and filled >= FEWEST_NUMBERS:
            return "sure"  # figures are not written so, whatever member the key names
        if self._is_member(cells):
            return ""
        fewest = wide if not at_head else wide // 2 + 1 if sure == "sure" else max(wide - 1, FEWEST_NUMBERS)
        return sure if filled >= min(fewest, wide) else ""

    def _is_units(self, cells: Sequence[str]) -> bool:
        """Whether a row below the header has nothing but units of figures."""
        filled = self._filled(cells)
        of_figures = all(place in self.roles.figures and is_unit(cells[place]) for place in filled)
        return bool(self.roles.keys and filled) and of_figures and not self.roles.has_figure(cells)

    def _free(self) -> bool:
        """Whether plain numbers may be the first row of data: any text is a key, and no column has the period."""
        known = self.readers.keys.names
        return self.roles.period is None and all(known(dimension) is None for dimension in self.roles.keys.values())

    def _may_name(self, cells: Sequence[str]) -> bool:
        """Whether marks of columns may be a member with its texts: nothing of theirs would have to be a figure or a period."""
        of_others = {*self.roles.figures, *({self.roles.period} if self.roles.period is not None else ())}
        return self.readers.relation.is_dimension and of_others.isdisjoint(self._filled(cells))

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

    def _take(self, line: int, cells: list[str], *, apart: bool = False) -> None:
        label = self._label(cells)
        if label is None and not self.tail and self._may_be_unlabelled(cells):
            label = min(self.roles.keys), "hint"
        if label is not None:
            self.units.read_row(line, [cells[label[0]]])
            self.totals.append(self._labelled(line, *label, cells))
            if len(self.totals) * (OF_EACH + len(self.roles.figures)) > self.most_totals:
                first = self.totals[0]
                told = {"count": len(self.totals), "row": first.line, "label": first.label}
                raise RefusedFile(say("file-totals", file=str(self.opened.path), **told))
            self._drop_tail(line)
            return
        if self._is_data(cells):
            self._drop_tail(line)
            self.key_is_number = self._key_is_number(cells)
            self.last_data = line
            for place in self.free:
                if place < len(cells) and compares(cells[place]):
                    self.compared[line] = place, cells[place].strip()
            self.of_offices = self.of_offices or any(map(names_an_office, self._keys(cells)))
            return
        starts = next((kind for cell in cells if cell.strip() and (kind := note(cell)) is not None), None)
        if starts == "footnote":
            self.found.kinds[line] = "footnote"
        elif starts is None and (apart or (self.totals and self.totals[-1].line == self.last)):
            self.apart.add(line)
        self.tail.append((line, starts, cells))

    def _labelled(self, line: int, place: int, how: Sureness, cells: list[str]) -> Labelled:
        """A row called like a total, also whether its name may be that of a quantity; a row without one of its keys is no member."""
        dimension, text = self.roles.keys.get(place), cells[place]
        may_count = dimension is not None and text.strip() != "" and how != "sure" and self._has_keys(cells)
        counted = may_count and names_what_is_counted(text)
        keys = self.readers.keys
        known = counted and dimension is not None and keys.there(dimension, keys.kept(dimension, text))
        return Labelled(line, place, how, cells, counted, known, not self._has_keys(cells))

    def _below_ends(self, ends: Sequence[End], last: int) -> None:
        """What stands below the total of a list is no part of what was added up: rows of new members wait, as they may compare.

        New is what no row above names; what earlier files named may have stood below their totals. What is called a comparison
        waits also where a later total adds it up: that of all months so far adds last month's to this one's.
        """
        keys = {place: dimension for place, dimension in self.roles.keys.items() if dimension in self.readers.free}
        if not keys or all(one.total.line == last for one in ends):
            return
        at: defaultdict[int, list[End]] = defaultdict(list)
        for one in ends:
            at[one.total.line].append(one)
        until: defaultdict[int, list[Others]] = defaultdict(list)
        for one in ends:
            until[one.until].append(one.about)
        places = {tuple(place for place, _ in one.about) for one in ends}
        above: set[tuple[str, str]] = set()
        ended: dict[Others, End] = {}
        once: dict[Others, End] = {}
        for line, cells in written_rows(self.opened):
            for one in at.get(line, ()):
                ended[one.about] = once[one.about] = one
            for about in until.get(line, ()):
                ended.pop(about, None)
            if line in self.found.kinds or line in self.found.wrong:
                continue
            there = [(place, name) for place, name in keys.items() if place < len(cells) and cells[place].strip()]
            of_row = {(name, self.readers.keys.kept(name, cells[place])): (place, name) for place, name in there}
            texts = [cell.strip() for cell in cells]
            said = (tuple((place, texts[place]) for place in some if place < len(texts)) for some in places)
            called = any(compares(texts[place]) for place, _ in there)
            waits = once if called else ended
            end = next((waits[about] for about in said if about in waits), None)
            new = next((where for key, where in of_row.items() if key not in above), None)
            if end is None:
                above.update(of_row)
            elif new is not None and (self.readers.bare or self.roles.has_figure(cells)):
                reason = say("row.below-total", label=end.total.label, total=end.total.line)
                if end.again is not None and line < end.again[0].line:
                    again, same = end.again
                    told = {"again": again.label, "row": again.line}
                    reason = say("row.same-money", label=same.label, total=same.line, **told)
                self.found.wrong[line] = RejectedCell(line, new[1], texts[new[0]], reason)
                self.found.doubted.pop(line, None)
                self.found.counted.pop(line, None)

    def _drop_tail(self, line: int) -> None:
        """A row of the table comes at a line: what stood before it was amid the data."""
        for at, kind, cells in self.tail:
            self.units.read_row(at, cells)
            text = row_text(cells)
            if at in self.apart and at not in self.found.kinds and self._lacks_a_figure(cells) and self._keys(cells):
                place = next(place for place in self.roles.keys if place < len(cells) and cells[place].strip())
                reason = say("row.heading")
                self.found.wrong[at] = RejectedCell(at, self.roles.keys[place], cells[place].strip(), reason)
            if kind is None and not text.isdecimal() and (len(self._filled(cells)) == 1 or is_period(text)):
                self.units.hold_period([(text, say("unit-told.row", row=at))], amid=True)
        self.tail, self.last = [], line

    def _close_tail(self, *, titles: bool = False, title: int | None = None) -> None:
        """Below the last row of data everything from the first signature or footnote on is no data; with `titles` so is a title.

        From the line of a `title` on all is of another table.
        """
        kind: Note | None = None
        alone = len(self.tail) == 1 and self.tail[0][0] == self.last_data + 1
        for line, starts, cells in self.tail:
            if self.found.kinds.get(line) == "header":
                continue
            if (alone or self.of_offices) and kind is None and self._may_be_office(cells):
                continue
            kind = starts or kind
            filled = self._filled(cells)
            of_other = title is not None and line >= title
            alone_text = titles and title is None and len(filled) == 1
            if of_other or (alone_text and (kind is None or is_title(cells[filled[0]]))):
                self.found.kinds[line] = "table"
            elif kind is not None:
                self.found.kinds[line] = kind
        for line, _, cells in self.tail:
            self.last = line if line == self.last + 1 else self.last
            if (
                self.last == line or self.found.kinds.get(line) != "table"
            ):  # a title of another table says nothing of this one
                self.units.read_row(line, cells)
        self.tail = []

    def _may_be_office(self, cells: Sequence[str]) -> bool:
        """Whether a row may be a member of a table that needs no figures, called like an office: nothing else stands there."""
        keys = self._keys(cells)
        return self.readers.bare and len(self._filled(cells)) == len(keys) and any(map(names_an_office, keys))

    def _keys(self, cells: Sequence[str]) -> list[str]:
        return [cells[place] for place in self.roles.keys if place < len(cells) and cells[place].strip()]

    def _label(self, cells: Sequence[str]) -> tuple[int, Sureness] | None:
        """Where a row says that it is a total, and how surely."""
        for place, cell in enumerate(cells):
            if place in self.roles.figures or cell.strip()[:1] not in LABELS:
                continue
            how = total_label(cell)
            if not how or (
                how != "sure" and len(self._filled(cells)) == 1
            ):  # `Rekapitulasi Bulan Februari`, with nothing beside it
                continue
            dimension = self.roles.keys.get(place)
            if dimension is not None and (
                self.readers.relation.is_dimension or self.readers.keys.names_member(dimension, cell)
            ):
                return None
            if how != "sure" and dimension is None and self.roles.keys and self._has_keys(cells):
                return None
            return place, how
        return None

    def _may_be_unlabelled(self, cells: Sequence[str]) -> bool:
        """Whether a row right below the data has figures and no text of a key: perhaps a total that lost its label."""
        return (
            bool(self.roles.keys)
            and not self._keys(cells)
            and self.last == self.last_data
            and self.roles.has_figure(cells)
        )

    def _has_keys(self, cells: Sequence[str]) -> bool:
        return all(place < len(cells) and cells[place].strip() for place in self.roles.keys)

    def _is_member(self, cells: Sequence[str]) -> bool:
        return any(
            place < len(cells) and self.readers.keys.names_member(dimension, cells[place])
            for place, dimension in self.roles.keys.items()
        )

    def _is_data(self, cells: Sequence[str]) -> bool:
        """Whether a row says something of a key, right or wrong: a figure, a period, or a member that is known."""
        if not any(place < len(cells) and cells[place].strip() for place in self.roles.keys) and self.roles.keys:
            return False
        period = self.roles.period
        if period is not None and period < len(cells) and isinstance(self.readers.periods[cells[period]], int):
            return bool(cells[period].strip()) or self.roles.has_figure(cells) or self._is_member(cells)
        return self.roles.has_figure(cells) or self._is_member(cells)

    def _lacks_a_figure(self, cells: Sequence[str]) -> bool:
        """Whether a row without any figure needs one, so that it is none of data in any case."""
        return any(not one.column.may_be_missing for one in self.roles.figures.values()) and not self.roles.has_figure(
            cells
        )

    def _heads_another_list(self, cells: Sequence[str]) -> bool:
        """Whether a row amid the data heads a comparison or another division: a text alone, perhaps with a period."""
        if self.last == self.opened.skip or self.readers.bare or self.readers.relation.is_dimension:
            return False
        texts = [cell for place, cell in enumerate(cells) if cell and place != self.roles.period and not cell.isspace()]
        if len(texts) != 1 or self.roles.has_figure(cells) or self._is_member(cells) or self._label(cells) is not None:
            return False
        return heads_another_list(texts[0]) and not is_period(texts[0])

    def _starts_another_table(self, cells: Sequence[str]) -> bool:
        """Whether a row below a gap is the header of a table: words alone, one of which heads a key here or a column somewhere."""
        words = [folded(cell) for cell in cells if cell.strip()]
        if len(words) < 2 or any(any(letter.isdigit() for letter in word) and not word[0].isalpha() for word in words):
            return False
        if self.roles.has_figure(cells) or self._is_member(cells):
            return False
        named = {self.headings.name(cell) for cell in cells if cell.strip()}
        keys = {folded(self.opened.header[place]) for place in self.readers.layout.keys}
        return bool({self.headings.name(key) for key in keys} & named) or self.heads >= set(words)


def _starts_with_zero(text: str) -> bool:
    bare = text.strip()
    return len(bare) > 1 and bare.isdigit() and bare.startswith("0")


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
