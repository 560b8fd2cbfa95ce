"""Where a number of a program can lie: exact interval arithmetic over declared ranges, refined by the conditions around it.

Sound, also with rounding: whatever facts the store holds within their declared ranges, a value lies in its interval. Not always the
least one: then a proof says that it could not tell.
"""

from __future__ import annotations

from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.budgets import Effort, most
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.operators import Operator
from iku_dsl.period import Grain
from iku_dsl.program import Absence, Column, Indicator, Program, Source, Table
from iku_dsl.proofs import powers
from iku_dsl.proofs.applies import may_not_apply
from iku_dsl.proofs.functions import applied, calendar, monotone, whole
from iku_dsl.proofs.known import Known, member_of
from iku_dsl.proofs.linear import ONE, Linear, from_home, linear, plain
from iku_dsl.proofs.relations import at_most
from iku_dsl.proofs.requirements import expanded, required
from iku_dsl.proofs.rules import is_sure
from iku_dsl.proofs.sides import ZERO, lower, positive, terms
from iku_dsl.proofs.sums import Sums, or_amounts, sub_periods
from iku_dsl.records import replace

Bounded = dict[ex.Expression, Interval]
KEPT = 20_000  # answers that are kept from one question to the next
FORM, RULE = 4, 6  # steps for each term of a form that is bounded, and for each rule of a row that is brought to a form
MOST_LIMITS = 10  # columns that limit one another
MOST_ASKED = 6  # sources whose rules ask for those of one another
STEPS = 2  # how many inequalities are combined: from a ≤ b and b ≤ c follows a ≤ c


class Ranges(Sums):
    """Bounds the numbers of one program."""

    def __init__(self, program: Program, shared: Ranges | None = None) -> None:
        """With those of another program of the same proof the steps are `shared`."""
        self.program = program
        self.cut_short = False  # whether a question was given up: from then on some intervals are wider than need be
        of_all = most("questions") + most("questions-each") * len(program.indicators)
        self.effort: Effort = shared.effort if shared is not None else Effort(of_all)
        self._asked: frozenset[str] = (
            frozenset()
        )  # sources whose rules are being asked: they say nothing more of themselves
        self._rows: dict[tuple[str, frozenset[str]], Known] = {}
        self._entries: dict[tuple[str, tuple[str, ...]], Interval] = {}
        self._combining = 0  # inequalities that are being combined: what they bring in may ask for them again
        self._depth = self._limits = 0
        self._begin()
        # by what they are of and what is known there, wherever that stands: two indicators alike are bounded once
        self._atoms: dict[tuple[ex.Expression, Known, int, frozenset[str]], Interval] = {}
        self._numbers: dict[tuple[ex.Expression, Known, int, frozenset[str]], Interval] = {}
        self._assumed: dict[tuple[ex.Expression, bool, Known, frozenset[str]], Known] = {}
        self._beside: dict[tuple[str, Known, frozenset[str]], Known] = {}

    # ---- intervals

    def computed(self, indicator: Indicator, known: Known) -> Interval:
        """Where the computed value of an indicator lies: its formula, rounded as the unit says."""
        found = self.of(indicator.formula, known)
        return monotone(found, indicator.rounded) if indicator.rounding is not None else found

    def value(self, indicator: Indicator, known: Known) -> Interval:
        """Where the value of an indicator lies: as it is computed, or as it is published in its place; what is beyond its unit is none."""
        found = self.computed(indicator, known)
        for official in indicator.official:
            if official.replaces:
                found = found.hull(self.of(official.value, known))
        return found.meets(indicator.range) or indicator.range

    def of(self, expression: ex.Expression, known: Known) -> Interval:
        """Where a number lies; each is asked for once, as long as there is an answer."""
        key = (expression, known, self._combining, self._asked)
        found = self._numbers.get(key)
        if found is None:
            found = self.of_form(linear(expression), known)
            if not self._short:
                self._numbers[key] = found
        return found

    def of_form(self, form: Linear, known: Known) -> Interval:
        """Where a linear form lies: like terms are collected, and what is at most another cancels against it."""
        if not self._depth:
            self._begin()
            answers = (self._atoms, self._numbers, self._assumed, self._beside)
            if sum(len(kept) for kept in answers) > KEPT:
                for kept in answers:
                    kept.clear()
        before = self._combining, self._limits
        self._depth += 1
        try:
            return self._at_home(form, known)
        except RecursionError:
            if self._depth > 1:
                raise
            self._too_deep(before)
            return EVERYTHING
        finally:
            self._depth -= 1

    def _too_deep(self, before: tuple[int, int]) -> None:
        """A question went deeper than there are calls on the stack for: rules of rows about sums of rows, each of many levels."""
        self._combining, self._limits = before
        self.cut_short = self._short = True

    def _begin(self) -> None:
        """A question of its own, with the steps of one."""
        self._work, self._short = most("question"), False

    def _at_home(self, form: Linear, known: Known) -> Interval:
        home = from_home(form)
        if home is not None and known.home is not None:
            found = self.of_form(home, known.home)
            return found.meets(self._of_form(form, known)) or found
        return self._of_form(form, known)

    def _of_form(self, form: Linear, known: Known) -> Interval:
        bounded: Bounded = {}
        if len(form.terms) < 2:  # nothing to be collected or compared: both ends at once
            return self._plain_upper(form, known, bounded) if self._spend(FORM * 2) else EVERYTHING
        high = self._upper(form, known, STEPS, bounded)
        low = iv.negate(self._upper(form.times(-ONE), known, STEPS, bounded))
        return Interval(low.low, high.high, low.low_open, high.high_open)

    def _upper(self, form: Linear, known: Known, steps: int, bounded: Bounded) -> Interval:
        """An interval whose upper end bounds the form: itself, and less any multiple of what is known to be at most 0."""
        if not self._spend(FORM * (1 + len(form.terms))):
            return EVERYTHING
        best = self._plain_upper(form, known, bounded)
        if not steps or len(form.terms) < 2 or self._combining >= STEPS:
            return best
        split = expanded(self.program, form)
        if split.terms != form.terms:
            best = lower(best, self._upper(split, known, steps - 1, bounded))
        rules = (*known.below, *((rule, False) for rule in required(self.program, form)))
        if not self._spend(RULE * len(rules)):
            return best
        for rule, strict in rules:
            for atom, factor in rule.terms.items():
                multiple = form.terms.get(atom, ZERO) / factor
                if multiple > 0 and self._work > 0:
                    self._combining += 1
                    found = self._upper(form.plus(rule, -multiple), known, steps - 1, bounded)
                    self._combining -= 1
                    best = lower(best, replace(found, high_open=found.high is not None and (found.high_open or strict)))
        return best

    def _spend(self, steps: int) -> bool:
        """Take some steps of the question and of the proof; whether there were so many."""
        self._work -= steps
        if self.effort.spend(steps) and self._work >= 0:
            return True
        self.cut_short = self._short = True
        return False

    def _plain_upper(self, form: Linear, known: Known, bounded: Bounded) -> Interval:
        """An interval whose upper end bounds the form: x − y with x at most y is at most 0."""
        terms = dict(form.terms)
        total = iv.point(form.constant)
        for atom in list(terms):
            factor = terms.get(atom, ZERO)
            if factor <= 0:
                continue
            if not self._spend(len(terms)):
                break
            for other in list(terms):
                against = terms.get(other, ZERO)
                if against < 0 and at_most(self.program, atom, other):
                    cancelled = min(factor, -against)
                    terms[atom], terms[other] = factor - cancelled, against + cancelled
                    factor = terms[atom]
                if not factor:
                    break
        for atom, factor in terms.items():
            if factor:
                if atom not in bounded:
                    bounded[atom] = self.atom(atom, known)
                total = iv.add(total, iv.scale(bounded[atom], factor))
        return total

    def atom(self, expression: ex.Expression, known: Known) -> Interval:
        """Where an atom lies, by its kind and by what is known; each is asked for once, and of too many nothing is said."""
        key = (expression, known, self._combining, self._asked)
        found = self._atoms.get(key)
        if found is None:
            if not self._depth:
                self._begin()
            found = self._atom(expression, known) if self._spend(1) else EVERYTHING
            told = known.of(expression)
            if told is not None:
                found = found.meets(told) or told
            found = iv.within_bits(found)
            if not self._short:
                self._atoms[key] = found
        return found

    def assume(self, condition: ex.Expression, holds: bool, known: Known) -> Known:
        """What else is known where a condition holds, or does not; each is asked for once, and where much is known it is left at that."""
        if len(known.atoms) + len(known.below) + len(known.nonzero) >= most("known"):
            self.cut_short = True
            return known
        key = (condition, holds, known, self._asked)
        found = self._assumed.get(key)
        if found is None:
            found = super().assume(condition, holds, known)
            if not self._short:
                self._assumed[key] = found
        return found

    def row_of(self, source: str, known: Known) -> Known:
        """What the `syarat` of a source say of its row; asked for once wherever the same is known, and of too many nothing is said.

        They may be about a sum over their own source, or over one whose own are about this: while they are asked, they say no more.
        """
        if source in self._asked:
            return known
        key = (source, known, self._asked)
        found = self._beside.get(key)
        if found is None:
            if not self._depth:
                self._begin()
            asked = len(self.program.sources[source].requirements)
            if len(self._asked) < MOST_ASKED and self._spend(asked):
                found = self._ask(source, known)
            else:
                self.cut_short = True
                found = known
            if not self._short:
                self._beside[key] = found
        return found

    def _ask(self, source: str, known: Known) -> Known:
        before, self._asked = self._asked, self._asked | {source}
        counted = self._combining, self._limits
        try:
            return super().row_of(source, known)
        except RecursionError:
            if before or self._depth:
                raise
            self._too_deep(counted)
            return known
        finally:
            self._asked = before

    def rules_out_zero(self, form: Linear, known: Known) -> bool:
        """Whether a condition says that a form, or a multiple of it, is not 0."""
        scaled = form.scaled
        return scaled in known.nonzero or scaled.times(-ONE) in known.nonzero

    def _atom(self, expression: ex.Expression, known: Known) -> Interval:
        match expression:
            case ex.Constant():
                return iv.point(expression.value) if isinstance(expression.value, Fraction) else EVERYTHING
            case ex.ColumnValue():
                at = tuple((key.dimension, found) for key in expression.keys if (found := member_of(key, known)))
                periods = sub_periods(expression.shift, known.grain, self._grain(expression))
                return self._column(expression, at, periods, known)
            case ex.OwnColumn():
                return self._column(expression, known.members, None, known)
            case ex.AttributeValue():
                column = self.program.dimensions[expression.dimension].stored.get(expression.attribute)
                return or_amounts(column.range, column.rules) if column is not None else EVERYTHING
            case ex.Arithmetic():
                return self._arithmetic(expression, known)
            case ex.Negative():
                return iv.negate(self.of(expression.operand, known))
            case ex.Choose():
                return self._choose(expression, known)
            case ex.Apply():
                return self._apply(expression, known)
            case ex.Lookup():
                return self._lookup(expression, known)
            case ex.Named():
                return self.of(expression.value, known.at_home)
            case ex.Aggregated():
                return self.aggregated(expression, known)
            case ex.OfList():
                return self.listed(expression, known)
            case ex.Weighted():
                return self.weighted(expression, known)
            case ex.WeightedIndicators():
                return self.weighted_indicators(expression, known)
            case ex.IndicatorValue():
                return self.indicator(expression, known)
            case ex.CalendarDays():
                return calendar(expression)
            case (
                ex.KeyValue()
                | ex.HasRow()
                | ex.IsExpected()
                | ex.Comparison()
                | ex.Logic()
                | ex.Opposite()
                | ex.IsMissing()
                | ex.Classify()
            ):
                return EVERYTHING

    def _grain(self, expression: ex.ColumnValue) -> Grain | None:
        source = self.program.sources.get(expression.source)
        return source.grain if source is not None else None

    def _column(
        self,
        read: ex.ColumnValue | ex.OwnColumn,
        members: tuple[tuple[str, str], ...],
        periods: int | None,
        known: Known,
    ) -> Interval:
        """Where a column lies; where it is consolidated, from so many periods at the most (None: without limit)."""
        declared = self.program.sources.get(read.source)
        if declared is None:  # a parameter of a profile
            return EVERYTHING
        column = declared.columns.get(read.column) or declared.derived[read.column]
        if isinstance(column, Column):
            found = column.range
            if column.limit is not None and self._is_certain(declared, column.limit) and self._limits < MOST_LIMITS:
                self._limits += 1
                top = self.of(column.limit, Known(members=members)).high
                self._limits -= 1
                if top is not None and (found.high is None or top < found.high):
                    found = Interval(found.low, top, found.low_open)
        else:
            found = self.of(column.value, replace(self.row(declared.name), members=members))
        found = or_amounts(found, column.rules)
        if read.consolidation is not None and read.consolidation.reduction is ex.Reduction.SUM:
            found = terms(found, self._least(declared, read, periods, known), periods)
            return or_amounts(found, column.rules)  # one may stand for the whole sum as well
        return found

    def _least(self, source: Source, read: ex.ColumnValue | ex.OwnColumn, periods: int | None, known: Known) -> int:
        """How many sub-periods a sum is made of at the least: where no row is due in any of them, of none, and it is 0.

        In a register none ever is; else where a member is not valid, or not in the set that rows are expected of. Cells that do not
        apply are left out, as long as one does.
        """
        assert read.consolidation is not None
        if source.absence is not Absence.COMPLETE or source.expected is not None:
            return 0
        if not all(self.program.dimensions[dimension].enumerated for dimension in source.dimensions):
            return 1 if isinstance(read, ex.OwnColumn) or self._reads_now(source, read, known) else 0
        to_date = isinstance(read, ex.ColumnValue) and read.shift.move is ex.Move.TO_DATE
        some = periods is None or to_date or read.consolidation.partial or may_not_apply(self.program, read)
        return 1 if some or periods is None else periods

    def _reads_now(self, source: Source, read: ex.ColumnValue, known: Known) -> bool:
        """Whether a reading looks at the period at hand (too), at members who are valid in it: a row is due in a part of it."""
        if read.shift.move is ex.Move.SHIFTED or source.grain is None or known.grain is None:
            return False
        if read.shift.move is ex.Move.TO_DATE and known.grain.finer_than(source.grain):
            return False  # what contains this period may not be over
        return all(
            self.program.dimensions[name].enumerated
            or (isinstance(key, ex.RowKey) and key.dimension == name and name in known.valid)
            for name, key in zip(source.dimensions, read.keys, strict=True)
        )

    def _is_certain(self, source: Source, limit: ex.Expression) -> bool:
        """Whether the end that another column or a table gives is known for every row: with an unknown one, a row is let in."""
        match limit:
            case ex.OwnColumn():
                return is_sure(source, limit.column)
            case ex.Lookup():
                table = self.program.tables[limit.table]
                return not table.partial and all(isinstance(key, ex.KeyValue) for key in limit.keys)
            case _:
                return False

    def row(self, source: str) -> Known:
        """What the `syarat` of a source say of its row; nothing while it is asked for by a column that one of them is about."""
        key = (source, self._asked)
        if key not in self._rows:
            self._rows[key] = self.row_of(source, Known(grain=self.program.sources[source].grain))
        return self._rows[key]

    def _arithmetic(self, expression: ex.Arithmetic, known: Known) -> Interval:
        left, right = self.of(expression.left, known), self.of(expression.right, known)
        match expression.operator:
            case Operator.MULTIPLY:
                if plain(expression.left) == plain(expression.right):
                    return iv.power(left, 2)
                return iv.multiply(left, right)
            case Operator.DIVIDE:
                return self._ratio(expression, known, left, right)
            case Operator.POWER:
                exponent = whole(expression.right)
                if exponent is not None:
                    return iv.power(left, exponent)
                return powers.power(left)
            case _:
                return iv.add(left, right) if expression.operator is Operator.ADD else iv.subtract(left, right)

    def _ratio(self, expression: ex.Arithmetic, known: Known, left: Interval, right: Interval) -> Interval:
        """N / D; with D > 0 it is at most c where N − cD is at most 0."""
        found = iv.divide(left, right)
        if not positive(right):
            return found
        above, below = linear(expression.left), linear(expression.right)
        for bound in known.tries:
            difference = self.of_form(above.plus(below, -bound), known)
            if difference.high is not None and difference.high <= 0:
                found = found.meets(Interval(None, bound)) or found
            if difference.low is not None and difference.low >= 0:
                found = found.meets(Interval(bound, None)) or found
        return found

    def _choose(self, expression: ex.Choose, known: Known) -> Interval:
        then = self.of(expression.then, self.assume(expression.condition, True, known))
        otherwise = self.of(expression.otherwise, self.assume(expression.condition, False, known))
        decided = self.decides(expression.condition, known)
        if decided is not None:
            return then if decided else otherwise
        return then.hull(otherwise)

    def _apply(self, expression: ex.Apply, known: Known) -> Interval:
        return applied(expression, [self.of(argument, known) for argument in expression.arguments])

    def _lookup(self, expression: ex.Lookup, known: Known) -> Interval:
        table = self.program.tables[expression.table]
        keys = tuple(member_of(key.key, known) if isinstance(key, ex.KeyValue) else "" for key in expression.keys)
        found = self._entries.get((table.name, keys))
        if found is None:
            found = self._entries[table.name, keys] = self._of_entries(table, keys)
        return found

    @staticmethod
    def _of_entries(table: Table, keys: tuple[str, ...]) -> Interval:
        """Where what stands at keys of a table lies, an empty text for one that nobody knows."""
        numbers = [
            value
            for entry, value in table.entries.items()
            if isinstance(value, Fraction)
            and all(not key or key == named for key, named in zip(keys, entry, strict=False))
        ]
        numbers += [y for _, y in table.breakpoints]
        return Interval(min(numbers), max(numbers)) if numbers else EVERYTHING
