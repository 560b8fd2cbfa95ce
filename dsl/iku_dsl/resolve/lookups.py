"""Dimensions, tables and scales: what other declarations look things up in."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.blocks import Block
from iku_dsl.interval import EVERYTHING, Interval, make, point
from iku_dsl.problem import Label, say
from iku_dsl.program import Band, Column, Correction, Dimension, Excluded, Grid, Member, Scale, Table
from iku_dsl.resolve.columns import column, turned
from iku_dsl.resolve.context import Context, amount, label_text, prose_text
from iku_dsl.types import NUMBER, PERCENT, Kind, Type, unit
from iku_dsl.wording import interval_text


def dimension(context: Context, block: Block, head: st.Dimension) -> Dimension:
    """A dimension with its members, or its key and attributes."""
    members: dict[str, Member] = {}
    for row in block.rows:
        assert isinstance(row, st.Members)
        for name in row.names:
            if once(context, members, name):
                members[name.text] = Member(name=name.text, label=label_text(row.label), span=name.span)
    attributes: dict[str, Column] = {}
    for node in block.of(st.Column):
        if once(context, attributes, node.name):
            attributes[node.name.text] = column(context, node, head.name.text)
    if head.key is None and not members and not block.damaged:
        hint = say("empty-declaration.dimension.hint")
        context.report(
            "empty-declaration", say("empty-declaration.dimension", name=head.name.text), head.span, hint=hint
        )
    if head.key is not None and members:
        message = say("misplaced.members", name=head.name.text)
        hint = say("misplaced.members.hint", column=head.key.text)
        context.report("misplaced", message, block.rows[0].span, Label(head.span), hint=hint)
    return Dimension(
        name=head.name.text,
        label=label_text(head.label),
        span=head.name.span,
        members=tuple(members.values()),
        key=head.key.text if head.key is not None else "",
        attributes=attributes,
    )


def once(
    context: Context, known: dict[str, Member] | dict[str, Column] | dict[str, Band], name: sx.Name | sx.Text
) -> bool:
    """Whether a name is new in its block; if not, both places are shown."""
    if name.text not in known:
        return True
    first = known[name.text].span
    message = say("duplicate-name", name=name.text)
    context.report("duplicate-name", message, name.span, Label(first, say("duplicate-name.first")))
    return False


# ---- tables


def table(context: Context, block: Block, head: st.Table) -> Table:
    """A lookup by the ids of one or two keys, or numeric breakpoints."""
    entries: dict[tuple[str, ...], Fraction | str] = {}
    breakpoints: list[tuple[Fraction, Fraction]] = []
    kinds: list[Type] = []
    places: dict[tuple[str, ...], sx.Node] = {}
    columns = _second_keys(context, head)
    unread: list[st.EntryRow] = []
    for row in block.rows:
        assert isinstance(row, st.EntryRow)
        if isinstance(row.key, sx.Number | sx.Duration):
            cell = row.cells[0]
            x, y = _figure(row.key), _figure(cell) if isinstance(cell, sx.Number | sx.Duration) else None
            if x is not None and y is not None:
                breakpoints.append((x, y))
                kinds.append(_cell_type(cell))
            continue
        keys = [(row.key.text, second) for second in columns] if columns else [(row.key.text,)]
        if len(keys) != len(row.cells):
            message = say("table-row", expected=len(keys), found=len(row.cells))
            hint = say("table-row.table", columns=columns) if columns else None
            context.report("table-row", message, row.span, Label(head.span), hint=hint)
            unread.append(row)
            continue
        for key, cell in zip(keys, row.cells, strict=True):
            if key in entries:
                first = Label(places[key].span, say("duplicate-name.first"))
                context.report("duplicate-name", say("duplicate-name", name=key[0]), row.key.span, first)
                continue
            figure = _figure(cell)
            entries[key] = figure if figure is not None else _text(cell)
            places[key] = row
            kinds.append(_cell_type(cell))
    if not entries and not breakpoints and not block.damaged:
        hint = say("empty-declaration.table.hint")
        context.report("empty-declaration", say("empty-declaration.table", name=head.name.text), head.span, hint=hint)
    _check_keys(context, head, places, whole=not block.damaged and len(unread) == 0)
    return Table(
        name=head.name.text,
        label=label_text(head.label),
        span=head.name.span,
        keys=tuple(key.text for key in head.keys),
        entries=entries,
        breakpoints=tuple(sorted(breakpoints)),
        type=_common(kinds, entries),
        basis=prose_text(head.basis) if head.basis is not None else "",
        partial=prose_text(head.partial.reason) if head.partial is not None else "",
    )


def key_ids(context: Context, name: str) -> tuple[str, ...] | None:
    """The ids that a table's key may take: members of a dimension, categories of a scale, keys of another table."""
    if name in context.dimensions:
        found = context.dimensions[name]
        return tuple(member.name for member in found.members) if found.enumerated else None
    if name in context.scales:
        return tuple(band.name for band in context.scales[name].bands)
    if name in context.tables:
        return tuple(dict.fromkeys(key[0] for key in context.tables[name].entries))
    return None


def _second_keys(context: Context, head: st.Table) -> tuple[str, ...]:
    if len(head.keys) < 2:
        return ()
    return key_ids(context, head.keys[1].text) or ()


def _check_keys(context: Context, head: st.Table, entries: dict[tuple[str, ...], sx.Node], whole: bool) -> None:
    for place, key in enumerate(head.keys):
        if key.text not in context.names:
            context.unknown(key, "dimension", [*context.dimensions, *context.scales, *context.tables])
            continue
        known = key_ids(context, key.text)
        if known is None or not entries:
            continue
        named = {entry[place] for entry in entries if len(entry) > place}
        missing = [member for member in known if member not in named]
        if missing and head.partial is None and whole:
            message = say("missing-member.table", table=head.name.text, members=tuple(missing))
            context.report("missing-member", message, head.span, hint=say("missing-member.table.hint"))
        for extra in sorted(named - set(known)):
            row = next(row for entry, row in entries.items() if entry[place : place + 1] == (extra,))
            context.unknown(sx.Name(extra, span=row.span), "member", known, say("=", text=key.text))


def _figure(cell: sx.Node) -> Fraction | None:
    match cell:
        case sx.Number():
            return cell.value
        case sx.Duration():
            return Fraction(cell.seconds)
        case _:
            return None


def _text(cell: sx.Node) -> str:
    assert isinstance(cell, sx.Name | sx.Text)
    return cell.text


def _cell_type(cell: sx.Node) -> Type:
    match cell:
        case sx.Number():
            named = Type(Kind.NUMBER, unit(cell.unit.text)) if cell.unit is not None else NUMBER
            return PERCENT if cell.percent else named
        case sx.Duration():
            return Type(Kind.NUMBER, unit("detik"))
        case _:
            return Type(Kind.CHOICE)


def _common(kinds: Sequence[Type], entries: dict[tuple[str, ...], Fraction | str]) -> Type:
    if not kinds:
        return NUMBER
    if kinds[0].kind is Kind.CHOICE:
        return Type(Kind.CHOICE, choices=tuple(dict.fromkeys(str(value) for value in entries.values())))
    if all(kind.percent for kind in kinds):
        return PERCENT
    return next((kind for kind in kinds if not kind.unit.is_pure), NUMBER)


# ---- scales


def scale(context: Context, block: Block, head: st.Scale) -> Scale:
    """Categories over a domain; the proof of gaps and overlaps is `proofs/bands.py`."""
    percent = _percent(head.domain)
    kind = PERCENT if percent else NUMBER
    domain = _interval(context, head.domain, kind) or EVERYTHING
    bands: dict[str, Band] = {}
    for row in block.rows:
        assert isinstance(row, st.BandRow)
        if not once(context, bands, row.name):
            continue
        bands[row.name.text] = Band(
            name=row.name.text,
            label=label_text(row.label),
            span=row.span,
            intervals=tuple(
                found for part in row.ranges if (found := _interval(context, part, kind, domain)) is not None
            ),
            written=tuple(context.text(part.span) for part in row.ranges),
            reason=prose_text(row.because.reason) if row.because is not None else "",
            correction=correction(context, row.printed, kind),
        )
    outside = tuple(
        Excluded(found, prose_text(node.because.reason), node.span)
        for node in block.of(st.Outside)
        if (found := _interval(context, node.range, kind, domain)) is not None
    )
    return Scale(
        name=head.name.text,
        label=label_text(head.label),
        span=head.span,
        domain=domain,
        bands=tuple(bands.values()),
        grid=_grid(context, head),
        partial=prose_text(head.partial.reason) if head.partial is not None else "",
        outside=outside,
        percent=percent,
    )


def _percent(domain: sx.Range) -> bool:
    ends = [end for end in (domain.low, domain.high) if isinstance(end, sx.Number)]
    return bool(ends) and any(end.percent for end in ends)


def _grid(context: Context, head: st.Scale) -> Grid | None:
    if head.step is None:
        return None
    size = _figure(head.step.size)
    if size is None or size <= 0:
        context.report("range-empty", say("range-empty.step"), head.step.span)
        return None
    return Grid(size, head.step.way)


def _interval(
    context: Context, node: sx.Range | sx.Point, kind: Type, domain: Interval = EVERYTHING
) -> Interval | None:
    """An interval as written; an end without a number is that of the domain."""
    if isinstance(node, sx.Point):
        value = amount(node.value, kind)
        return point(value) if value is not None else None
    low = amount(node.low, kind) if node.low is not None else None
    high = amount(node.high, kind) if node.high is not None and not isinstance(node.high, sx.Path) else None
    low_open, high_open = node.low_open, node.high_open
    if node.low is None:
        low, low_open = domain.low, domain.low_open
    if node.high is None:
        high, high_open = domain.high, domain.high_open
    made = make(low, high, low_open, high_open)
    if made is None:
        written = node.low is not None and node.high is not None
        beyond = say("range-empty.domain", domain=interval_text(domain, kind.percent))
        hint = turned(low, high, kind.percent) if written else beyond
        context.report("range-empty", say("range-empty"), node.span, hint=hint)
    return made


def correction(context: Context, node: st.Printed | None, kind: Type) -> Correction | None:
    """`tercetak X karena …`."""
    if node is None:
        return None
    reason = prose_text(node.because.reason)
    if isinstance(node.value, sx.Range):
        return Correction(
            context.text(node.value.span), reason, interval=_interval(context, node.value, kind), span=node.span
        )
    return Correction(context.text(node.value.span), reason, value=amount(node.value, kind), span=node.span)
