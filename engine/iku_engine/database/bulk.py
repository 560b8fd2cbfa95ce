"""Much at once to a database: any number of values in one statement, and rows by column in the quickest way that it has.

Many texts or whole numbers are one parameter, a list in JSON that the database takes apart. A parameter for each would be more than a
database takes: PostgreSQL 65,535 in a statement, SQLite 32,766 as it is mostly built.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import count, repeat
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from iku_dsl.problem import say
from iku_engine.errors import StoreError

FEW = 400  # each a parameter of its own, so that statements stay as people know them
TAKEN_APART = {  # by database, for texts and for whole numbers; the dialect of another engine says it itself (`taken_apart`)
    "sqlite": ("SELECT value FROM json_each({})",) * 2,
    "postgresql": (
        "SELECT jsonb_array_elements_text(CAST({} AS JSONB)) AS value",
        "SELECT CAST(jsonb_array_elements_text(CAST({} AS JSONB)) AS BIGINT) AS value",
    ),
}


class _Texts(FunctionElement[Any]):
    """Texts as rows, from their list."""

    name = "iku_texts"
    inherit_cache = True


class _Numbers(FunctionElement[Any]):
    """Whole numbers as rows, from their list."""

    name = "iku_numbers"
    inherit_cache = True


@compiles(_Texts)
@compiles(_Numbers)
def _taken_apart(element: _Texts | _Numbers, compiler: SQLCompiler, **how: Any) -> str:
    dialect = compiler.dialect
    ways = getattr(dialect, "taken_apart", None) or TAKEN_APART[dialect.name]
    (given,) = element.clauses
    return f"({ways[isinstance(element, _Numbers)].format(compiler.process(given, **how))})"


def among(column: sa.ColumnElement[Any], values: Collection[str] | Collection[int]) -> sa.ColumnElement[bool]:
    """Whether what a column has is one of some values; asked the other way round, `~among(…)`, whether it is none of them."""
    if len(values) <= FEW:
        return column.in_(list(values))
    made = _Numbers if isinstance(column.type, sa.Integer) else _Texts
    return column.in_(sa.select(_rows(made, values, column.type).c.value))


def as_rows(texts: Collection[str]) -> sa.FromClause:
    """Texts as rows, in a column `value`."""
    return _rows(_Texts, texts, sa.Text())


def _rows(
    made: type[_Texts | _Numbers], values: Collection[str] | Collection[int], of: sa.types.TypeEngine[Any]
) -> sa.FromClause:
    given = sa.bindparam("many", json.dumps(list(values), ensure_ascii=False), sa.Text(), unique=True)
    return made(given).table_valued(sa.column("value", of))


MOST_VALUES = 10_000  # in one statement
UNTOLD = -1  # what a driver says that does not count


def insert(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], columns: Sequence[Sequence[object]]
) -> None:
    """Rows by column, at least one: by `COPY`, or many to a statement, where a value that all rows share is bound once.

    Errors: `StoreError` where the table did not take them.
    """
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, names))})"
    if connection.dialect.driver == "psycopg":
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in zip(*columns, strict=True):
                copy.write_row(row)
        taken(table, len(columns[0]), cursor.rowcount)
        return
    numbered = connection.dialect.paramstyle == "qmark"
    rows = len(columns[0])
    shared = tuple(numbered and _all_same(column, rows) for column in columns)
    once = [column[0] for column, same in zip(columns, shared, strict=True) if same]
    differing = [column for column, same in zip(columns, shared, strict=True) if not same]
    width = len(differing)
    most = max(1, (MOST_VALUES - len(once)) // max(width, 1))
    cursor = connection.connection.cursor()
    for at in range(0, rows, most):
        here = min(most, rows - at)
        flat: list[object] = [None] * (here * width)
        for place, column in enumerate(differing):
            flat[place::width] = column[at : at + here]
        cursor.execute(_statement(into, shared, here, numbered), [*once, *flat])
        taken(table, here, cursor.rowcount)
    cursor.close()


def taken(table: sa.Table, rows: int, count: int) -> None:
    """Whether a table took all rows that were written; what swallows some of them is a trigger, and none of ours. Errors: `StoreError`."""
    if count not in (rows, UNTOLD):
        raise StoreError(say("store-swallowed", table=table.name))


def all_taken(
    _: sa.Connection,
    statement: object,
    several: Sequence[object],
    __: object,
    ___: object,
    result: sa.CursorResult[Any],
) -> None:
    """The same of a statement that has just written rows one by one, whoever had it written."""
    if isinstance(statement, sa.Insert) and statement.select is None:
        taken(cast("sa.Table", statement.table), len(several) or 1, result.rowcount)


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Rows by name, all with the same names; none at all where there are none."""
    if rows:
        insert(connection, table, list(rows[0]), [[row[name] for row in rows] for name in rows[0]])


def _all_same(column: Sequence[object], rows: int) -> bool:
    return column[0] == column[-1] and column.count(column[0]) == rows


@lru_cache(maxsize=64)
def _statement(into: str, shared: tuple[bool, ...], rows: int, numbered: bool) -> str:
    """`?1`, `?2` … are the shared values in their order, the others come after them, row by row.

    The first row alone says all of its numbers. SQLite goes on from there; each number that it is told it looks up among all before it.
    """
    marks = (f"?{place}" for place in count(1)) if numbered else repeat("%s")
    once = [next(marks) if same else "" for same in shared]
    first = ", ".join(one or next(marks) for one in once)
    following = ", ".join(one or ("?" if numbered else "%s") for one in once)
    return f"INSERT INTO {into} VALUES ({'), ('.join([first, *[following] * (rows - 1)])})"
