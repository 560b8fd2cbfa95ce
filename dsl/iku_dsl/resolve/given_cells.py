"""The cells of a row that an in-spec test gives: what is handed on of each, what it is worth, and why an import would refuse it.

A text between quotation marks is one that a file may have, so that only an import can tell what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.key_text import key_text
from iku_dsl.keywords import TRUTHS
from iku_dsl.problem import Label, say
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.literals import amount, no_unit, unit_shown
from iku_dsl.resolve.own_row import Known
from iku_dsl.source import Span
from iku_dsl.statements import syntax as sx
from iku_dsl.types import Kind, Type, unit
from iku_dsl.wording import Figure, interval_text

MOST_DECIMALS = 50  # of a number that has no end: more than any column keeps
NOTHING = ("", "-", "–", "—", "n/a")  # what texts of files say instead
_TRUE, _FALSE = (*TRUTHS[0], "true"), (*TRUTHS[1], "false")


@dataclass(frozen=True, slots=True)
class CellOf:
    """Where a cell stands: its column, or the dimension whose member it names."""

    column: pg.Column | None = None
    dimension: str = ""


def text_of(context: Context, cell: st.Cell) -> str:
    """A cell without its quotes, as a file would have it."""
    if isinstance(cell, sx.Name | sx.Text | sx.Period):
        return cell.text
    written = context.text(cell.span)
    return written.replace("_", "") if isinstance(cell, sx.Number) else written


def given_cell(context: Context, cell: st.Cell, of: CellOf) -> pg.GivenCell:
    """What is handed on of a cell: a number in the unit of its column."""
    match cell:
        case sx.Missing():
            return pg.GivenCell(None, cell.span)
        case sx.NotApplicable():
            return pg.GivenCell(None, cell.span, not_applicable=True)
        case sx.Name() | sx.Text() | sx.Date() | sx.Period():
            return pg.GivenCell(cell.text, cell.span)
        case sx.Number():
            return pg.GivenCell(_figure(context, cell, of), cell.span, number=True)
        case sx.Duration():
            return pg.GivenCell(cell.text, cell.span)
        case sx.Periods():
            raise AssertionError("a row with a stretch of periods has no cells")


def _figure(context: Context, cell: sx.Number, of: CellOf) -> str:
    """A number as a file would have it that writes numbers like a program."""
    written = text_of(context, cell)
    kind = of.column.type if of.column is not None else None
    if kind is None or kind.kind is not Kind.NUMBER or (value := _worth(cell, kind)) is None:
        return written
    same = cell.unit is None or unit(cell.unit.text) == kind.unit
    if same and "/" not in cell.text and cell.percent == kind.percent:
        return written
    if kind.percent:
        return f"{_decimals(value * 100)}%"
    seconds = kind.unit.seconds
    return _decimals(value) if seconds == 1 else f"{_decimals(value * seconds)} detik"


def _decimals(value: Fraction) -> str:
    """A number with all of its decimals, or with more than anything keeps."""
    places = next((n for n in range(MOST_DECIMALS) if (value * 10**n).denominator == 1), MOST_DECIMALS)
    whole, rest = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
    shown = f"{whole}.{rest:0{places}}" if places else str(whole)
    return f"-{shown}" if value < 0 else shown


def _worth(cell: sx.Number | sx.Duration, kind: Type) -> Fraction | None:
    """A number in the unit of a column, as in a formula; None where it has another one."""
    if isinstance(cell, sx.Number) and cell.percent and not kind.unit.is_pure:
        return None
    if isinstance(cell, sx.Number) and kind.percent and cell.unit is not None and not cell.percent:
        return amount(cell, kind) if unit(cell.unit.text).is_pure else None
    return amount(cell, kind)


# ---- what a cell is worth, None where it is missing; nothing where only an import can tell


def worth(cell: st.Cell, column: pg.Column) -> Known | None:
    """What a cell that is not refused says in its column."""
    match column.type.kind, cell:
        case _, sx.Missing():
            return Known(None)
        case Kind.NUMBER, sx.Number() | sx.Duration():
            value = _worth(cell, column.type)
            return Known(value) if value is not None else None
        case Kind.TRUTH, sx.Name() | sx.Text():
            return Known(cell.text.casefold() in _TRUE)
        case Kind.DATE, sx.Date():
            return Known(day) if (day := _day(cell.text)) is not None else None
        case Kind.CHOICE, sx.Name() | sx.Text() if cell.text.strip().casefold() not in NOTHING:
            return Known(cell.text.strip())
        case _:
            return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # which is told where it is read
        return None


# ---- why an import would refuse a cell


def look_at(context: Context, cell: st.Cell, of: CellOf) -> None:
    """Report why an import would refuse a cell, as far as the spec alone can tell."""
    if of.dimension:
        _look_at_key(context, cell, of.dimension)
    elif of.column is not None:
        _look_at_column(context, cell, of.column)


def _look_at_key(context: Context, cell: st.Cell, dimension: str) -> None:
    nothing = isinstance(cell, sx.Missing | sx.NotApplicable | sx.Periods)
    if nothing or (isinstance(cell, sx.Text) and cell.text.strip().casefold() in NOTHING):
        context.report("type-mismatch", say("type-mismatch.given-member", dimension=dimension), cell.span)
    else:
        _look_at_member(context, cell, dimension)


def _look_at_member(context: Context, cell: st.Cell, name: str) -> None:
    """A member that the spec lists may be named by its title as well, and by aliases, in any letters."""
    dimension = context.dimensions.get(name)
    if dimension is None or not dimension.enumerated or dimension.aliases:
        return
    written = _named(context, cell)
    if written.text.strip() in context.members(name):
        return
    if key_text(written.text).casefold() not in context.named(name):
        labels = context.labels(name)
        context.unknown(written, "member", context.members(name), say("=", text=name), labels=labels)


def _named(context: Context, cell: st.Cell) -> sx.Name | sx.Text:
    return cell if isinstance(cell, sx.Name | sx.Text) else sx.Text(context.text(cell.span), span=cell.span)


def _look_at_column(context: Context, cell: st.Cell, column: pg.Column) -> None:
    kind = column.type
    if isinstance(cell, sx.Missing) or (isinstance(cell, sx.Text) and cell.text.strip().casefold() in NOTHING):
        return
    if isinstance(cell, sx.NotApplicable):
        if not column.may_be_missing:
            message, hint = say("type-mismatch.given-na", name=column.name), say("type-mismatch.given-na.hint")
            context.report("type-mismatch", message, cell.span, Label(column.span), hint=hint)
        return
    match kind.kind:
        case Kind.NUMBER:
            _look_at_number(context, cell, column)
        case Kind.TRUTH:
            said = cell.text.casefold() if isinstance(cell, sx.Name | sx.Text) else ""
            if said not in (*_TRUE, *_FALSE):
                context.report("type-mismatch", say("type-mismatch.given-truth", name=column.name), cell.span)
        case Kind.DATE:
            if not isinstance(cell, sx.Date | sx.Text):
                context.report("type-mismatch", say("type-mismatch.given-date", name=column.name), cell.span)
        case Kind.CHOICE:
            written = _named(context, cell)
            if not context.is_choice(kind, written.text.strip()):
                context.unknown(written, "choice", kind.choices)
        case Kind.MEMBER:
            _look_at_member(context, cell, kind.of)
        case Kind.TEXT | Kind.BROKEN:
            pass


def _look_at_number(context: Context, cell: st.Cell, column: pg.Column) -> None:
    kind = column.type
    if isinstance(cell, sx.Text) and any(letter.isdigit() for letter in cell.text):
        return
    if not isinstance(cell, sx.Number | sx.Duration):
        context.report("type-mismatch", say("type-mismatch.given-column", name=column.name), cell.span)
        return
    value = _worth(cell, kind)
    if value is None:
        message = say("unit-mismatch.literal", unit=unit_shown(kind))
        context.report("unit-mismatch", message, cell.span, hint=no_unit(cell))
    elif value not in column.range:
        _beyond(context, value, column, cell.span)
    elif kind.whole and value.denominator != 1:
        context.report("type-mismatch", say("type-mismatch.given-whole", name=column.name), cell.span)
    elif (value * column.parts).denominator != 1:
        message = say("type-mismatch.given-digits", name=column.name, digits=column.digits)
        context.report("type-mismatch", message, cell.span, hint=say("type-mismatch.given-digits.hint"))


def _beyond(context: Context, value: Fraction, column: pg.Column, span: Span) -> None:
    percent = column.type.percent
    shown, within = Figure(value, percent), interval_text(column.range, percent)
    message = say("range-exceeds.cell", name=column.name, value=shown, range=within)
    signed = percent and value / 100 in column.range and "%" not in context.text(span)
    hint = say("range-exceeds.cell.sign", mended=f"{context.text(span)}%") if signed else say("row-refused.hint")
    context.report("range-exceeds", message, span, hint=hint)
