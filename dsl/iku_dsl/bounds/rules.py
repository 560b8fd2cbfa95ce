"""The `syarat` and upper ends of a source: what they say of its own columns, and of its rows and sums in a linear form.

Of a form they give other forms that are never above 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import TypeGuard, TypeVar

from iku_dsl.bounds.linear import ONE, ZERO, Linear, atoms, linear, plain
from iku_dsl.program import Column, Derived, Program, Requirement, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Kind, Mean, Operator, Statistic

KEPT = 4_096  # sources, `syarat` and columns whose rules are kept


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds of every row of a source.

    `forms` of its columns are at most 0, and `about` says which of them are of a column; in `pairs` the first column is at most the second.
    Of the columns `alone` a `syarat` compares each with a number.
    """

    forms: tuple[Linear, ...]
    pairs: frozenset[tuple[str, str]]
    about: Mapping[str, Sequence[int]] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()

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
    found = [_once(requirement, lambda rule: _required(source, rule)) for requirement in source.requirements]
    limited = [column for column in source.columns.values() if column.limit is not None]
    found += [_once(column, lambda column: _limited(source, column)) for column in limited]
    forms = tuple(form for rules in found for form in rules.forms)
    about: dict[str, list[int]] = {}
    for place, form in enumerate(forms):
        for name in _columns(form):
            about.setdefault(name, []).append(place)
    pairs = frozenset(pair for rules in found for pair in rules.pairs)
    return Rules(forms, pairs, about, frozenset().union(*(rules.alone for rules in found)))


def _columns(form: Linear) -> Iterator[str]:
    return (atom.column for atom in form.terms if isinstance(atom, ex.OwnColumn))


def _required(source: Source, requirement: Requirement) -> Rules:
    compared = [part for part in ex.conjuncts(requirement.condition) if isinstance(part, ex.Comparison)]
    forms = [(one.operator, difference({source.name: source}, one.left, one.right)) for one in compared]
    rules = tuple(rule for operator, form in forms if form is not None for rule in below(operator, form))
    alone = frozenset(name for part in ex.walk(requirement.condition) for name in _compared_alone(source, part))
    return Rules(rules, frozenset(pair for rule in rules for pair in _ordered(rule)), alone=alone)


def _compared_alone(source: Source, part: ex.Expression | ex.SetExpression) -> Iterator[str]:
    """The column that is compared with a number, wherever that stands in a condition."""
    if isinstance(part, ex.Comparison) and part.left.type.kind is Kind.NUMBER:
        form = difference({source.name: source}, part.left, part.right)
        if form is not None and len(form.terms) == 1:
            yield from _columns(form)


def _limited(source: Source, column: Column) -> Rules:
    limit = column.limit
    assert limit is not None
    form = difference({source.name: source}, own(source, column.name), limit) if of_row(source, limit) else None
    forms = (form,) if form is not None else ()
    return Rules(forms, frozenset(pair for rule in forms for pair in _ordered(rule)))


def _ordered(rule: Linear) -> Iterator[tuple[str, str]]:
    """The columns of which a form that is at most 0 says that one is at most the other."""
    less = [atom for atom, factor in rule.terms.items() if factor > 0]
    more = [atom for atom, factor in rule.terms.items() if factor < 0]
    if rule.constant or len(less) != 1 or len(more) != 1 or sum(rule.terms.values()):
        return
    if isinstance(less[0], ex.OwnColumn) and isinstance(more[0], ex.OwnColumn):
        yield less[0].column, more[0].column


# ---- what two numbers that are compared say of one another


def difference(sources: Mapping[str, Source], left: ex.Expression, right: ex.Expression) -> Linear | None:
    """Left less right, for every use of what a comparison says; None where it may be unknown though all that stays has a value.

    It is unknown while a number is missing that cancels out of it: `b + g <= g` says nothing of b where g is missing.
    """
    form = linear(left).plus(linear(right), -ONE)
    gone = {atom for side in (left, right) for atom in atoms(side)}.difference(form.terms)
    return form if all(comes_with(sources, atom, form) for atom in gone) else None


def comes_with(sources: Mapping[str, Source], atom: ex.Expression, form: Linear) -> bool:
    """Whether a number is there wherever those of a form are: a cell that each row has, of a row that one of them is read of."""
    if isinstance(atom, ex.CalendarDays):
        return True
    if not isinstance(atom, ex.OwnColumn | ex.ColumnValue):
        return False
    source = sources.get(atom.source)
    if source is None or not is_sure(source, atom.column):
        return False
    return any(
        type(one) is type(atom)
        and replace(one, column=atom.column, type=atom.type, text=atom.text) == atom
        and needs_row(source, own(source, one.column))
        for one in form.terms
        if isinstance(one, ex.OwnColumn | ex.ColumnValue)
    )


def needs_row(source: Source, expression: ex.Expression) -> bool:
    """Whether a number of a row is missing where the row is: nothing stands for the cell that it is made of, and none is passed over.

    A column with `bila kosong` may have a value there, and so has one that is computed of the members of the row alone.
    """
    expression = plain(expression)
    match expression:
        case ex.OwnColumn() if expression.source == source.name:
            column = source.columns.get(expression.column) or source.derived[expression.column]
            return not column.rules and (not isinstance(column, Derived) or needs_row(source, column.value))
        case ex.Choose():
            return needs_row(source, expression.then) and needs_row(source, expression.otherwise)
        case ex.Arithmetic():
            return needs_row(source, expression.left) or needs_row(source, expression.right)
        case ex.Negative():
            return needs_row(source, expression.operand)
        case ex.Apply():
            return any(needs_row(source, argument) for argument in expression.arguments)
        case _:
            return False


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
    """Whether a column has a value in every row, and there alone: an unknown operand lets a row pass, and no rule is of an absent row."""
    found = source.columns.get(column)
    if found is not None:
        return not found.may_be_missing and not found.rules
    if not of_row(source, own(source, column)) or not needs_row(source, own(source, column)):
        return False
    inputs = {part.column for part in ex.walk(source.derived[column].value) if isinstance(part, ex.OwnColumn)}
    return all(is_sure(source, name) for name in inputs)


def keeps(source: Source, atom: ex.Expression) -> bool:
    """Whether a row that was let in keeps for ever what a `syarat` says of a number, wherever that has a value.

    What is read elsewhere may be imported later, and an amount in the place of what is missing was not there to be looked at; nor was
    what the members of a row come to, where there is no row.
    """
    if isinstance(atom, ex.OwnColumn) and atom.column in source.columns:
        rules = source.columns[atom.column].rules
        return not any(rule.kind is ex.RuleKind.AMOUNT for rule in rules)
    return of_row(source, atom) and needs_row(source, atom)


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


KEPT_BY = (ex.Reduction.SUM, ex.Reduction.AVERAGE, ex.Reduction.LAST)  # a least or greatest value comes from any row


def required(program: Program, form: Linear) -> Iterator[Linear]:
    """Forms that are at most 0 for the rows, and for the sums over the same rows, that a form is made of."""
    seen: dict[tuple[object, ...], tuple[Row, set[str]]] = {}
    for atom in form.terms:
        row = _row(program, form, atom)
        if row is None or not rules_of(row.source).forms:
            continue
        seen.setdefault(row.place, (row, set()))[1].add(row.column)
    for row, columns in seen.values():
        found = (_at(rule, row) for rule in rules_of(row.source).of(columns))
        yield from (rule for rule in found if rule is not None)


def expanded(program: Program, form: Linear) -> Linear:
    """A form with a derived column in terms of what it is derived from, and the sum of several columns as the sum of their sums."""
    parts = {atom: found for atom in form.terms if (found := _expanded(program, form, atom)) is not None}
    if not parts:
        return form
    whole = Linear(form.constant, {})
    for atom, factor in form.terms.items():
        whole = whole.plus(parts.get(atom) or Linear(ZERO, {atom: ONE}), factor)
    return whole


def is_sum(atom: ex.Aggregated) -> bool:
    """Whether an aggregate is a plain sum, without weights and without rules for what is missing."""
    return atom.statistic is Statistic.SUM and atom.mean is Mean.ARITHMETIC and atom.by is None and not atom.rules


def _expanded(program: Program, form: Linear, atom: ex.Expression) -> Linear | None:
    """What an atom is made of, None where it is no sum of anything else."""
    if isinstance(atom, ex.Aggregated) and is_sum(atom) and atom.operand is not None:
        inner = linear(atom.operand)
        if inner.terms and not inner.constant:
            return Linear(ZERO, {replace(atom, operand=part, type=part.type): k for part, k in inner.terms.items()})
    if not isinstance(atom, ex.ColumnValue | ex.OwnColumn):
        return None
    source = program.sources.get(atom.source)
    derived = source.derived.get(atom.column) if source is not None else None
    row = _row(program, form, atom) if derived is not None and not derived.rules else None
    if derived is None or row is None:
        return None
    value = linear(derived.value)
    in_every_row = row.total and value.constant != 0
    return None if in_every_row else _at(value, row)


def _at(rule: Linear, row: Row) -> Linear | None:
    """A rule with each column read where the row is; over a total a constant that makes it stricter is left out."""
    if row.total and rule.constant < 0:
        return None
    terms: dict[ex.Expression, Fraction] = {}
    for atom, factor in rule.terms.items():
        if isinstance(atom, ex.OwnColumn):
            there = row.read(atom.column)
        else:
            there = atom if row.calendar and isinstance(atom, ex.CalendarDays) else None
        if there is None:
            return None
        terms[there] = terms.get(there, ZERO) + factor
    return Linear(ZERO if row.total else rule.constant, terms) if terms else None


# ---- where a row is read


@dataclass(frozen=True, slots=True)
class Row:
    """The row (or the sum over rows, a `total`) that an atom reads: `read` gives the atom of another of its columns.

    It gives None for a column that no `syarat` can be relied on. `column` is the one that the atom reads. `calendar` says that the row
    is of the period at hand, so that the calendar means the same there.
    """

    source: Source
    place: tuple[object, ...]
    column: str
    read: Callable[[str], ex.Expression | None]
    total: bool = False
    calendar: bool = False


def _row(program: Program, form: Linear, atom: ex.Expression) -> Row | None:
    match atom:
        case ex.OwnColumn() if atom.source in program.sources:
            source = program.sources[atom.source]
            place: tuple[object, ...] = (source.name, atom.consolidation)
            return Row(source, place, atom.column, _beside(source, form, atom), _is_total(atom))
        case ex.ColumnValue():
            source = program.sources[atom.source]
            calendar = atom.consolidation is None and atom.shift == ex.SAME
            place = (source.name, atom.keys, atom.shift)
            return Row(source, place, atom.column, _beside(source, form, atom), _is_total(atom), calendar)
        case ex.Aggregated() if is_sum(atom) and isinstance(atom.operand, ex.OwnColumn):
            source = program.sources[atom.operand.source]
            beside = _beside(source, form, atom.operand)

            def summed(column: str) -> ex.Expression | None:
                operand = beside(column)
                return replace(atom, operand=operand, type=operand.type) if operand is not None else None

            return Row(source, (source.name, atom.set), atom.operand.column, summed, total=True)
        case _:
            return None


def _is_total(atom: ex.ColumnValue | ex.OwnColumn) -> bool:
    return atom.consolidation is not None and atom.consolidation.reduction is ex.Reduction.SUM


def _same_row(other: ex.Expression, atom: ex.Expression) -> TypeGuard[ex.ColumnValue]:
    """Whether another column is read at the same keys and period."""
    if not isinstance(other, ex.ColumnValue) or not isinstance(atom, ex.ColumnValue):
        return False
    return (other.source, other.keys, other.shift) == (atom.source, atom.keys, atom.shift)


def _beside(source: Source, form: Linear, atom: ex.ColumnValue | ex.OwnColumn) -> Callable[[str], ex.Expression | None]:
    """The columns beside one that is read, consolidated alike: a `syarat` of each row holds of what became of all."""
    reduction = atom.consolidation.reduction if atom.consolidation is not None else None

    @cache
    def read(column: str) -> ex.Expression | None:
        declared = source.columns.get(column) or source.derived[column]
        consolidation = declared.consolidation
        if not is_sure(source, column):
            return None
        if reduction is not None and (
            consolidation is None or consolidation.reduction is not reduction or reduction not in KEPT_BY
        ):
            return None
        # of the same periods: where the atom takes those there are, one that needs them all would be thought to be more
        there = (other for other in form.terms if _same_row(other, atom) and other.column == column)
        return next(there, None) or replace(atom, column=column, type=declared.type)

    return read
