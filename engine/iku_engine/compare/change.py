"""What a comparison finds: a result before and after, and the parts that the change is exactly made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_engine.results.evaluation import Bounds, Result, Shown

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
