"""Tables: a lookup by the ids of one or two keys, or points of numbers that are read piecewise-linearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain

from iku_dsl import statements as st
from iku_dsl.problem import Label, say, some
from iku_dsl.program import Table
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.literals import amount, label_text, no_unit, prose_text, unit_shown
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import NUMBER, PERCENT, Kind, Type, unit

Key = tuple[str, ...]
MOST_KEYS = 2


def table(context: Context, block: Block, head: st.Table) -> Table:
    """A table with its entries or its points; every cell in the unit of the table."""
    rows = [row for row in block.rows if isinstance(row, st.EntryRow)]
    whole = not block.damaged
    if len(head.keys) > MOST_KEYS:
        context.report("unexpected-text", say("unexpected-text.keys"), head.keys[MOST_KEYS].span)
        rows, whole = [], False
    kind = _kind(rows)
    of_points = bool(rows) and _is_point(rows[0])
    entries: dict[Key, Fraction | str] = {}
    points: dict[Fraction, Fraction] = {}
    if of_points:
        points = _points(context, head, rows, kind)
    else:
        entries, places, all_used = _entries(context, head, rows, kind)
        _check_keys(context, head, places, whole=whole and all_used)
    if not rows and whole:
        hint = say("empty-declaration.table.hint")
        context.report("empty-declaration", say("empty-declaration.table", name=head.name.text), head.span, hint=hint)
    if kind.kind is Kind.CHOICE:
        kind = Type(Kind.CHOICE, choices=tuple(dict.fromkeys(str(value) for value in entries.values())))
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
            context.report("duplicate-name", say("duplicate-name", name=row.key.text), row.key.span, first)
            continue
        points[row.key.value], places[row.key.value] = value, row
    return points


def _entries(
    context: Context, head: st.Table, rows: Sequence[st.EntryRow], kind: Type
) -> tuple[dict[Key, Fraction | str], dict[Key, sx.Node], bool]:
    """Values by keys, the row that each stands in, and whether every row could be used."""
    entries: dict[Key, Fraction | str] = {}
    places: dict[Key, sx.Node] = {}
    whole = True
    columns = _second_keys(context, head)
    for row in rows:
        if not isinstance(row.key, sx.Name | sx.Text):
            _mixed_rows(context, head, row, rows[0])
            return entries, places, False
        if (len(columns) or 1) != len(row.cells):
            message = say("table-row", expected=len(columns) or 1, found=len(row.cells))
            hint = say("table-row.table", columns=some(columns)) if columns else None
            context.report("table-row", message, row.span, Label(head.span), hint=hint)
            whole = False
            continue
        keys = [(row.key.text, second) for second in columns] if columns else [(row.key.text,)]
        for key, cell in zip(keys, row.cells, strict=True):
            if key in entries:
                first = Label(places[key].span, say("duplicate-name.first"))
                context.report("duplicate-name", say("duplicate-name", name=key[0]), row.key.span, first)
                continue
            value = _cell(context, cell, kind)
            if value is None:
                whole = False
                continue
            entries[key], places[key] = value, row
    return entries, places, whole


def _mixed_rows(context: Context, head: st.Table, row: st.EntryRow, first: st.EntryRow) -> None:
    message = say("type-mismatch.table-rows", table=head.name.text)
    context.report("type-mismatch", message, row.span, Label(first.span))


def _second_keys(context: Context, head: st.Table) -> Mapping[str, None]:
    return (context.ids(head.keys[1].text) if len(head.keys) >= MOST_KEYS else None) or {}


def _check_keys(context: Context, head: st.Table, entries: dict[Key, sx.Node], whole: bool) -> None:
    for place, key in enumerate(head.keys[:MOST_KEYS]):
        if key.text not in context.names:
            context.unknown(key, "dimension", chain(context.dimensions, context.scales, context.tables))
            continue
        known = context.ids(key.text)
        if known is None or not entries:
            continue
        named: dict[str, sx.Node] = {}  # the first row of each, kept while going through: thousands may be unknown
        for entry, row in entries.items():
            if len(entry) > place:
                named.setdefault(entry[place], row)
        unknown = sorted(name for name in named if name not in known)
        lacking = len(known) - (len(named) - len(unknown))
        if lacking and head.partial is None and whole:
            members = some((member for member in known if member not in named), lacking)
            message = say("missing-member.table", table=head.name.text, members=members)
            context.report("missing-member", message, head.span, hint=say("missing-member.table.hint"))
        for extra in unknown:
            context.unknown(sx.Name(extra, span=named[extra].span), "member", known, say("=", text=key.text))


# ---- cells


def _kind(rows: Sequence[st.EntryRow]) -> Type:
    """What the cells are: names, if the first is one; else numbers in the first unit that is written."""
    cells = [cell for row in rows for cell in row.cells]
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
            message = say("unit-mismatch.literal", unit=unit_shown(kind))
            context.report("unit-mismatch", message, cell.span, hint=no_unit(cell))
            return None
        return value
    context.report("type-mismatch", say("type-mismatch.table-cells"), cell.span)
    return None
