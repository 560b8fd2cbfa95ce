"""Every column of every table, every row, and a row too many: whatever is changed by hand is found.

Not sealed: `iku_mapping.mapping_id`, which only numbers what was kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from by_hand import unguarded
from same_in_other_letters import retold
from sqlalchemy.pool import StaticPool
from tampered_stores import SPEC, busy_ministry
from test_ledger import HEADER, Ministry

from iku_engine.errors import StoreError
from iku_engine.ledger.verify import Verifier
from iku_engine.store.store import Store

UNSEALED = {("iku_mapping", "mapping_id")}
# Tables that nothing writes in this history, each with a row that somebody puts there.
EMPTY = {
    "iku_mended": "4, 4, {event}, 'mended'",
    "iku_mapping": "1, {event}, 'espm', 'x', 'y'",
    "fact_lembar__superseded": "1, NULL, {event}, 2024",
    "member_daerah__superseded": "1, NULL, {event}, 0",
    "member_berkas__superseded": "1, NULL, {event}, 0",
}


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    """A store in which everything has happened."""
    made = busy_ministry(tmp_path_factory.mktemp("hand"))
    yield made
    made.store.close()


class Copy:
    """The store once more, in memory; each edit is made past triggers and foreign keys, and undone afterwards."""

    def __init__(self, ministry: Ministry) -> None:
        arguments = {"isolation_level": None}
        engine = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args=arguments)
        self.store = Store(engine, ministry.store.schema, ministry.store.program, "copy")
        self.raw: sqlite3.Connection = engine.raw_connection().driver_connection  # type: ignore[assignment]
        with sqlite3.connect(ministry.folder / "iku.db") as source:
            source.backup(self.raw)
        source.close()
        assert Verifier(self.store).verify().fault is None
        self.pristine = sqlite3.connect(":memory:")
        self.raw.backup(self.pristine)
        names = [row[0] for row in self.raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        self.tables = {name: self.rows(name) for name in names}
        self.edits = 0

    def rows(self, table: str) -> list[dict[str, object]]:
        cursor = self.raw.execute(f'SELECT rowid AS "rowid!", * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def missed(self, edit: str) -> bool:
        """Whether an edit changes something, and verifying does not find it."""
        try:
            if unguarded(self.raw, edit) == 0:
                return False
            self.edits += 1
            return Verifier(self.store).verify().fault is None
        except sqlite3.IntegrityError:
            return False  # the number of a row is none of another type
        except StoreError:
            return False  # the store says by itself that it cannot be read
        finally:
            self.pristine.backup(self.raw)


@pytest.fixture(scope="module")
def copy(ministry: Ministry) -> Iterator[Copy]:
    made = Copy(ministry)
    assert {name for name, there in made.tables.items() if not there} == set(EMPTY), "the history leaves no table out"
    yield made
    made.pristine.close()
    made.store.close()


HOW_MUCH = pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "every"])


def chosen(rows: list[dict[str, object]], every: bool) -> list[dict[str, object]]:
    return rows if every else rows[-1:]


def other(value: object) -> str:
    """SQL for another value."""
    match value:
        case None:
            return "1"
        case int():
            return str(value + 1 if value > 1 else 1 - value)
        case str():
            return "'" + value[:-1].replace("'", "''") + "~'"
        case _:
            return "X'00'"


@HOW_MUCH
def test_each_changed_value_is_found(copy: Copy, every: bool) -> None:
    edits = [
        f'UPDATE OR REPLACE "{table}" SET "{column}" = {other(row[column])} WHERE rowid = {row["rowid!"]}'
        for table, rows in copy.tables.items()
        for row in chosen(rows, every)
        for column in list(row)[1:]
        if (table, column) not in UNSEALED
    ]
    assert [edit for edit in edits if copy.missed(edit)] == []


OF_ANOTHER_TYPE = {str: ('CAST("{0}" AS BLOB)', "X''"), int: ('"{0}" + 0.5', "'abc'")}


@HOW_MUCH
def test_each_value_that_became_one_of_another_type_is_found(copy: Copy, every: bool) -> None:
    """Whatever reads it stops somewhere: that is said as what it is, and never as a bug."""
    edits = [
        f'UPDATE OR REPLACE "{table}" SET "{column}" = {value.format(column)} WHERE rowid = {row["rowid!"]}'
        for table, rows in copy.tables.items()
        for row in chosen(rows, every)
        for column, known in list(row.items())[1:]
        if (table, column) not in UNSEALED
        for value in OF_ANOTHER_TYPE.get(type(known), ())
    ]
    assert [edit for edit in edits if copy.missed(edit)] == []


@HOW_MUCH
def test_each_deleted_row_is_found(copy: Copy, every: bool) -> None:
    edits = [
        f'DELETE FROM "{table}" WHERE rowid = {row["rowid!"]}'
        for table, rows in copy.tables.items()
        for row in chosen(rows, every)
    ]
    assert [edit for edit in edits if copy.missed(edit)] == []


@HOW_MUCH
def test_each_row_too_many_is_found(copy: Copy, every: bool) -> None:
    """A copy of a row under another key: of its own event, of another event, of none."""
    edits = [
        f"INSERT INTO {table} VALUES ({values.format(event=event)})"
        for table, values in EMPTY.items()
        for event in (range(1, 21) if every else (4, 99))
    ]
    for table, rows in copy.tables.items():
        for row in chosen(rows, every):
            names = list(row)[1:]
            for place, _ in enumerate(names):
                for value in ("1", "2", "99", "'99'") if every else ("99",):
                    values = [value if at == place else _literal(row[name]) for at, name in enumerate(names)]
                    edits.append(f'INSERT OR IGNORE INTO "{table}" VALUES ({", ".join(values)})')
    before = copy.edits
    assert [edit for edit in edits if copy.missed(edit)] == []
    assert copy.edits - before > 40


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case int():
            return str(value)
        case bytes():
            return f"X'{value.hex()}'"
        case _:
            return "'" + str(value).replace("'", "''") + "'"


def test_a_row_moved_to_where_none_is_and_a_blob_of_the_same_letters_are_found(tmp_path: Path) -> None:
    """A row that said what was known leaves a gap; one that moves there is no longer superseded."""
    made = Ministry(tmp_path, spec=SPEC)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    made.load("espm", HEADER + "2024,01,10%,3\n2024,02,100%,4\n2023,01,20%,4\n")
    made.load("espm", HEADER + "2023,01,30%,4\n")
    made.load("lembar", "tahun,berkas,catatan\n2024,B-1,b'x'\n")
    assert made.verify().fault is None
    copy = Copy(made)
    assert [row["row_id"] for row in copy.tables["fact_espm"]] == [1, 2, 3, 5, 6]
    assert not copy.missed("UPDATE fact_espm SET row_id = 4 WHERE row_id = 5")
    assert not copy.missed("UPDATE fact_espm SET row_id = 4 WHERE row_id = 3")
    assert not copy.missed("UPDATE fact_lembar SET catatan = X'78'")
    assert copy.edits == 3
    made.store.close()


@HOW_MUCH
def test_each_text_that_says_the_same_in_other_letters_is_found(copy: Copy, every: bool) -> None:
    edits = [
        f'UPDATE OR REPLACE "{table}" SET "{column}" = {_literal(text)} WHERE rowid = {row["rowid!"]}'
        for table, rows in copy.tables.items()
        for row in rows[-1:]
        for column, value in row.items()
        if isinstance(value, str) and (table, column) not in UNSEALED
        for text in (retold(value) if every or value.startswith(("[", "{")) else [value + " "])
    ]
    assert [edit for edit in edits if copy.missed(edit)] == []
