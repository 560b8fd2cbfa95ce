"""Where a number of a program can lie: exact interval arithmetic over declared ranges, refined by the conditions around it.

Sound, also with rounding: whatever facts the store holds within their declared ranges, a value lies in its interval. Not always the
least one: then a proof says that it could not tell. Here forms are bounded by what is known of their atoms; `atoms.py` bounds those.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from iku_dsl import interval as iv
from iku_dsl.bounds.choices import Listed, Lists, chosen_by
from iku_dsl.bounds.functions import monotone
from iku_dsl.bounds.known import Known, at_most, by_rows, may_not_apply, subset
from iku_dsl.bounds.linear import (
    FLIPPED,
    ONE,
    OPPOSITE,
    ZERO,
    Linear,
    from_home,
    linear,
    lower,
    narrow,
    plain,
    sign_decides,
)
from iku_dsl.bounds.rules import below, comes_with, difference, expanded, is_sum, keeps, needs_row, of_row, required
from iku_dsl.budgets import Effort, most
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.program import Indicator, Program, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Kind, Operator

Bounded = dict[ex.Expression, Interval]
KEPT = 20_000  # answers that are kept from one question to the next
FORM, RULE = 4, 6  # steps for each term of a form that is bounded, and for each rule of a row that is brought to a form
MOST_ASKED = 6  # sources whose rules ask for those of one another
STEPS = 2  # how many inequalities are combined: from a ≤ b and b ≤ c follows a ≤ c


@dataclass(eq=False, slots=True)
class Ranges:
    """The numbers of one program, with what was found of them; `atoms.ranges_of` makes it.

    `bound_atom` says where an atom lies: every kind of it needs the whole, and is needed by it. `cut_short` is whether a question was
    given up: from then on some intervals are wider than need be.
    """

    program: Program
    bound_atom: Callable[[Ranges, ex.Expression, Known], Interval]
    effort: Effort
    cut_short: bool = False
    unnamed: set[ex.Expression] = field(
        default_factory=set
    )  # choices of which a condition leaves too many names: it is not made use of
    asked: frozenset[str] = frozenset()  # sources whose rules are being asked: they say nothing more of themselves
    combining: int = 0  # inequalities that are being combined: what they bring in may ask for them again
    depth: int = 0
    limits: int = 0  # columns that limit one another, of which one is being bounded
    work: int = field(default_factory=lambda: most("question"))  # what is left of the steps of a question
    gave_up: bool = False  # whether the question at hand was: its answers are not kept
    lists: Lists = field(default_factory=Lists)
    rows: dict[tuple[str, frozenset[str]], Known] = field(
        default_factory=dict
    )  # what rules say of a row, by its source
    entries: dict[tuple[str, tuple[str, ...]], Interval] = field(default_factory=dict)
    names: dict[tuple[str, tuple[Listed | None, ...]], Listed] = field(default_factory=dict)
    has_every: dict[ex.Lookup, bool] = field(default_factory=dict)
    # by what they are of and what is known there, wherever that stands: two indicators alike are bounded once
    atoms: dict[tuple[ex.Expression, Known, int, frozenset[str]], Interval] = field(default_factory=dict)
    numbers: dict[tuple[ex.Expression, Known, int, frozenset[str]], Interval] = field(default_factory=dict)
    assumed: dict[tuple[ex.Expression, bool, Known, frozenset[str]], Known] = field(default_factory=dict)
    assumed_rules: dict[tuple[str, Known, frozenset[str]], Known] = field(default_factory=dict)


# ---- intervals


def computed_range(ranges: Ranges, indicator: Indicator, known: Known) -> Interval:
    """Where the computed value of an indicator lies: its formula, rounded as the unit says."""
    computed = range_of(ranges, indicator.formula, known)
    return monotone(computed, indicator.rounded) if indicator.rounding is not None else computed


def value_range(ranges: Ranges, indicator: Indicator, known: Known) -> Interval:
    """Where the value of an indicator lies: as it is computed, or as it is published in its place; what is beyond its unit is none."""
    value = computed_range(ranges, indicator, known)
    for official in indicator.official:
        if official.replaces:
            value = value.hull(range_of(ranges, official.value, known))
    return value.meets(indicator.range) or indicator.range


def range_of(ranges: Ranges, expression: ex.Expression, known: Known) -> Interval:
    """Where a number lies; each is asked for once, as long as there is an answer."""
    key = (expression, known, ranges.combining, ranges.asked)
    interval = ranges.numbers.get(key)
    if interval is None:
        interval = range_of_form(ranges, linear(expression), known)
        if not ranges.gave_up:
            ranges.numbers[key] = interval
    return interval


def range_of_form(ranges: Ranges, form: Linear, known: Known) -> Interval:
    """Where a linear form lies: like terms are collected, and what is at most another cancels against it."""
    if not ranges.depth:
        _begin(ranges)
        answers = (ranges.atoms, ranges.numbers, ranges.assumed, ranges.assumed_rules)
        if sum(len(kept) for kept in answers) > KEPT:
            for kept in answers:
                kept.clear()
    before = ranges.combining, ranges.limits
    ranges.depth += 1
    try:
        return _at_home(ranges, form, known)
    except RecursionError:
        if ranges.depth > 1:
            raise
        _too_deep(ranges, before)
        return EVERYTHING
    finally:
        ranges.depth -= 1


def _too_deep(ranges: Ranges, before: tuple[int, int]) -> None:
    """A question went deeper than there are calls on the stack for: rules of rows about sums of rows, each of many levels."""
    ranges.combining, ranges.limits = before
    ranges.cut_short = ranges.gave_up = True


def _begin(ranges: Ranges) -> None:
    """A question of its own, with the steps of one."""
    ranges.work, ranges.gave_up = most("question"), False


def _at_home(ranges: Ranges, form: Linear, known: Known) -> Interval:
    home = from_home(form)
    if home is not None and known.home is not None:
        at_home = range_of_form(ranges, home, known.home)
        return at_home.meets(_of_form(ranges, form, known)) or at_home
    return _of_form(ranges, form, known)


def _of_form(ranges: Ranges, form: Linear, known: Known) -> Interval:
    bounded: Bounded = {}
    if len(form.terms) < 2:  # nothing to be collected or compared: both ends at once
        return _plain_upper(ranges, form, known, bounded) if _spend(ranges, FORM * 2) else EVERYTHING
    high = _upper(ranges, form, known, STEPS, bounded)
    low = iv.negate(_upper(ranges, form.times(-ONE), known, STEPS, bounded))
    return Interval(low.low, high.high, low.low_open, high.high_open)


def _upper(ranges: Ranges, form: Linear, known: Known, steps: int, bounded: Bounded) -> Interval:
    """An interval whose upper end bounds the form: itself, and less any multiple of what is known to be at most 0."""
    if not _spend(ranges, FORM * (1 + len(form.terms))):
        return EVERYTHING
    best = _plain_upper(ranges, form, known, bounded)
    if not steps or len(form.terms) < 2 or ranges.combining >= STEPS:
        return best
    split = expanded(ranges.program, form)
    if split.terms != form.terms:
        best = lower(best, _upper(ranges, split, known, steps - 1, bounded))
    told = (one for one in known.below if _is_there(ranges, one[0], form))
    rules = (*told, *((rule, False) for rule in required(ranges.program, form)))
    if not _spend(ranges, RULE * len(rules)):
        return best
    for rule, strict in rules:
        for atom, factor in rule.terms.items():
            multiple = form.terms.get(atom, ZERO) / factor
            if multiple > 0 and ranges.work > 0:
                ranges.combining += 1
                combined = _upper(ranges, form.plus(rule, -multiple), known, steps - 1, bounded)
                ranges.combining -= 1
                best = lower(
                    best, replace(combined, high_open=combined.high is not None and (combined.high_open or strict))
                )
    return best


def _is_there(ranges: Ranges, rule: Linear, form: Linear) -> bool:
    """Whether all numbers of what a condition says are there wherever those of a form are.

    It is unknown where one is missing. As the ranges of that one are held against it there, it says less than its form: from x ≤ y and
    y ≤ 5 does not follow x ≤ 5 where y is missing, as each may hold with another y.
    """
    return all(atom in form.terms or comes_with(ranges.program.sources, atom, form) for atom in rule.terms)


def _spend(ranges: Ranges, steps: int) -> bool:
    """Take some steps of the question and of the proof; whether there were so many."""
    ranges.work -= steps
    if ranges.effort.spend(steps) and ranges.work >= 0:
        return True
    ranges.cut_short = ranges.gave_up = True
    return False


def _plain_upper(ranges: Ranges, form: Linear, known: Known, bounded: Bounded) -> Interval:
    """An interval whose upper end bounds the form: x − y with x at most y is at most 0."""
    terms = dict(form.terms)
    total = iv.point(form.constant)
    for atom in list(terms):
        factor = terms.get(atom, ZERO)
        if factor <= 0:
            continue
        if not _spend(ranges, len(terms)):
            break
        for other in list(terms):
            against = terms.get(other, ZERO)
            if against < 0 and (at_most(ranges.program, atom, other) or _sums_ordered(ranges, atom, other)):
                cancelled = min(factor, -against)
                terms[atom], terms[other] = factor - cancelled, against + cancelled
                factor = terms[atom]
            if not factor:
                break
    for atom, factor in terms.items():
        if factor:
            if atom not in bounded:
                bounded[atom] = range_of_atom(ranges, atom, known)
            total = iv.add(total, iv.scale(bounded[atom], factor))
    return total


def _sums_ordered(ranges: Ranges, less: ex.Expression, more: ex.Expression) -> bool:
    """Whether a sum is at most another: over rows that the other counts too, none below 0 there, and in each row no more than that is."""
    if not isinstance(less, ex.Aggregated) or not isinstance(more, ex.Aggregated):
        return False
    if not is_sum(less) or not is_sum(more) or ranges.combining >= STEPS:
        return False
    less, more = by_rows(ranges.program, less), by_rows(ranges.program, more)
    if less.operand is None or more.operand is None or not subset(less.set, more.set):
        return False
    if not _spend(ranges, FORM):
        return False
    ranges.combining += 1
    inside = known_inside(ranges, less.set, Known())
    form = expanded(ranges.program, linear(less.operand).plus(linear(more.operand), -ONE))
    above = range_of_form(ranges, form, inside).high
    least = range_of(ranges, more.operand, known_inside(ranges, more.set, Known())).low
    ranges.combining -= 1
    counted = less.set == more.set or (least is not None and least >= 0)
    return counted and above is not None and above <= 0


def range_of_atom(ranges: Ranges, expression: ex.Expression, known: Known) -> Interval:
    """Where an atom lies, by its kind and by what is known; each is asked for once, and of too many nothing is said."""
    key = (expression, known, ranges.combining, ranges.asked)
    interval = ranges.atoms.get(key)
    if interval is None:
        if not ranges.depth:
            _begin(ranges)
        interval = ranges.bound_atom(ranges, expression, known) if _spend(ranges, 1) else EVERYTHING
        assumed = known.of(expression)
        if assumed is not None:
            interval = interval.meets(assumed) or assumed
        interval = iv.within_bits(interval)
        if not ranges.gave_up:
            ranges.atoms[key] = interval
    return interval


def assume(ranges: Ranges, condition: ex.Expression, holds: bool, known: Known) -> Known:
    """What else is known where a condition holds, or does not; each is asked for once, and where much is known it is left at that."""
    if len(known.atoms) + len(known.below) + len(known.nonzero) + len(known.chosen) >= most("known"):
        ranges.cut_short = True
        return known
    key = (condition, holds, known, ranges.asked)
    assumed = ranges.assumed.get(key)
    if assumed is None:
        assumed = _assume(ranges, condition, holds, known)
        if not ranges.gave_up:
            ranges.assumed[key] = assumed
    return assumed


def assume_rules(ranges: Ranges, source: str, known: Known) -> Known:
    """What the `syarat` of a source say of its row; asked for once wherever the same is known, and of too many nothing is said.

    They may be about a sum over their own source, or over one whose own are about this: while they are asked, they say no more.
    """
    if source in ranges.asked:
        return known
    key = (source, known, ranges.asked)
    assumed = ranges.assumed_rules.get(key)
    if assumed is None:
        if not ranges.depth:
            _begin(ranges)
        asked = len(ranges.program.sources[source].requirements)
        if len(ranges.asked) < MOST_ASKED and _spend(ranges, asked):
            assumed = _ask_rules(ranges, source, known)
        else:
            ranges.cut_short = True
            assumed = known
        if not ranges.gave_up:
            ranges.assumed_rules[key] = assumed
    return assumed


def _ask_rules(ranges: Ranges, source: str, known: Known) -> Known:
    before, ranges.asked = ranges.asked, ranges.asked | {source}
    counted = ranges.combining, ranges.limits
    try:
        return _assume_each_rule(ranges, source, known)
    except RecursionError:
        if before or ranges.depth:
            raise
        _too_deep(ranges, counted)
        return known
    finally:
        ranges.asked = before


def rules_out_zero(form: Linear, known: Known) -> bool:
    """Whether a condition says that a form, or a multiple of it, is not 0."""
    scaled = form.scaled
    return scaled in known.nonzero or scaled.times(-ONE) in known.nonzero


# ---- what a condition tells of the numbers in it, and what ranges alone decide of a condition


def _assume(ranges: Ranges, condition: ex.Expression, holds: bool, known: Known) -> Known:
    """What else is known where a condition holds, or does not."""
    condition = plain(condition)
    match condition:
        case ex.Opposite():
            return assume(ranges, condition.operand, not holds, known)
        case ex.Logic():
            if (condition.operator is Operator.AND) is holds:
                return assume(ranges, condition.right, holds, assume(ranges, condition.left, holds, known))
            return _assume_either(ranges, condition, holds, known)
        case ex.Comparison() if condition.left.type.kind is Kind.NUMBER:
            return _assume_comparison(ranges, condition, holds, known)
        case ex.Comparison() if ranges.program.tables:  # nothing else asks what choices can be
            return _assume_choice(ranges, condition, holds, known)
        case _:
            return known


def _assume_choice(ranges: Ranges, condition: ex.Comparison, holds: bool, known: Known) -> Known:
    left = chosen_by(ranges.program, ranges.lists, condition, holds)
    if left is None:
        return known
    if left.names is None:
        ranges.unnamed.add(left.choice)
        return known
    return known.choosing(left.choice, left.names)


def _assume_either(ranges: Ranges, condition: ex.Logic, holds: bool, known: Known) -> Known:
    """What each of two conditions of which one holds says of a choice: one of what either leaves."""
    if not ranges.program.tables:
        return known
    left, right = (assume(ranges, side, holds, known) for side in (condition.left, condition.right))
    for choice, names in left.chosen:
        others = right.chosen_of(choice)
        if others is not None and (choice, names) not in known.chosen:
            known = known.choosing(choice, names | others)
    return known


def _assume_comparison(ranges: Ranges, condition: ex.Comparison, holds: bool, known: Known) -> Known:
    operator = condition.operator if holds else OPPOSITE[condition.operator]
    form = difference(ranges.program.sources, condition.left, condition.right)
    if form is None:
        return known
    if operator is Operator.NOT_EQUAL:  # nobody works with the form where one of its numbers does not apply
        known = replace(known, nonzero=known.nonzero | {form.scaled})
    if not holds and len(form.terms) != 1 and _may_not_apply(ranges, condition):
        return known  # nothing is known of one number where it is the other that does not apply
    if len(form.terms) != 1:
        strict = operator in (Operator.LESS, Operator.MORE)
        return replace(known, below=(*known.below, *((rule, strict) for rule in below(operator, form) if rule.terms)))
    atom, factor = next(iter(form.terms.items()))
    bound = -form.constant / factor
    if factor < 0:
        operator = FLIPPED[operator]
    now = range_of_atom(ranges, atom, known)
    narrowed = narrow(now, operator, bound, whole=atom.type.whole)
    return known.also(atom, narrowed) if narrowed is not None else known


def _may_not_apply(ranges: Ranges, condition: ex.Comparison) -> bool:
    return any(may_not_apply(ranges.program, side) for side in (condition.left, condition.right))


def _assume_each_rule(ranges: Ranges, source: str, known: Known) -> Known:
    """What the `syarat` of a source say of one column of its row; what they say of several, `requirements.py` knows."""
    assumed, declared = known, ranges.program.sources[source]
    for requirement in declared.requirements:
        assumed = assume(ranges, requirement.condition, True, assumed)
    atoms = assumed.atoms.where(lambda atom, interval: known.of(atom) == interval or keeps(declared, atom))
    nonzero = known.nonzero | {form for form in assumed.nonzero if _stays_so(declared, form)}
    chosen = tuple(one for one in assumed.chosen if one in known.chosen or keeps(declared, one[0]))
    return replace(assumed, atoms=atoms, nonzero=nonzero, below=known.below, chosen=chosen)


def _stays_so(source: Source, form: Linear) -> bool:
    """Whether a row keeps what a `syarat` says of a form; of several columns one may be filled from another row."""
    if len(form.terms) == 1:
        return keeps(source, next(iter(form.terms)))
    return all(of_row(source, atom) for atom in form.terms) and any(needs_row(source, atom) for atom in form.terms)


def decides(ranges: Ranges, condition: ex.Expression, known: Known) -> bool | None:
    """What the ranges alone decide of a condition, None where it may go either way."""
    condition = plain(condition)
    match condition:
        case ex.Opposite():
            inner = decides(ranges, condition.operand, known)
            return None if inner is None else not inner
        case ex.Logic():
            left, right = decides(ranges, condition.left, known), decides(ranges, condition.right, known)
            deciding = condition.operator is Operator.OR
            if deciding in (left, right):
                return deciding
            return None if None in (left, right) else not deciding
        case ex.Comparison() if condition.left.type.kind is Kind.NUMBER:
            form = difference(ranges.program.sources, condition.left, condition.right)
            if form is None:
                return None
            decided = sign_decides(condition.operator, range_of_form(ranges, form, known))
            return None if decided and _may_not_apply(ranges, condition) else decided
        case ex.IsMissing() if plain(condition.operand) in known.missing:
            return True
        case ex.Constant() if isinstance(condition.value, bool):
            return condition.value
        case _:
            return None


def known_of_row(ranges: Ranges, source: str) -> Known:
    """What the `syarat` of a source say of its row; nothing while it is asked for by a column that one of them is about."""
    key = (source, ranges.asked)
    if key not in ranges.rows:
        ranges.rows[key] = assume_rules(ranges, source, Known(grain=ranges.program.sources[source].grain))
    return ranges.rows[key]


def known_inside(ranges: Ranges, base: ex.SetExpression, known: Known) -> Known:
    """What is known of an element of a set: its source's `syarat`, and the conditions that it fulfils."""
    match base:
        case ex.Members():
            return known.elsewhere((base.dimension,))
        case ex.Rows():
            return assume_rules(ranges, base.source, known.elsewhere(ranges.program.sources[base.source].dimensions))
        case ex.NamedSet():
            return known_inside(ranges, base.set, known)
        case ex.Filtered():
            return assume(ranges, base.condition, True, known_inside(ranges, base.set, known))
