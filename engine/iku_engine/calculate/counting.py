"""Counts of sets: who is certainly in, who may be, and what a share of one in another may then be."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

from iku_dsl.budgets import most
from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Absence, Dimension, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Operator, Statistic
from iku_engine.arithmetic.nodes import shown
from iku_engine.calculate.cells import ANY_PERIOD
from iku_engine.calculate.context import Calculation
from iku_engine.calculate.elements import ElementError, Elements
from iku_engine.calculate.listing import member_groups
from iku_engine.calculate.nodes import missing, never_loaded
from iku_engine.database.relations import Relation
from iku_engine.errors import WrongUse
from iku_engine.plan.environment import Environment, cells_read, once, reading
from iku_engine.plan.plan import OUTSIDE, Chain, Plan, Scan, chain, counted_with, due_rows, outer_dimensions
from iku_engine.plan.reach import Rests
from iku_engine.results.beside import NOT_LOADED_FILLED, NOTHING, RULE, Completeness, NeverLoaded, Unloaded, together
from iku_engine.results.beside import all_lacking as all_of
from iku_engine.results.evaluation import Bounds, Node, Operation, State
from iku_engine.snapshot.snapshot import Sent, due_at_most
from iku_engine.sql.frame import Frame, combinations
from iku_engine.sql.sets import NO, UNKNOWN, YES, Codes
from iku_engine.sql.together import Together

SHOWN = 5  # rows that are not there, by their members
STATEMENT = 150  # steps that a set takes of which statements must be made: 0.6 to 1.5 ms
MOST_SETS = 1_000  # that are remembered of rules that are asked of rows, 60 KB each


# ---- chains


def follow(run: Calculation, made: Plan) -> None:
    """Count and sum as a plan says: a set and its subset by one statement, and what looks at the same elements in one."""
    run.planned.update(made.places)
    for scan in made.scans:
        for ask in scan.asks:
            if ask.summed is None:
                for beginning in counted_with(ask.chain):
                    run.longer.setdefault(beginning, {})[ask.chain] = ask.answers
        if len(scan.asks) > 1:
            _share(run, scan)


def _share(run: Calculation, scan: Scan) -> None:
    at = Environment(scan.period, {})
    first = scan.asks[0].chain
    if _no_base(run, first, ex.Aggregated(Statistic.COUNT, first.base), at) is not None:
        return
    fixed = Rests()

    def given(part: ex.Expression) -> Node:
        with run.noting.kept(fixed):
            return run.node(part, at)

    together = Together(run.program, run.snapshot, scan, given)
    for ask in scan.asks:
        place = (ask.chain, scan.period, scan.outer, ())
        if place not in run.elements:
            run.elements[place] = Elements(run.snapshot, ask.chain, scan.outer, at, run.node, run.noting, fixed)
        run.elements[place].shared[ask.summed] = (together, ask)


def chain_of(run: Calculation, expression: ex.SetExpression) -> Chain:
    """The chain of a set, made once."""
    if id(expression) not in run.chains:
        run.chains[id(expression)] = chain(expression)
    return run.chains[id(expression)]


def elements_of(run: Calculation, chain: Chain, at: Environment, operands: tuple[ex.Expression, ...] = ()) -> Elements:
    """The elements of a chain at a place, remembered for all entities."""
    outer = _outer(run, chain, at, operands)
    outside = any(isinstance(p, OUTSIDE) for e in (*chain.conditions, *operands) for p in ex.walk(e))
    fixed: tuple[object, ...] = ()
    if outside:
        fixed = (tuple(sorted(at.keys.items())), tuple(sorted(at.home.items())), run.levels)
    place = (chain, at.period, outer, fixed)
    if place not in run.elements:
        if run.few_at_once:
            run.snapshot.work_out(STATEMENT)
            if len(run.elements) >= MOST_SETS:
                run.elements.clear()
        run.elements[place] = Elements(run.snapshot, chain, outer, at, run.node, run.noting, Rests())
    elements = run.elements[place]
    run.noting.taken(elements.fixed)
    return elements


def _outer(
    run: Calculation, chain: Chain, at: Environment, operands: tuple[ex.Expression, ...] = ()
) -> tuple[str, ...]:
    return outer_dimensions(run.program, chain, operands, frozenset(at.keys), at.elements)


def is_tight(run: Calculation, chain: Chain, operands: tuple[ex.Expression, ...], period: Period) -> bool:
    """Whether bounds over a chain are reached: each cell that it reads occurs once."""
    place = (chain, operands, period)
    if place not in run.tight:
        run.tight[place] = once(run.program, chain, operands, period)
    return run.tight[place]


def _counts(run: Calculation, text: str, chain: Chain, at: Environment) -> Mapping[Codes, int]:
    """The counts of a chain, read off a longer one that starts with it where one was counted in SQL."""
    planned = run.longer.get(Chain(chain.base, chain.conditions), {})
    for longer in sorted(planned, key=lambda c: -len(c.conditions)):
        if longer != chain:
            elements = elements_of(run, longer, at)
            if elements.queries is not None and elements.outer == _outer(run, chain, at):
                shorter: dict[Codes, int] = {}
                for codes, count in elements.counts(at, planned[longer]).items():
                    prefix = codes[: len(chain.conditions)]
                    shorter[prefix] = shorter.get(prefix, 0) + count
                return shorter
    return elements_of(run, chain, at).counts(at, planned.get(chain, (text,)))


def not_loaded(run: Calculation, chain: Chain, expression: ex.Expression, at: Environment) -> Node | None:
    """A set of which it is not known at all who may be in it: nobody has given its base, or what would name its members."""
    return _no_base(run, chain, expression, at) or _nobody_named(run, chain, expression, at)


def _no_base(run: Calculation, chain: Chain, expression: ex.Expression, at: Environment) -> Node | None:
    base = chain.base
    if isinstance(base, ex.Members):
        declared = run.program.dimensions[base.dimension]
        if declared.enumerated or run.snapshot.loaded(base.dimension, None):
            return None
        return missing(Operation.COUNT, expression, None, unloaded=_members_of(declared))
    relation = run.snapshot.tables.relations[base.source]
    seen = reading(base.shift, at.period, relation.grain)
    if seen is None:
        return missing(Operation.COUNT, expression, say("missing.beyond", text=base.text))
    for dimension in relation.dimensions if base.expected else ():
        declared = run.program.dimensions[dimension]
        known = declared.enumerated or run.snapshot.loaded(dimension, None)
        if not known or not run.snapshot.has_members(dimension):
            return missing(Operation.COUNT, expression, None, unloaded=_members_of(declared))
    if any(run.snapshot.loaded(base.source, period) for period in seen.periods):
        return None
    absent = missing(Operation.COUNT, expression, None, unloaded=never_loaded(relation, *seen.periods))
    counts = isinstance(expression, ex.Aggregated) and expression.statistic is Statistic.COUNT
    return None if base.expected and not counts and knows_members(run, relation) else absent


def knows_members(run: Calculation, relation: Relation) -> bool:
    """Whether the members of a source's dimensions are known without its facts."""
    declared = (run.program.dimensions[dimension] for dimension in relation.dimensions)
    return all(one.enumerated or (one.imported and run.snapshot.loaded(one.name, None)) for one in declared)


def _nobody_named(run: Calculation, chain: Chain, expression: ex.Expression, at: Environment) -> Node | None:
    """Members that facts alone name: a file that has not come may name more, unless a condition keeps the set to one that has."""
    base = chain.base
    if not isinstance(base, ex.Members) or not run.program.dimensions[base.dimension].named_by_facts:
        return None
    lacking: list[Unloaded] = []
    if any(_keeps_to_known(run, condition, base.dimension, at, lacking) for condition in chain.conditions):
        return None
    return missing(Operation.COUNT, expression, None, unloaded=all_of(lacking)) if lacking else None


def _keeps_to_known(
    run: Calculation, condition: ex.Expression, dimension: str, at: Environment, lacking: list[Unloaded]
) -> bool:
    """Whether a condition holds only for members that facts have named already; `lacking` says which have not come."""
    if isinstance(condition, ex.Logic):
        sides = [_keeps_to_known(run, c, dimension, at, lacking) for c in (condition.left, condition.right)]
        return any(sides) if condition.operator is Operator.AND else all(sides)
    if not isinstance(condition, ex.HasRow):
        return False
    if not any(isinstance(key, ex.RowKey) and key.dimension == dimension for key in condition.keys):
        return False
    relation = run.snapshot.tables.relations[condition.source]
    seen = reading(condition.shift, at.period, relation.grain)
    if seen is None:
        lacking.append(never_loaded(relation, None))
        return False
    absent = [period for period in seen.periods if not run.snapshot.loaded(condition.source, period)]
    if absent:
        lacking.append(never_loaded(relation, *absent))
    return not absent


# ---- counts


def rows_sent(run: Calculation, due: Chain, at: Environment) -> tuple[int, int, int]:
    """Of the rows that must be there how many are and are not, and of how many that are not it is open whether they must be."""
    there = absent = undecided = 0
    for codes, count in elements_of(run, due, at).counts(at).items():
        must, is_there = min(codes[:-1], default=YES), codes[-1] == YES
        if must == YES:
            there, absent = there + count * is_there, absent + count * (not is_there)
        elif must == UNKNOWN:
            undecided += count * (not is_there)
    return there, absent, undecided


def count(run: Calculation, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
    """How many elements are in the set; missing where that is not certain of some."""
    counts = _counts(run, expression.text, chain, at)
    certain = sum(count for codes, count in counts.items() if min(codes, default=YES) == YES)
    possible = sum(count for codes, count in counts.items() if min(codes, default=YES) == UNKNOWN)
    node = Node(
        Operation.COUNT,
        expression.text,
        label=chain.title(len(chain.conditions)),
        shown=shown(expression.type),
        groups=member_groups(run, elements_of(run, chain, at), chain, counts, at),
        span=expression.span,
    )
    if not possible:
        return replace(node, value=Fraction(certain))
    elements = elements_of(run, chain, at)
    lacking = elements.unloaded(at)
    unloaded = elements.undecided(at)[1] if expression.rules else possible * bool(lacking)
    rules = ((expression.when_missing, possible - unloaded), (expression.when_not_loaded, unloaded))
    left_out = sum(n for rule, n in rules if _left_out(rule))
    if left_out:
        why = [mark for mark, (rule, n) in zip((RULE, NOT_LOADED_FILLED), rules, strict=True) if n and rule is not None]
        node = replace(node, notes=(say("rule.skipped", count=left_out),), marks=together(node.marks, why))
    if left_out == possible:
        return replace(node, value=Fraction(certain))
    still = possible - left_out
    failed = any(n and rule is not None and rule.kind is ex.RuleKind.ERROR for rule, n in rules)
    return replace(
        node,
        state=State.ERROR if failed else State.MISSING,
        reason=say("missing.undecided", count=still, set=chain.title(len(chain.conditions)) or expression.text),
        bounds=None
        if failed
        else Bounds(Fraction(certain), Fraction(certain + still), is_tight(run, chain, (), at.period)),
        inputs=cells_read(run.program, chain, (), at.period),
        unloaded=lacking if unloaded and not _left_out(expression.when_not_loaded) else NOTHING,
    )


def _left_out(rule: ex.Rule | None) -> bool:
    return rule is not None and rule.kind is ex.RuleKind.SKIP


def ratio_bounds(
    run: Calculation, expression: ex.Arithmetic, left: Node, right: Node, at: Environment
) -> Bounds | None:
    """The exact bounds of n / T where n counts a subset of what T counts (language page, §5); None for other divisions.

    With T certain and n yes/no/unknown = a, b, u; T unknown and n likewise = p, q, r: the least is a / (a+b+u+q+r), the greatest
    (a+u+p+r) / (a+b+u+p+r), and an end that would be 0/0 equals the other.
    """
    counted, total = _plain(expression.left), _plain(expression.right)
    if expression.operator is not Operator.DIVIDE or counted is None or total is None or at.elements:
        return None
    subset, whole = chain_of(run, counted.set), chain_of(run, total.set)
    ruled = counted.rules or total.rules
    if not whole.starts(subset) or ruled or _broken(left) or _broken(right):
        return None
    kinds = {(t, n): 0 for t in (YES, UNKNOWN) for n in (YES, UNKNOWN, NO)}
    for codes, count in elements_of(run, subset, at).counts(at).items():
        depth = len(whole.conditions)
        in_whole, in_subset = min(codes[:depth], default=YES), min(codes[depth:], default=YES)
        if in_whole != NO:
            kinds[(in_whole, in_subset)] += count
    a, u, b = kinds[(YES, YES)], kinds[(YES, UNKNOWN)], kinds[(YES, NO)]
    p, r, q = kinds[(UNKNOWN, YES)], kinds[(UNKNOWN, UNKNOWN)], kinds[(UNKNOWN, NO)]
    least, greatest = (a, a + b + u + q + r), (a + u + p + r, a + b + u + p + r)
    low = Fraction(*least) if least[1] else None
    high = Fraction(*greatest) if greatest[1] else None
    tight = is_tight(run, subset, (), at.period)
    return Bounds(low if low is not None else high, high if high is not None else low, tight)


def _members_of(dimension: Dimension) -> Unloaded:
    return frozenset({NeverLoaded(dimension.title, members=True)})


def _plain(expression: ex.Expression) -> ex.Aggregated | None:
    while isinstance(expression, ex.Named):
        expression = expression.value
    if isinstance(expression, ex.Aggregated) and expression.statistic is Statistic.COUNT:
        return expression
    return None


def _broken(node: Node) -> bool:
    return node.state in (State.ERROR, State.NOT_APPLICABLE) or (node.bounds is not None and node.bounds.high is None)


def completeness(run: Calculation, source: Source, period: Period | None, shown: int = SHOWN) -> Completeness | None:
    """How complete a source is in a period that was loaded; None of one that was not, or of which no rows are expected.

    `shown` is how many of the rows that are not there are named. It is None, too, where more would have to be looked at than `rows-due`
    has, or what says which rows must be there is an error; none are named where those would be too many.
    """
    if source.absence is not Absence.COMPLETE or not source.dimensions:
        return None
    if not run.snapshot.loaded(source.name, period):
        return None
    if period is None and any(run.snapshot.validity.of(dimension) for dimension in source.dimensions):
        return None  # which members are valid depends on when one looks
    if due_at_most(run.snapshot, source) > most("rows-due"):
        return None  # an evaluation says so
    at, due = Environment(period or ANY_PERIOD), due_rows(source)
    snapshot = run.snapshot
    relation = snapshot.tables.relations[source.name]
    if source.expected is None and Frame(snapshot, at.period).sent(relation, period) is not Sent.OTHERS:
        # Each of its rows is one of the combinations that must be there.
        there, undecided = snapshot.rows_in(relation, period), 0
        absent = combinations(snapshot, relation) - there
    else:
        try:
            there, absent, undecided = rows_sent(run, due, at)
        except (WrongUse, ElementError):
            return None
    keys: list[tuple[str, ...]] = []
    if absent and shown:
        last = len(due.conditions) - 1
        wanted = {**dict.fromkeys(range(last), YES), last: NO}
        with suppress(WrongUse):  # how many they are can still be told
            keys = [key for key, _ in elements_of(run, due, at).listed(at, wanted, shown)]
    labels = tuple(snapshot.labels(source.dimensions, key) for key in keys)
    return Completeness(source.name, source.title, period, there + absent, there, undecided, labels)
