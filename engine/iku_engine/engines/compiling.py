"""Compilers of statements that also tell which tables a statement reads."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.sql.compiler import SQLCompiler

from iku_engine.database.connecting import quote_all

# Words that DuckDB reserves and PostgreSQL's dialect does not quote.
RESERVED = (
    "anti", "asof", "at", "by", "collation", "concurrently", "describe", "glob", "lambda", "lateral", "pivot",
    "pivot_longer", "pivot_wider", "positional", "qualify", "semi", "show", "summarize", "tablesample", "unpack", "unpivot",
)  # fmt: skip


class TellsTables(SQLCompiler):
    """`tables` are those that the statement reads, each once, in its order."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.tables: dict[sa.Table, None] = {}
        super().__init__(*arguments, **options)

    def visit_table(self, table: sa.Table, asfrom: bool = False, **how: Any) -> str:  # type: ignore[override]
        """A table where it is read from."""
        if asfrom:
            self.tables[table] = None
        return str(super().visit_table(table, asfrom=asfrom, **how))  # type: ignore[no-untyped-call]


class _DuckStatements(TellsTables, PGCompiler):
    def visit_funcfilter(self, funcfilter: sa.FunctionFilter[Any], **how: Any) -> str:
        """An aggregate of some rows: DuckDB gathers those for each `FILTER` anew, while it counts or compares all of them at once."""
        function: Any = funcfilter.func
        given = [self.process(one, **how) for one in function.clauses]
        if funcfilter.criterion is None or len(given) != 1 or function.name not in ("count", "sum", "min", "max"):
            return str(super().visit_funcfilter(funcfilter, **how))  # type: ignore[no-untyped-call]
        elements = self.process(funcfilter.criterion, **how)
        return (
            f"count_if({elements})" if given == ["*"] else f"{function.name}(CASE WHEN {elements} THEN {given[0]} END)"
        )


class DuckDialect(PGDialect):
    """PostgreSQL's words, which DuckDB reads, with what it is quicker at. For compiling only."""

    taken_apart = tuple(f"SELECT unnest(from_json({{}}, '[\"{kind}\"]')) AS value" for kind in ("VARCHAR", "BIGINT"))
    statement_compiler = _DuckStatements
    supports_statement_cache = True

    def __init__(self) -> None:
        super().__init__(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        quote_all(self, RESERVED)
