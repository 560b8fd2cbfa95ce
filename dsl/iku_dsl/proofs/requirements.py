"""What the `syarat` of sources say of the rows and sums in a linear form: other forms that are never above 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.operators import Mean, Operator, Statistic
from iku_dsl.program import Program, Source
from iku_dsl.proofs.linear import Linear, linear
from iku_dsl.proofs.relations import conjuncts

KEPT_BY = (ex.Reduction.SUM, ex.Reduction.AVERAGE, ex.Reduction.LAST)  # a least or greatest value comes from any row


def required(program: Program, form: Linear) -> Iterator[Linear]:
    """Forms that are at most 0 for the rows, and for the sums over the same rows, that a form is made of."""
    seen: list[object] = []
    for atom in form.terms:
        row = _row(program, form, atom)
        if row is not None and row.place not in seen:
            seen.append(row.place)
            found = (_at(rule, row) for rule in _rules(row.source))
            yield from (rule for rule in found if rule is not None)


def expanded(program: Program, form: Linear) -> Linear:
    """A form with a derived column in terms of what it is derived from, and the sum of several columns as the sum of their sums."""
    whole = Linear(form.constant, {})
    for atom, factor in form.terms.items():
        whole = whole.plus(_expanded(program, form, atom), factor)
    return whole


def is_sum(atom: ex.Aggregated) -> bool:
    """Whether an aggregate is a plain sum, without weights and without rules for what is missing."""
    return (
        atom.statistic is Statistic.SUM
        and atom.mean is Mean.ARITHMETIC
        and atom.by is None
        and atom.when_missing is None
        and atom.when_not_applicable is None
    )


def _expanded(program: Program, form: Linear, atom: ex.Expression) -> Linear:
    itself = Linear(Fraction(0), {atom: Fraction(1)})
    if isinstance(atom, ex.Aggregated) and is_sum(atom) and atom.operand is not None:
        inner = linear(atom.operand)
        if inner.terms and not inner.constant:
            return Linear(
                Fraction(0), {replace(atom, operand=part, type=part.type): k for part, k in inner.terms.items()}
            )
    row = _row(program, form, atom)
    if row is not None and isinstance(atom, ex.ColumnValue | ex.OwnColumn) and atom.column in row.source.derived:
        derived = row.source.derived[atom.column]
        value = linear(derived.value)
        if derived.when_missing is None and not (
            row.total and value.constant
        ):  # a constant counts in every row of a total
            return _at(value, row) or itself
    return itself


# ---- the rules of a source, over its own columns


def _rules(source: Source) -> Iterator[Linear]:
    for requirement in source.requirements:
        for condition in conjuncts(requirement.condition):
            if isinstance(condition, ex.Comparison):
                yield from below(condition.operator, linear(condition.left).plus(linear(condition.right), Fraction(-1)))
    for column in source.columns.values():
        if column.limit is not None and of_row(source, column.limit):
            yield linear(_own(source, column.name)).plus(linear(column.limit), Fraction(-1))


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
        terms[there] = terms.get(there, Fraction(0)) + factor
    return Linear(Fraction(0) if row.total else rule.constant, terms) if terms else None


# ---- where a row is read


@dataclass(frozen=True, slots=True)
class Row:
    """The row (or the sum over rows, a `total`) that an atom reads: `read` gives the atom of another of its columns.

    It gives None for a column that no `syarat` can be relied on. `calendar` says that the row is of the period at hand, so that the
    calendar means the same there.
    """

    source: Source
    place: tuple[object, ...]
    read: Callable[[str], ex.Expression | None]
    total: bool = False
    calendar: bool = False


def _row(program: Program, form: Linear, atom: ex.Expression) -> Row | None:
    match atom:
        case ex.OwnColumn() if atom.source in program.sources:
            source = program.sources[atom.source]
            return Row(source, (source.name, atom.consolidation), _beside(source, form, atom), _is_total(atom))
        case ex.ColumnValue():
            source = program.sources[atom.source]
            calendar = atom.consolidation is None and atom.shift == ex.SAME
            place = (source.name, atom.keys, atom.shift)
            return Row(source, place, _beside(source, form, atom), _is_total(atom), calendar)
        case ex.Aggregated() if is_sum(atom) and isinstance(atom.operand, ex.OwnColumn):
            source = program.sources[atom.operand.source]
            beside = _beside(source, form, atom.operand)

            def summed(column: str) -> ex.Expression | None:
                operand = beside(column)
                return replace(atom, operand=operand, type=operand.type) if operand is not None else None

            return Row(source, (source.name, atom.set), summed, total=True)
        case _:
            return None


def _own(source: Source, column: str) -> ex.OwnColumn:
    declared = source.columns.get(column) or source.derived[column]
    return ex.OwnColumn(source.name, column, type=declared.type)


def _is_total(atom: ex.ColumnValue | ex.OwnColumn) -> bool:
    return atom.consolidation is not None and atom.consolidation.reduction is ex.Reduction.SUM


def is_sure(source: Source, column: str) -> bool:
    """Whether a column has a value in every row: an unknown operand lets a row pass."""
    found = source.columns.get(column)
    if found is not None:
        return not found.may_be_missing and found.when_missing is None
    derived = source.derived[column]
    inputs = {part.column for part in ex.walk(derived.value) if isinstance(part, ex.OwnColumn)}
    return (
        of_row(source, derived.value) and derived.when_missing is None and all(is_sure(source, name) for name in inputs)
    )


def keeps(source: Source, atom: ex.Expression) -> bool:
    """Whether a row that was let in keeps for ever what a `syarat` says of a number, wherever that has a value.

    What is read elsewhere may be imported later, and an amount in the place of what is missing was not there to be looked at.
    """
    if isinstance(atom, ex.OwnColumn) and atom.column in source.columns:
        rule = source.columns[atom.column].when_missing
        return rule is None or rule.kind is not ex.RuleKind.AMOUNT
    return of_row(source, atom)


def of_row(source: Source, expression: ex.Expression) -> bool:
    """Whether a number follows from the cells of its row alone."""
    for part in ex.walk(expression):
        match part:
            case ex.OwnColumn() if part.source == source.name:
                column = source.columns.get(part.column) or source.derived[part.column]
                if column.when_missing is not None:
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
                | ex.IndicatorValue()
                | ex.Aggregated()
            ):
                return False
            case _:
                pass
    return True


def _beside(source: Source, form: Linear, atom: ex.ColumnValue | ex.OwnColumn) -> Callable[[str], ex.Expression | None]:
    """The columns beside one that is read, consolidated alike: a `syarat` of each row holds of what became of all."""
    reduction = atom.consolidation.reduction if atom.consolidation is not None else None
    there = {
        other.column: other
        for other in form.terms
        if isinstance(other, ex.ColumnValue)
        and isinstance(atom, ex.ColumnValue)
        and (other.source, other.keys, other.shift) == (atom.source, atom.keys, atom.shift)
    }

    def read(column: str) -> ex.Expression | None:
        declared = source.columns.get(column) or source.derived[column]
        consolidation = declared.consolidation if reduction is not None else None
        if not is_sure(source, column):
            return None
        if reduction is not None and (
            consolidation is None or consolidation.reduction is not reduction or reduction not in KEPT_BY
        ):
            return None
        made = replace(atom, column=column, consolidation=consolidation, type=declared.type)
        return there.get(column, made)

    return read
