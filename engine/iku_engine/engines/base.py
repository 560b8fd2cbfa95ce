"""What an engine is: it has the tables of the facts, runs statements over them, and gives back what a database may be trusted with.

Those are whole numbers and texts. Whatever comes back as anything else, a float above all, is refused.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from iku_dsl.records import record

Row = Sequence[Any]
ONCE = {"iku_once": True}  # of a long statement that nobody asks again: what is made of it is not kept


@record
class Statement:
    """One statement: what of the spec it answers, what its columns hold in the spec's words, its SQL.

    `text` is empty where SQL cannot say it and the elements are looked at one by one; `why_not` then says why. `engine` was asked it.
    """

    answers: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    text: str
    why_not: str = ""
    engine: str = ""


class Engine(ABC):
    """Runs the statements of one evaluation; `name` is what `--engine` calls it, `connection` is that of the store."""

    name = ""
    connection: sa.Connection
    reader: Engine | None = None  # what reads the files that relations are bound to

    @abstractmethod
    def rows(self, query: sa.Select[Any]) -> Sequence[Row]:
        """What a statement gives, in its order. Errors: `StoreError`."""

    def close(self) -> None:  # noqa: B027 - the store itself has nothing to let go of
        """Let go of what was copied."""

    @abstractmethod
    def text(self, query: sa.Select[Any]) -> str:
        """A statement as this engine is asked it, with every value in it."""


class OfStore(Engine):
    """The database of the store itself."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.name = connection.dialect.name

    def rows(self, query: sa.Select[Any]) -> Sequence[Row]:
        """Runs in the transaction of the connection, so that all statements see the same facts."""
        cached = {"compiled_cache": None} if ONCE.items() <= query.get_execution_options().items() else {}
        return self.connection.execute(query, execution_options=cached).all()

    def text(self, query: sa.Select[Any]) -> str:
        """In the words of its dialect."""
        return str(query.compile(self.connection, compile_kwargs={"literal_binds": True}))


@record
class Wanted:
    """What is asked of an engine: where it runs, what memory it may take (both empty: as it likes), and whether it has bound files, too."""

    address: str = ""
    memory: str = ""
    files: bool = False


Make = Callable[[sa.Connection, Wanted], Engine]  # what the module of an engine offers as `make`. Errors: `StoreError`


def whole(value: object) -> int | None:
    """An integer that came back, None for NULL. Errors: `TypeError` for anything else: it has lost digits, or may have."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise TypeError(f"a {type(value).__name__} came back: sums are integers")
    return value
