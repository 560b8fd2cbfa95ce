"""Which number is never above which: a count of a subset, a sum over one, sums over the same rows whose `syarat` orders them."""

from __future__ import annotations

from iku_dsl.bounds.rules import rules_of
from iku_dsl.operators import Mean, Statistic
from iku_dsl.program import Program
from iku_dsl.program import expression as ex


def at_most(program: Program, less: ex.Expression, more: ex.Expression) -> bool:
    """Whether the first is at most the second for all facts."""
    if isinstance(less, ex.Aggregated) and isinstance(more, ex.Aggregated):
        return _aggregates(program, less, more)
    return _by_requirement(program, less, more)


def _aggregates(program: Program, less: ex.Aggregated, more: ex.Aggregated) -> bool:
    if not subset(less.set, more.set):
        return False
    if less.statistic is Statistic.COUNT and more.statistic is Statistic.COUNT:
        return True
    plain_sums = all(
        item.statistic is Statistic.SUM and item.mean is Mean.ARITHMETIC and item.by is None and not item.rules
        for item in (less, more)
    )
    if not plain_sums or less.operand is None or more.operand is None:
        return False
    if less.operand == more.operand:
        return not_negative(program, less.operand)
    ordered = _by_requirement(program, less.operand, more.operand)
    same = less.set == more.set
    return ordered and (same or not_negative(program, more.operand))


def subset(part: ex.SetExpression, whole: ex.SetExpression) -> bool:
    """Whether every element of the first is one of the second, by construction: the same base, and all its conditions and more."""
    base, conditions = _chain(part)
    other, fewer = _chain(whole)
    return base == other and all(condition in conditions for condition in fewer)


def _chain(expression: ex.SetExpression) -> tuple[ex.SetExpression, tuple[ex.Expression, ...]]:
    match expression:
        case ex.Members() | ex.Rows():
            return expression, ()
        case ex.NamedSet():
            return _chain(expression.set)
        case ex.Filtered():
            base, conditions = _chain(expression.set)
            return base, (*conditions, *ex.conjuncts(expression.condition))


def not_negative(program: Program, operand: ex.Expression) -> bool:
    """Whether a column is declared to be at least 0."""
    if isinstance(operand, ex.OwnColumn | ex.ColumnValue):
        source = program.sources.get(operand.source)
        column = source.columns.get(operand.column) if source is not None else None
        if column is None or column.range.low is None or column.range.low < 0:
            return False
        return all(rule.kind is not ex.RuleKind.AMOUNT or rule.amount >= 0 for rule in column.rules)
    return False


def _by_requirement(program: Program, less: ex.Expression, more: ex.Expression) -> bool:
    """A `syarat less <= more` of the source whose row both are read from (at the same keys and period)."""
    if isinstance(less, ex.OwnColumn) and isinstance(more, ex.OwnColumn):
        if (less.source, less.consolidation) != (more.source, more.consolidation):
            return False
    elif isinstance(less, ex.ColumnValue) and isinstance(more, ex.ColumnValue):
        if (less.source, less.keys, less.shift, less.consolidation) != (
            more.source,
            more.keys,
            more.shift,
            more.consolidation,
        ):
            return False
    else:
        return False
    source = program.sources.get(less.source)
    if source is None:
        return False
    columns = source.columns
    for name in (less.column, more.column):
        if name not in columns or columns[name].may_be_missing or columns[name].rules:
            return False  # an unknown operand lets a row pass
    return (less.column, more.column) in rules_of(source).pairs
