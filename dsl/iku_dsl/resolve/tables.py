"""Tables: a lookup by the ids of one or two keys, or points of numbers that are read piecewise-linearly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, product
from math import prod

from iku_dsl import statements as st
from iku_dsl.problem import Label, Text, say, some
from iku_dsl.program import Table
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.scope import amount, label_text, prose_text, wrong_unit
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import NUMBER, PERCENT, Kind, Type, unit

Key = tuple[str, ...]
Entries = dict[Key, Fraction | str | None]
MOST_KEYS = 2
LOOKED_UP = (st.Dimension, st.Scale, st.Table)  # what the keys of a table may be declared as


def table(context: Context, block: Block, head: st.Table) -> Table:
    """A table with its entries or its points; every cell in the unit of the table."""
    rows = [row for row in block.rows if isinstance(row, st.EntryRow)]
    whole = not block.damaged
    if len(head.keys) > MOST_KEYS:
        context.report("unexpected-text", say("unexpected-text.keys"), head.keys[MOST_KEYS].span)
        rows, whole = [], False
    if len(head.keys) == MOST_KEYS and head.keys[1].text in context.lost:
        rows, whole = [], False  # its declaration could not be read: nobody knows how many cells a row has
    columns = _second_keys(context, head)
    long = len(head.keys) == MOST_KEYS and st.one_cell_a_row(rows, len(columns) if columns is not None else None)
    kind = _kind(rows, long=long)
    of_points = bool(rows) and _is_point(rows[0])
    entries: Entries = {}
    points: dict[Fraction, Fraction] = {}
    if of_points:
        points = _points(context, head, rows, kind)
    else:
        read = _Entries(context, head, () if long else columns or (), kind, long=long)
        entries = read.entries
        every_row_used = read.all_rows(rows)
        _check_keys(context, head, read.places, whole=whole and every_row_used)
    if not rows and whole:
        hint = say("empty-declaration.table.hint")
        context.report("empty-declaration", say("empty-declaration.table", name=head.name.text), head.span, hint=hint)
    if kind.kind is Kind.CHOICE:
        named = (value for value in entries.values() if isinstance(value, str))
        kind = Type(Kind.CHOICE, choices=tuple(dict.fromkeys(named)))
    return Table(
        name=head.name.text,
        label=label_text(head.label),
        span=head.name.span,
        keys=tuple(key.text for key in head.keys),
        entries=entries,
        breakpoints=tuple(sorted(points.items())),
        type=kind,
        basis=prose_text(head.basis) if head.basis is not None else "",
        partial=prose_text(head.partial.reason) if head.partial is not None else "",
    )


# ---- rows


def _is_point(row: st.EntryRow) -> bool:
    return isinstance(row.key, sx.Number | sx.Duration)


def _points(context: Context, head: st.Table, rows: Sequence[st.EntryRow], kind: Type) -> dict[Fraction, Fraction]:
    """Numbers by numbers, each once; what they are read with has the unit of whoever reads."""
    points: dict[Fraction, Fraction] = {}
    places: dict[Fraction, st.EntryRow] = {}
    for row in rows:
        if not isinstance(row.key, sx.Number | sx.Duration):
            _mixed_rows(context, head, row, rows[0])
            break
        if isinstance(row.key, sx.Duration) or row.key.unit is not None:
            context.report(
                "unit-mismatch", say("unit-mismatch.bare"), row.key.span, hint=say("unit-mismatch.bare.hint")
            )
            break
        value = _cell(context, row.cells[0], kind)
        if not isinstance(value, Fraction):
            continue
        if row.key.value in points:
            first = Label(places[row.key.value].span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name.point", name=row.key.text), row.key.span, first)
            continue
        points[row.key.value], places[row.key.value] = value, row
    return points


class _Entries:
    """The entries of a table as its rows are read: what each key has, and the row that it stands in.

    `columns` are the second keys of a matrix, in their order; where rows are `long` they name both keys.
    """

    def __init__(self, context: Context, head: st.Table, columns: Collection[str], kind: Type, *, long: bool) -> None:
        self.context, self.head, self.columns, self.kind, self.long = context, head, columns, kind, long
        self.entries: Entries = {}
        self.places: dict[Key, sx.Node] = {}
        self.given_up = False  # what is wrong with one row is wrong with all

    def all_rows(self, rows: Sequence[st.EntryRow]) -> bool:
        """Read all rows; answers whether every one of them could be used."""
        whole = True
        for row in rows:
            if not isinstance(row.key, sx.Name | sx.Text):
                _mixed_rows(self.context, self.head, row, rows[0])
                return False
            cells = self._cells(row, row.key)
            if cells is None:
                whole = False
                if self.given_up:
                    break
                continue
            for key, cell in cells:
                whole = self._take(row, row.key, key, cell) and whole
        return whole

    def _cells(self, row: st.EntryRow, first: sx.Name | sx.Text) -> list[tuple[Key, st.TableCell]] | None:
        """The keys of a row, each with what it has; None after a problem."""
        if self.long:
            if len(row.cells) == 2 and isinstance(row.cells[0], sx.Name | sx.Text):
                return [((first.text, row.cells[0].text), row.cells[1])]
            self._report_long(row, self.head.keys[1])
            return None
        expected = (
            len(self.columns) or 1
        )  # counted before they are paired: a wide table may have thousands of short rows
        if expected == len(row.cells):
            keys: list[Key] = [(first.text, second) for second in self.columns] or [(first.text,)]
            return list(zip(keys, row.cells, strict=True))
        hint = say("table-row.table", columns=some(self.columns)) if self.columns else None
        named = len(row.cells) == MOST_KEYS and isinstance(row.cells[0], sx.Name | sx.Text)
        if len(self.head.keys) < MOST_KEYS and named:
            hint, self.given_up = say("table-row.second-key", table=self.head.name.text), True
        self._report_row(row, expected, hint)
        return None

    def _report_long(self, row: st.EntryRow, second: sx.Name) -> None:
        """A row that should name both keys: the second has no declaration, or one that is spelled otherwise."""
        self.given_up = True
        near = self.context.near(second.text, declared_keys(self.context))
        if near and second.text not in self.context.names:
            self.context.unknown(second, "dimension", (near,))
        else:
            message, hint = say("table-row.both", second=second.text), say("table-row.long", second=second.text)
            self.context.report("table-row", message, row.span, Label(self.head.span), hint=hint)

    def _report_row(self, row: st.EntryRow, expected: int, hint: Text | None) -> None:
        message = say("table-row.values", expected=expected, found=len(row.cells))
        self.context.report("table-row", message, row.span, Label(self.head.span), hint=hint)

    def _take(self, row: st.EntryRow, first: sx.Name | sx.Text, key: Key, cell: st.TableCell) -> bool:
        """Keep an entry; whether it could be read."""
        if key in self.entries:
            place = Label(self.places[key].span, say("duplicate-name.first"))
            name = ", ".join(key) if self.long else key[0]
            self.context.report("duplicate-name", say("duplicate-name", name=name), first.span, place)
            return True
        value = None if isinstance(cell, sx.Missing) else _cell(self.context, cell, self.kind)
        if value is None and not isinstance(cell, sx.Missing):
            return False
        self.entries[key], self.places[key] = value, row
        return True


def _mixed_rows(context: Context, head: st.Table, row: st.EntryRow, first: st.EntryRow) -> None:
    message = say("type-mismatch.table-rows", table=head.name.text)
    context.report("type-mismatch", message, row.span, Label(first.span))


def _second_keys(context: Context, head: st.Table) -> Mapping[str, None] | None:
    """What the second key may be, in its order; None where there is none, or nothing declares it."""
    return context.ids(head.keys[1].text) if len(head.keys) >= MOST_KEYS else None


def declared_keys(context: Context) -> Iterable[str]:
    """The names that keys of a table may be declared by."""
    return chain(context.dimensions, context.scales, context.tables)


def _is_declared(context: Context, name: str) -> bool:
    block = context.names.get(name)
    return block is not None and isinstance(block.head, LOOKED_UP)


def _check_keys(context: Context, head: st.Table, entries: dict[Key, sx.Node], whole: bool) -> None:
    """Of keys that are declared, whether each has a row and each row is one; others are names for whoever reads the table."""
    required: list[Mapping[str, None]] = []
    lacking = False
    for place, key in enumerate(head.keys[:MOST_KEYS]):
        named: dict[str, sx.Node] = {}  # the first row of each, kept while going through: thousands may be unknown
        for entry, row in entries.items():
            if len(entry) > place:
                named.setdefault(entry[place], row)
        if not _is_declared(context, key.text):
            _report_misspelt(context, key, named)
            continue
        known = context.ids(key.text)
        if known is None or not entries:
            continue
        required.append(known)
        unknown = sorted(name for name in named if name not in known)
        missing = len(known) - (len(named) - len(unknown))
        if missing and head.partial is None and whole:
            lacking = True
            members = some((member for member in known if member not in named), missing)
            message = say("missing-member.table", table=head.name.text, members=members)
            context.report("missing-member", message, head.span, hint=say("missing-member.table.hint"))
        for extra in unknown:
            lacking = True
            context.unknown(sx.Name(extra, span=named[extra].span), "member", known, say("=", text=key.text))
    if len(required) == MOST_KEYS and whole and not lacking and head.partial is None:
        _report_cells(context, head, required, entries)


def _report_cells(
    context: Context, head: st.Table, required: Sequence[Mapping[str, None]], entries: dict[Key, sx.Node]
) -> None:
    """Cells that rows of both keys leave out, though each key is somewhere; some are named, and the rest are counted."""
    left_out = prod(len(known) for known in required) - len(entries)
    if left_out:
        members = some((" – ".join(key) for key in product(*required) if key not in entries), left_out)
        message = say("missing-member.table", table=head.name.text, members=members)
        context.report("missing-member", message, head.span, hint=say("missing-member.table.hint"))


def _report_misspelt(context: Context, key: sx.Name, named: dict[str, sx.Node]) -> None:
    """Of a key that nothing declares, whether what has nearly its name holds all its rows: that was meant."""
    if not named or key.text in context.names:
        return
    near = context.near(key.text, declared_keys(context))
    known = context.ids(near) if near else None
    if known is not None and all(name in known for name in named):
        context.unknown(key, "dimension", (near,))


# ---- cells


def _kind(rows: Sequence[st.EntryRow], *, long: bool) -> Type:
    """What the cells are: names, if the first is one; else numbers in the first unit that is written."""
    cells = [
        cell for row in rows for cell in (row.cells[-1:] if long else row.cells) if not isinstance(cell, sx.Missing)
    ]
    if cells and isinstance(cells[0], sx.Name | sx.Text):
        return Type(Kind.CHOICE)
    for cell in cells:
        if isinstance(cell, sx.Duration):
            return Type(Kind.NUMBER, unit("detik"))
        if isinstance(cell, sx.Number) and cell.unit is not None:
            return Type(Kind.NUMBER, unit(cell.unit.text))
    numbers = [cell for cell in cells if isinstance(cell, sx.Number)]
    return PERCENT if numbers and all(cell.percent for cell in numbers) else NUMBER


def _cell(context: Context, cell: sx.Node, kind: Type) -> Fraction | str | None:
    """What a cell is worth in the unit of the table, None after a problem."""
    if isinstance(cell, sx.Name | sx.Text):
        if kind.kind is Kind.CHOICE:
            return cell.text
    elif kind.kind is not Kind.CHOICE and isinstance(cell, sx.Number | sx.Duration):
        value = amount(cell, kind)
        bare = isinstance(cell, sx.Number) and cell.percent and not kind.unit.is_pure
        if value is None or bare:
            message, hint = wrong_unit(cell, kind)
            context.report("unit-mismatch", message, cell.span, hint=hint)
            return None
        return value
    context.report("type-mismatch", say("type-mismatch.table-cells"), cell.span)
    return None
