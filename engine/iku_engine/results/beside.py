"""What is told beside a result: its status, what became of a final one, which rows it waits for, which periods it was read from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.records import record

if TYPE_CHECKING:
    from iku_engine.database.chain import Event

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
