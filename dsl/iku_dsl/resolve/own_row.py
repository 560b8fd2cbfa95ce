"""Whether a row that an in-spec test gives keeps the rules of its source, as far as its own cells decide it.

What a rule reads elsewhere (other rows and periods, attributes, other sources) is not looked for here: that rule is undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from iku_dsl.bounds.exactly import DividedByZeroError, UndefinedError, applied, calculated, compared, settled_of
from iku_dsl.budgets import Effort
from iku_dsl.operators import Operator
from iku_dsl.program import Requirement, Source, Table
from iku_dsl.program import expression as ex

Value = Fraction | bool | str | date


class UndecidedError(Exception):
    """The cells of the row do not decide it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a cell: its value, or that it is missing (None)."""

    value: Value | None


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

    def column(self, name: str) -> Value | None:
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


def _worth(row: OwnRow, expression: ex.Expression) -> Value | None:
    """What an expression is worth, None where it is missing. Errors: `UndecidedError`, and those of `exactly`."""
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
            return None if left is None or right is None else calculated(expression, left, right)
        case ex.Negative():
            number = _worth(row, expression.operand)
            return -number if isinstance(number, Fraction) else None
        case ex.Comparison():
            left, right = _worth(row, expression.left), _worth(row, expression.right)
            return None if left is None or right is None else compared(expression, left, right)
        case ex.Logic():
            return _logic(row, expression)
        case ex.Opposite():
            truth = _worth(row, expression.operand)
            return None if truth is None else not truth
        case ex.IsMissing(operand=ex.OwnColumn(column=name)) if name in row.source.columns:
            return _worth(row, expression.operand) is None
        case ex.Choose():
            condition = _worth(row, expression.condition)
            if condition is None:
                raise UndecidedError
            return _worth(row, expression.then if condition else expression.otherwise)
        case ex.Apply():
            numbers = [_worth(row, argument) for argument in expression.arguments]
            known = [number for number in numbers if isinstance(number, Fraction)]
            return applied(expression, known) if len(known) == len(numbers) else None
        case ex.OfList(when_missing=None, when_not_loaded=None):
            numbers = [_worth(row, operand) for operand in expression.operands]
            known = [number for number in numbers if isinstance(number, Fraction)]
            return settled_of(expression, known) if len(known) == len(numbers) else None
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
            if found is deciding:
                return deciding
            missing = missing or found is None
    if undecided:
        raise UndecidedError
    return None if missing else not deciding


def _looked_up(row: OwnRow, expression: ex.Lookup) -> Value | None:
    keys = [_worth(row, key) for key in expression.keys]
    if any(key is None for key in keys):
        return None
    table = row.tables.get(expression.table)
    found = table.entries.get(tuple(map(str, keys))) if table is not None else None
    if found is None:  # also of breakpoints
        raise UndecidedError
    return found
