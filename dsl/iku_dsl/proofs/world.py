"""Small worlds of facts, drawn at random (always the same ones) within what the spec declares: where a counter-example is looked for.

A world has up to three members of each keyed dimension, rows or none for each key and period, and a number in each cell: the ends of
its range first, then others. Evaluating an expression in it is plain and exact; what is missing or undefined leaves the world out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from iku_dsl import expression as ex
from iku_dsl.budgets import most
from iku_dsl.period import Period
from iku_dsl.program import Absence, Column, Program, Source, WeightLevel
from iku_dsl.readings import reading
from iku_dsl.types import Kind

Value = Fraction | bool | str | date
Division = ex.Arithmetic | ex.Aggregated | ex.Apply
"""Where something is divided: a quotient, an average by weights (by their sum), a `goalpost` (by what lies between its ends)."""
MAX_TRIES = 30
MAX_BACK = 3  # rows that a `syarat` looks back at, one from the other; before them there are none


class UndefinedError(Exception):
    """This world has no value there."""


class MissingError(UndefinedError):
    """There is no row, or no period, to read."""


class DividedByZeroError(Exception):
    """A division by zero; `expression` is the one."""

    def __init__(self, expression: Division) -> None:
        super().__init__(expression.text)
        self.expression = expression


class NoValueError(DividedByZeroError):
    """A root of a number below 0, or a logarithm of one that is not above it; `expression` is the one."""


@dataclass(frozen=True, slots=True)
class Place:
    """The period and the members at hand, and the source whose row is, read at `shift`.

    `home` are the members of the entity, `elements` the dimensions whose member at hand is that of an element of a set.
    """

    period: Period
    keys: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    shift: ex.Shift = ex.SAME
    home: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    levels: tuple[WeightLevel, ...] = ()
    own: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)


class Facts:
    """The facts of one small world; `used` are the numbers that were read, in the order of reading."""

    def __init__(self, program: Program, seed: int, period: Period) -> None:
        self.program, self.seed, self.period = program, seed, period
        self.work, self._most = 0, most("world")
        self.random = Random(seed)
        self.used: dict[str, tuple[Value, bool]] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        self._rows: dict[tuple[str, Period | None, tuple[str, ...]], dict[str, Value] | None] = {}
        self._known_ends: dict[int, tuple[int, int | None, int | None]] = {}
        self._back = 0
        self._attributes: dict[tuple[str, str, str], Value] = {}

    def given(self) -> Iterator[tuple[str, Period | None, tuple[str, ...], Mapping[str, Value]]]:
        """All rows that there are: source, period, keys, values."""
        for (source, period, keys), row in self._rows.items():
            if row is not None:
                yield source, period, keys, row

    def known_members(self) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
        """All members that were asked for: dimension, member, the attributes that were read."""
        for dimension, members in self._members.items():
            for member in members:
                read = {a: v for (d, a, m), v in self._attributes.items() if (d, m) == (dimension, member)}
                yield dimension, member, read

    def value(self, expression: ex.Expression, at: Place) -> Value:
        """The value of an expression in this world (`model.py`)."""
        raise NotImplementedError

    def spend(self, steps: int = 1) -> None:
        """Count pieces of work. Errors: `UndefinedError` where a world has had its share of them, and is left out."""
        self.work += steps
        if self.work > self._most:
            raise UndefinedError

    def members(self, dimension: str) -> tuple[str, ...]:
        """The members of a dimension."""
        if dimension not in self._members:
            declared = self.program.dimensions[dimension]
            if declared.enumerated:
                self._members[dimension] = tuple(member.name for member in declared.members)
            else:
                self._members[dimension] = ("a", "b", "c")[: self.random.choice((0, 1, 1, 2, 2, 3))]
        return self._members[dimension]

    def rows(self, source: Source, at: Period, shift: ex.Shift, keys: tuple[str, ...]) -> list[Period | None]:
        """The periods of a reading in which a source has a row."""
        found = reading(shift, at, source.grain)
        if found is None:
            raise MissingError
        return [period for period in found.periods if self.row(source.name, period, keys) is not None]

    def row(self, source: str, period: Period | None, keys: tuple[str, ...]) -> dict[str, Value] | None:
        """The row of a source, None where there is none."""
        self.spend()
        place = (source, period, keys)
        if place not in self._rows:
            expected = self.program.sources[source].absence is Absence.COMPLETE
            there = (self.random.random() < 0.7 or expected) and self._back < MAX_BACK
            self._rows[place] = None
            if there:
                self._back += 1
                try:
                    self._rows[place] = self._drawn(source, period, keys)
                finally:
                    self._back -= 1
        return self._rows[place]

    def _drawn(self, source: str, period: Period | None, keys: tuple[str, ...]) -> dict[str, Value]:
        declared = self.program.sources[source]
        place = Place(period or self.period, dict(zip(declared.dimensions, keys, strict=True)), source)
        for _ in range(MAX_TRIES):
            row = {name: self._cell(column) for name, column in declared.columns.items()}
            self._rows[(source, period, keys)] = row
            try:
                kept = all(self._let_in(requirement.condition, place) for requirement in declared.requirements)
                kept = kept and all(self._limited(column, row, place) for column in declared.columns.values())
            except (UndefinedError, DividedByZeroError):
                kept = False
            if kept:
                return row
        self._rows[(source, period, keys)] = None
        raise UndefinedError

    def _let_in(self, condition: ex.Expression, place: Place) -> bool:
        """Whether a row keeps a `syarat`: an unknown one lets it pass."""
        try:
            return self.value(condition, place) is True
        except MissingError:
            return True

    def _limited(self, column: Column, row: Mapping[str, Value], place: Place) -> bool:
        if column.limit is None:
            return True
        top, value = self.value(column.limit, place), row[column.name]
        return isinstance(top, Fraction) and isinstance(value, Fraction) and value <= top

    def _cell(self, column: Column) -> Value:
        self.spend()
        match column.type.kind:
            case Kind.TRUTH:
                return self.random.random() < 0.5
            case Kind.CHOICE:
                return self.random.choice(column.type.choices) if column.type.choices else ""
            case Kind.MEMBER:
                known = self.members(column.type.of)
                if not known:
                    raise UndefinedError
                return self.random.choice(known)
            case Kind.DATE:
                return date(2024, 1, 1) + timedelta(days=self.random.randrange(0, 900))
            case Kind.TEXT | Kind.BROKEN:
                return self.random.choice(("x", "y"))
            case Kind.NUMBER:
                return self._number(column)

    def _number(self, column: Column) -> Fraction:
        scale, low, high = self._ends(column)
        if self.seed == 0 and high is not None:
            return Fraction(high, scale)
        if self.seed == 1 and low is not None:
            return Fraction(low, scale)
        base = low if low is not None else high - 100 * scale if high is not None else -100 * scale
        top = high if high is not None else base + self.random.choice((1, 2, 100, 10_000)) * scale
        tenths = self.random.choice((0, 10, 5, self.random.randrange(0, 11)))
        return Fraction(base + (top - base) * tenths // 10, scale)

    def _ends(self, column: Column) -> tuple[int, int | None, int | None]:
        """How many parts of one a column keeps, and its least and its greatest figure in them."""
        if id(column) not in self._known_ends:
            scale, interval = 10**column.scale, column.range
            low = None if interval.low is None else -(-interval.low * scale // 1)
            high = None if interval.high is None else interval.high * scale // 1
            if low is not None and interval.low_open and interval.low == Fraction(low, scale):
                low += 1
            if high is not None and interval.high_open and interval.high == Fraction(high, scale):
                high -= 1
            if low is not None and high is not None and low > high:
                raise UndefinedError
            self._known_ends[id(column)] = scale, low, high
        return self._known_ends[id(column)]
