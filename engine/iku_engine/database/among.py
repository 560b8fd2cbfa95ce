"""Any number of texts or whole numbers in a statement: many of them are one parameter, a list in JSON that the database takes apart.

A parameter for each would be more than a database takes: PostgreSQL 65,535 in a statement, SQLite 32,766 as it is mostly built.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

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
