"""What everybody who looks at bound files has at hand: the DuckDB, the program and its tables, the members that are known.

Members that are not valid in the period of a row are found where their days are known, by period and member.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import duckdb

from iku_dsl.period import Period, from_ordinal
from iku_dsl.program import Program
from iku_dsl.program.sources import END, START
from iku_engine.bound.columns import members_table
from iku_engine.bound.stored import quoted, text
from iku_engine.cells.cells import ALONE, Bad
from iku_engine.cells.keys import Names, free_key
from iku_engine.database.relations import Relation
from iku_engine.engines.base import OfStore
from iku_engine.engines.duck import Duck
from iku_engine.importing.rows import RowReader
from iku_engine.members.members import days, is_member, kept_key, known_members
from iku_engine.reading import Opened
from iku_engine.reading.style import Style
from iku_engine.store.store import Store
from iku_engine.words.layout import Layout, effort

Answers = dict[str, list[tuple[Any, ...]]]
MOST_KEPT = 20_000  # rows of an answer
ROW_BITS = 40  # of a row's identity; above are those of its file


@dataclass(slots=True)
class Desk:
    """`numbers` names tables, `files` numbers the bound files from 1; `answers` are those to questions about the same files."""

    store: Store
    program: Program
    engine: Duck
    numbers: count[int] = field(default_factory=count)
    files: count[int] = field(default_factory=lambda: count(1))
    members: set[str] = field(default_factory=set)
    answers: Answers = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What a file says of its own columns, their least and greatest above all, may be false: packed by it, values become others."""
        self.database.execute("SET disabled_optimizers = 'statistics_propagation'")

    @property
    def database(self) -> duckdb.DuckDBPyConnection:
        """The DuckDB of this evaluation."""
        return self.engine.database

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """What a statement gives about files as they are; once for all evaluations of the same files, unless it is long."""
        return self.answer(query, lambda: self.database.execute(query).fetchall())

    def answer(self, question: str, find: Callable[[], list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        """The answer to a question about files as they are, kept like that to a statement."""
        if question in self.answers:
            return self.answers[question]
        found = find()
        if len(found) <= MOST_KEPT:
            self.answers[question] = found
        return found

    def limited(self, dimension: str) -> bool:
        """Whether the members of a dimension are known; `members_table` has them then."""
        declared = self.program.dimensions[dimension]
        if not declared.enumerated and not declared.imported:
            return False
        if dimension not in self.members:
            self._tell(dimension)
            self.members.add(dimension)
        return True

    def _tell(self, dimension: str) -> None:
        declared, table = self.program.dimensions[dimension], members_table(dimension)
        if declared.enumerated:
            values = ", ".join(f"({text(member.name)})" for member in declared.members)
            self.database.execute(f"CREATE TABLE {table} AS SELECT * FROM (VALUES {values}) AS m(member)")
            return
        relation = self.store.schema.relations[dimension]
        self.engine.bring(relation.table)
        key = relation.key_column(dimension).name
        self.database.execute(
            f'CREATE VIEW {table} AS SELECT DISTINCT "{key}" AS member FROM {self.engine.named(relation.table)}'
        )

    def known(self, dimension: str, texts: list[str]) -> Set[str]:
        """Which of some texts are members of a dimension as they stand; where any text is one, all that are kept so."""
        if not self.limited(dimension) or not texts:
            return {text for text in texts if self.kept(dimension, text) == text}
        query = f"SELECT member FROM {members_table(dimension)} WHERE member IN (SELECT unnest(?))"
        return {row[0] for row in self.database.execute(query, [texts]).fetchall()}

    def kept(self, dimension: str, text: str) -> str:
        """The key under which a member is kept that a text names, where any text is one."""
        return kept_key(partial(is_member, self.store.schema, OfStore(self.engine.connection)), dimension, text)

    def recognise(self, dimension: str, text: str, own: bool = False) -> str | Bad:
        """The member that a text names which is no key of one; `own` is a dimension's own key."""
        if own or not self.limited(dimension):
            return free_key(self.kept(dimension, text), totals=not own)
        if dimension not in self.names:
            declared = self.program.dimensions[dimension]
            known = known_members(self.store.schema, self.program, dimension, self.engine)
            self.names[dimension] = Names(declared, known or {}, effort())
        return self.names[dimension][text]

    def reader(
        self,
        relation: Relation,
        layout: Layout,
        period: Period | None,
        opened: Opened | None = None,
        style: Style = ALONE,
    ) -> RowReader:
        """Reads rows as an import does, but for what must hold of them beyond their cells."""
        return RowReader(
            self.store, self.program, relation, layout, period, self.engine.connection, opened, self.engine, style
        )


def beyond(desk: Desk, relation: Relation, source: str, period: str, keys: Sequence[tuple[str, str]]) -> list[str]:
    """The conditions of rows about a member that is not valid in their period; `period` and `keys` are SQL over `source`."""
    if relation.grain is None or relation.is_dimension:
        return []
    found: list[str] = []
    for dimension, key in keys:
        if not desk.program.dimensions[dimension].validity:
            continue
        members = desk.store.schema.relations[dimension]
        desk.engine.bring(members.table)
        table, name = desk.engine.named(members.table), quoted(members.key_column(dimension).name)
        limited = (
            f"(SELECT {name} AS member, {START}, {END} FROM {table} WHERE {START} IS NOT NULL OR {END} IS NOT NULL)"
        )
        run = desk.database.execute
        if not run(f"SELECT 1 FROM {limited} LIMIT 1").fetchall():
            continue
        there = [row[0] for row in run(f"SELECT DISTINCT {period} FROM {source}").fetchall()]
        spans = ", ".join(
            f"({n}, {first}, {last})" for n in there for first, last in [days(from_ordinal(n, relation.grain))]
        )
        if not spans:
            continue
        bad = f"iku_beyond_{next(desk.numbers)}"
        run(
            f"CREATE TABLE {bad} AS SELECT d.period, m.member FROM {limited} m, (VALUES {spans}) AS d(period, first, last) "
            f"WHERE m.{START} > d.last OR m.{END} < d.first"
        )
        found.append(f"({period}, {key}) IN (SELECT period, member FROM {bad})")
    return found
