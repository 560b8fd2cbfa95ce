"""Expressions as sums of atoms with rational factors, so that like terms are collected before anything is bounded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from iku_dsl.operators import Operator
from iku_dsl.program import expression as ex
from iku_dsl.records import record

ZERO, ONE = Fraction(0), Fraction(1)


@record
class Linear:
    """constant + Σ factor · atom; an atom is an expression that is neither a sum nor a multiple."""

    constant: Fraction
    terms: Mapping[ex.Expression, Fraction]

    def __hash__(self) -> int:
        return hash((self.constant, frozenset(self.terms.items())))

    def plus(self, other: Linear, factor: Fraction = ONE) -> Linear:
        """This form plus a multiple of another, like terms collected."""
        added = other.times(factor)
        terms = dict(self.terms)
        for atom, coefficient in added.terms.items():
            before = terms.get(atom)
            terms[atom] = coefficient if before is None else before + coefficient
            if not terms[atom]:
                del terms[atom]
        return Linear(self.constant + added.constant, terms)

    def times(self, factor: Fraction) -> Linear:
        """A multiple of this form."""
        if factor == ONE:
            return self
        if not factor:
            return Linear(factor, {})
        if factor == -ONE:
            return Linear(-self.constant, {atom: -coefficient for atom, coefficient in self.terms.items()})
        return Linear(self.constant * factor, {atom: coefficient * factor for atom, coefficient in self.terms.items()})

    @property
    def scaled(self) -> Linear:
        """The multiple by a positive number whose coefficients come to 1 without their signs; all positive multiples have the same."""
        together = sum(map(abs, self.terms.values()))
        return self.times(1 / together) if together else self

    @property
    def atom(self) -> ex.Expression | None:
        """The atom where the form is nothing else."""
        if self.constant == 0 and len(self.terms) == 1:
            atom, factor = next(iter(self.terms.items()))
            return atom if factor == 1 else None
        return None


def plain(expression: ex.Expression) -> ex.Expression:
    """An expression without the name it was given; where another row or member is at hand than the name's, it keeps it."""
    named = expression
    while isinstance(expression, ex.Named):
        expression = expression.value
    at_home = isinstance(named, ex.Named) and named.home and not isinstance(expression, ex.Constant)
    return named if at_home else expression


def from_home(form: Linear) -> Linear | None:
    """A form of nothing but what is named where another row or member is at hand, in terms of what the names stand for; else None."""
    found = Linear(form.constant, {})
    for atom, factor in form.terms.items():
        if not isinstance(atom, ex.Named):
            return None
        found = found.plus(linear(atom.value), factor)
    return found if form.terms else None


def linear(expression: ex.Expression) -> Linear:
    """The linear form of a number."""
    expression = plain(expression)
    match expression:
        case ex.Constant() if isinstance(expression.value, Fraction):
            return Linear(expression.value, {})
        case ex.Negative():
            return linear(expression.operand).times(-ONE)
        case ex.Arithmetic() if expression.operator is Operator.ADD:
            return linear(expression.left).plus(linear(expression.right))
        case ex.Arithmetic() if expression.operator is Operator.SUBTRACT:
            return linear(expression.left).plus(linear(expression.right), -ONE)
        case ex.Arithmetic() if expression.operator is Operator.MULTIPLY:
            left, right = linear(expression.left), linear(expression.right)
            if not left.terms:
                return right.times(left.constant)
            if not right.terms:
                return left.times(right.constant)
        case ex.Arithmetic() if expression.operator is Operator.DIVIDE:
            left, right = linear(expression.left), linear(expression.right)
            if not right.terms and right.constant:
                return left.times(1 / right.constant)
        case _:
            pass
    return Linear(ZERO, {expression: ONE})
