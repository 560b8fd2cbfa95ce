"""All kinds of expression as one type, and the walk over everything inside one."""

from __future__ import annotations

from iku_dsl.expression.places import ExpressionKey
from iku_dsl.expression.sets import (
    Aggregated,
    Filtered,
    Members,
    NamedSet,
    OfList,
    Rows,
    SetExpression,
    Weighted,
    WeightedIndicators,
)
from iku_dsl.expression.values import (
    Apply,
    Arithmetic,
    AttributeValue,
    CalendarDays,
    Choose,
    Classify,
    ColumnValue,
    Comparison,
    Constant,
    HasRow,
    IndicatorValue,
    IsExpected,
    IsMissing,
    KeyValue,
    Logic,
    Lookup,
    Named,
    Negative,
    Opposite,
    OwnColumn,
)
from iku_dsl.operators import Operator

Expression = (
    Constant
    | ColumnValue
    | OwnColumn
    | AttributeValue
    | KeyValue
    | HasRow
    | IsExpected
    | Arithmetic
    | Negative
    | Comparison
    | Logic
    | Opposite
    | IsMissing
    | Choose
    | Apply
    | Lookup
    | Classify
    | Named
    | Aggregated
    | OfList
    | Weighted
    | WeightedIndicators
    | IndicatorValue
    | CalendarDays
)


def parts(expression: Expression | SetExpression) -> tuple[Expression | SetExpression, ...]:
    """The expressions directly inside one, in reading order."""
    match expression:
        case Constant():  # the most frequent ones come first: every proof walks over all
            return ()
        case Arithmetic() | Comparison() | Logic():
            return (expression.left, expression.right)
        case ColumnValue() | HasRow() | IsExpected() | IndicatorValue():
            return tuple([key.value for key in expression.keys if isinstance(key, ExpressionKey)])
        case OwnColumn() | WeightedIndicators() | CalendarDays() | Members() | Rows():
            return ()
        case AttributeValue() | KeyValue():
            return (expression.key.value,) if isinstance(expression.key, ExpressionKey) else ()
        case Negative() | Opposite() | IsMissing() | Classify():
            return (expression.operand,)
        case Choose():
            return (expression.condition, expression.then, expression.otherwise)
        case Apply():
            return expression.arguments
        case Lookup():
            return expression.keys
        case Named():
            return (expression.value,)
        case Filtered():
            return (expression.set, expression.condition)
        case NamedSet():
            return (expression.set,)
        case Aggregated():
            inner = [expression.set, expression.operand, expression.by]
            return tuple(item for item in inner if item is not None)
        case OfList():
            return expression.operands
        case Weighted():
            return (expression.operand,)


def walk(expression: Expression | SetExpression) -> list[Expression | SetExpression]:
    """An expression and everything inside it, outermost first."""
    found: list[Expression | SetExpression] = []
    stack = [expression]
    while stack:
        item = stack.pop()
        found.append(item)
        stack.extend(reversed(parts(item)))
    return found


def conjuncts(condition: Expression) -> tuple[Expression, ...]:
    """The conditions that must all hold for one to hold."""
    if isinstance(condition, Logic) and condition.operator is Operator.AND:
        return (*conjuncts(condition.left), *conjuncts(condition.right))
    return (condition,)
