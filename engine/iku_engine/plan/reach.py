"""Which periods and rows a result rests on: those that were read for it, and those that its rules can name at all.

What can be named is known from the rules alone, without looking at facts; what was read has its marks with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import Absence
from iku_engine.plan.environment import MOST_LOOKS, Part, Place
from iku_engine.plan.looks import Looks, Node
from iku_engine.plan.meaning import every_part, relations_read
from iku_engine.results.beside import Mark, PeriodRead


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


def own_reads(looks: Looks, indicator: Indicator, period: Period) -> frozenset[PeriodRead]:
    """What the statements of an indicator itself may read in a period; what they read of other indicators belongs to those.

    `looks` are those of their `own`, as are those of `reads_of`.
    """
    found = {PeriodRead(name) for name in indicator.dimensions if looks.program.dimensions[name].imported}
    return frozenset(found.union(reads_of(looks, indicator, period)))


def reads_of(looks: Looks, rule: Part | Indicator, period: Period) -> Iterator[PeriodRead]:
    """What a rule may read in a period, of sources and of dimensions with a file; indicators that it names read for themselves.

    In place of a dimension without a file stand all sources that name its members.
    """
    program = looks.program
    for look in looks.walk([looks.node(rule, period)]).looks:
        dimension = program.dimensions.get(look.relation)
        if dimension is None:
            yield PeriodRead(look.relation, look.period if isinstance(look.period, Period) else None)
        elif dimension.imported:
            yield PeriodRead(look.relation)
        elif dimension.named_by_facts:
            yield from (PeriodRead(one.name) for one in program.sources.values() if look.relation in one.dimensions)


MOST_LOOKS_OF_READERS = 20 * MOST_LOOKS  # each reader is worked out after that, which takes longer than to look
NEAR = 10  # years around one with facts whose results are looked at
Periods = frozenset[int] | None  # ordinals at the source's own grain (0 without one); None: all of them
Columns = frozenset[str] | None  # None: all of them
Cells = Mapping[tuple[str, int | None], Columns]  # by relation and ordinal of a period (0 without one; None: every one)


def reach(program: Program, asked: Iterable[Place]) -> Mapping[str, Periods]:
    """By source, the periods that some indicators in some periods can read; a source that none reads is not there."""
    walked = Looks(program).walk(asked)
    if not walked.whole:
        return everything(program)
    found: dict[str, set[int] | None] = {}
    for look in walked.looks:
        if look.relation in program.sources:
            periods = found.setdefault(look.relation, set())
            if look.ordinal is None:
                found[look.relation] = None
            elif periods is not None:
                periods.add(look.ordinal)
    return {name: frozenset(periods) if periods is not None else None for name, periods in found.items()}


def readers(
    program: Program, asked: Iterable[Place], source: str, ordinal: int | None, years: range
) -> frozenset[Place]:
    """The indicators, each in a period, that can read a source in one of its periods (None: in any), some by way of others.

    Each rule is looked at once in a period, however many rest on it; places outside of some years are not. Where there are too many of
    them to look at, all that were asked may read it.
    """
    looks, parts = Looks(program), 0
    above: dict[Node, list[Node]] = {place: [] for place in asked}
    found, direct = set[Node](), list[Node]()
    waiting = list(above)
    while waiting:
        if parts > MOST_LOOKS_OF_READERS:
            return frozenset(asked)
        node = waiting.pop()
        if isinstance(node[0], str) and node[1].year not in years:
            continue
        step = looks.step(node)
        parts += step.parts
        if any(one.relation == source and (ordinal is None or one.ordinal in (ordinal, None)) for one in step.looks):
            direct.append(node)
        for below in step.below:
            if below not in above:
                above[below] = []
                waiting.append(below)
            above[below].append(node)
    while direct:
        node = direct.pop()
        if node not in found:
            found.add(node)
            direct += above.get(node, ())
    return frozenset((name, period) for name, period in found if isinstance(name, str))


def cells_read(program: Program, indicator: str, period: Period | None) -> Cells:
    """The cells that an indicator can read in a period, also by way of others, pair by pair; a dimension's are those of its members.

    What is read of one source in one period says nothing of another source there: last year's figures against this year's are two pairs.
    Where they are too many to follow, all of whatever it reads in any period.
    """
    walked = Looks(program).walk([(indicator, period)] if period is not None else [])
    if period is None or not walked.whole:
        return {(name, None): None for name in relations_read(program, [indicator])}
    members: dict[str, None] = {}  # of which it matters when they are valid
    for version, _ in walked.versions:
        members.update(dict.fromkeys(version.dimensions))
        members.update((level.dimension, None) for level in version.levels if level.dimension is not None)
    found: dict[tuple[str, int | None], set[str]] = {}
    for look in walked.looks:
        source = program.sources.get(look.relation)
        if source is None:
            members[look.relation] = None
        elif source.absence is Absence.COMPLETE:  # a row is due of each
            members.update(dict.fromkeys(source.dimensions))
        else:  # a row counts while its member is valid
            members.update((name, None) for name in source.dimensions if not program.dimensions[name].named_by_facts)
        if source is not None or program.dimensions[look.relation].key:
            found.setdefault((look.relation, look.ordinal), {""}).add(look.column)
    for name in members:
        if program.dimensions[name].key:
            found.setdefault((name, None), {""}).update(program.dimensions[name].validity)
    return {place: frozenset(columns) for place, columns in found.items()}


def everything(program: Program) -> Mapping[str, Periods]:
    """All periods of all sources."""
    return dict.fromkeys(program.sources)


def rules_of(program: Program, sources: Iterable[str]) -> Mapping[str, Periods]:
    """The sources that the rules of some sources' rows speak of, themselves among them; all periods of each."""
    found: dict[str, Periods] = {}
    for name in sources:
        source = program.sources.get(name)
        if source is None:
            continue
        found[name] = None
        limits = [column.limit for column in source.columns.values() if column.limit is not None]
        for rule in (*(one.condition for one in (*source.requirements, *source.checks)), *limits):
            found.update(dict.fromkeys(_read(every_part(program, rule))))
    return {name: periods for name, periods in found.items() if name in program.sources}


def together(*reached: Mapping[str, Periods]) -> Mapping[str, Periods]:
    """What is in any of them."""
    found: dict[str, Periods] = {}
    for one in reached:
        for name, periods in one.items():
            before = found.get(name, frozenset())
            found[name] = None if periods is None or before is None else before | periods
    return found


def _read(parts: Iterable[ex.Expression | ex.SetExpression]) -> list[str]:
    kinds = (ex.ColumnValue, ex.OwnColumn, ex.HasRow, ex.IsExpected, ex.Rows)
    return [part.source for part in parts if isinstance(part, kinds)]


def history(program: Program, years: Collection[int]) -> list[int]:
    """The years of a store's history: those with facts, and those between that are near to some, or that read some by a shift.

    A mistyped year 1025 has no thousand years of results after it.
    """
    near = max(NEAR, *(_years(part) for versions in program.indicators.values() for part in _parts(versions)), 0)
    found: set[int] = set()
    for year in years:
        found.update(range(max(year - near, min(years)), min(year + near, max(years)) + 1))
    return sorted(found)


def gaps(years: Sequence[int]) -> Iterator[Text]:
    """What is said of years between those of a history (`years`, in order), which nobody looks at."""
    for one, later in pairwise(years):
        if later > one + 1:
            yield say("history-gap", first=str(one + 1), last=str(later - 1))


def _parts(versions: Iterable[Indicator]) -> Iterator[ex.Expression | ex.SetExpression]:
    return (part for version in versions for one in expressions(version) for part in ex.walk(one))


def _years(part: ex.Expression | ex.SetExpression) -> int:
    """How many years away a part of an expression reads."""
    shift = getattr(part, "shift", ex.SAME)
    return -(-abs(shift.steps) // shift.grain.per_year) if shift.grain is not None else 0
