"""Where rules lead: their parts that name something declared, each once, however often it is named and in however many periods one asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_engine.plan.environment import reading

Part = ex.Expression | ex.SetExpression
Place = tuple[str, Period]
MOST_LOOKS = 200_000  # parts looked at in all places together, where places that have no end are followed

_WHERETO: Mapping[type, Callable[[Any], object]] = {
    ex.ColumnValue: attrgetter("source", "column", "shift", "consolidation"),
    ex.OwnColumn: attrgetter("source", "column", "consolidation"),
    ex.HasRow: attrgetter("source", "shift"),
    ex.IsExpected: attrgetter("source", "shift"),
    ex.Rows: attrgetter("source", "shift"),
    ex.AttributeValue: attrgetter("dimension", "attribute"),
    ex.Members: attrgetter("dimension"),
    ex.IndicatorValue: attrgetter("indicator", "part", "shift"),
    ex.WeightedIndicators: attrgetter("part"),
    ex.Lookup: attrgetter("table"),
    ex.Classify: attrgetter("scale"),
}


def leading(rules: Iterable[Part]) -> tuple[Part, ...]:
    """The parts of some rules that lead beyond them: of those that lead to the same the first, of other indicators the last.

    Indicators are put on a stack, from which the last comes first: so they are met in the order in which all of them would be.
    """
    found: dict[object, Part] = {}
    for part in (part for rule in rules for part in ex.walk(rule)):
        kind = type(part)
        whereto = _WHERETO.get(kind)
        if whereto is None:
            continue
        key = kind, whereto(part)
        if kind is ex.IndicatorValue:
            found.pop(key, None)
        found.setdefault(key, part)
    return tuple(found.values())


class Dependencies:
    """Where the rules of a program lead; each is walked over once, and held, so that its number stays its own."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, tuple[Part, ...]]] = {}

    def of(self, rule: Part | Indicator) -> tuple[Part, ...]:
        """Where a rule leads, or all those of a version of an indicator that its result depends on."""
        known = self._known.get(id(rule))
        if known is None:
            found = leading(expressions(rule) if isinstance(rule, Indicator) else (rule,))
            known = self._known[id(rule)] = (rule, found)
        return known[1]

    def made_of(self, program: Program, version: Indicator, period: Period) -> Iterator[Place]:
        """The indicators that a version names, each in the periods that it reads them in."""
        for part in self.of(version):
            if isinstance(part, ex.IndicatorValue) and part.indicator in program.indicators:
                looked = reading(part.shift, period, program.indicators[part.indicator][0].grain)
                yield from ((part.indicator, one) for one in (looked.periods if looked else ()) if one is not None)
        yield from members_weighed(version, period)


def members_weighed(version: Indicator, period: Period) -> Iterator[Place]:
    """The indicators that a version weighs, in its own period."""
    return ((w.member, period) for level in version.levels if level.dimension is None for w in level.weights)
