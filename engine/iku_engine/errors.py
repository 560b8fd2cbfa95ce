"""What the engine raises at its border, each with a sentence for people; what is wrong with a rule or a fact is never raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iku_dsl.problem import Text, say


class EngineError(Exception):
    """Something outside the specs and facts: `text` says what, and what to do; `details` are further lines of it."""

    exit_status = 3

    def __init__(self, text: Text, details: tuple[Text, ...] = ()) -> None:
        super().__init__(text.key)
        self.text = text
        self.details = details


class StoreError(EngineError):
    """The store cannot be reached, read or written, or it was made for other specs."""


class ForeignText(StoreError):
    """A book has a text that this program did not write: of which event, in which table."""

    def __init__(self, table: str, event: object) -> None:
        super().__init__(say("store-text", table=table, event=event))
        self.table, self.event = table, event


class EngineFailed(StoreError):
    """An engine cannot be started, or stopped at a statement; `detail` is what it said of that."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(say("engine-failed", name=name, detail=detail))
        self.detail = detail


class FileError(EngineError):
    """A file cannot be read."""


class WrongUse(EngineError):
    """What was asked for does not exist or does not fit: an unknown indicator, a period of the wrong grain."""

    exit_status = 2


class AlreadySo(WrongUse):
    """A correction that changes nothing."""


class BreaksStoredRows(WrongUse):
    """Rows that count would no longer keep a rule, by period and members: those of what changes that were there before, `stored`.

    And those that come, `coming`, each with the column that the rule names first and the reason.
    """

    def __init__(
        self,
        text: Text,
        stored: Sequence[tuple[int, tuple[str, ...]]],
        coming: Mapping[tuple[int, tuple[str, ...]], tuple[str, Text]],
    ) -> None:
        super().__init__(text)
        self.stored, self.coming = stored, coming


class RefusedFile(EngineError):
    """A file that cannot be a table of facts for this source: nothing of it was taken in."""

    exit_status = 1


class RefusedFacts(EngineError):
    """Bound files with rows that no import would take in: nothing is computed. `details` say how many break which rule, and the first."""

    exit_status = 1
