"""What a column of a file is in SQL: the stored value, whether it does not apply, and the conditions of cells that cannot be kept.

Whole numbers and DECIMALs become the integers that the store would keep, digit by digit. Nothing here rounds: a condition says which
figures cannot be kept, and the value is asked for only where none of them holds. Texts that mean something else than they are (dates,
choices, truths, periods, odd keys) are looked at once each, in Python; what each of them is stored as becomes a small table of the
DuckDB, which the file is joined with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import ceil, floor
from typing import Any

import duckdb

from iku_dsl.key_text import HIDING, LONGEST_KEY, ODD
from iku_dsl.problem import say
from iku_dsl.program import Column
from iku_engine.binding import Percent
from iku_engine.cells.cells import Bad
from iku_engine.cells.converters import NotApplicable
from iku_engine.database.stored import LIMIT
from iku_engine.database.stored import Stored as Value
from iku_engine.errors import RefusedFile

ALWAYS_APPLIES = "CAST(NULL AS SMALLINT)"


@dataclass(frozen=True, slots=True)
class Stored:
    """SQL over the columns of a file. `joins` are tables of texts that it looks up, for the FROM."""

    value: str
    faults: tuple[str, ...] = ()
    na: str = ALWAYS_APPLIES
    joins: tuple[str, ...] = ()


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text in SQL."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: tuple[str, ...] | list[str] | frozenset[str]) -> str:
    """Texts in SQL, in parentheses."""
    return f"({', '.join(map(text, sorted(values)))})"


SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())  # what Python strips


def stripped(name: str) -> str:
    """A text without the space around it, as an import reads it."""
    return f"trim({name}, {text(SPACES)})"


def odd_key(at: str) -> str:
    """Whether a key is perhaps not kept as it stands: it is in another form, has certain letters, or is longer than any.

    Its length is asked first, since marks that stand over one letter are sorted in the square of their number.
    """
    return f"CASE WHEN length({at}) > {LONGEST_KEY} THEN true ELSE {_otherwise(at, ODD)} END"


def odd_text(at: str) -> str:
    """The same of any text; a long one is kept as it stands."""
    return f"CASE WHEN length({at}) > {LONGEST_KEY} THEN false ELSE {_otherwise(at, HIDING)} END"


def _otherwise(at: str, letters: str) -> str:
    return f"nfc_normalize({at}) <> {at} OR regexp_matches({at}, {text(letters)})"


INTEGERS = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
)
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
WIDEST = 38


def precision(kind: str) -> tuple[int, int] | None:
    """The digits of a DECIMAL, and those after its point; of a whole number none; None for a type that is neither."""
    found = _DECIMAL.fullmatch(kind)
    if found is not None:
        return int(found[1]), int(found[2])
    return (WIDEST, 0) if kind in INTEGERS else None


def number(column: Column, name: str, kind: str, percent: Percent) -> Stored:
    """The stored integers of a column; `name` is that of the file's, quoted."""
    found = precision(kind)
    assert found is not None
    whole = kind in INTEGERS
    in_percent = column.type.percent
    parts = column.parts // 100 if in_percent and percent == "percentage" else column.parts
    kept = 0 if column.type.whole else column.digits + (2 if in_percent and percent == "fraction" else 0)
    low, high = _ends(column, parts, kept)
    faults = [] if column.may_be_missing else [f"{name} IS NULL"]
    if whole:
        faults.append(f"{name} NOT BETWEEN {ceil(low)} AND {floor(high)}")
        return Stored(f"CAST({name} AS BIGINT) * {parts}" if parts != 1 else f"CAST({name} AS BIGINT)", tuple(faults))
    width, scale = found
    figure = name
    finest = max(scale, kept)
    if width - scale + finest > WIDEST:
        figure = f"TRY_CAST({name} AS DECIMAL({WIDEST},{finest}))"
        width, scale = WIDEST, finest
        faults.append(f"{name} IS NOT NULL AND {figure} IS NULL")
    room = Fraction(10) ** (WIDEST - finest)
    faults += [f"{figure} < {_literal(low, kept)}"] if low > -room else []
    faults += [f"{figure} > {_literal(high, kept)}"] if high < room else []
    if width == scale and not kept:
        faults.append(f"{figure} <> 0")  # below one: its parts cannot be kept
    elif scale > kept:
        fewer = f"DECIMAL({width - scale + kept},{kept})"
        faults.append(f"{figure} IS DISTINCT FROM TRY_CAST({figure} AS {fewer}) AND {name} IS NOT NULL")
    return Stored(_scaled(figure, low, high, kept, parts), tuple(faults))


def _ends(column: Column, parts: int, kept: int) -> tuple[Fraction, Fraction]:
    """The least and the greatest figure of the file that the column may hold, of so many decimals."""
    within, grid = column.range, 10**kept
    scale = Fraction(column.parts, parts)  # figures of the file that make one of the spec
    low, high = Fraction(-LIMIT, parts), Fraction(LIMIT, parts)
    if within.low is not None:
        end = within.low * scale * grid
        low = max(low, Fraction(floor(end) + 1 if within.low_open else ceil(end), grid))
    if within.high is not None:
        end = within.high * scale * grid
        high = min(high, Fraction(ceil(end) - 1 if within.high_open else floor(end), grid))
    return Fraction(ceil(low * grid), grid), Fraction(floor(high * grid), grid)


def _literal(value: Fraction, kept: int) -> str:
    scaled = int(value * 10**kept)
    digits = str(abs(scaled)).rjust(kept + 1, "0")
    text = f"{digits[: len(digits) - kept]}.{digits[len(digits) - kept :]}" if kept else digits
    return f"CAST('{'-' if scaled < 0 else ''}{text}' AS DECIMAL({max(len(digits), 1)},{kept}))"


def _scaled(figure: str, low: Fraction, high: Fraction, kept: int, parts: int) -> str:
    """An integer of figures that are known to lie between two ends: in as few digits as these need, so that it is fast."""
    most = len(str(int(max(abs(low), abs(high)))))
    narrow = f"CAST({figure} AS DECIMAL({min(most + kept, WIDEST)},{kept}))"
    whole = f"CAST({narrow} * CAST({10**kept} AS DECIMAL({kept + 1},0)) AS BIGINT)" if kept else narrow
    more = parts // 10**kept
    return f"CAST({whole} AS BIGINT)" + (f" * {more}" if more != 1 else "")


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
