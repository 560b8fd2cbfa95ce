"""What rules can look at, known from the rules alone: one walk over them, for all who ask which facts, periods or columns may be read.

A rule is looked through once in each period, however many lead to it, and says what is behind it: columns that are worked out, upper
ends, rows that must be there, other indicators.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex
from iku_dsl.records import record, replace
from iku_engine.plan.environment import MOST_LOOKS, Dependencies, Part, reading
from iku_engine.plan.plan import expected_set

EVER: Literal["ever"] = "ever"  # in place of a period: any
MOST_PLACES = 2_000  # indicators and periods followed; an indicator that needs its own past has no end
Node = tuple[int | str, Period]  # a rule by its number, or an indicator by its name, in a period


class Look(NamedTuple):
    """A column that can be looked at in a period (None: it has none), without a column the row itself; members are there `EVER`."""

    relation: str
    column: str
    period: Period | Literal["ever"] | None

    @property
    def ordinal(self) -> int | None:
        """The number of its period (0 without one); None: every one."""
        if isinstance(self.period, Period):
            return self.period.ordinal
        return 0 if self.period is None else None


class Step(NamedTuple):
    """What a rule itself looks at in a period, what is below that, and how many parts said so."""

    looks: tuple[Look, ...] = ()
    below: tuple[Node, ...] = ()
    parts: int = 0


NOTHING = Step()


@record
class Walked:
    """All that was looked at from some rules on, the versions of indicators among them; and whether all was, as it was not too much."""

    looks: Collection[Look]
    versions: tuple[tuple[Indicator, Period], ...]
    whole: bool


class Looks:
    """What the rules of a program look at; where each leads is remembered, also between those who ask.

    Of their `own` it is what they look at themselves, where every figure is there: no other indicators, no upper ends, no last figures.
    Targets and achievements are those of the `judged` indicators, of all where it is None.
    """

    def __init__(self, program: Program, *, own: bool = False, judged: Collection[str] | None = None) -> None:
        self.program, self.leads = program, Dependencies()
        self._own, self._judged = own, judged
        self._rules: dict[int, Part | Indicator] = {}  # each is held, so that its number stays its own
        self._valued: dict[int, Indicator] = {}

    def node(self, rule: Part | Indicator, period: Period) -> Node:
        """A rule in a period."""
        self._rules[id(rule)] = rule
        return id(rule), period

    def walk(self, nodes: Iterable[Node]) -> Walked:
        """What some rules or indicators look at, and all that is below; of other indicators not more than the bounds allow."""
        found: dict[Look, None] = {}
        versions: list[tuple[Indicator, Period]] = []
        waiting, seen, places, parts = list(nodes), set[Node](), 0, 0
        while waiting:
            if not self._own and (places > MOST_PLACES or parts > MOST_LOOKS):
                return Walked(found, tuple(versions), whole=False)
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if isinstance(node[0], str):
                places += 1
                version = self.program.version(node[0], node[1])
                versions += [(version, node[1])] if version is not None else ()
            step = self.step(node)
            parts += step.parts
            found.update(dict.fromkeys(step.looks))
            waiting += [one for one in step.below if one not in seen]
        return Walked(found, tuple(versions), whole=True)

    def step(self, node: Node) -> Step:
        """What a rule or an indicator looks at itself."""
        rule, period = self._rule(node), node[1]
        if rule is None:
            return NOTHING
        leads = self.leads.of(rule)
        looks: list[Look] = []
        below: list[Node] = []
        for part, shift in leads:
            match part:
                case ex.ColumnValue() | ex.OwnColumn() | ex.HasRow() | ex.IsExpected() | ex.Rows():
                    found, behind = self._of_source(part, shift, period)
                    looks += found
                    below += behind
                case ex.AttributeValue():
                    looks.append(Look(part.dimension, part.attribute, EVER))
                case ex.Members():
                    looks.append(Look(part.dimension, "", EVER))
                case _:
                    pass
        if isinstance(rule, Indicator) and rule.ranking is not None and rule.ranking.among is not None:
            below.append(self.node(rule.ranking.among, period))
        if not self._own:
            below += self.leads.made_of(self.program, rule, period)
        return Step(tuple(looks), tuple(below), len(leads))

    def _rule(self, node: Node) -> Part | Indicator | None:
        what, period = node
        if isinstance(what, int):
            return self._rules[what]
        version = self.program.version(what, period)
        if version is None or self._judged is None or what in self._judged:
            return version
        if id(version) not in self._valued:
            self._valued[id(version)] = replace(version, targets=(), achievement=None)
        return self._valued[id(version)]

    def _of_source(
        self, part: ex.ColumnValue | ex.OwnColumn | ex.HasRow | ex.IsExpected | ex.Rows, shift: ex.Shift, period: Period
    ) -> tuple[list[Look], list[Node]]:
        source = self.program.sources.get(part.source)
        if source is None:
            return [], []  # a profile's own
        column = part.column if isinstance(part, ex.ColumnValue | ex.OwnColumn) else ""
        stored, derived = source.columns.get(column), source.derived.get(column)
        looked = reading(shift, period, source.grain)
        periods = looked.periods if looked is not None else ()
        looks = [Look(source.name, column if derived is None else "", one) for one in periods]
        rules = [expected_set(self.program, part), derived.value if derived is not None else None]
        if stored is not None and not self._own:
            rules.append(stored.limit)
            if any(rule.kind is ex.RuleKind.LAST for rule in stored.rules):
                looks.append(Look(source.name, column, EVER))
        if isinstance(part, ex.Rows):  # a row counts for a member that is valid
            named = self.program.dimensions
            looks += [Look(name, "", EVER) for name in source.dimensions if not named[name].named_by_facts]
        return looks, [self.node(rule, one or period) for rule in rules if rule is not None for one in periods]
