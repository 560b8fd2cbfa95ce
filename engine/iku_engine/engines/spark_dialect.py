"""Statements in Spark's words: no dialect of others is exact, they divide through floats or lose parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.interfaces import BindTyping
from sqlalchemy.sql.compiler import GenericTypeCompiler, IdentifierPreparer

from iku_engine.engines.compiling import TellsTables


class _Whole(sa.Integer):
    """Every integer has 64 bits: a small literal would be one of 32, and so would be its products."""

    render_bind_cast = True

    def literal_processor(self, *_: Any) -> Callable[[int], str]:
        return lambda value: f"{value}L"


class _Text(sa.Text):
    def literal_processor(self, *_: Any) -> Callable[[str], str]:
        return lambda value: "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Names(IdentifierPreparer):
    def __init__(self, dialect: sa.Dialect) -> None:
        super().__init__(dialect, initial_quote="`")

    def _requires_quotes(self, *_: Any) -> bool:
        return True


class _Types(GenericTypeCompiler):
    def visit_BIGINT(self, *_: Any, **__: Any) -> str:
        return "BIGINT"

    visit_INTEGER = visit_SMALLINT = visit_BIGINT

    def visit_TEXT(self, *_: Any, **__: Any) -> str:
        return "STRING"

    visit_VARCHAR = visit_TEXT


class _Statements(TellsTables):
    def visit_floordiv_binary(self, binary: sa.BinaryExpression[Any], *_: Any, **how: Any) -> str:
        return f"{self.process(binary.left, **how)} DIV {self.process(binary.right, **how)}"

    def render_bind_cast(self, *given: Any) -> str:
        return f"CAST({given[-1]} AS BIGINT)"

    def limit_clause(self, select: sa.Select[Any], **_: Any) -> str:
        """A limit is of 32 bits, and must be there before the plan is made."""
        limit: Any = select._limit
        return "" if limit is None else f"\n LIMIT {int(limit)}"


class SparkDialect(DefaultDialect):
    """For compiling only; statements have named parameters."""

    name = "spark"
    taken_apart = tuple(f"SELECT explode(from_json({{}}, 'array<{kind}>')) AS value" for kind in ("string", "bigint"))
    statement_compiler = _Statements
    type_compiler_cls = _Types
    preparer: type[IdentifierPreparer] = _Names
    supports_native_boolean = True
    supports_statement_cache = True
    bind_typing = BindTyping.RENDER_CASTS
    colspecs = {sa.Integer: _Whole, sa.String: _Text}  # noqa: RUF012 - as its parent has it

    def __init__(self) -> None:
        super().__init__(paramstyle="named")
