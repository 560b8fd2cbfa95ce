"""What a condition tells of the numbers in it, and what ranges alone decide of a condition."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.interval import Interval
from iku_dsl.operators import Operator
from iku_dsl.program import Program
from iku_dsl.proofs.applies import may_not_apply
from iku_dsl.proofs.known import Known
from iku_dsl.proofs.linear import Linear, linear, plain
from iku_dsl.proofs.rules import below, keeps
from iku_dsl.proofs.sides import FLIPPED, OPPOSITE, narrow, sign_decides
from iku_dsl.records import replace
from iku_dsl.types import Kind


class Assumptions:
    """Refines what is known by conditions; `ranges.py` bounds the numbers."""

    program: Program

    def of_form(self, form: Linear, known: Known) -> Interval:
        """Where a linear form lies."""
        raise NotImplementedError

    def atom(self, expression: ex.Expression, known: Known) -> Interval:
        """Where an atom lies."""
        raise NotImplementedError

    def assume(self, condition: ex.Expression, holds: bool, known: Known) -> Known:
        """What else is known where a condition holds, or does not."""
        condition = plain(condition)
        match condition:
            case ex.Opposite():
                return self.assume(condition.operand, not holds, known)
            case ex.Logic():
                if (condition.operator is Operator.AND) is holds:
                    return self.assume(condition.right, holds, self.assume(condition.left, holds, known))
                return known
            case ex.Comparison() if condition.left.type.kind is Kind.NUMBER:
                return self._assume_comparison(condition, holds, known)
            case _:
                return known

    def _assume_comparison(self, condition: ex.Comparison, holds: bool, known: Known) -> Known:
        operator = condition.operator if holds else OPPOSITE[condition.operator]
        form = linear(condition.left).plus(linear(condition.right), Fraction(-1))
        if not holds and len(form.terms) != 1 and self._may_not_apply(condition):
            return known  # nothing is known of one number where it is the other that does not apply
        if operator is Operator.NOT_EQUAL:
            known = replace(known, nonzero=known.nonzero | {form.scaled})
        if len(form.terms) != 1:
            strict = operator in (Operator.LESS, Operator.MORE)
            return replace(known, below=(*known.below, *((one, strict) for one in below(operator, form) if one.terms)))
        atom, factor = next(iter(form.terms.items()))
        bound = -form.constant / factor
        if factor < 0:
            operator = FLIPPED[operator]
        now = self.atom(atom, known)
        narrowed = narrow(now, operator, bound, whole=atom.type.whole)
        return known.also(atom, narrowed) if narrowed is not None else known

    def _may_not_apply(self, condition: ex.Comparison) -> bool:
        return any(may_not_apply(self.program, side) for side in (condition.left, condition.right))

    def row_of(self, source: str, known: Known) -> Known:
        """What the `syarat` of a source say of one column of its row; what they say of several, `requirements.py` knows."""
        told, declared = known, self.program.sources[source]
        for requirement in declared.requirements:
            told = self.assume(requirement.condition, True, told)
        atoms = told.atoms.where(lambda atom, interval: known.of(atom) == interval or keeps(declared, atom))
        nonzero = known.nonzero | {form for form in told.nonzero if all(keeps(declared, atom) for atom in form.terms)}
        return replace(told, atoms=atoms, nonzero=nonzero, below=known.below)

    def decides(self, condition: ex.Expression, known: Known) -> bool | None:
        """What the ranges alone decide of a condition, None where it may go either way."""
        condition = plain(condition)
        match condition:
            case ex.Opposite():
                inner = self.decides(condition.operand, known)
                return None if inner is None else not inner
            case ex.Logic():
                left, right = self.decides(condition.left, known), self.decides(condition.right, known)
                deciding = condition.operator is Operator.OR
                if deciding in (left, right):
                    return deciding
                return None if None in (left, right) else not deciding
            case ex.Comparison() if condition.left.type.kind is Kind.NUMBER:
                difference = self.of_form(linear(condition.left).plus(linear(condition.right), Fraction(-1)), known)
                decided = sign_decides(condition.operator, difference)
                return None if decided and self._may_not_apply(condition) else decided
            case ex.Constant() if isinstance(condition.value, bool):
                return condition.value
            case _:
                return None
