"""The figures that a result was read from: each a lever, with those that it can be, or unmoved, with the reason why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.program import Column, expressions
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind
from iku_engine.arithmetic.nodes import interval_of, shown
from iku_engine.calculate.counting import elements_of
from iku_engine.database.stored import missing_interval
from iku_engine.indicators.evaluator import Place
from iku_engine.plan.environment import meets
from iku_engine.plan.plan import Chain
from iku_engine.results.evaluation import Cell, Node, Scalar, Shown, State
from iku_engine.seek.counterfactual import Counterfactual
from iku_engine.worlds import supposing
from iku_engine.worlds.readings import OVER, CellRead, SetRead, closure, looks_into


@dataclass(frozen=True, slots=True)
class Lever:
    """One figure that can be moved: `now` is None where it is missing (`node.reason` says why).

    Numbers lie on the multiples of 1/`parts` from `low` to `high` (positions; None: no end); else `choices` are what it can be, the
    worst first. `group` is what is moved together: the column, or the sets of the indicator.
    """

    identity: Cell
    ref: str = field(compare=False)
    label: str = field(compare=False)
    kind: Literal["cell", "count", "sum"] = field(compare=False)
    node: Node = field(compare=False)
    shown: Shown = field(compare=False)
    parts: int = field(default=1, compare=False)
    low: int | None = field(default=None, compare=False)
    high: int | None = field(default=None, compare=False)
    choices: tuple[Scalar, ...] = field(default=(), compare=False)
    group: str = field(default="", compare=False)
    read: CellRead | None = field(default=None, compare=False)
    over: SetRead | None = field(default=None, compare=False)

    @property
    def now(self) -> Scalar:
        """What it is."""
        return self.node.value if self.node.state is State.VALUE else None

    @property
    def numeric(self) -> bool:
        """Whether it is a number, so that an interval of it means something."""
        return not self.choices

    @property
    def place(self) -> Fraction | None:
        """The position on which it stands; between two where its figure has more decimals than its column now keeps."""
        if self.now is None:
            return None
        if isinstance(self.now, Fraction):
            return self.now * self.parts
        return Fraction(self.choices.index(self.now))

    def at(self, position: int) -> Scalar:
        """What it is on a position."""
        return self.choices[position] if self.choices else Fraction(position, self.parts)

    def between(self, first: int | None, last: int | None) -> Interval:
        """Anywhere from one position to another; of a choice, anywhere at all."""
        if self.choices:
            return EVERYTHING
        low = Fraction(first, self.parts) if first is not None else None
        return Interval(low, Fraction(last, self.parts) if last is not None else None)

    @property
    def room(self) -> int | None:
        """How many steps there are from one end of its range to the other; None: no end."""
        return None if self.low is None or self.high is None else self.high - self.low

    def base(self, sign: int) -> int | None:
        """The position that changes upwards (1) or downwards (-1) are counted from; of a missing one, one beyond its other end."""
        if self.place is not None:
            return floor(self.place) if sign > 0 else ceil(self.place)
        end = self.low if sign > 0 else self.high
        return None if end is None else end - sign

    def end(self, sign: int) -> int | None:
        """The last position in a direction."""
        return self.high if sign > 0 else self.low


def levers_of(counterfactual: Counterfactual, place: Place) -> tuple[Lever, ...]:
    """All levers of a result that `as_is` has given, in the order in which they were read.

    A cell that a set reads as well is none: a change of it would have to be asked of the facts anew. Neither is a row that is not
    there where something asks whether it is, nor a published value that has not come yet, nor a date or a text.
    """
    found: dict[Cell, Lever] = {}
    among, asked = looked_at_by_sets(counterfactual, place)
    sets = [one for readings in closure(counterfactual.readings, place, beside=False) for one in readings.sets.values()]
    names = _names(counterfactual, place)
    for readings in closure(counterfactual.readings, place, beside=False):
        for one in readings.cells.values():
            lever = _of_cell(counterfactual, one, place)
            if lever is not None and not _stays(lever, one, among, asked):
                found.setdefault(one.identity, lever)
        for over in readings.sets.values():
            made = _of_set(counterfactual, over, sets, names)
            if made is not None and (made.room is None or made.room >= 0) and not meets(over.identity, among):
                found.setdefault(over.identity, made)
    return tuple(found.values())


def looked_at_by_sets(counterfactual: Counterfactual, place: Place) -> tuple[frozenset[Cell], set[str]]:
    """The cells that the sets below a result read, and the relations of which a rule asks whether they have a row."""
    every = list(closure(counterfactual.readings, place))
    return frozenset().union(*(one.among for one in every)), set().union(*(one.asked for one in every))


def _stays(lever: Lever, one: CellRead, among: frozenset[Cell], asked: set[str]) -> bool:
    absent = one.node.fact is None and (one.relation.name in asked or looks_into(among, one))
    return absent or (lever.room is not None and lever.room < 0) or meets(one.identity, among)


def _names(counterfactual: Counterfactual, place: Place) -> dict[str, ex.Named]:
    """What the lets of the indicators are called, by the text of their value."""
    found: dict[str, ex.Named] = {}
    for readings in closure(counterfactual.readings, place, beside=False):
        version = counterfactual.program.version(readings.place[0], readings.place[1])
        for let in version.lets.values() if version is not None else ():
            if isinstance(let.value, ex.Aggregated):
                found.setdefault(let.value.text, ex.Named(let.name, let.label, let.value, type=let.value.type))
    return found


# ---- cells


def grid_of(column: Column) -> int:
    """How many parts of one a figure may be written in: the decimals that its column keeps."""
    return int(10**column.scale)


def _of_cell(counterfactual: Counterfactual, one: CellRead, place: Place) -> Lever | None:
    if one.node.state not in (State.VALUE, State.MISSING):
        return None
    column = one.column
    group = f"{one.relation.name}.{column.name}"
    common = Lever(
        one.identity,
        reference(one, place),
        label_of(one, place),
        "cell",
        one.node,
        shown(column.type),
        group=group,
        read=one,
    )
    match column.type.kind:
        case Kind.NUMBER:
            low, high = _ends(counterfactual.range_of(one), column)
            return replace(common, parts=grid_of(column), low=low, high=high)
        case Kind.TRUTH:
            return _choosing(common, (False, True))
        case Kind.CHOICE:
            return _choosing(common, tuple(reversed(column.type.choices)))
        case Kind.DATE | Kind.TEXT | Kind.MEMBER | Kind.BROKEN:
            return None


def _ends(interval: Interval, column: Column) -> tuple[int | None, int | None]:
    """The first and last position in a range, the open ends of the column left out."""
    own = missing_interval(column)
    low, high = interval.low, interval.high
    if own.high is not None and (high is None or high > own.high):
        high = own.high
    first = ceil(low * grid_of(column)) if low is not None else None
    return first, floor(high * grid_of(column)) if high is not None else None


def _choosing(lever: Lever, choices: tuple[Scalar, ...]) -> Lever | None:
    if not choices or (lever.now is not None and lever.now not in choices):
        return None
    return replace(lever, low=0, high=len(choices) - 1, choices=choices)


def label_of(one: CellRead, place: Place) -> str:
    """What people call a cell, with its period where it is another one."""
    label = one.node.label if one.keys else f"{one.node.label} · {one.relation.label}"
    return label if one.period is None or one.period == place[1] else f"{label} · {one.period}"


def reference(one: CellRead, place: Place) -> str:
    """`lke.jawaban["perencanaan", "kualitas"]`, with the period where it is another one: `[2024]`."""
    period = one.period if one.period != place[1] else None
    return supposing.reference(one.relation.name, one.column.name, one.keys, period)


# ---- counts and sums


def _of_set(
    counterfactual: Counterfactual, one: SetRead, others: list[SetRead], names: dict[str, ex.Named]
) -> Lever | None:
    if one.node.state not in (State.VALUE, State.MISSING):
        return None
    named = names.get(one.expression.text)
    ref = named.name if named is not None else one.expression.text
    title = one.chain.title(len(one.chain.conditions))
    label = title or (named.label if named is not None and named.label else one.expression.text)
    kind: Literal["count", "sum"] = "count" if one.expression.operand is None else "sum"
    common = Lever(one.identity, ref, label, kind, one.node, shown(one.expression.type), group=OVER, over=one)
    elements = sum(elements_of(counterfactual.run, Chain(one.chain.base, ()), one.at).counts(one.at).values())
    if one.expression.operand is None:
        open_end = isinstance(one.chain.base, ex.Rows) and not one.chain.conditions
        low, high = _nested(one, others, 0, None if open_end else elements, 1)
        return replace(common, low=low, high=high)
    column = _summed(counterfactual, one.expression.operand)
    if column is None:
        return None
    own = missing_interval(column)
    low = ceil(own.low * grid_of(column)) * elements if own.low is not None else None
    high = floor(own.high * grid_of(column)) * elements if own.high is not None else None
    if column.limit is not None:
        high = None
    if column.consolidation is not None or isinstance(one.chain.base, ex.Rows):  # more of them may come
        low = 0 if low is not None and low >= 0 else None
        high = 0 if high is not None and high <= 0 else None
    if low is not None and low >= 0:
        low, high = _nested(one, others, low, high, grid_of(column))
    return replace(common, parts=grid_of(column), low=low, high=high)


def nested(one: SetRead, other: SetRead) -> bool:
    """Whether a set is taken from another one, so that a count over it, or a sum of what is never negative, is no more."""
    same = other.expression.operand == one.expression.operand and other.at == one.at
    return same and other.chain.starts(one.chain) and other.chain != one.chain


def _nested(
    one: SetRead, others: list[SetRead], low: int | None, high: int | None, parts: int
) -> tuple[int | None, int | None]:
    """A count or sum is never more than that over a set which this one is taken from, nor less than that of a set taken from it."""
    for other in others:
        where = interval_of(other.node)
        if nested(one, other) and where.high is not None:
            high = floor(where.high * parts) if high is None else min(high, floor(where.high * parts))
        elif nested(other, one) and where.low is not None:
            low = ceil(where.low * parts) if low is None else max(low, ceil(where.low * parts))
    return low, high


def _summed(counterfactual: Counterfactual, operand: ex.Expression) -> Column | None:
    """The stored column of numbers that is summed; None for anything else."""
    if isinstance(operand, ex.ColumnValue | ex.OwnColumn) and operand.type.kind is Kind.NUMBER:
        source = counterfactual.program.sources.get(operand.source)
        return source.columns.get(operand.column) if source is not None else None
    return None


Why = Literal["set", "row", "published", "kind", "state", "range", "statistic"]


@dataclass(frozen=True, slots=True)
class Unmoved:
    """An input that is taken as it is, and why.

    `set`: a set reads it as well; `row`: a rule or a set asks whether its row is there; `published`: a published value that is yet to
    come; `kind`: a date or text; `state`: it does not apply, or is an error; `range`: nothing else is in its range; `statistic`: a
    statistic over a set that is no count or sum of a stored column.
    """

    ref: str
    label: str
    why: Why


def unmoved_of(counterfactual: Counterfactual, place: Place, levers: Sequence[Lever]) -> tuple[Unmoved, ...]:
    """All inputs of a result that are no levers, in the order in which they were read."""
    moved = {lever.identity for lever in levers}
    among, asked = looked_at_by_sets(counterfactual, place)
    found: dict[Cell, Unmoved] = {}
    for readings in closure(counterfactual.readings, place, beside=False):
        for one in readings.cells.values():
            why = _why(one, among, asked)
            found.setdefault(one.identity, Unmoved(reference(one, place), label_of(one, place), why))
        for over in readings.sets.values():
            text = over.expression.text
            reason: Why = "set" if meets(over.identity, among) else "statistic"
            found.setdefault(over.identity, Unmoved(text, over.chain.title(len(over.chain.conditions)) or text, reason))
        for text in readings.statistics:
            found.setdefault(("", text), Unmoved(text, text, "statistic"))
    for one in _awaited(counterfactual, place):
        found.setdefault(one.identity, Unmoved(reference(one, place), label_of(one, place), "published"))
    return tuple(one for identity, one in found.items() if identity not in moved)


def _awaited(counterfactual: Counterfactual, place: Place) -> Iterator[CellRead]:
    for readings in closure(counterfactual.readings, place, beside=False):
        yield from readings.published.values()


def _why(one: CellRead, among: frozenset[Cell], asked: set[str]) -> Why:
    if one.node.state not in (State.VALUE, State.MISSING):
        return "state"
    if one.column.type.kind not in (Kind.NUMBER, Kind.TRUTH, Kind.CHOICE):
        return "kind"
    if meets(one.identity, among):
        return "set"
    if one.node.fact is None and (one.relation.name in asked or looks_into(among, one)):
        return "row"
    return "range"


def all_move(counterfactual: Counterfactual, place: Place, levers: Sequence[Lever]) -> bool:
    """Whether whatever a result can be read from is among the levers: only then is it proven that nothing reaches.

    What is no lever is taken as it is, and of a branch that was not taken nobody knows yet what it reads.
    """
    if unmoved_of(counterfactual, place, levers):
        return False
    for readings in closure(counterfactual.readings, place, beside=False):
        version = counterfactual.program.version(readings.place[0], readings.place[1])
        result = counterfactual.as_is(*readings.place)
        if readings.asked or (version is not None and version.guards and result.state is State.NOT_APPLICABLE):
            return False
        written = list(expressions(version)) if version is not None else []
        for one in readings.cells.values():
            source = counterfactual.program.sources.get(one.relation.name)
            written += [found.value for found in source.derived.values()] if source is not None else []
        if any(isinstance(part, ex.Choose) for expression in written for part in ex.walk(expression)):
            return False
    return True
