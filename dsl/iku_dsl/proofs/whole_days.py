"""What is added to a date, or taken from one, is a number of whole days."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.bounds.exactly import NoValueError
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.ranges import Ranges
from iku_dsl.bounds.visit import Part
from iku_dsl.bounds.witness import Witness
from iku_dsl.operators import Operator
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import not_proven
from iku_dsl.proofs.operations import Failing, Question, everywhere
from iku_dsl.records import record
from iku_dsl.types import Kind

_KEEPING = (Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY)


def whole_days(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each sum of a date and of what may be a part of a day: no such day is known."""
    return everywhere(program, broken, DAYS)


@record
class Moved:
    """A date that is moved by a number of `days`."""

    expression: ex.Arithmetic
    days: ex.Expression

    def problem(self, witness: Witness | None, *labels: Label, too_large: bool = False) -> Diagnostic:
        """That the days may not be whole (with a witness), or that it is not proven that they are."""
        text, condition = self.expression.text, say("may-be-undefined.part", days=self.days.text)
        hint = say("may-be-undefined.part.hint", days=self.days.text)
        if witness is None:
            message = say("not-proven.undefined", text=text)
            return not_proven(message, hint, self.expression.span, *labels, too_large=too_large)
        return Diagnostic(
            "may-be-undefined",
            say("may-be-undefined", text=text, condition=condition),
            (Label(self.expression.span), *labels),
            counter_example=say("may-be-undefined.example", inputs=witness.inputs, condition=condition),
            hint=hint,
        )


def _moves(part: Part) -> bool:
    return (
        isinstance(part, ex.Arithmetic)
        and part.left.type.kind is Kind.DATE
        and part.right.type.kind is Kind.NUMBER
        and part.type.kind is Kind.DATE
    )


def _failing(ranges: Ranges, expression: ex.Expression, _known: Known) -> Failing | None:
    if not isinstance(expression, ex.Arithmetic) or not _moves(expression) or _is_whole(ranges, expression.right):
        return None
    return Failing(expression, Moved(expression, expression.right).problem)


def _is_whole(ranges: Ranges, days: ex.Expression) -> bool:
    """Whether a number is whole by what it is made of."""
    match days:
        case ex.Constant():
            return isinstance(days.value, Fraction) and days.value.denominator == 1
        case ex.Negative():
            return _is_whole(ranges, days.operand)
        case ex.Named():
            return _is_whole(ranges, days.value)
        case ex.Choose():
            return _is_whole(ranges, days.then) and _is_whole(ranges, days.otherwise)
        case ex.Arithmetic() if days.operator in _KEEPING:
            return _is_whole(ranges, days.left) and _is_whole(ranges, days.right)
        case ex.Apply(function=ex.Function.ROUND):
            return len(days.arguments) == 1 or days.arguments[1].text.strip() == "0"
        case ex.ColumnValue() | ex.OwnColumn() if days.consolidation is None:
            source = ranges.program.sources.get(days.source)
            column = source.columns.get(days.column) if source is not None else None
            return days.type.whole or (column is not None and column.grid == 1)
        case _:
            return days.type.whole


DAYS = Question(NoValueError, _moves, _failing)
