"""What a result rests on: which periods of which sources were read for it, and which marks came up on the way.

Whoever evaluates something begins a note of it, and what is evaluated meanwhile is noted there; so nothing that a value depends on can be
forgotten by an operation in between. What is remembered for others keeps its note, which is added to that of whoever takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program, read_by
from iku_dsl.program import expression as ex
from iku_engine.plan.dependencies import Dependencies, Part
from iku_engine.plan.environment import reading
from iku_engine.plan.set_chain import expected_set
from iku_engine.results.beside import PeriodRead
from iku_engine.results.marks import Mark


@dataclass(slots=True)
class Rests:
    """A note: what was read, and the marks, each once in the order in which they came."""

    reads: dict[PeriodRead, None] = field(default_factory=dict)
    marks: dict[Mark, None] = field(default_factory=dict)

    def add(self, reads: Iterable[PeriodRead], marks: Iterable[Mark]) -> None:
        """Note more."""
        self.reads.update(dict.fromkeys(reads))
        self.marks.update(dict.fromkeys(marks))


class Noting:
    """The notes that are being taken, the innermost last."""

    def __init__(self) -> None:
        self._open: list[Rests] = []

    def add(self, reads: Iterable[PeriodRead] = (), marks: Iterable[Mark] = ()) -> None:
        """Something was read, or came up."""
        if self._open:
            self._open[-1].add(reads, marks)

    def taken(self, rests: Rests) -> None:
        """Something is used that was noted before."""
        self.add(rests.reads, rests.marks)

    @property
    def open(self) -> Rests:
        """The note that is being taken."""
        return self._open[-1] if self._open else Rests()

    @contextmanager
    def kept(self, rests: Rests) -> Iterator[None]:
        """What comes meanwhile is noted there, to be used again, and by whoever asks now."""
        with self.into(rests):
            yield
        self.taken(rests)

    @contextmanager
    def into(self, rests: Rests) -> Iterator[None]:
        """What comes meanwhile is noted there."""
        self._open.append(rests)
        try:
            yield
        finally:
            self._open.pop()


def own_reads(
    program: Program, indicator: Indicator, period: Period, dependencies: Dependencies
) -> frozenset[PeriodRead]:
    """What the statements of an indicator itself may read in a period; what they read of other indicators belongs to those.

    `dependencies` knows where rules lead that it was asked about before.
    """
    found = {PeriodRead(name) for name in indicator.dimensions if program.dimensions[name].imported}
    for expression in read_by(indicator):
        found.update(reads_of(program, expression, period, dependencies))
    return frozenset(found)


def reads_of(program: Program, expression: Part, period: Period, dependencies: Dependencies) -> Iterator[PeriodRead]:
    """What an expression may read in a period, of sources and of dimensions with a file; indicators that it names read for themselves."""
    parts = dependencies.of(expression)
    rows = [part for part in parts if isinstance(part, ex.Rows)]
    for part in parts:
        yield from _of_expected(program, part, period, dependencies)
        match part:
            case ex.OwnColumn():  # of rows that may be those of another period
                shifts = {one.shift: None for one in rows if one.source == part.source} or (ex.SAME,)
                for shift in shifts:
                    yield from _of_source(program, part, shift, period, dependencies)
            case ex.ColumnValue() | ex.HasRow() | ex.IsExpected() | ex.Rows():
                yield from _of_source(program, part, part.shift, period, dependencies)
            case ex.AttributeValue() | ex.Members():
                yield from _of_dimension(program, part.dimension)
            case _:
                pass


def _of_source(
    program: Program,
    part: ex.ColumnValue | ex.OwnColumn | ex.HasRow | ex.IsExpected | ex.Rows,
    shift: ex.Shift,
    period: Period,
    dependencies: Dependencies,
) -> Iterator[PeriodRead]:
    source = program.sources.get(part.source)
    if source is None:
        return  # a profile's own
    looked = reading(shift, period, source.grain)
    derived = source.derived.get(part.column) if isinstance(part, ex.ColumnValue | ex.OwnColumn) else None
    for read in looked.periods if looked is not None else ():
        yield PeriodRead(source.name, read)
        if derived is not None:
            yield from reads_of(program, derived.value, read or period, dependencies)
    if isinstance(part, ex.Rows):  # a row counts for a member that is valid
        yield from (PeriodRead(name) for name in source.dimensions if program.dimensions[name].imported)


def _of_expected(program: Program, part: Part, period: Period, dependencies: Dependencies) -> Iterator[PeriodRead]:
    """What says which rows of a source must be there."""
    expected = expected_set(program, part)
    if expected is None or not isinstance(part, ex.IsExpected | ex.ColumnValue | ex.OwnColumn):
        return
    shift = ex.SAME if isinstance(part, ex.OwnColumn) else part.shift
    looked = reading(shift, period, program.sources[part.source].grain)
    for read in looked.periods if looked is not None else ():
        yield from reads_of(program, expected, read or period, dependencies)


def _of_dimension(program: Program, name: str) -> Iterator[PeriodRead]:
    """A dimension's file, or all sources that name its members where it needs none."""
    dimension = program.dimensions[name]
    if dimension.imported:
        yield PeriodRead(name)
    elif dimension.named_by_facts:
        yield from (PeriodRead(source.name) for source in program.sources.values() if name in source.dimensions)
