"""Small worlds of facts, drawn at random (always the same ones) within what the spec declares: where a counter-example is looked for.

A world has up to three members of each keyed dimension, rows or none for each key, and a number in each cell: the ends of its range
first, then others. Evaluating an expression in it is plain and exact; what is missing or undefined leaves the world out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from iku_dsl import expression as ex
from iku_dsl.interval import Interval
from iku_dsl.program import Column, Program, WeightLevel
from iku_dsl.types import Kind

Value = Fraction | bool | str | date
Division = ex.Arithmetic | ex.Aggregated | ex.Apply
"""Where something is divided: a quotient, an average by weights (by their sum), a `goalpost` (by what lies between its ends)."""
MAX_TRIES = 30


class UndefinedError(Exception):
    """This world has no value there."""


class DividedByZeroError(Exception):
    """A division by zero; `expression` is the one."""

    def __init__(self, expression: Division) -> None:
        super().__init__(expression.text)
        self.expression = expression


@dataclass(frozen=True, slots=True)
class Place:
    """The members at hand, and the source whose row is."""

    keys: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    shift: ex.Shift = ex.SAME
    levels: tuple[WeightLevel, ...] = ()
    own: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)


class Facts:
    """The facts of one small world; `used` are the numbers that were read, in the order of reading."""

    def __init__(self, program: Program, seed: int) -> None:
        self.program, self.seed = program, seed
        self.random = Random(seed)
        self.used: dict[str, tuple[Value, bool]] = {}
        self._members: dict[str, tuple[str, ...]] = {}
        self._rows: dict[tuple[str, ex.Shift, tuple[str, ...]], dict[str, Value] | None] = {}
        self._attributes: dict[tuple[str, str, str], Value] = {}

    def given(self) -> Iterator[tuple[str, ex.Shift, tuple[str, ...], Mapping[str, Value]]]:
        """All rows that there are: source, period read, keys, values."""
        for (source, shift, keys), row in self._rows.items():
            if row is not None:
                yield source, shift, keys, row

    def known_members(self) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
        """All members that were asked for: dimension, member, the attributes that were read."""
        for dimension, members in self._members.items():
            for member in members:
                read = {a: v for (d, a, m), v in self._attributes.items() if (d, m) == (dimension, member)}
                yield dimension, member, read

    def value(self, expression: ex.Expression, at: Place) -> Value:
        """The value of an expression in this world (`model.py`)."""
        raise NotImplementedError

    def members(self, dimension: str) -> tuple[str, ...]:
        """The members of a dimension."""
        if dimension not in self._members:
            declared = self.program.dimensions[dimension]
            if declared.enumerated:
                self._members[dimension] = tuple(member.name for member in declared.members)
            else:
                self._members[dimension] = ("a", "b", "c")[: self.random.choice((0, 1, 1, 2, 2, 3))]
        return self._members[dimension]

    def row(self, source: str, shift: ex.Shift, keys: tuple[str, ...]) -> dict[str, Value] | None:
        """The row of a source, None where there is none."""
        place = (source, shift, keys)
        if place not in self._rows:
            there = self.random.random() < 0.7
            self._rows[place] = self._drawn(source, keys, shift) if there else None
        return self._rows[place]

    def _drawn(self, source: str, keys: tuple[str, ...], shift: ex.Shift) -> dict[str, Value]:
        declared = self.program.sources[source]
        for _ in range(MAX_TRIES):
            row = {name: self._cell(column) for name, column in declared.columns.items()}
            self._rows[(source, shift, keys)] = row
            place = Place(dict(zip(declared.dimensions, keys, strict=True)), source, shift)
            try:
                kept = all(self.value(requirement.condition, place) is True for requirement in declared.requirements)
                kept = kept and all(self._limited(column, row, place) for column in declared.columns.values())
            except (UndefinedError, DividedByZeroError):
                kept = False
            if kept:
                return row
        raise UndefinedError

    def _limited(self, column: Column, row: Mapping[str, Value], place: Place) -> bool:
        if column.limit is None:
            return True
        top, value = self.value(column.limit, place), row[column.name]
        return isinstance(top, Fraction) and isinstance(value, Fraction) and value <= top

    def _cell(self, column: Column) -> Value:
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
                return self._number(column.range, Fraction(1, 10**column.scale))

    def _number(self, interval: Interval, step: Fraction) -> Fraction:
        low = None if interval.low is None else interval.low + (step if interval.low_open else 0)
        high = None if interval.high is None else interval.high - (step if interval.high_open else 0)
        if self.seed == 0 and high is not None:
            return high
        if self.seed == 1 and low is not None:
            return low
        base = low if low is not None else (high - 100 if high is not None else Fraction(-100))
        top = high if high is not None else base + self.random.choice((1, 2, 100, 10_000))
        choices = [base, top, base + (top - base) / 2, base + (top - base) * Fraction(self.random.randrange(0, 11), 10)]
        drawn = self.random.choice(choices)
        return (drawn // step) * step if drawn not in (base, top) else drawn
