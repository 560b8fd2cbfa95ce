"""Nothing is worked out that has no value, unless a guard catches it: no division by zero, no root of what is below 0.

Likewise no geometric average of what is below 0, no logarithm or harmonic average of what is not above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from iku_dsl import interval as iv
from iku_dsl.bounds.functions import DividedByZeroError, Division, NoValueError
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.linear import Linear, linear, plain, terms
from iku_dsl.bounds.ranges import Ranges, known_inside, range_of, range_of_form, rules_out_zero
from iku_dsl.bounds.sums import under_weights
from iku_dsl.bounds.visit import Part
from iku_dsl.bounds.witness import Witness
from iku_dsl.interval import Interval
from iku_dsl.problem import Diagnostic, Label, Text, say
from iku_dsl.program import Column, Program
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import Failing, Question, everywhere, not_proven
from iku_dsl.records import record, replace
from iku_dsl.types import Kind, Mean, Operator, Statistic
from iku_dsl.wording import Figure


def division(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator that can be 0 where it is divided by: a year in which nobody was assisted has no share of those who rose.

    An average by weights divides by their sum, a `goalpost` by what lies between its ends, a negative power by its base.
    """
    return everywhere(program, broken, DIVISION)


def _may_divide(part: Part) -> bool:
    match part:
        case ex.Arithmetic():
            return part.operator in (Operator.DIVIDE, Operator.POWER)
        case ex.Aggregated():
            return part.by is not None
        case _:
            return isinstance(part, ex.Apply)


def divides(ranges: Ranges, expression: ex.Expression, known: Known) -> Division | None:
    """A division whose denominator may be 0, for all that the ranges and the conditions around it say."""
    match expression:
        case ex.Aggregated() if expression.by is not None and expression.statistic is Statistic.AVERAGE:
            of_some = terms(
                range_of(ranges, expression.by, known_inside(ranges, expression.set, known)), 1, None
            )  # of none it is missing
            if _leaves_out(expression):
                return None if of_some.meets(iv.point(0)) is None else expression
            below = linear(_sum_of_weights(expression, expression.by))
            found = of_some.meets(range_of_form(ranges, below, known)) or of_some
        case ex.Arithmetic() | ex.Apply():
            by = denominator(ranges, expression, known)
            if by is None or (not by.terms and by.constant):
                return None
            below, found = by, range_of_form(ranges, by, known)
        case _:
            return None
    return None if found.meets(iv.point(0)) is None or rules_out_zero(below, known) else expression


def denominator(ranges: Ranges, expression: ex.Arithmetic | ex.Apply, known: Known) -> Linear | None:
    """What is divided by, None where nothing is."""
    match expression:
        case ex.Arithmetic(operator=Operator.DIVIDE):
            return linear(expression.right)
        case ex.Arithmetic(operator=Operator.POWER):
            return _base(ranges, expression.left, expression.right, known)
        case ex.Apply(function=ex.Function.POWER):
            return _base(ranges, expression.arguments[0], expression.arguments[1], known)
        case ex.Apply(function=ex.Function.ROOT) if len(expression.arguments) == 2:
            radicand, degree = expression.arguments
            if _may_be_zero(ranges, degree, known):
                return linear(degree)
            return _base(ranges, radicand, degree, known)
        case ex.Apply(function=ex.Function.GOALPOST):
            _, low, high = expression.arguments
            return linear(high).plus(linear(low), Fraction(-1))
        case _:
            return None


def _may_be_zero(ranges: Ranges, number: ex.Expression, known: Known) -> bool:
    return range_of(ranges, number, known).meets(iv.point(0)) is not None


def _base(ranges: Ranges, base: ex.Expression, exponent: ex.Expression, known: Known) -> Linear | None:
    """The base of a power whose exponent can be negative."""
    least = range_of(ranges, exponent, known).low
    return linear(base) if least is None or least < 0 else None


def _leaves_out(average: ex.Aggregated) -> bool:
    """Whether weights are left out with what is missing or does not apply: then the sum of all of them says nothing."""
    return any(rule.kind.leaves_out for rule in average.rules)


def _sum_of_weights(average: ex.Aggregated, by: ex.Expression) -> ex.Aggregated:
    return replace(
        average,
        statistic=Statistic.SUM,
        operand=by,
        mean=Mean.ARITHMETIC,
        by=None,
        when_missing=None,
        when_not_loaded=None,
        when_not_applicable=None,
        type=by.type,
    )


@record
class _Below:
    """What is divided by: where, what people call it, and a `hint` how to keep it from 0; `in_range` where its range is to say so."""

    place: Label
    denominator: Text | str
    hint: Text
    in_range: Text


def problem_of(
    division: Division, below: _Below, witness: Witness | None, *labels: Label, too_large: bool = False
) -> Diagnostic:
    """The problem of a denominator that can be 0 (with a witness), or that is not proven never to be (perhaps as it is `too_large`)."""
    place, denominator = below.place, below.denominator
    if witness is None:
        hint = below.in_range
        message = say("not-proven.division", denominator=denominator)
        return not_proven(message, hint, division.span, *labels, too_large=too_large)
    if isinstance(division, ex.Arithmetic) and isinstance(division.right, ex.Constant):
        always = say("may-divide-by-zero.always", text=division.text)
        hint = say("may-divide-by-zero.always.hint")
        return Diagnostic("may-divide-by-zero", always, (place, *labels), hint=hint)
    return Diagnostic(
        "may-divide-by-zero",
        say("may-divide-by-zero", denominator=denominator),
        (place, *labels),
        counter_example=_example(witness, denominator),
        hint=below.hint,
    )


def _example(witness: Witness, denominator: Text | str) -> Text:
    """The inputs of an example, and that the denominator is then 0 unless it is among them."""
    if any(dict(one.arguments).get("name") == denominator for one in witness.inputs):
        return say("may-divide-by-zero.inputs", inputs=witness.inputs)
    return say("may-divide-by-zero.example", inputs=witness.inputs, denominator=denominator)


def _below(ranges: Ranges, division: Division, known: Known) -> _Below:
    """What a division divides by; a hint shows only what is accepted where it stands, and settles it."""
    place, denominator = _called(ranges, division, known)
    guard: Text | str | None = denominator
    if isinstance(division, ex.Aggregated):
        guard = _sum_as_written(division)
        if guard is None or known.home is not None:
            hint = say("may-divide-by-zero.weights.hint", text=division.by.text if division.by is not None else "")
            return _Below(place, denominator, hint, hint)
    elif known.home is not None:  # of each row or member, of which a guard of the indicator says nothing
        hint = say("may-divide-by-zero.of-each.hint", denominator=denominator)
        in_range = say("not-proven.division.of-each.hint", denominator=denominator)
        return _Below(place, denominator, hint, in_range)
    hint = say("may-divide-by-zero.hint", denominator=guard)
    return _Below(place, denominator, hint, say("not-proven.division.hint", denominator=guard))


def _sum_as_written(average: ex.Aggregated) -> Text | None:
    """The sum of an average's weights as a guard can write it; None where none does, or where weights are left out of it."""
    by, elements = average.by, average.set
    if by is None or _leaves_out(average):
        return None
    one = isinstance(by, ex.OwnColumn | ex.AttributeValue | ex.ColumnValue)
    named = isinstance(elements, ex.NamedSet)  # its place is that of its declaration
    if not named and elements.span < by.span:  # no set is written behind the weight: the rows of what is averaged
        if not isinstance(by, ex.OwnColumn):
            return None
        written = by.text if by.text.startswith(f"{by.source}.") else f"{by.source}.{by.text}"
        return say("denominator.weights", text=written)
    over = elements.name if isinstance(elements, ex.NamedSet) else elements.text
    over = f"({over})" if isinstance(elements, ex.Filtered) else over
    return say("denominator.weights-of", text=by.text if one else f"({by.text})", set=over)


def _called(ranges: Ranges, division: Division, known: Known) -> tuple[Label, Text | str]:
    match division:
        case ex.Arithmetic(operator=Operator.POWER):
            return Label(division.span), division.left.text
        case ex.Apply(function=ex.Function.ROOT) if _may_be_zero(ranges, division.arguments[-1], known):
            return Label(division.span), division.arguments[-1].text
        case ex.Apply() if division.function is not ex.Function.GOALPOST:
            return Label(division.span), division.arguments[0].text
        case ex.Arithmetic():
            right = division.right
            return Label(right.span if right.span.file else division.span), right.text or plain(right).text
        case ex.Apply():
            _, low, high = division.arguments
            return Label(division.span), f"{high.text} - {low.text}"
        case ex.Aggregated():
            by = division.by.text if division.by is not None else ""
            if isinstance(division.set, ex.Rows):
                return Label(division.span), say("denominator.weights", text=by)
            return Label(division.span), say("denominator.weights-of", text=by, set=division.set.text)


def _failing_division(ranges: Ranges, expression: ex.Expression, known: Known) -> Failing | None:
    found = divides(ranges, expression, known)
    return None if found is None else Failing(found, partial(problem_of, found, _below(ranges, found, known)))


DIVISION = Question(DividedByZeroError, _may_divide, _failing_division)


Averaged = ex.Aggregated | ex.OfList | ex.Weighted | ex.WeightedIndicators
NOT_BELOW, ABOVE = Interval(Fraction(0), None), Interval(Fraction(0), None, low_open=True)


def undefined(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each `ln` of what can be 0 or less, and each even root (or power that is no whole number) of what can be below 0.

    Growth over three years is a root: of a loss, which is below 0, it has no value. So is a geometric average; a harmonic one divides by
    each of its values, and is of numbers above 0. No day is a part of one after another.
    """
    return (*everywhere(program, broken, UNDEFINED), *everywhere(program, broken, DAYS))


def _may_have_none(part: Part) -> bool:
    if isinstance(part, Averaged):
        return part.mean is not Mean.ARITHMETIC
    return isinstance(part, ex.Apply) or (isinstance(part, ex.Arithmetic) and part.operator is Operator.POWER)


@record
class Taken:
    """A number of which a root, logarithm or average is taken: `base`, or the `amount` that a rule puts in its place."""

    expression: ex.Arithmetic | ex.Apply | Averaged
    base: ex.Expression | None
    allowed: Interval
    amount: Fraction | None = None

    def problem(self, witness: Witness | None, *labels: Label, too_large: bool = False) -> Diagnostic:
        """That there may be no value (with a witness), or that it is not proven that there always is one."""
        text, place = self.expression.text, (Label(self.expression.span), *labels)
        sign = "<=" if self.allowed is ABOVE else "<"
        if self.base is None:
            message = say(
                "may-be-undefined.rule",
                text=text,
                amount=Figure(self.amount or Fraction(0), self.expression.type.percent),
            )
            return Diagnostic("may-be-undefined", message, place, hint=say("may-be-undefined.rule.hint", sign=sign))
        condition = f"{self.base.text} {sign} 0"
        if witness is None:
            message = say("not-proven.undefined", text=text)
            hint = self._for_averages() or say("not-proven.undefined.hint", condition=condition)
            return not_proven(message, hint, self.expression.span, *labels, too_large=too_large)
        return Diagnostic(
            "may-be-undefined",
            say("may-be-undefined", text=text, condition=condition),
            place,
            counter_example=say("may-be-undefined.example", inputs=witness.inputs, condition=condition),
            hint=self._for_averages() or say("may-be-undefined.hint", condition=condition),
        )

    def _for_averages(self) -> Text | None:
        """A guard of the indicator says nothing of each row of a set, nor of each member that has a weight."""
        sign, base = ("> 0" if self.allowed is ABOVE else ">= 0"), self.base.text if self.base is not None else ""
        if isinstance(self.expression, ex.Aggregated):
            return say("may-be-undefined.of-set", base=base, sign=sign, set=_name(self.expression.set))
        if isinstance(self.expression, ex.Weighted | ex.WeightedIndicators):
            return say("may-be-undefined.of-weights", base=base, sign=sign)
        return None


def without_value(ranges: Ranges, expression: ex.Expression, known: Known) -> Taken | None:
    """A number that a root, power, logarithm or average may have no value of, for all that the ranges and the conditions say."""
    if isinstance(expression, Averaged):
        return _averaged(ranges, expression, known) if expression.mean is not Mean.ARITHMETIC else None
    match expression:
        case ex.Apply(function=ex.Function.LN):
            allowed = ABOVE
        case ex.Apply(function=ex.Function.ROOT) if not _is_odd(expression):
            allowed = NOT_BELOW
        case ex.Apply(function=ex.Function.POWER) if not _is_whole(expression.arguments[1]):
            allowed = NOT_BELOW
        case ex.Arithmetic(operator=Operator.POWER) if not _is_whole(expression.right):
            allowed = NOT_BELOW
        case _:
            return None
    base = expression.left if isinstance(expression, ex.Arithmetic) else expression.arguments[0]
    return None if _lies(ranges, base, known, allowed) else Taken(expression, base, allowed)


def _averaged(ranges: Ranges, expression: Averaged, known: Known) -> Taken | None:
    """One of the values of a geometric or harmonic average of which there may be none."""
    allowed = ABOVE if expression.mean is Mean.HARMONIC else NOT_BELOW
    for base, inside in _values(ranges, expression, known):
        if not _lies(ranges, base, inside, allowed):
            return Taken(expression, base, allowed)
    for rule in expression.rules:
        if rule.kind is ex.RuleKind.AMOUNT and rule.amount not in allowed:
            return Taken(expression, None, allowed, rule.amount)
    return None


def _values(ranges: Ranges, expression: Averaged, known: Known) -> Iterator[tuple[ex.Expression, Known]]:
    """The values that are averaged, each with what is known where it is worked out."""
    match expression:
        case ex.Aggregated():
            if expression.operand is not None:
                yield expression.operand, known_inside(ranges, expression.set, known)
        case ex.OfList():
            yield from ((operand, known) for operand in expression.operands)
        case ex.Weighted():
            yield expression.operand, under_weights(known)
        case ex.WeightedIndicators():
            level = next((level for level in known.levels if level.dimension is None), None)
            for weight in level.weights if level is not None else ():
                if weight.weight:
                    yield ex.IndicatorValue(weight.member, expression.part, text=weight.member), known


def _name(found: ex.SetExpression) -> str:
    """What a set is taken from, in the author's words."""
    match found:
        case ex.Members():
            return found.dimension
        case ex.Rows():
            return found.source
        case ex.NamedSet():
            return found.name
        case ex.Filtered():
            return _name(found.set)


def _lies(ranges: Ranges, base: ex.Expression, known: Known, allowed: Interval) -> bool:
    form = linear(base)
    found = range_of_form(ranges, form, known)
    if found.low == 0 and not found.low_open and rules_out_zero(form, known):
        found = found.meets(ABOVE) or found
    return found.within(allowed)


def _is_odd(root: ex.Apply) -> bool:
    degree = plain(root.arguments[1]) if len(root.arguments) == 2 else None
    value = degree.value if isinstance(degree, ex.Constant) else None
    return isinstance(value, Fraction) and value.denominator == 1 and value.numerator % 2 == 1


def _is_whole(exponent: ex.Expression) -> bool:
    found = plain(exponent)
    if isinstance(found, ex.Constant) and isinstance(found.value, Fraction):
        return found.value.denominator == 1
    return exponent.type.whole


def _failing_value(ranges: Ranges, expression: ex.Expression, known: Known) -> Failing | None:
    found = without_value(ranges, expression, known)
    return None if found is None else Failing(found.expression, found.problem)


UNDEFINED = Question(NoValueError, _may_have_none, _failing_value)


# ---- dates

_KEEPING = (Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY)


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


def _moved(ranges: Ranges, expression: ex.Expression, _known: Known) -> Failing | None:
    if not isinstance(expression, ex.Arithmetic) or not _moves(expression) or are_whole(ranges, expression.right):
        return None
    return Failing(expression, Moved(expression, expression.right).problem)


def are_whole(ranges: Ranges, days: ex.Expression) -> bool:
    """Whether a number is whole by what it is made of."""
    match days:
        case ex.Constant():
            return isinstance(days.value, Fraction) and days.value.denominator == 1
        case ex.Negative():
            return are_whole(ranges, days.operand)
        case ex.Named():
            return are_whole(ranges, days.value)
        case ex.Choose():
            return are_whole(ranges, days.then) and are_whole(ranges, days.otherwise)
        case ex.Arithmetic() if days.operator in _KEEPING:
            form = linear(days)
            if not form.terms:  # `48 jam`, which is 2 days
                return form.constant.denominator == 1
            return are_whole(ranges, days.left) and are_whole(ranges, days.right)
        case ex.Apply(function=ex.Function.ROUND):
            return len(days.arguments) == 1 or days.arguments[1].text.strip() == "0"
        case ex.ColumnValue() | ex.OwnColumn() if days.consolidation is None:
            source = ranges.program.sources.get(days.source)
            column = source.columns.get(days.column) if source is not None else None
            return days.type.whole or (column is not None and column.grid == 1 and _filled_whole(column))
        case _:
            return days.type.whole


def _filled_whole(column: Column) -> bool:
    return all(rule.amount.denominator == 1 for rule in column.rules)


DAYS = Question(NoValueError, _moves, _moved)
