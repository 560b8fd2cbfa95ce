"""The cells of a row that an in-spec test gives: what each is worth, why an import would refuse it, and whether they keep the rules.

A text between quotation marks is one that a file may have, so that only an import can tell what it says. Rules of the source are
decided as far as the row's own cells do it: what a rule reads elsewhere (other rows and periods, attributes, other sources) is not
looked for here, and that rule is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction

from iku_dsl import program as pg
from iku_dsl import statements as st
from iku_dsl.bounds.functions import DividedByZeroError, UndefinedError, calculated, compared, computed, settled_of
from iku_dsl.budgets import Effort
from iku_dsl.interval import Interval
from iku_dsl.key_text import key_text
from iku_dsl.keywords import TRUTHS
from iku_dsl.problem import Label, Span, Text, say
from iku_dsl.program import Requirement, Source, Table
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.scope import amount, wrong_unit
from iku_dsl.statements import syntax as sx
from iku_dsl.types import Kind, Operator, Type, unit
from iku_dsl.wording import Figure, interval_text


class Beside(Enum):
    """What stands where there is no value, as there can be none."""

    NOT_APPLICABLE = "not-applicable"


Value = Fraction | bool | str | date
Worth = Value | Beside | None  # None: it is missing


class UndecidedError(Exception):
    """The cells of the row do not decide it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a cell: its value, or that it is missing (None) or does not apply."""

    value: Worth


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row with what is known of its cells and keys; `work` are the steps that may be taken for all rows.

    Columns that it does not name are missing; a cell of None is one of which nothing is known.
    """

    source: Source
    tables: Mapping[str, Table]
    cells: Mapping[str, Known | None]
    keys: Mapping[str, str]
    work: Effort
    _derived: dict[str, Known | None] = field(default_factory=dict)

    def above(self, column: str) -> Fraction | None:
        """The upper end that another column or a table gives, where the row is above it."""
        limit, known = self.source.columns[column].limit, self.cells.get(column)
        top = self._decided(limit) if limit is not None and known is not None else None
        if top is None or known is None or not isinstance(known.value, Fraction) or not isinstance(top.value, Fraction):
            return None
        return top.value if known.value > top.value else None

    def broken(self) -> Requirement | None:
        """The first `syarat` that does not hold; one that is undecided or missing does."""
        for requirement in self.source.requirements:
            if self.work.gone:
                return None
            found = self._decided(requirement.condition)
            if found is not None and found.value is False:
                return requirement
        return None

    def _decided(self, expression: ex.Expression) -> Known | None:
        try:
            return Known(_worth(self, expression))
        except (UndecidedError, UndefinedError, DividedByZeroError):
            return None

    def column(self, name: str) -> Worth:
        """What stands in a column of the row, stored or computed. Errors: `UndecidedError`."""
        stored = self.source.columns.get(name)
        declared = stored or self.source.derived.get(name)
        if declared is None:
            raise UndecidedError
        known = self.cells.get(name, Known(None)) if stored is not None else self._computed(name)
        if known is None or (known.value is None and declared.rules):
            raise UndecidedError
        return known.value

    def _computed(self, name: str) -> Known | None:
        if name not in self._derived:
            self._derived[name] = None  # of a circle nothing is known
            self._derived[name] = self._decided(self.source.derived[name].value)
        return self._derived[name]


def _lacking(*parts: Worth) -> Worth:
    """What is made of parts of which one has no value: it does not apply before it is missing."""
    return Beside.NOT_APPLICABLE if Beside.NOT_APPLICABLE in parts else None


def _worth(row: OwnRow, expression: ex.Expression) -> Worth:
    """What an expression is worth; what does not apply compares with nothing.

    Errors: `UndecidedError`, and those of `bounds.functions`.
    """
    if not row.work.spend():
        raise UndecidedError
    match expression:
        case ex.Constant():
            return expression.value
        case ex.OwnColumn(consolidation=None) if expression.source == row.source.name:
            return row.column(expression.column)
        case ex.KeyValue(key=ex.RowKey(dimension=name)) if name in row.keys:
            return row.keys[name]
        case ex.Arithmetic():
            left, right = _worth(row, expression.left), _worth(row, expression.right)
            if isinstance(left, Beside | None) or isinstance(right, Beside | None):
                return _lacking(left, right)
            return calculated(expression, left, right)
        case ex.Negative():
            number = _worth(row, expression.operand)
            return -number if isinstance(number, Fraction) else _lacking(number)
        case ex.Comparison():
            left, right = _worth(row, expression.left), _worth(row, expression.right)
            if isinstance(left, Beside | None) or isinstance(right, Beside | None):
                return None if _lacking(left, right) is None else False
            return compared(expression, left, right)
        case ex.Logic():
            return _logic(row, expression)
        case ex.Opposite():
            truth = _worth(row, expression.operand)
            return None if truth is None else truth is not True
        case ex.IsMissing(operand=ex.OwnColumn(column=name)) if name in row.source.columns:
            return _worth(row, expression.operand) is None
        case ex.Choose():
            condition = _worth(row, expression.condition)
            if condition is None:
                raise UndecidedError
            return _worth(row, expression.then if condition is True else expression.otherwise)
        case ex.Apply():
            numbers = [_worth(row, argument) for argument in expression.arguments]
            known = [number for number in numbers if isinstance(number, Fraction)]
            return computed(expression, known) if len(known) == len(numbers) else _lacking(*numbers)
        case ex.OfList(when_missing=None, when_not_loaded=None):
            numbers = [_worth(row, operand) for operand in expression.operands]
            known = [number for number in numbers if isinstance(number, Fraction)]
            return settled_of(expression, known) if len(known) == len(numbers) else _lacking(*numbers)
        case ex.Lookup():
            return _looked_up(row, expression)
        case _:
            raise UndecidedError


def _logic(row: OwnRow, expression: ex.Logic) -> bool | None:
    """Kleene's logic: one side may decide where the other is missing, or undecided."""
    deciding, undecided, missing = expression.operator is Operator.OR, False, False
    for side in (expression.left, expression.right):
        try:
            found = _worth(row, side)
        except (UndecidedError, UndefinedError):
            undecided = True
        else:
            if (found is True) is deciding and found is not None:
                return deciding
            missing = missing or found is None
    if undecided:
        raise UndecidedError
    return None if missing else not deciding


def _looked_up(row: OwnRow, expression: ex.Lookup) -> Worth:
    keys = [_worth(row, key) for key in expression.keys]
    if any(isinstance(key, Beside | None) for key in keys):
        return _lacking(*keys)
    table = row.tables.get(expression.table)
    found = table.entries.get(tuple(map(str, keys))) if table is not None else None
    if found is None:  # also of breakpoints
        raise UndecidedError
    return found


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
    if kind is None or kind.kind is not Kind.NUMBER or (value := _in_unit(cell, kind)) is None:
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


def _in_unit(cell: sx.Number | sx.Duration, kind: Type) -> Fraction | None:
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
        case _, sx.NotApplicable():
            return Known(Beside.NOT_APPLICABLE)
        case Kind.NUMBER, sx.Number() | sx.Duration():
            value = _in_unit(cell, column.type)
            return Known(value) if value is not None else None
        case Kind.TRUTH, sx.Name() | sx.Text():
            return Known(cell.text.casefold() in _TRUE)
        case Kind.DATE, sx.Date():
            return Known(day) if (day := _day(cell.text)) is not None else None
        case Kind.CHOICE, sx.Name() | sx.Text() if cell.text.strip().casefold() not in NOTHING:
            return Known(column.type.choice(cell.text.strip()) or cell.text.strip())
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
            text = written.text.strip()
            if not context.is_choice(kind, text) and kind.choice(text) is None:
                context.unknown(written, "choice", kind.choices, labels=context.titles(kind))
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
    value = _in_unit(cell, kind)
    if value is None:
        message, hint = wrong_unit(cell, kind)
        context.report("unit-mismatch", message, cell.span, hint=hint)
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
    hint = without_sign(context, value, percent, column.range, span) or say("row-refused.hint")
    context.report("range-exceeds", message, span, hint=hint)


def without_sign(context: Context, value: Fraction, percent: bool, within: Interval, span: Span) -> Text | None:
    """The hint for a percentage beyond its range that is within it with the sign that was left out; None for any other."""
    if not percent or value / 100 not in within or "%" in context.text(span):
        return None
    return say("range-exceeds.cell.sign", mended=f"{context.text(span)}%")
