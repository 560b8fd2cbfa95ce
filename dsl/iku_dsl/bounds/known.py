"""What is known at a place in a program: intervals of numbers, the weights in force, the member at hand, and what conditions leave.

Of a choice or a member a condition leaves names (`kendali != tinggi` leaves the other ones); of two numbers one is never above the other
(a count of a subset, a sum over one, sums over the same rows whose `syarat` orders them); a comparison with a number that is not
applicable does not hold, whatever the ranges say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from iku_dsl.bounds.linear import Linear
from iku_dsl.bounds.rules import rules_of
from iku_dsl.interval import Interval
from iku_dsl.period import Grain
from iku_dsl.program import Column, Program, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.records import record, replace
from iku_dsl.types import Kind, Mean, Statistic, Type

Chosen = tuple[ex.Expression, frozenset[str]]  # an expression, and what alone it can be where it has a value


def listed(program: Program, kind: Type) -> tuple[str, ...] | None:
    """The ids that a choice or member may be, in the order of the spec; None where the spec does not list them."""
    if kind.kind is Kind.CHOICE:
        return kind.choices or None
    if kind.kind is Kind.MEMBER and kind.of in program.dimensions and program.dimensions[kind.of].enumerated:
        return tuple(member.name for member in program.dimensions[kind.of].members)
    return None


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
            return _may_stay(expression.when_not_applicable)
        case ex.Weighted():
            return _may_stay(expression.when_not_applicable) and may_not_apply(program, expression.operand)
        case ex.Aggregated():
            if expression.statistic is Statistic.COUNT:
                return False
            operands: tuple[ex.Expression | None, ...] = (expression.operand, expression.by)
            rule = expression.when_not_applicable
            if rule is not None:  # an amount stands for a number, not for the weight beside it
                operands = (expression.by,) if rule.kind is ex.RuleKind.AMOUNT else ()
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


def _may_stay(rule: ex.Rule | None) -> bool:
    """Whether what is made of weighted parts may not apply: also where a rule leaves such parts out, as all of them may be such."""
    return rule is None or rule.kind.leaves_out


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


def by_rows(program: Program, total: ex.Aggregated) -> ex.Aggregated:
    """A sum as one over the rows that there are: also that of a column over members, where each has one row, `jumlah s.p atas besar`."""
    base, conditions = _chain(total.set)
    read, operand = total.operand, total.operand
    if isinstance(base, ex.Members):
        source = program.sources.get(read.source) if isinstance(read, ex.ColumnValue) else None
        if not isinstance(read, ex.ColumnValue) or source is None or read.keys != (ex.RowKey(base.dimension),):
            return total
        if source.dimensions != (base.dimension,):
            return total
        base = ex.Rows(read.source, read.shift, type=Type(Kind.MEMBER, of=read.source))
        operand = ex.OwnColumn(read.source, read.column, read.consolidation, type=read.type, text=read.text)
    elif isinstance(base, ex.Rows):
        base = replace(base, expected=False)
        conditions = tuple(
            one for one in conditions if not isinstance(one, ex.IsExpected)
        )  # which each row is that is there
    made: ex.SetExpression = base
    for condition in conditions:
        made = ex.Filtered(made, condition, type=base.type)
    return replace(total, set=made, operand=operand)


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


class Atoms:
    """Intervals by the atoms that lie in them. Many are made one of another, are looked up in, and are compared: each is one step."""

    __slots__ = ("_by", "_hash")

    def __init__(self, by: Mapping[ex.Expression, Interval] = MappingProxyType({})) -> None:
        self._by = by
        self._hash = 0
        for item in by.items():
            self._hash ^= hash(item)

    def get(self, atom: ex.Expression) -> Interval | None:
        """Where an atom lies."""
        return self._by.get(atom)

    def also(self, atom: ex.Expression, interval: Interval) -> Atoms:
        """With one more, or with another interval for it."""
        made = Atoms()
        before = self._by.get(atom)
        made._by = {**self._by, atom: interval}
        made._hash = self._hash ^ hash((atom, interval)) ^ (hash((atom, before)) if before is not None else 0)
        return made

    def with_all(self, more: Mapping[ex.Expression, Interval]) -> Atoms:
        """With many more, or with other intervals for them."""
        return Atoms({**self._by, **more})

    def where(self, keeps: Callable[[ex.Expression, Interval], bool]) -> Atoms:
        """Some of them."""
        return Atoms({atom: interval for atom, interval in self._by.items() if keeps(atom, interval)})

    def __len__(self) -> int:
        return len(self._by)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atoms) and self._hash == other._hash and self._by == other._by

    def __hash__(self) -> int:
        return self._hash


@record
class Known:
    """What is known at a place.

    Intervals of atoms, the weights in force, bounds worth trying for a ratio, which member is at hand; `below` are forms of several
    atoms that are at most 0, or (True) less; `nonzero` are scaled forms that are not 0. `grain` is that of the period at hand,
    `at_hand` are the dimensions of which a member is. `home` is what is known of the entity itself, where the row or member at hand is
    another. `chosen` is what alone choices and members can be, and `missing` are the parameters of a profile that an indicator does
    not give.
    """

    atoms: Atoms = Atoms()
    levels: tuple[WeightLevel, ...] = ()
    tries: tuple[Fraction, ...] = (Fraction(1),)
    members: tuple[tuple[str, str], ...] = ()
    below: tuple[tuple[Linear, bool], ...] = ()
    nonzero: frozenset[Linear] = frozenset()
    grain: Grain | None = None
    at_hand: frozenset[str] = frozenset()
    home: Known | None = None
    chosen: tuple[Chosen, ...] = ()
    missing: frozenset[ex.Expression] = frozenset()

    @property
    def at_home(self) -> Known:
        """What is known of the entity."""
        return self.home or self

    def of(self, atom: ex.Expression) -> Interval | None:
        """What is known of an atom."""
        return self.atoms.get(atom)

    def also(self, atom: ex.Expression, interval: Interval) -> Known:
        """With one thing more."""
        return replace(self, atoms=self.atoms.also(atom, interval))

    def chosen_of(self, choice: ex.Expression) -> frozenset[str] | None:
        """What alone a choice or member can be, None where nothing says it."""
        return next((names for known, names in self.chosen if known == choice), None)

    def choosing(self, choice: ex.Expression, names: frozenset[str]) -> Known:
        """With a choice or member that can be some of its names alone."""
        before = self.chosen_of(choice)
        others = tuple(one for one in self.chosen if one[0] != choice)
        return replace(self, chosen=(*others, (choice, names if before is None else names & before)))

    def elsewhere(self, dimensions: tuple[str, ...]) -> Known:
        """What is still known where other members of some dimensions are at hand, and another row."""
        return replace(
            self,
            atoms=self.atoms.where(lambda atom, _: _stays(atom, dimensions)),
            below=tuple(item for item in self.below if all(_stays(atom, dimensions) for atom in item[0].terms)),
            nonzero=frozenset(form for form in self.nonzero if all(_stays(atom, dimensions) for atom in form.terms)),
            members=tuple(item for item in self.members if item[0] not in dimensions),
            at_hand=self.at_hand.union(dimensions),
            home=self.at_home,
            chosen=tuple(one for one in self.chosen if _stays(one[0], dimensions)),
        )


def _stays(expression: ex.Expression | ex.SetExpression, dimensions: tuple[str, ...]) -> bool:
    """Whether an expression means the same whatever row is at hand, and whichever members of some dimensions."""
    match expression:
        case ex.Named() if expression.home:
            return True
        case ex.OwnColumn() | ex.Members() | ex.Rows() | ex.Weighted():
            return False
        case ex.ColumnValue() | ex.HasRow() | ex.IsExpected() | ex.IndicatorValue():
            keys = expression.keys
        case ex.AttributeValue() | ex.KeyValue():
            keys = (expression.key,)
        case _:
            keys = ()
    if any(isinstance(key, ex.RowKey) and key.dimension in dimensions for key in keys):
        return False
    return all(_stays(part, dimensions) for part in ex.parts(expression))


def member_of(key: ex.Key, known: Known) -> str:
    """The member that a key is known to be, an empty text where it is not."""
    match key:
        case ex.MemberKey():
            return key.member
        case ex.RowKey():
            return next((member for dimension, member in reversed(known.members) if dimension == key.dimension), "")
        case ex.ExpressionKey():
            return ""
