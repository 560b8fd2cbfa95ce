"""The `syarat` and upper ends of a source: what they say of its own columns, and what may be relied on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from iku_dsl.bounds.linear import Linear, linear
from iku_dsl.operators import Operator
from iku_dsl.program import Column, Requirement, Source
from iku_dsl.program import expression as ex

KEPT = 4_096  # sources, `syarat` and columns whose rules are kept


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds of every row of a source.

    `forms` of its columns are at most 0, and `about` says which of them are of a column; in `pairs` the first column is at most the second.
    """

    forms: tuple[Linear, ...]
    pairs: frozenset[tuple[str, str]]
    about: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def of(self, columns: Iterable[str]) -> Iterator[Linear]:
        """The forms that are of some columns; the others are not looked at, as each question asks and there may be thousands."""
        places = {place for column in columns for place in self.about.get(column, ())}
        return (self.forms[place] for place in sorted(places))


Part = TypeVar("Part", Source, Requirement, Column)
_rules_of: dict[int, tuple[Source | Requirement | Column, Rules]] = {}


def rules_of(source: Source) -> Rules:
    """The rules of a source, those of each `syarat` and column worked out once."""
    return _once(source, _together)


def _once(part: Part, work_out: Callable[[Part], Rules]) -> Rules:
    if id(part) not in _rules_of:
        if len(_rules_of) >= KEPT:
            _rules_of.clear()
        _rules_of[id(part)] = part, work_out(part)
    return _rules_of[id(part)][1]


def _together(source: Source) -> Rules:
    found = [_once(requirement, _required) for requirement in source.requirements]
    limited = [column for column in source.columns.values() if column.limit is not None]
    found += [_once(column, lambda column: _limited(source, column)) for column in limited]
    forms = tuple(form for rules in found for form in rules.forms)
    about: dict[str, list[int]] = {}
    for place, form in enumerate(forms):
        for name in _columns(form):
            about.setdefault(name, []).append(place)
    return Rules(forms, frozenset(pair for rules in found for pair in rules.pairs), about)


def _columns(form: Linear) -> Iterator[str]:
    return (atom.column for atom in form.terms if isinstance(atom, ex.OwnColumn))


def _required(requirement: Requirement) -> Rules:
    compared = [part for part in ex.conjuncts(requirement.condition) if isinstance(part, ex.Comparison)]
    forms = ((one.operator, linear(one.left).plus(linear(one.right), Fraction(-1))) for one in compared)
    return Rules(
        tuple(never_above for operator, form in forms for never_above in below(operator, form)),
        frozenset(pair for one in compared for pair in _ordered(one)),
    )


def _limited(source: Source, column: Column) -> Rules:
    limit = column.limit
    assert limit is not None
    forms = [linear(own(source, column.name)).plus(linear(limit), Fraction(-1))] if of_row(source, limit) else []
    pairs = [(column.name, limit.column)] if isinstance(limit, ex.OwnColumn) else []
    return Rules(tuple(forms), frozenset(pairs))


def _ordered(condition: ex.Comparison) -> Iterator[tuple[str, str]]:
    left, right = linear(condition.left).atom, linear(condition.right).atom
    if isinstance(left, ex.OwnColumn) and isinstance(right, ex.OwnColumn):
        if condition.operator in (Operator.AT_MOST, Operator.LESS, Operator.EQUAL):
            yield left.column, right.column
        if condition.operator in (Operator.AT_LEAST, Operator.MORE, Operator.EQUAL):
            yield right.column, left.column


def below(operator: Operator, form: Linear) -> tuple[Linear, ...]:
    """What is at most 0 where a form compares with 0 in some way."""
    match operator:
        case Operator.LESS | Operator.AT_MOST:
            return (form,)
        case Operator.MORE | Operator.AT_LEAST:
            return (form.times(Fraction(-1)),)
        case Operator.EQUAL:
            return (form, form.times(Fraction(-1)))
        case _:
            return ()


def own(source: Source, column: str) -> ex.OwnColumn:
    """A column of the row at hand."""
    declared = source.columns.get(column) or source.derived[column]
    return ex.OwnColumn(source.name, column, type=declared.type)


def is_sure(source: Source, column: str) -> bool:
    """Whether a column has a value in every row: an unknown operand lets a row pass."""
    found = source.columns.get(column)
    if found is not None:
        return not found.may_be_missing and not found.rules
    derived = source.derived[column]
    inputs = {part.column for part in ex.walk(derived.value) if isinstance(part, ex.OwnColumn)}
    return of_row(source, derived.value) and not derived.rules and all(is_sure(source, name) for name in inputs)


def keeps(source: Source, atom: ex.Expression) -> bool:
    """Whether a row that was let in keeps for ever what a `syarat` says of a number, wherever that has a value.

    What is read elsewhere may be imported later, and an amount in the place of what is missing was not there to be looked at.
    """
    if isinstance(atom, ex.OwnColumn) and atom.column in source.columns:
        rules = source.columns[atom.column].rules
        return not any(rule.kind is ex.RuleKind.AMOUNT for rule in rules)
    return of_row(source, atom)


def of_row(source: Source, expression: ex.Expression) -> bool:
    """Whether a number follows from the cells of its row alone."""
    for part in ex.walk(expression):
        match part:
            case ex.OwnColumn() if part.source == source.name:
                column = source.columns.get(part.column) or source.derived[part.column]
                if column.rules:
                    return False
                if part.column in source.derived and not of_row(source, source.derived[part.column].value):
                    return False
            case ex.KeyValue() if isinstance(part.key, ex.RowKey):
                pass
            case (
                ex.OwnColumn()
                | ex.ColumnValue()
                | ex.AttributeValue()
                | ex.KeyValue()
                | ex.HasRow()
                | ex.IsExpected()
                | ex.IndicatorValue()
                | ex.Aggregated()
            ):
                return False
            case _:
                pass
    return True
