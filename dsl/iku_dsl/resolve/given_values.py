"""One given value of an indicator: its members, and a number in its unit, or that it is missing or does not apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.key_text import key_text
from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.resolve.context import Context, amount, no_unit, unit_shown
from iku_dsl.source import Span
from iku_dsl.wording import Figure, interval_text


@dataclass(frozen=True, slots=True)
class Valued:
    """A row as written: the indicator in its version of the row's period, and the cells of its keys and of its value."""

    indicator: pg.Indicator
    period: Period
    keys: Sequence[st.Cell]
    cell: st.Cell


def value_of(context: Context, row: Valued, span: Span) -> pg.GivenValue | None:
    """What a row gives; None where the test could not use it, which is told."""
    keys = [_member(context, cell, name) for cell, name in zip(row.keys, row.indicator.dimensions, strict=True)]
    known = tuple(key for key in keys if key is not None)
    name, period = row.indicator.name, row.period
    match row.cell:
        case sx.Missing():
            found = pg.GivenValue(name, period, known, "missing", span=span)
        case sx.NotApplicable():
            found = pg.GivenValue(name, period, known, "not-applicable", span=span)
        case sx.Number() | sx.Duration():
            value = _number(context, row.cell, row.indicator)
            if value is None:
                return None
            found = pg.GivenValue(name, period, known, value=value, span=span)
        case sx.Name() | sx.Text() | sx.Date() | sx.Period() | sx.Periods():
            context.report("type-mismatch", say("type-mismatch.given-number", name=name), row.cell.span)
            return None
    return found if len(known) == len(keys) else None


def _member(context: Context, cell: st.Cell, name: str) -> str | None:
    """The member that a cell names."""
    if isinstance(cell, sx.Missing | sx.NotApplicable | sx.Periods):
        context.report("type-mismatch", say("type-mismatch.given-member", dimension=name), cell.span)
        return None
    written = cell if isinstance(cell, sx.Name | sx.Text) else sx.Text(context.text(cell.span), span=cell.span)
    dimension = context.dimensions.get(name)
    if dimension is not None and dimension.enumerated:
        labels = {member.title: member.name for member in dimension.members}
        if written.text not in labels.values():
            context.unknown(written, "member", labels.values(), say("=", text=name), labels=labels)
            return None
        return written.text
    return key_text(written.text)


def _number(context: Context, cell: sx.Number | sx.Duration, indicator: pg.Indicator) -> Fraction | None:
    """A number in the unit of an indicator, within its range."""
    kind, plain_zero = indicator.type, isinstance(cell, sx.Number) and cell.value == 0
    value = Fraction(0) if plain_zero else amount(cell, kind)
    if value is None:
        message = say("unit-mismatch.literal", unit=unit_shown(kind))
        context.report("unit-mismatch", message, cell.span, hint=no_unit(cell))
        return None
    if value not in indicator.range:
        shown, within = Figure(value, kind.percent), interval_text(indicator.range, kind.percent)
        message = say("range-exceeds.given", name=indicator.name, value=shown, range=within)
        context.report("range-exceeds", message, cell.span)
        return None
    if kind.whole and value.denominator != 1:
        context.report("type-mismatch", say("type-mismatch.given-whole", name=indicator.name), cell.span)
        return None
    return value
