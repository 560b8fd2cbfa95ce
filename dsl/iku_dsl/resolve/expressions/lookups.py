"""Dimensions and scales: what other declarations look things up in.

Categories may say one end alone, as regulations list them best first: `baik >= 70`, then `cukup >= 50`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from fractions import Fraction

from iku_dsl import statements as st
from iku_dsl.interval import EVERYTHING, Interval, make, point
from iku_dsl.key_text import key_text
from iku_dsl.keywords import MEMBER_WORDS
from iku_dsl.problem import Label, Span, say
from iku_dsl.program import Band, Column, Correction, Dimension, Excluded, Grid, Member, Scale
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.records import replace
from iku_dsl.resolve.expressions.columns import column, turned
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.scope import amount, label_text, prose_text, unit_shown, wrong_unit
from iku_dsl.statements import syntax as sx
from iku_dsl.statements.blocks import Block
from iku_dsl.types import DATE, NUMBER, PERCENT, Kind, Type
from iku_dsl.wording import interval_text

Written = tuple[sx.Range | sx.Point, Interval]  # a range of a category as it stands there, and what it is alone
Ends = list[
    tuple[Fraction, bool]
]  # in their order; the bool orders those at one number: of starts the one without it is last


def up_to_the_better(categories: Sequence[Sequence[Written]]) -> Iterator[tuple[Interval, ...]]:
    """The intervals of each category: one with a lower end alone reaches up to where the nearest better one begins, and likewise down.

    Where no better one begins above it (or ends below it) it reaches to the end of the scale, and what has two ends is left as it is.
    """
    starts: Ends = []
    ends: Ends = []
    for category in categories:
        yield tuple(_met(written, alone, starts, ends) for written, alone in category)
        for written, alone in category:
            if alone.low is not None and (isinstance(written, sx.Point) or written.low is not None):
                insort(starts, (alone.low, alone.low_open))
            if alone.high is not None and (isinstance(written, sx.Point) or written.high is not None):
                insort(ends, (alone.high, not alone.high_open))


def _met(written: sx.Range | sx.Point, alone: Interval, starts: Ends, ends: Ends) -> Interval:
    """What is meant by one range of a category, beside where the better ones start and end."""
    if isinstance(written, sx.Point):
        return alone
    if written.high is None and alone.low is not None:
        above = bisect_right(starts, (alone.low, True))
        if above < len(starts) and (alone.high is None or starts[above][0] <= alone.high):
            start, without = starts[above]
            return replace(alone, high=start, high_open=not without)
    if written.low is None and alone.high is not None:
        below = bisect_left(ends, (alone.high, False))
        if below and (alone.low is None or ends[below - 1][0] >= alone.low):
            end, within = ends[below - 1]
            return replace(alone, low=end, low_open=within)
    return alone


def dimension(context: Context, block: Block, head: st.Dimension) -> Dimension:
    """A dimension with its members, or its key; its attributes come once tables and scales are there, of which they may be choices."""
    members: dict[str, Member] = {}
    for row in block.rows:
        assert isinstance(row, st.Members)
        for name in row.names:
            if once(context, members, name):
                members[name.text] = Member(name=name.text, label=label_text(row.label), span=name.span)
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
        attributes={},
        validity={},
        closed=head.closed,
        aliases=_aliases(context, block),
    )


def _aliases(context: Context, block: Block) -> tuple[tuple[str, str], ...]:
    """What words of members' names stand for; a word that two lines give, in whatever letters and spacing, would be that of the last."""
    first: dict[str, st.Alias] = {}
    for node in block.of(st.Alias):
        before = first.setdefault(key_text(node.written.text).casefold(), node)
        if before is not node:
            label = Label(before.written.span, say("duplicate-name.first"))
            context.report("duplicate-name", say("duplicate-name", name=node.written.text), node.written.span, label)
    return tuple((node.written.text, node.meant.text) for node in first.values())


def with_attributes(context: Context, block: Block, head: st.Dimension, dimension: Dimension) -> Dimension:
    """What is kept of each member beside its key."""
    attributes: dict[str, Column] = {}
    for node in block.of(st.Column):
        if head.key is not None and node.name.text == head.key.text:
            message = say("duplicate-name.own-key", name=node.name.text, dimension=head.name.text)
            context.report("duplicate-name", message, node.name.span, Label(head.key.span))
        elif once(context, attributes, node.name):
            attributes[node.name.text] = column(context, node, head.name.text)
    validity = _validity(head, attributes) if head.key is not None else {}
    return replace(dimension, attributes=attributes, validity=validity)


def _validity(head: st.Dimension, attributes: dict[str, Column]) -> dict[str, Column]:
    """The built-in columns of a file of members; none where an attribute of the author has such a name."""
    taken = {*attributes, head.key.text if head.key is not None else ""}
    if not (attributes or head.closed) or not taken.isdisjoint(MEMBER_WORDS):
        return {}
    kinds = {START: DATE, END: DATE, SUCCESSOR: Type(Kind.MEMBER, of=head.name.text)}
    return {
        name: Column(name=name, span=head.name.span, type=kind, may_be_missing=True, digits=0)
        for name, kind in kinds.items()
    }


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


# ---- scales


def scale(context: Context, block: Block, head: st.Scale) -> Scale:
    """Categories over a domain; the proof of gaps and overlaps is `proofs/bands.py`."""
    percent = _percent(block, head)
    kind = PERCENT if percent else NUMBER
    _check_units(context, block, head, kind)
    domain = _interval(context, head.domain, kind) or EVERYTHING
    bands = _bands(context, block, kind, domain)
    outside = tuple(
        Excluded(found, prose_text(node.because.reason), node.span)
        for node in block.of(st.Outside)
        if (found := _interval(context, node.range, kind, domain)) is not None
    )
    if not block.rows and not block.damaged:
        hint = say("empty-declaration.scale.hint")
        context.report("empty-declaration", say("empty-declaration.scale", name=head.name.text), head.span, hint=hint)
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


def _bands(context: Context, block: Block, kind: Type, domain: Interval) -> dict[str, Band]:
    """The categories by their names, each with the intervals that are meant; what is `written` is what people are shown of them."""
    bands: dict[str, Band] = {}
    found: list[list[Written]] = []
    for row in block.rows:
        assert isinstance(row, st.BandRow)
        if not once(context, bands, row.name):
            continue
        alone = [(part, _interval(context, part, kind, domain)) for part in row.ranges]
        found.append([(part, interval) for part, interval in alone if interval is not None])
        bands[row.name.text] = Band(
            name=row.name.text,
            label=label_text(row.label),
            span=row.span,
            intervals=(),
            reason=prose_text(row.because.reason) if row.because is not None else "",
            correction=correction(context, row.printed, kind),
        )
    for name, of_one, meant in zip(tuple(bands), found, up_to_the_better(found), strict=True):
        written = tuple(
            context.text(part.span) if interval == alone else interval_text(interval, kind.percent)
            for (part, alone), interval in zip(of_one, meant, strict=True)
        )
        bands[name] = replace(bands[name], intervals=meant, written=written)
    return bands


def _check_units(context: Context, block: Block, head: st.Scale, kind: Type) -> None:
    """Numbers of a scale have no unit but the percent sign, and that all or none: the first that has another is told."""
    for literal in _literals(block, head):
        if isinstance(literal, sx.Duration) or literal.unit is not None:
            message, hint = say("unit-mismatch.bare"), say("unit-mismatch.bare.hint")
            context.report("unit-mismatch", message, literal.span, hint=hint)
            return
        of_step = head.step is not None and literal is head.step.size
        if literal.percent is not kind.percent and literal.value and (literal.percent or of_step):
            message, mend = wrong_unit(literal, kind)
            context.report("unit-mismatch", message, literal.span, hint=mend)
            return


def _literals(block: Block, head: st.Scale) -> Iterator[sx.Number | sx.Duration]:
    """The numbers of a scale, in reading order."""
    parts: list[sx.Range | sx.Point] = [head.domain]
    if head.step is not None:
        parts.append(sx.Point(head.step.size))
    for row in block.rows:
        assert isinstance(row, st.BandRow)
        parts.extend(row.ranges)
    parts.extend(node.range for node in block.of(st.Outside))
    for part in parts:
        ends = (part.value,) if isinstance(part, sx.Point) else (part.low, part.high)
        yield from (end for end in ends if isinstance(end, sx.Number | sx.Duration))


def scale_fits(context: Context, scale: Scale, kind: Type, span: Span) -> bool:
    """Whether a number may be looked up in a scale: percentages in one of percentages, others in one without the sign."""
    if scale.percent and not (kind.unit.is_pure or kind.unit.is_any):
        message = say("unit-mismatch.scale-percent", scale=scale.name, unit=unit_shown(kind))
        hint = say("unit-mismatch.scale-percent.hint")
    elif kind.percent and not scale.percent and any(abs(end) > 1 for end in _ends(scale.domain)):
        domain = interval_text(scale.domain)
        message = say("unit-mismatch.scale-plain", scale=scale.name, domain=domain)
        hint = say("unit-mismatch.scale-plain.hint")
    else:
        return True
    context.report("unit-mismatch", message, span, Label(scale.span), hint=hint)
    return False


def _ends(interval: Interval) -> tuple[Fraction, ...]:
    return tuple(end for end in (interval.low, interval.high) if end is not None)


def _percent(block: Block, head: st.Scale) -> bool:
    """Whether it is a scale of percentages: its domain says so, its bands where the domain is open at both ends."""
    ends = [end for end in (head.domain.low, head.domain.high) if isinstance(end, sx.Number)]
    return any(literal.percent for literal in ends or _literals(block, head) if isinstance(literal, sx.Number))


def _grid(context: Context, head: st.Scale) -> Grid | None:
    if head.step is None:
        return None
    size = head.step.size
    if not isinstance(size, sx.Number):
        return None
    if size.value <= 0:
        context.report("range-empty", say("range-empty.step"), head.step.span)
        return None
    return Grid(size.value, head.step.way)


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
