"""Which cells a result can read: columns of a source in a period, pair by pair, from its rules alone, and nothing that merely lies near.

What is read of one source in one period says nothing of another source there: last year's figures against this year's are two pairs.
"""

from __future__ import annotations

from collections.abc import Mapping

from iku_dsl.period import Period
from iku_dsl.program import Derived, Indicator, Program, read_by
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import Absence
from iku_engine.plan.environment import MOST_LOOKS, Part, Place, members_weighed, reading
from iku_engine.plan.meaning import every_part, relations_read
from iku_engine.plan.plan import expected_set
from iku_engine.plan.reach import MOST_PLACES

Columns = frozenset[str] | None  # None: all of them
Cells = Mapping[tuple[str, int | None], Columns]  # by relation and ordinal of a period (0 without one; None: every one)
Shifts = Mapping[str, ex.Shift]  # of the rows at hand, by their source


def cells_read(program: Program, indicator: str, period: Period | None) -> Cells:
    """The cells that an indicator can read in a period, also by way of others; a dimension's are those of its members.

    Where they are too many to follow, all of whatever it reads in any period.
    """
    walk = _Walk(program)
    if period is not None and walk.follow(indicator, period):
        return {place: frozenset(columns) for place, columns in walk.found.items()}
    return {(name, None): None for name in relations_read(program, [indicator])}


class _Walk:
    """What was found so far."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.found: dict[tuple[str, int | None], set[str]] = {}
        self._places: list[Place] = []
        self._rules: list[tuple[Part, Period, str]] = []
        self._behind: set[tuple[int, Period]] = set()

    def follow(self, name: str, period: Period) -> bool:
        """An indicator in a period, and all that it is made of; whether that could be followed to its end."""
        self._places.append((name, period))
        seen, looks = set[Place](), 0
        while self._places or self._rules:
            if len(seen) > MOST_PLACES or looks > MOST_LOOKS:
                return False
            if self._rules:
                looks += self._rule(*self._rules.pop())
                continue
            place = self._places.pop()
            version = self.program.version(*place) if place not in seen else None
            seen.add(place)
            if version is not None:
                self._version(version, place[1])
        return True

    def _version(self, version: Indicator, period: Period) -> None:
        weighed = (level.dimension for level in version.levels if level.dimension is not None)
        for dimension in (*version.dimensions, *weighed):
            self._members(dimension)
        self._rules += [(one, period, "") for one in read_by(version)]
        self._places += members_weighed(version, period)

    def _once(self, rule: Part, period: Period, source: str = "") -> None:
        """What many parts lead to: columns that are worked out (of a row of a `source`), and which rows must be there."""
        if (id(rule), period) not in self._behind:
            self._behind.add((id(rule), period))
            self._rules.append((rule, period, source))

    def _rule(self, rule: Part, period: Period, source: str) -> int:
        """Every part of a rule, each with the rows that are at hand there; how many there are."""
        stack: list[tuple[Part, Shifts]] = [(rule, {source: ex.SAME} if source else {})]
        looks = 0
        while stack:
            part, rows = stack.pop()
            looks += 1
            base = part
            while not isinstance(base, ex.Rows) and (inside := getattr(base, "set", None)) is not None:
                base = inside
            if isinstance(base, ex.Rows):
                rows = {**rows, base.source: base.shift}
            self._part(part, period, rows)
            stack += [(one, rows) for one in ex.parts(part)]
        return looks

    def _part(self, part: Part, period: Period, rows: Shifts) -> None:
        match part:
            case ex.ColumnValue() | ex.HasRow() | ex.IsExpected() | ex.Rows():
                self._source(part, part.shift, period)
            case ex.OwnColumn():
                self._source(part, rows.get(part.source, ex.SAME), period)
            case ex.AttributeValue():
                self._members(part.dimension, part.attribute)
            case ex.Members():
                self._members(part.dimension)
            case ex.IndicatorValue():
                grain = self.program.indicators[part.indicator][0].grain
                looked = reading(part.shift, period, grain)
                self._places += [(part.indicator, one) for one in (looked.periods if looked else ()) if one is not None]
            case _:
                pass

    def _source(
        self,
        part: ex.ColumnValue | ex.OwnColumn | ex.HasRow | ex.IsExpected | ex.Rows,
        shift: ex.Shift,
        period: Period,
    ) -> None:
        source = self.program.sources.get(part.source)
        if source is None:
            return  # a profile's own
        looked = reading(shift, period, source.grain)
        column = part.column if isinstance(part, ex.ColumnValue | ex.OwnColumn) else ""
        declared = source.columns.get(column) or source.derived.get(column)
        expected = source.expected if isinstance(part, ex.Rows) and part.expected else expected_set(self.program, part)
        for dimension in source.dimensions:
            if source.absence is Absence.COMPLETE or not self.program.dimensions[dimension].named_by_facts:
                self._members(dimension)  # a row is due of each, or counts while its member is valid
        for one in looked.periods if looked is not None else ():
            place = source.name, one.ordinal if one is not None else 0
            self._add(place, "" if isinstance(declared, Derived) else column)
            if expected is not None:
                self._once(expected, one or period)
            if isinstance(declared, Derived):
                self._once(declared.value, one or period, source.name)
            elif declared is not None and declared.limit is not None:
                self._once(declared.limit, one or period, source.name)
        if declared is not None and any(rule.kind is ex.RuleKind.LAST for rule in declared.rules):
            self._ever(source.name, column, declared.value if isinstance(declared, Derived) else None)

    def _ever(self, source: str, column: str, value: ex.Expression | None) -> None:
        """A column whose last figure counts may be read in any period, with all that it is worked out from."""
        self._add((source, None), "" if value is not None else column)
        for part in every_part(self.program, value) if value is not None else ():
            name = getattr(part, "source", "")
            if name in self.program.sources:
                self._add((name, None), getattr(part, "column", ""))

    def _members(self, dimension: str, attribute: str = "") -> None:
        declared = self.program.dimensions[dimension]
        if declared.key:
            for column in (attribute, *declared.validity):
                self._add((dimension, None), column)

    def _add(self, place: tuple[str, int | None], column: str) -> None:
        self.found.setdefault(place, {""}).add(column)
