"""What is to be known of a figure before somebody relies on it: its marks, its status, what it waits for, what was never loaded.

A mark of whatever a result was made of is a mark of the result.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from heapq import nsmallest
from typing import TYPE_CHECKING

from iku_dsl.period import Period, stretches
from iku_dsl.problem import Text, say
from iku_dsl.records import record

if TYPE_CHECKING:
    from iku_engine.database.chain import Event
from functools import reduce


class MarkKind(StrEnum):
    """Why a figure is marked, in the order in which marks are told."""

    ILLUSTRATIVE = "illustrative"  # made up for a demonstration, as its file says
    DECLARED = "declared"  # whatever else a file says of its data
    AS_PRINTED = "as-printed"  # computed with the figures as they are printed, without corrections
    AS_KNOWN = "as-known"  # computed from the facts that were known at a time, without those that came later
    INEXACT = "inexact"  # a root, a logarithm, a power: computed to some digits
    NEAR_END = "near-end"  # so near to where a rounding, category or comparison turns that digits decide which are not computed
    RULE = "by-rule"  # a rule of the spec filled what was missing, or left it out
    PARTIAL = "partial"  # made from those sub-periods or rows that there are, or ranked beside some that are not known
    NOT_LOADED_FILLED = "not-loaded-filled"  # a rule of the spec filled a period that was never loaded


_ORDER = {kind: place for place, kind in enumerate(MarkKind)}
_ILLUSTRATIVE = ("ilustratif", "illustrative")
OF_DATA = (MarkKind.ILLUSTRATIVE, MarkKind.DECLARED)  # said of the facts, not of how they were computed with


@record
class Part:
    """A part that something is made from: of a source or indicator `there` of `total` of its rows, months …; `unit` says which."""

    of: str
    unit: str
    there: int
    total: int


@record
class Mark:
    """A mark: its kind, and what it says beside that: the word as the file has it, a sentence of the engine, or nothing more."""

    kind: MarkKind
    text: Text | str = ""
    part: Part | None = None

    @property
    def code(self) -> str:
        """The word of a file as it was written, else the kind: what programs compare."""
        return self.text if isinstance(self.text, str) and self.text else self.kind.value


INEXACT = Mark(MarkKind.INEXACT)
NEAR_END = Mark(MarkKind.NEAR_END)
RULE = Mark(MarkKind.RULE)
NOT_LOADED_FILLED = Mark(MarkKind.NOT_LOADED_FILLED)
AS_PRINTED = Mark(MarkKind.AS_PRINTED)


def declared(word: str) -> Mark:
    """The mark that a word after `# tanda:` gives to the facts of a file."""
    return Mark(MarkKind.ILLUSTRATIVE if word.casefold() in _ILLUSTRATIVE else MarkKind.DECLARED, word)


def as_known(at: datetime) -> Mark:
    """The mark of what is computed from the facts as they were known at a time."""
    return Mark(MarkKind.AS_KNOWN, say("mark.as-known", at=local_time(at)))


def local_time(at: datetime) -> str:
    """A time as people say it, where we are: a minute is said of its end, any other time to the second."""
    whole = (at.second, at.microsecond) == (59, 999_999)
    return at.astimezone().strftime("%Y-%m-%d %H:%M" if whole else "%Y-%m-%d %H:%M:%S")


def together(*groups: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks of several things, each once, by kind and then as they came."""
    marks = dict.fromkeys(mark for group in groups for mark in group)
    return tuple(sorted(marks, key=lambda mark: _ORDER[mark.kind]))


def partial(part: Part) -> Mark:
    """The mark of what is made from a part."""
    unit = say(f"many.{part.unit}", count=part.total)
    text = say("mark.part", of=part.of, unit=unit, there=part.there, total=part.total)
    return Mark(MarkKind.PARTIAL, text, part)


PLAIN, BESIDE = "missing.not-loaded", "missing.and-not-loaded"
KEPT = 4_096  # names and reasons that are kept, as many numbers lack the same
NAMED = 24  # labels that a sentence names; how many more there are it says


@record
class NeverLoaded:
    """A source in a period (None: it has none) that no batch gave, as people call it; or the members of a dimension."""

    label: str
    period: Period | None = None
    members: bool = False


Unloaded = frozenset[NeverLoaded]
NOTHING: Unloaded = frozenset()


def all_lacking(groups: Iterable[Unloaded]) -> Unloaded:
    """All that several things lack; where all lack the same, that very set."""
    some = [group for group in groups if group]
    first = some[0] if some else NOTHING
    return first if all(group is first for group in some) else first.union(*some)


@lru_cache(KEPT)
@record
class Lacks:
    """What an expression lacks in an element where it is missing: certainly all of `sure`, and nothing but what is `possible`.

    `nowhere`: no element has it (or where it does not apply, that is all that is known of it).
    """

    sure: Unloaded = NOTHING
    possible: Unloaded = NOTHING
    nowhere: bool = False

    @property
    def exact(self) -> bool:
        """Whether every element lacks the same, so that none of them need be looked at."""
        return self.sure == self.possible

    @property
    def sometimes(self) -> Lacks:
        """The same of what is known of some elements, though a part of it is known of none: a range may have decided it."""
        return Lacks(self.sure, self.possible)

    @property
    def perhaps(self) -> Lacks:
        """The same where something else may have been lacking first."""
        return Lacks(NOTHING, self.possible)


LOADED = Lacks()


def never(lacking: Unloaded) -> Lacks:
    """Of what is in periods that were never loaded."""
    return Lacks(lacking, lacking, nowhere=True)


def of_parts(*parts: Lacks) -> Lacks:
    """Of what is missing where one of its parts is, and lacks what these do; parts that are always there are not given.

    A part that no element has is always among those that are missing; of the others one at least may be.
    """
    if not parts:
        return LOADED
    certain = [part.sure for part in parts if part.nowhere]
    of_each = reduce(frozenset.intersection, (part.sure for part in parts))
    possible = all_lacking(part.possible for part in parts)
    return Lacks(all_lacking((*certain, of_each)), possible, any(part.nowhere for part in parts))


def named(lacking: Unloaded) -> tuple[Text | str, ...]:
    """Sources with their periods, in the order of their names: `Asistensi 2024-01, 2024-03..2024-12`; of many the first, and `… (+7)`.

    A chain of results lacks more with each link, and each of its numbers says what: unbounded, its trace would grow with the square.
    """
    every = {(one.period is None, one.label, one.members) for one in lacking}
    shown = every if len(every) <= NAMED else set(nsmallest(NAMED, every))
    of_labels: dict[tuple[bool, str, bool], list[Period]] = {label: [] for label in sorted(shown)}
    for one in lacking:
        at = (one.period is None, one.label, one.members)
        if one.period is not None and at in of_labels:
            of_labels[at].append(one.period)
    found: list[Text | str] = []
    for (timeless, label, members), periods in of_labels.items():
        if timeless:
            found.append(say("missing.members.of", dimension=label) if members else label)
        else:
            found.append(f"{label} {', '.join(stretches(sorted(periods, key=_order)))}")
    return (*found, f"… (+{len(every) - len(shown)})") if len(shown) < len(every) else tuple(found)


def _order(period: Period) -> tuple[str, int]:
    return period.grain.value, period.ordinal


@lru_cache(KEPT)
def reason_with(reason: Text | None, lacking: Unloaded) -> Text | None:
    """The reason of something missing, that names all that it lacks; what else the reason says stays before it."""
    if not lacking:
        return reason
    reason, source = apart(reason), named(lacking)
    return say(PLAIN, source=source) if reason is None else say(BESIDE, reason=reason, source=source)


def apart(reason: Text | None) -> Text | None:
    """What a reason says beside what was never loaded; None where it says nothing else."""
    if reason is None or reason.key == PLAIN:
        return None
    inner = dict(reason.arguments)["reason"] if reason.key == BESIDE else reason
    return inner if isinstance(inner, Text) else None


def joined(reasons: Iterable[tuple[Text, Unloaded]]) -> tuple[Text, ...]:
    """Reasons, each with what it lacks, as a reader takes them in: each once, and all that was never loaded in the last of them."""
    every = tuple(reasons)
    others = dict.fromkeys(apart(reason) if lacking else reason for reason, lacking in every)
    never = reason_with(None, all_lacking(lacking for _, lacking in every))
    return tuple(one for one in (*others, never) if one is not None)


Record = dict[str, object]  # a result as it is stored (`results.records`)
Place = tuple[str, str, tuple[str, ...]]  # an indicator, a period, an entity


class Stage(StrEnum):
    """How far a result is on its way."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    REVIEWED_BEFORE = "reviewed-before"  # its figure has changed since it was reviewed
    FINAL = "final"


@record
class Status:
    """The status of a result: for what is reviewed or final of which run, by whom, when and why.

    `restates` is the run whose final result it stands beside, `despite` why it was made final in spite of what was doubtful.
    """

    stage: Stage = Stage.DRAFT
    run: int | None = None
    user: str = ""
    at: str = ""
    reason: str = ""
    restates: int | None = None
    despite: str = ""


DRAFT = Status()


@record
class Step:
    """A result that became reviewed or final: of which run, by whom, when; `restates` is the run whose final result it stands beside.

    `despite` says why it became final in spite of what was doubtful.
    """

    event: int
    run: int
    indicator: str
    period: str
    key: tuple[str, ...]
    status: str
    user: str
    at: str
    reason: str
    restates: int | None = None
    despite: str = ""


@record
class Restated:
    """What is different of a result since it became final: the field with both its values, and why.

    `was` is the result as it was final, `now` as it is. `asked` says what was asked otherwise, `events` are what came to the ledger
    since; `specs` the files whose text is another one; `engine` whether our version is. Of a stored run that is `earlier` than the
    final one `events` are those between them.
    """

    result: str
    field: str
    before: object
    after: object
    final: Step
    asked: tuple[Text, ...]
    events: tuple[Event, ...]
    specs: tuple[str, ...]
    engine: bool
    was: Record
    now: Record
    earlier: bool = False


@record
class PeriodRead:
    """A source in a period, or a dimension, that was read. Of a source that has periods None means all of them."""

    relation: str
    period: Period | None = None


@record
class Completeness:
    """Of a complete source in a period (None: it has none): how many rows must be there, and how many of those are.

    Of `undecided` more nobody can say whether they must be. `absent` are the first of those that are not there, each by the members
    of its key as people call them.
    """

    source: str
    label: str
    period: Period | None
    expected: int
    there: int
    undecided: int = 0
    absent: tuple[tuple[str, ...], ...] = ()


class Wait(StrEnum):
    """Why rows are not counted."""

    QUARANTINE = "quarantine"  # they cannot be facts
    LATE = "late"  # they came after their period was closed


@record
class WaitingRows:
    """Rows of one batch that are not counted, of a source and period that a result reads.

    `period` is None where the relation has none, or (`unread`) where it cannot be read from the rows, which may then be of any period.
    Of `earlier` of them a figure of the same key is counted, which for `other` among these is of the same file or came later.
    """

    wait: Wait
    relation: str
    period: Period | None
    batch: int
    file: str
    count: int
    earlier: int = 0
    unread: bool = False
    other: int = 0

    @property
    def sentence(self) -> Text:
        """What is said of them."""
        if self.wait is Wait.LATE:
            key = "note.late"
        elif self.unread:
            key = "note.quarantine.unread"
        else:
            key = "note.quarantine" if self.period is None else "note.quarantine.period"
        period = {"period": str(self.period)} if self.period is not None else {}
        waits = say(key, file=self.file or f"#{self.batch}", batch=self.batch, count=self.count, **period)
        counted = "note.other" if self.other else "note.earlier"
        return say(counted, waits=waits, count=self.earlier) if self.earlier else waits
