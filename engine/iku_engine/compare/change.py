"""What a comparison finds: a result before and after, the parts that the change is exactly made of, and its two traces side by side.

There it is which numbers differ, and which members of sets went from where to where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_dsl.records import record
from iku_engine.results.evaluation import Bounds, Fact, MemberLine, Node, Operation, Result, Shown

ANY_COLUMN = "*"  # all of a source together


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """What of a part comes from one column of a source (or from any of them); `column` is empty for rows that came or went."""

    source: str
    column: str
    label: str
    exact: Fraction


@dataclass(frozen=True, slots=True)
class MemberPart:
    """What of a part comes from one member, or combination of members, and how its facts moved."""

    key: tuple[str, ...]
    label: str
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Part:
    """One cause, or several that could not be told apart, and its effect in the unit of the value.

    `columns` add up to `exact`, where they were split; so do `members` with `rest`, the part of the `rest_count` others.
    `places` are the facts that are otherwise.
    """

    causes: tuple[str, ...]
    exact: Fraction
    places: int = 0
    columns: tuple[ColumnPart, ...] = ()
    members: tuple[MemberPart, ...] = ()
    rest: Fraction = Fraction(0)
    rest_count: int = 0
    unsplit: Text | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entity: its results before and after, the change and its parts, which add up to it; a side is None where it was not there.

    Without a change `reason` says why, and `bounds` where it lies, where that is known; parts without a change there are none.
    `judged_before` is the category that the new value would have in the bands of before.
    """

    key: tuple[str, ...]
    labels: tuple[str, ...]
    before: Result | None
    after: Result | None
    value_before: Fraction | None
    value_after: Fraction | None
    exact: Fraction | None = None
    parts: tuple[Part, ...] = ()
    reason: Text | None = None
    bounds: Bounds | None = None
    judged_before: str | None = None

    @property
    def both(self) -> tuple[Result, Result] | None:
        """The results of both sides, None where the entity is on one of them only."""
        return (self.before, self.after) if self.before is not None and self.after is not None else None

    @property
    def results(self) -> tuple[Result, ...]:
        """The results that there are."""
        return tuple(one for one in (self.before, self.after) if one is not None)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a comparison: its period, what was known when, by which specs."""

    period: Period
    as_of: datetime | None
    specs: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A whole comparison of an indicator, of its value or of its achievement; `notes` are what is told of facts under other specs."""

    indicator: str
    label: str
    start: End
    end: End
    achievement: bool
    shown: Shown
    changes: tuple[Change, ...]
    notes: tuple[Text, ...] = ()


PASSING = frozenset({"unit", "named", "derived", "convert", "lookup"})  # what passes the value of its only child on


@record
class Moved:
    """A member of a set that is in another class than before, or whose number in it is another one; `None` where it is in none."""

    key: tuple[str, ...]
    label: str
    before: str | None
    after: str | None
    one: MemberLine | None = None
    two: MemberLine | None = None

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why it is where it is now; where it was, if it is nowhere now."""
        line = self.two or self.one
        return line.reasons if line is not None else ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What says so, before and after."""
        return tuple(dict.fromkeys(fact for line in (self.one, self.two) if line is not None for fact in line.facts))


@record
class Beside:
    """A number of one trace beside that of the other; `None` where only one of them has it. `moved` is of the members of its set."""

    one: Node | None
    two: Node | None
    below: tuple[Beside, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def node(self) -> Node:
        """The later of the two, or the only one."""
        found = self.two or self.one
        assert found is not None
        return found

    @property
    def differs(self) -> bool:
        """Whether state, value or bounds differ, or one of them is not there."""
        if self.one is None or self.two is None:
            return True
        mine, other = self.one, self.two
        return (mine.state, mine.value, mine.bounds) != (other.state, other.value, other.bounds)

    @property
    def change(self) -> Fraction | None:
        """By how much the number grew; None where there are not two numbers."""
        before, after = (node.value if node is not None else None for node in (self.one, self.two))
        return after - before if isinstance(before, Fraction) and isinstance(after, Fraction) else None

    def causes(self) -> Iterator[Beside]:
        """The innermost pairs that differ, in reading order, and those in which members moved."""
        inner = [cause for pair in self.below for cause in pair.causes()]
        yield from inner
        if self.moved or (self.differs and not inner):
            yield self


def grown(one: Result, two: Result) -> Fraction | None:
    """By how much the value grew, rounded as both are; None where one of them has none."""
    return two.value - one.value if one.value is not None and two.value is not None else None


def beside(one: Result, two: Result) -> Beside:
    """The traces of two results, with all their members listed, side by side."""
    return _pair(one.trace, two.trace)


def _pair(one: Node | None, two: Node | None) -> Beside:
    one, two = _inner(one, two)
    below = _aligned(one.children if one is not None else (), two.children if two is not None else ())
    pairs = tuple(_pair(mine, other) for mine, other in below)
    return Beside(
        one,
        two,
        tuple(pair for pair in pairs if pair.node.operation is not Operation.CONSTANT),
        tuple(_moved(one, two)),
    )


def _inner(one: Node | None, two: Node | None) -> tuple[Node | None, Node | None]:
    """What two nodes that only pass a value on have below them, where both do."""
    while one is not None and two is not None and one.operation == two.operation is Operation.UNIT:
        if len(one.children) != 1 or len(two.children) != 1:
            break
        one, two = one.children[0], two.children[0]
    return one, two


def _aligned(one: Sequence[Node], two: Sequence[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """Children that are the same part of the rule together, in the order of the later rule; those gone come last."""
    waiting: dict[tuple[str, str, str], list[Node]] = {}
    for node in one:
        waiting.setdefault(_part(node), []).append(node)
    alike = len(one) == len(two) and all(
        mine.operation == other.operation for mine, other in zip(one, two, strict=True)
    )
    for place, node in enumerate(two):
        same = waiting.get(_part(node))
        if same:
            yield same.pop(0), node
        elif alike and waiting.get(_part(one[place])):
            yield waiting[_part(one[place])].pop(0), node
        else:
            yield None, node
    for left in waiting.values():
        yield from ((node, None) for node in left)


def _part(node: Node) -> tuple[str, str, str]:
    """Which part of a rule a node is of: what it does, to what, and for which member."""
    return node.operation, node.text, node.label.split(" · ")[0]


def _moved(one: Node | None, two: Node | None) -> Iterator[Moved]:
    before, after = _lines(one), _lines(two)
    for key, (kind, line) in after.items():
        was, earlier = before.get(key, (None, None))
        if was != kind or (earlier is not None and (earlier.value, earlier.state) != (line.value, line.state)):
            yield Moved(key, line.label, was, kind, earlier, line)
    for key, (kind, line) in before.items():
        if key not in after:
            yield Moved(key, line.label, kind, None, line)


def _lines(node: Node | None) -> dict[tuple[str, ...], tuple[str, MemberLine]]:
    groups = node.groups if node is not None else ()
    return {line.key: (group.kind, line) for group in groups for line in group.lines}
