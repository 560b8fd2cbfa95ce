"""Texts of a file that mean something else than they are (dates, choices, truths, periods, odd keys): looked at once each, in Python.

What each of them is stored as becomes a small table of the DuckDB, which the file is joined with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import duckdb

from iku_dsl.problem import say
from iku_engine.bound.stored import ALWAYS_APPLIES, Stored
from iku_engine.cells.cells import Bad
from iku_engine.cells.converters import NotApplicable
from iku_engine.database.stored import Stored as Value
from iku_engine.errors import RefusedFile

MOST_TEXTS = 200_000  # different ones in a column
Found = Value | Bad | NotApplicable
Code = tuple[
    str, Value, int | None, int | None
]  # a text, what it is stored as, whether it does not apply, what is wrong


@dataclass(frozen=True, slots=True)
class Texts:
    """Where a part's texts lie: a DuckDB, what stands in its FROM, the name of the files for a message, and how to ask about them."""

    database: duckdb.DuckDBPyConnection
    source: str
    file: str
    numbers: count[int]
    ask: Callable[[str], list[tuple[Any, ...]]]

    def distinct(self, name: str, column: str, where: str = "true") -> list[str]:
        """The different texts of a column, not NULL. Errors: `RefusedFile` where they are too many to be looked at one by one."""
        query = f"SELECT DISTINCT CAST({name} AS VARCHAR) FROM {self.source} WHERE {name} IS NOT NULL AND {where} LIMIT {MOST_TEXTS + 1}"
        found = [row[0] for row in self.ask(query)]
        if None in found:  # the database believed the file that there is none, and did not look
            raise RefusedFile(say("bound-broken", file=self.file, detail=f"{column}: NULL"))
        if len(found) > MOST_TEXTS:
            raise RefusedFile(say("bound-texts", file=self.file, column=column, limit=MOST_TEXTS))
        return sorted(found)

    def coded(self, name: str, found: Mapping[str, Found], *, whole: bool, missing: Found = None) -> Stored:
        """The stored value of texts by what each was found to be; `missing` is what an empty cell is."""
        faults = [f"{name} IS NULL"] if isinstance(missing, Bad) else []
        reasons = sorted({value.reason.key for value in found.values() if isinstance(value, Bad)})
        if not whole and all(text == value for text, value in found.items()):
            return Stored(name, tuple(faults))
        table = f"iku_codes_{next(self.numbers)}"
        kind = "BIGINT" if whole else "VARCHAR"
        self.database.execute(f"CREATE TABLE {table} (text VARCHAR, value {kind}, na SMALLINT, bad SMALLINT)")
        rows = [_code(text, value, reasons) for text, value in found.items()]
        if rows:
            self._insert(table, rows)
        faults += [f"{table}.bad = {place}" for place in range(len(reasons))]
        na = f"{table}.na" if any(row[2] for row in rows) else ALWAYS_APPLIES
        join = f"LEFT JOIN {table} ON {table}.text = CAST({name} AS VARCHAR)"
        given = missing if isinstance(missing, int) else None
        value = (
            f"CASE WHEN {name} IS NULL THEN {given} ELSE {table}.value END" if given is not None else f"{table}.value"
        )
        return Stored(value, tuple(faults), na, (join,))

    def _insert(self, table: str, rows: list[Code]) -> None:
        import pyarrow as pa

        names = ("text", "value", "na", "bad")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        whole = any(isinstance(value, int) for value in columns["value"])
        kinds = (pa.string(), pa.int64() if whole else pa.string(), pa.int16(), pa.int16())
        arrow = pa.table([pa.array(columns[n], k) for n, k in zip(names, kinds, strict=True)], names=list(names))
        self.database.register("iku_coming", arrow)
        self.database.execute(f"INSERT INTO {table} SELECT * FROM iku_coming")
        self.database.unregister("iku_coming")


def _code(text: str, value: Found, reasons: list[str]) -> Code:
    if isinstance(value, Bad):
        return text, None, None, reasons.index(value.reason.key)
    if isinstance(value, NotApplicable):
        return text, None, 1, None
    return text, value, None, None
