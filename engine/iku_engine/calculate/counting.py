"""Counts of sets: who is certainly in, who may be, and what a share of one in another may then be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.operators import Operator, Statistic
from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Dimension, WeightLevel
from iku_dsl.records import replace
from iku_engine.arithmetic import shown
from iku_engine.calculate.elements import Elements
from iku_engine.calculate.listing import Listing
from iku_engine.calculate.nodes import missing, never_loaded
from iku_engine.chain import Chain, chain, outer_dimensions
from iku_engine.environment import Environment, reading
from iku_engine.evaluation import Bounds, Node, State
from iku_engine.facts.relations import Relation
from iku_engine.marks import NOT_LOADED_FILLED, RULE, together
from iku_engine.plan import Plan
from iku_engine.reads import cells_read, once
from iku_engine.rests import Rests
from iku_engine.sql.sets import NO, UNKNOWN, YES, Codes
from iku_engine.sql.together import Ask, Together, scan
from iku_engine.unloaded import NOTHING, NeverLoaded, Unloaded
from iku_engine.unloaded import together as all_of

STATEMENT = 150  # steps that a set takes of which statements must be made: 0.6 to 1.5 ms
MOST_SETS = 1_000  # that are remembered of rules that are asked of rows, 60 KB each
_OUTSIDE = ex.Named | ex.Aggregated | ex.IndicatorValue | ex.Weighted | ex.WeightedIndicators


class Counting(Listing):
    """Evaluates counts; chains that share a beginning share their counting."""

    levels: tuple[WeightLevel, ...] = ()

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._chains: dict[int, Chain] = {}
        self._longer: dict[Chain, dict[Chain, None]] = {}  # what is counted, by each beginning of it
        self._elements: dict[tuple[object, ...], Elements] = {}
        self._once: dict[tuple[object, ...], bool] = {}
        self.foreseen: dict[tuple[str, Period], Plan] = {}
        self.read_once: Callable[[ex.Aggregated, Environment], Fraction | None] | None = None  # what needs no statement
        self.few_at_once = (
            False  # of whoever evaluates much and keeps nothing: few sets are remembered, and each counts as work
        )

    # ---- chains

    def follow(self, plan: Plan) -> None:
        """Count as a plan says: a set and its subset by one statement."""
        for count in plan.counts:
            if not self._counts_itself(count.chain):
                for beginning in count.chain.beginnings():
                    self._longer.setdefault(beginning, {})[count.chain] = None

    def _counts_itself(self, found: Chain) -> bool:
        """Whether a condition needs a number of the same elements, which then cannot be read off the chain that has it."""
        parts = (part for condition in found.conditions for part in ex.walk(condition))
        return any(isinstance(part, ex.Aggregated) and self.chain_of(part.set).base == found.base for part in parts)

    def foresee(self, plans: Sequence[tuple[Plan, tuple[str, ...]]]) -> None:
        """Many plans, each with the dimensions of its entities: what looks at the same elements is asked in one statement."""
        scans: dict[tuple[Period, tuple[str, ...], tuple[object, ...]], dict[tuple[object, ...], Ask]] = {}
        for plan, dimensions in plans:
            self.foreseen[(plan.indicator, plan.period)] = plan
            counts = [Ask(count.chain, text="; ".join(count.answers)) for count in plan.counts]
            sums = [
                Ask(one.chain, one.operand, one.by, one.statistic, "; ".join(one.answers))
                for one in plan.sums
                if not one.one_by_one
            ]
            for ask in (*counts, *sums):
                operands = tuple(part for part in (ask.operand, ask.by) if part is not None)
                if any(isinstance(p, _OUTSIDE) for e in (*ask.chain.conditions, *operands) for p in ex.walk(e)):
                    continue
                outer = outer_dimensions(self.program, ask.chain, operands, frozenset(dimensions))
                found = scans.setdefault((plan.period, outer, scan(self.program, ask.chain, outer)), {})
                found.setdefault((ask.chain, id(ask.operand), id(ask.by), ask.statistic), ask)
        for (period, outer, _), asks in scans.items():
            if len(asks) > 1:
                self._share(period, outer, tuple(asks.values()))

    def _share(self, period: Period, outer: tuple[str, ...], asks: tuple[Ask, ...]) -> None:
        at = Environment(period, {})
        if self._no_base(asks[0].chain, ex.Aggregated(Statistic.COUNT, asks[0].chain.base), at) is not None:
            return
        fixed = Rests()

        def given(part: ex.Expression) -> Node:
            with self.noting.kept(fixed):
                return self.node(part, at)

        together = Together(self.program, self.snapshot, period, asks, outer, given)
        for ask in asks:
            place = (ask.chain, period, outer, ())
            if place not in self._elements:
                self._elements[place] = Elements(self.snapshot, ask.chain, outer, at, self.node, self.noting, fixed)
            kind = None if ask.operand is None else (id(ask.operand), id(ask.by), ask.statistic)
            self._elements[place].shared[kind] = (together, ask)

    def chain_of(self, expression: ex.SetExpression) -> Chain:
        """The chain of a set, made once."""
        if id(expression) not in self._chains:
            self._chains[id(expression)] = chain(expression)
        return self._chains[id(expression)]

    def elements(self, found: Chain, at: Environment, operands: tuple[ex.Expression, ...] = ()) -> Elements:
        """The elements of a chain at a place, remembered for all entities."""
        outer = self._outer(found, at, operands)
        outside = any(isinstance(p, _OUTSIDE) for e in (*found.conditions, *operands) for p in ex.walk(e))
        fixed: tuple[object, ...] = ()
        if outside:
            fixed = (tuple(sorted(at.keys.items())), tuple(sorted(at.home.items())), self.levels)
        place = (found, at.period, outer, fixed)
        if place not in self._elements:
            if self.few_at_once:
                self.snapshot.work_out(STATEMENT)
                if len(self._elements) >= MOST_SETS:
                    self._elements.clear()
            self._elements[place] = Elements(self.snapshot, found, outer, at, self.node, self.noting, Rests())
        elements = self._elements[place]
        self.noting.taken(elements.fixed)
        return elements

    def _outer(self, found: Chain, at: Environment, operands: tuple[ex.Expression, ...] = ()) -> tuple[str, ...]:
        return outer_dimensions(self.program, found, operands, frozenset(at.keys), at.elements)

    def tight(self, found: Chain, operands: tuple[ex.Expression, ...], period: Period) -> bool:
        """Whether bounds over a chain are reached: each cell that it reads occurs once."""
        place = (found, operands, period)
        if place not in self._once:
            self._once[place] = once(self.program, found, operands, period)
        return self._once[place]

    def _counts(self, found: Chain, at: Environment) -> Mapping[Codes, int]:
        """The counts of a chain, read off a longer one that starts with it where one was counted in SQL."""
        beginning = Chain(found.base, found.conditions)
        for longer in sorted(self._longer.get(beginning, ()), key=lambda c: -len(c.conditions)):
            if longer != found:
                elements = self.elements(longer, at)
                if elements.queries is not None and elements.outer == self._outer(found, at):
                    shorter: dict[Codes, int] = {}
                    for codes, count in elements.counts(at).items():
                        prefix = codes[: len(found.conditions)]
                        shorter[prefix] = shorter.get(prefix, 0) + count
                    return shorter
        return self.elements(found, at).counts(at)

    def not_loaded(self, found: Chain, expression: ex.Expression, at: Environment) -> Node | None:
        """A set of which it is not known at all who may be in it: nobody has given its base, or what would name its members."""
        return self._no_base(found, expression, at) or self._nobody_named(found, expression, at)

    def _no_base(self, found: Chain, expression: ex.Expression, at: Environment) -> Node | None:
        base = found.base
        if isinstance(base, ex.Members):
            declared = self.program.dimensions[base.dimension]
            if declared.enumerated or self.snapshot.loaded(base.dimension, None):
                return None
            return missing("count", expression, None, unloaded=_members_of(declared))
        relation = self.snapshot.tables.relations[base.source]
        seen = reading(base.shift, at.period, relation.grain)
        if seen is None:
            return missing("count", expression, say("missing.beyond", text=base.text))
        for dimension in relation.dimensions if base.expected else ():
            declared = self.program.dimensions[dimension]
            known = declared.enumerated or self.snapshot.loaded(dimension, None)
            if not known or not self.snapshot.has_members(dimension):
                return missing("count", expression, None, unloaded=_members_of(declared))
        if any(self.snapshot.loaded(base.source, period) for period in seen.periods):
            return None
        absent = missing("count", expression, None, unloaded=never_loaded(relation, *seen.periods))
        counts = isinstance(expression, ex.Aggregated) and expression.statistic is Statistic.COUNT
        return None if base.expected and not counts and self.knows_members(relation) else absent

    def knows_members(self, relation: Relation) -> bool:
        """Whether the members of a source's dimensions are known without its facts."""
        declared = (self.program.dimensions[dimension] for dimension in relation.dimensions)
        return all(one.enumerated or (one.imported and self.snapshot.loaded(one.name, None)) for one in declared)

    def _nobody_named(self, found: Chain, expression: ex.Expression, at: Environment) -> Node | None:
        """Members that facts alone name: a file that has not come may name more, unless a condition keeps the set to one that has."""
        base = found.base
        if not isinstance(base, ex.Members) or not self.program.dimensions[base.dimension].named_by_facts:
            return None
        lacking: list[Unloaded] = []
        if any(self._keeps_to_known(condition, base.dimension, at, lacking) for condition in found.conditions):
            return None
        return missing("count", expression, None, unloaded=all_of(lacking)) if lacking else None

    def _keeps_to_known(
        self, condition: ex.Expression, dimension: str, at: Environment, lacking: list[Unloaded]
    ) -> bool:
        """Whether a condition holds only for members that facts have named already; `lacking` says which have not come."""
        if isinstance(condition, ex.Logic):
            sides = [self._keeps_to_known(c, dimension, at, lacking) for c in (condition.left, condition.right)]
            return any(sides) if condition.operator is Operator.AND else all(sides)
        if not isinstance(condition, ex.HasRow):
            return False
        if not any(isinstance(key, ex.RowKey) and key.dimension == dimension for key in condition.keys):
            return False
        relation = self.snapshot.tables.relations[condition.source]
        seen = reading(condition.shift, at.period, relation.grain)
        if seen is None:
            lacking.append(never_loaded(relation, None))
            return False
        absent = [period for period in seen.periods if not self.snapshot.loaded(condition.source, period)]
        if absent:
            lacking.append(never_loaded(relation, *absent))
        return not absent

    # ---- counts

    def sent(self, due: Chain, at: Environment) -> tuple[int, int, int]:
        """Of the rows that must be there how many are and are not, and of how many that are not it is open whether they must be."""
        there = absent = undecided = 0
        for codes, count in self.elements(due, at).counts(at).items():
            must, is_there = min(codes[:-1], default=YES), codes[-1] == YES
            if must == YES:
                there, absent = there + count * is_there, absent + count * (not is_there)
            elif must == UNKNOWN:
                undecided += count * (not is_there)
        return there, absent, undecided

    def count(self, expression: ex.Aggregated, found: Chain, at: Environment) -> Node:
        """How many elements are in the set; missing where that is not certain of some."""
        counts = self._counts(found, at)
        certain = sum(count for codes, count in counts.items() if min(codes, default=YES) == YES)
        possible = sum(count for codes, count in counts.items() if min(codes, default=YES) == UNKNOWN)
        node = Node(
            "count",
            expression.text,
            label=found.title(len(found.conditions)),
            shown=shown(expression.type),
            groups=self.groups(self.elements(found, at), found, counts, at),
            span=expression.span,
        )
        if not possible:
            return replace(node, value=Fraction(certain))
        elements = self.elements(found, at)
        lacking = elements.unloaded(at)
        unloaded = elements.undecided(at)[1] if expression.rules else possible * bool(lacking)
        rules = ((expression.when_missing, possible - unloaded), (expression.when_not_loaded, unloaded))
        left_out = sum(n for rule, n in rules if rule is not None and rule.kind is ex.RuleKind.SKIP)
        if left_out:
            why = [
                mark for mark, (rule, n) in zip((RULE, NOT_LOADED_FILLED), rules, strict=True) if n and rule is not None
            ]
            node = replace(node, notes=(say("rule.skipped", count=left_out),), marks=together(node.marks, why))
        if left_out == possible:
            return replace(node, value=Fraction(certain))
        still = possible - left_out
        failed = any(n and rule is not None and rule.kind is ex.RuleKind.ERROR for rule, n in rules)
        return replace(
            node,
            state=State.ERROR if failed else State.MISSING,
            reason=say("missing.undecided", count=still, set=found.title(len(found.conditions)) or expression.text),
            bounds=None
            if failed
            else Bounds(Fraction(certain), Fraction(certain + still), self.tight(found, (), at.period)),
            inputs=cells_read(self.program, found, (), at.period),
            unloaded=lacking if unloaded else NOTHING,
        )

    def ratio(self, expression: ex.Arithmetic, left: Node, right: Node, at: Environment) -> Bounds | None:
        """The exact bounds of n / T where n counts a subset of what T counts (language page, §5); None for other divisions.

        With T certain and n yes/no/unknown = a, b, u; T unknown and n likewise = p, q, r: the least is a / (a+b+u+q+r), the greatest
        (a+u+p+r) / (a+b+u+p+r), and an end that would be 0/0 equals the other.
        """
        counted, total = _plain(expression.left), _plain(expression.right)
        if expression.operator is not Operator.DIVIDE or counted is None or total is None or at.elements:
            return None
        subset, whole = self.chain_of(counted.set), self.chain_of(total.set)
        ruled = counted.rules or total.rules
        if not whole.starts(subset) or ruled or _broken(left) or _broken(right):
            return None
        kinds = {(t, n): 0 for t in (YES, UNKNOWN) for n in (YES, UNKNOWN, NO)}
        for codes, count in self.elements(subset, at).counts(at).items():
            depth = len(whole.conditions)
            in_whole, in_subset = min(codes[:depth], default=YES), min(codes[depth:], default=YES)
            if in_whole != NO:
                kinds[(in_whole, in_subset)] += count
        a, u, b = kinds[(YES, YES)], kinds[(YES, UNKNOWN)], kinds[(YES, NO)]
        p, r, q = kinds[(UNKNOWN, YES)], kinds[(UNKNOWN, UNKNOWN)], kinds[(UNKNOWN, NO)]
        least, greatest = (a, a + b + u + q + r), (a + u + p + r, a + b + u + p + r)
        low = Fraction(*least) if least[1] else None
        high = Fraction(*greatest) if greatest[1] else None
        tight = self.tight(subset, (), at.period)
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
