"""Which numbers may be not applicable: a comparison with such a one does not hold, whatever the ranges say."""

from __future__ import annotations

from iku_dsl.operators import Statistic
from iku_dsl.program import Column, Program
from iku_dsl.program import expression as ex


def may_not_apply(program: Program, expression: ex.Expression) -> bool:
    """Whether an expression can come out as not applicable."""
    match expression:
        case ex.ColumnValue() | ex.OwnColumn():
            source = program.sources.get(expression.source)
            if source is None:
                return True  # a parameter of a profile, or what it measures
            column = source.columns.get(expression.column) or source.derived[expression.column]
            return column.may_be_missing if isinstance(column, Column) else may_not_apply(program, column.value)
        case ex.AttributeValue():
            attribute = program.dimensions[expression.dimension].stored.get(expression.attribute)
            return attribute is None or attribute.may_be_missing
        case ex.IndicatorValue():
            return True
        case ex.WeightedIndicators():
            return expression.when_not_applicable is None
        case ex.Weighted():
            return expression.when_not_applicable is None and may_not_apply(program, expression.operand)
        case ex.Aggregated():
            if expression.statistic is Statistic.COUNT or expression.when_not_applicable is not None:
                return False
            operands = (expression.operand, expression.by)
            return any(may_not_apply(program, operand) for operand in operands if operand is not None)
        case ex.Choose():
            return any(may_not_apply(program, branch) for branch in (expression.then, expression.otherwise))
        case ex.Named():
            return may_not_apply(program, expression.value)
        case ex.Arithmetic():
            return any(may_not_apply(program, side) for side in (expression.left, expression.right))
        case ex.Negative() | ex.Classify():
            return may_not_apply(program, expression.operand)
        case ex.Apply():
            return any(may_not_apply(program, argument) for argument in expression.arguments)
        case ex.OfList():
            return any(may_not_apply(program, operand) for operand in expression.operands)
        case ex.Lookup():
            return any(may_not_apply(program, key) for key in expression.keys)
        case (
            ex.Constant()
            | ex.KeyValue()
            | ex.HasRow()
            | ex.IsExpected()
            | ex.Comparison()
            | ex.Logic()
            | ex.Opposite()
            | ex.IsMissing()
            | ex.CalendarDays()
        ):
            return False
