"""Stores that somebody tampered with, at random: each kind of it, how it is done, and by what it must be found."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from by_hand import unguarded
from same_in_other_letters import retold
from sqlalchemy.pool import StaticPool
from test_ledger import HEADER, Ministry

from iku_dsl.period import Period
from iku_engine.database.chain import START, Event
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.ledger.approving import step
from iku_engine.ledger.evidence import attach
from iku_engine.store.restating import FINAL, REVIEWED
from iku_engine.store.store import Store

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

dimensi berkas kunci nomor

sumber espm per tahun, daerah daftar
  kolom penerima persen 0%..100% digit 2
  kolom harus bilangan 0.. boleh kosong

sumber lembar per tahun, berkas
  kolom catatan teks

indikator rata_penerima
  satuan persen 0%..100%
  arah naik
  rumus rerata espm.penerima
"""


def busy_ministry(folder: Path) -> Ministry:
    """A store in which everything has happened; beside it `earlier.db`, as it was in the middle."""
    made = Ministry(folder, spec=SPEC)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n2024,09,1%,1\n")
    made.load("lembar", "tahun,berkas,catatan\n2024,B-2,satu\n2024,B-1,dua\n")
    second = made.load("espm", HEADER + "2024,01,10%,3\n2023,02,30%,tidak berlaku\n")
    made.load("lembar", "tahun,berkas,catatan\n2024,B-3,tiga\n")
    correct(made.store, made.program, made.espm("02"), {"penerima": "60%"}, user="budi", reason="salah ketik")
    withdraw(made.store, made.program, second.batch or 0, user="budi", reason="berkas keliru")
    _backup(folder / "iku.db", folder / "earlier.db")
    lock(made.store, made.program, Period(2024), user="kepala")
    made.load("espm", HEADER + "2024,01,20%,3\n")
    unlock(made.store, made.program, Period(2024), user="kepala", reason="hasil reviu")
    lock(made.store, made.program, Period(2023), user="kepala")
    made.load("espm", HEADER + "2023,01,20%,3\n")
    retract(made.store, made.espm("02"), user="budi", reason="bukan binaan")
    letter = made.folder / "surat.pdf"
    letter.write_bytes(b"%PDF illustrative")
    number = made.keep()
    step(made.store, number, REVIEWED, user="reviu")
    step(made.store, number, FINAL, user="kepala", despite="keputusan rapat")
    attach(made.store, letter, "espm 2024 01", user="budi", reason="surat daerah")
    made.keep()
    assert made.verify().fault is None
    return made


def _backup(path: Path, to: Path) -> None:
    with sqlite3.connect(path) as source, sqlite3.connect(to) as target:
        source.backup(target)
    source.close()
    target.close()


class Copies:
    """Copies of a store in memory, one after another; `other` is one with the same history, made on another day."""

    def __init__(self, folder: Path, ministry: Ministry, other: Path) -> None:
        engine = sa.create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
        self.store = Store(engine, ministry.store.schema, ministry.store.program, "copy")
        self.raw: sqlite3.Connection = engine.raw_connection().driver_connection  # type: ignore[assignment]
        self.files = {"now": folder / "iku.db", "earlier": folder / "earlier.db", "other": other}
        self.put("now")
        rows = self.raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '[fim]*'")
        self.tables = [name for (name,) in rows if self.raw.execute(f'SELECT 1 FROM "{name}"').fetchone()]

    def put(self, which: str) -> None:
        """The store is again one of the three."""
        with sqlite3.connect(self.files[which]) as source:
            source.backup(self.raw)
        source.close()

    def close(self) -> None:
        """Let go of it."""
        self.store.close()


Raw = sqlite3.Connection


def _columns(raw: Raw, table: str) -> list[str]:
    return [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]


def _names(raw: Raw, kind: str) -> list[str]:
    return [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = ? AND sql NOT NULL", (kind,))]


# ---- the schema


def guard_gone(draw: random.Random, copies: Copies) -> str:
    name = draw.choice(_names(copies.raw, "trigger"))
    copies.raw.execute(f'DROP TRIGGER "{name}"')
    return name


def guard_changed(draw: random.Random, copies: Copies) -> str:
    name = draw.choice(_names(copies.raw, "trigger"))
    (sql,) = copies.raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    copies.raw.execute(f'DROP TRIGGER "{name}"')
    copies.raw.execute(sql.replace(" BEGIN", draw.choice([" WHEN 0 BEGIN", " BEGIN SELECT 1;"]), 1))
    return name


def trigger_added(draw: random.Random, copies: Copies) -> str:
    table = draw.choice([str.lower, str.upper, str.title])(draw.choice(copies.tables))
    when = draw.choice(["BEFORE", "AFTER"])
    does = draw.choice(["SELECT RAISE(IGNORE)", "SELECT 1", "DELETE FROM iku_late"])
    copies.raw.execute(f'CREATE TRIGGER helpful {when} INSERT ON "{table}" BEGIN {does}; END')
    return f"{when} {table} {does}"


HIDINGS = {
    "in other letters": "SELECT 1",
    "among statistics": (
        "UPDATE sqlite_master SET name = 'sqlite_stat9', sql = replace(sql, 'helpful', 'sqlite_stat9') WHERE name = 'helpful'"
    ),
    "as statistics": "UPDATE sqlite_master SET name = 'sqlite_stat1', tbl_name = 'sqlite_stat1', type = 'table' WHERE name = 'helpful'",
    "on another table": "UPDATE sqlite_master SET tbl_name = 'mine' WHERE name = 'helpful'",
    "as a view": "UPDATE sqlite_master SET type = 'view' WHERE name = 'helpful'",
    "of no type": "UPDATE sqlite_master SET type = NULL WHERE name = 'helpful'",
    "under the name of a guard": "UPDATE sqlite_master SET name = 'iku_event__no_delete', tbl_name = 'iku_event' WHERE name = 'helpful'",
}
HIDDEN = {
    "trigger": 'TRIGGER helpful BEFORE INSERT ON "{table}" BEGIN SELECT RAISE(IGNORE); END',
    "index": 'INDEX helpful ON "{table}" ({column})',
}


def hidden(raw: Raw, made: str, table: str, how: str) -> None:
    """Makes a trigger or an index of which the catalog says something else than its statement does."""
    raw.execute("CREATE TABLE mine (x)")
    raw.execute(f"CREATE {HIDDEN[made].format(table=table.upper(), column=_columns(raw, table)[0])}")
    raw.execute("PRAGMA writable_schema = 1")
    raw.execute(HIDINGS[how])
    raw.execute("PRAGMA writable_schema = RESET")


def hidden_in_the_catalog(draw: random.Random, copies: Copies) -> str:
    """One of them, anywhere."""
    chosen = draw.choice(sorted(HIDDEN)), draw.choice(copies.tables), draw.choice(sorted(HIDINGS))
    hidden(copies.raw, *chosen)
    return " ".join(chosen)


def column_added(draw: random.Random, copies: Copies) -> str:
    table = draw.choice(copies.tables)
    copies.raw.execute(f'ALTER TABLE "{table}" ADD COLUMN extra TEXT')
    return table


def column_renamed(draw: random.Random, copies: Copies) -> str:
    table = draw.choice(copies.tables)
    name = draw.choice(_columns(copies.raw, table))
    copies.raw.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{name}" TO "{name}_"')
    return f"{table}.{name}"


def constraint_gone(draw: random.Random, copies: Copies) -> str:
    """The text of a table, past the database's own checks."""
    choice = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%NOT NULL%'"
    table = draw.choice([row[0] for row in copies.raw.execute(choice)])
    (sql,) = copies.raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    at = draw.choice([n for n in range(len(sql)) if sql.startswith(" NOT NULL", n)])
    copies.raw.execute("PRAGMA writable_schema = 1")
    changed = sql[:at] + sql[at + len(" NOT NULL") :]
    copies.raw.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (changed, table))
    copies.raw.execute("PRAGMA writable_schema = RESET")
    return table


def constraint_as_a_word(draw: random.Random, copies: Copies) -> str:
    """A letter that looks like a blank and is none to SQLite: what stands behind it is part of the type."""
    choice = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '% NOT NULL% NOT NULL%'"
    table, sql = draw.choice(copies.raw.execute(choice).fetchall())
    at = draw.choice(
        [n for n in range(len(sql)) if sql.startswith(" NOT NULL", n)][1:]
    )  # the first is of what SQLite numbers rows by
    changed = sql[:at] + draw.choice("\xa0\x85\u1680\u2003\u2028\u202f\u3000") + sql[at + 1 :]
    copies.raw.execute("PRAGMA writable_schema = 1")
    copies.raw.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (changed, table))
    copies.raw.execute("PRAGMA writable_schema = RESET")
    return f"{table} {at}"


def index_gone(draw: random.Random, copies: Copies) -> str:
    name = draw.choice(_names(copies.raw, "index"))
    copies.raw.execute(f'DROP INDEX "{name}"')
    return name


def index_added(draw: random.Random, copies: Copies) -> str:
    table = draw.choice(copies.tables)
    columns = draw.sample(_columns(copies.raw, table), 2)
    copies.raw.execute(f'CREATE INDEX quick ON "{table}" ({", ".join(columns)})')
    return f"{table} {columns}"


def view_added(draw: random.Random, copies: Copies) -> str:
    table = draw.choice(copies.tables)
    copies.raw.execute(f'CREATE VIEW mine AS SELECT * FROM "{table}"')
    return table


# ---- rows and indexes


def _edit(draw: random.Random, raw: Raw, tables: list[str]) -> str:
    """Another value in one cell, a row too few, or one too many, as SQL."""
    table = draw.choice(tables)
    cursor = raw.execute(f'SELECT rowid AS "rowid!", * FROM "{table}"')
    names = [column[0] for column in cursor.description][1:]
    row = draw.choice(cursor.fetchall())
    if draw.random() < 0.2:
        return f'DELETE FROM "{table}" WHERE rowid = {row[0]}'
    place = draw.randrange(len(names))
    value = row[1:][place]
    if value is None:
        other = "1"
    elif isinstance(value, int):
        other = str(value + draw.choice([1, 7, 1000]))
    else:
        other = f"X'{draw.randbytes(3).hex()}'" if isinstance(value, bytes) else f"'{draw.randint(10, 99)}'"
    if draw.random() < 0.3:
        cells = ", ".join(other if at == place else f'"{name}"' for at, name in enumerate(names))
        return f'INSERT OR IGNORE INTO "{table}" SELECT {cells} FROM "{table}" WHERE rowid = {row[0]}'
    return f'UPDATE OR IGNORE "{table}" SET "{names[place]}" = {other} WHERE rowid = {row[0]}'


def rows_changed(draw: random.Random, copies: Copies) -> str:
    """One edit, or several, each past the guards; until one does something."""
    done: list[str] = []
    while not done or draw.random() < 0.3:
        edit = _edit(draw, copies.raw, copies.tables)
        if unguarded(copies.raw, edit) > 0:
            done.append(edit)
    return "; ".join(done)


def text_retold(draw: random.Random, copies: Copies) -> str:
    """A text that a parser, or a reader, takes for the one that was there."""
    table, column, row, text = draw.choice(
        [
            (table, name, row[0], value)
            for table in copies.tables
            for row in copies.raw.execute(f'SELECT rowid, * FROM "{table}"')
            for name, value in zip(_columns(copies.raw, table), row[1:], strict=True)
            if isinstance(value, str)
        ]
    )
    other = draw.choice(list(retold(text))).replace("'", "''")
    unguarded(copies.raw, f'UPDATE "{table}" SET "{column}" = \'{other}\' WHERE rowid = {row}')
    return f"{table}.{column}: {other}"


@contextmanager
def _other_schema(
    raw: Raw, change: str, values: Sequence[object], back: str, before: Sequence[object]
) -> Iterator[None]:
    """The catalog says something else for a while: what is written then is written by that."""

    def said(statement: str, told: Sequence[object]) -> None:
        raw.execute("PRAGMA writable_schema = 1")
        raw.execute(statement, told)
        raw.execute("PRAGMA writable_schema = RESET")

    said(change, values)
    yield
    said(back, before)


def _without(raw: Raw, index: Sequence[object]) -> AbstractContextManager[None]:
    """The schema forgets an index while its table changes, and has it again afterwards."""
    forget, again = "DELETE FROM sqlite_master WHERE name = ?", "INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)"
    return _other_schema(raw, forget, [index[1]], again, index)


def _own_indexes(copies: Copies) -> list[tuple[object, ...]]:
    """The indexes that the program made, as the catalog has them."""
    known = copies.raw.execute("SELECT * FROM sqlite_master WHERE type = 'index' AND sql NOT NULL").fetchall()
    return [row for row in known if row[2] in copies.tables]


def _indexed(raw: Raw, index: Sequence[object]) -> list[str]:
    return [row[2] for row in raw.execute(f'PRAGMA index_info("{index[1]}")')]


def index_out_of_step(draw: random.Random, copies: Copies) -> str:
    """A table changes, and its index does not."""
    raw = copies.raw
    kept = draw.choice(_own_indexes(copies))
    edit = f'UPDATE "{kept[2]}" SET "{draw.choice(_indexed(raw, kept))}" = \'99\' WHERE rowid = (SELECT max(rowid) FROM "{kept[2]}")'
    with _without(raw, kept):
        unguarded(raw, edit)
    return f"{kept[1]}: {edit}"


OTHER_KINDS = {"integer": ("REAL", "BLOB"), "text": ("BLOB",), "blob": ("TEXT",)}


def _as_other_kind(draw: random.Random, raw: Raw, table: str, column: str) -> str:
    """Some cells become equal ones of another kind, which the declared type of the column would not let pass; the type is put back."""
    (sql,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = ? AND type = 'table'", (table,)).fetchone()
    kinds = raw.execute(f'SELECT rowid, typeof("{column}") FROM "{table}" WHERE "{column}" NOT NULL').fetchall()
    rows = draw.sample(kinds, draw.randint(1, len(kinds)))
    other = draw.choice(OTHER_KINDS[rows[0][1]])
    chosen = ", ".join(str(number) for number, _ in rows)
    bare = re.sub(rf'(?<=[(,\n\t ])"?{column}"? [A-Z]+(\(\d+\))?', f'"{column}" BLOB', sql, count=1)
    change = "UPDATE sqlite_master SET sql = ? WHERE name = ? AND type = 'table'"
    with _other_schema(raw, change, (bare, table), change, (sql, table)):
        unguarded(
            raw, f'UPDATE OR IGNORE "{table}" SET "{column}" = CAST("{column}" AS {other}) WHERE rowid IN ({chosen})'
        )
    return f"{table}.{column} as {other} in rows {chosen}"


def kind_of_cells_changed(draw: random.Random, copies: Copies) -> str:
    """Cells that are equal and of another kind, such as 2.0 for 2: in a table, or in an index alone."""
    raw = copies.raw
    if draw.random() < 0.3:
        pairs = [(index, one) for index in _own_indexes(copies) for one in _indexed(raw, index)]
        kept, column = draw.choice([pair for pair in pairs if _may_change(raw, str(pair[0][2]), pair[1])])
        table = str(kept[2])
        before = raw.execute(f'SELECT rowid, "{column}" FROM "{table}"').fetchall()
        did = _as_other_kind(draw, raw, table, column)
        with _without(raw, kept):
            for number, value in before:
                unguarded(raw, f'UPDATE "{table}" SET "{column}" = {value!r} WHERE rowid = {number}')
        return f"{kept[1]}: {did}"
    choices = [(table, column) for table in copies.tables for column in _columns(raw, table)]
    return _as_other_kind(draw, raw, *draw.choice([one for one in choices if _may_change(raw, *one)]))


def _may_change(raw: Raw, table: str, column: str) -> bool:
    """Whether there is a cell in a column, and it is not the number of its row, a whole one whatever is written."""
    described = raw.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [row[1] for row in described if row[5]]
    own = keys == [column] and any(row[1:3] == (column, "INTEGER") for row in described)
    return not own and raw.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" NOT NULL').fetchone() is not None


# ---- the chain, the clock, and whole stores


def _chain(raw: Raw) -> list[Event]:
    return [Event(*row) for row in raw.execute("SELECT * FROM iku_event ORDER BY event_id")]


def _sealed_anew(raw: Raw, chain: list[Event]) -> None:
    """The events with hashes that fit each other, as somebody leaves them who knows how they are made."""
    unguarded(raw, "DELETE FROM iku_event")
    before = START
    for event in chain:
        before = event.sealed(before)
        told = (event.id, event.kind, event.user, event.at, event.reason, event.detail, before)
        raw.execute("INSERT INTO iku_event VALUES (?, ?, ?, ?, ?, ?, ?)", told)


def _with(event: Event, **other: str) -> Event:
    told = {name: getattr(event, name) for name in ("id", "kind", "user", "at", "reason", "detail", "sha256")}
    return Event(**{**told, **other})


def event_changed(draw: random.Random, copies: Copies) -> str:
    field = draw.choice(["user_name", "reason", "recorded_at", "kind", "sha256"])
    number = draw.choice(_chain(copies.raw)).id
    unguarded(copies.raw, f"UPDATE iku_event SET {field} = {field} || 'x' WHERE event_id = {number}")
    return f"{number} {field}"


def event_gone(draw: random.Random, copies: Copies) -> str:
    number = draw.choice(_chain(copies.raw)[:-1]).id
    unguarded(copies.raw, f"DELETE FROM iku_event WHERE event_id = {number}")
    return str(number)


def detail_changed_and_sealed_anew(draw: random.Random, copies: Copies) -> str:
    """What an event says of a batch is another, and all hashes of the chain fit."""
    chain = _chain(copies.raw)
    place = draw.choice([at for at, event in enumerate(chain) if event.kind == "import"])
    detail = json.loads(chain[place].detail)
    field = draw.choice(["file", "rows_sha256", "books_sha256", "rows_accepted", "note", "sha256"])
    detail[field] = detail[field] + 1 if isinstance(detail[field], int) else f"{detail[field]}0"
    chain[place] = _with(
        chain[place], detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )
    _sealed_anew(copies.raw, chain)
    return f"{chain[place].id} {field}"


def history_made_anew(draw: random.Random, copies: Copies) -> str:
    """Who closed a period, or why, is another, and all hashes fit: whole in itself."""
    chain = _chain(copies.raw)
    place = draw.choice([at for at, event in enumerate(chain) if event.kind in ("lock", "unlock", "review", "attach")])
    chain[place] = _with(chain[place], **{draw.choice(["user", "reason"]): "orang lain"})
    _sealed_anew(copies.raw, chain)
    return str(chain[place].id)


def clock_moved(draw: random.Random, copies: Copies) -> str:
    """An event was at another time, with the batch that says so too, and all hashes fit."""
    chain = _chain(copies.raw)
    place = draw.randrange(len(chain))
    moment = draw.choice(["9999-01-01T00:00:00.000000+00:00", "1970-01-01T00:00:00.000000+00:00", chain[0].at])
    if chain[place].at == moment:
        moment = "2001-01-01T00:00:00.000000+00:00"
    chain[place] = _with(chain[place], at=moment)
    _sealed_anew(copies.raw, chain)
    unguarded(copies.raw, f"UPDATE iku_batch SET recorded_at = '{moment}' WHERE batch_id = {chain[place].id}")
    return f"{chain[place].id} {moment}"


def cut_at_the_end(draw: random.Random, copies: Copies) -> str:
    raw = copies.raw
    last = draw.randrange(2, len(_chain(raw)))
    for table in copies.tables:
        column = next((name for name in ("event_id", "batch_id") if name in _columns(raw, table)), None)
        if column is not None:
            unguarded(raw, f'DELETE FROM "{table}" WHERE "{column}" > {last}')
    return str(last)


def earlier_copy(draw: random.Random, copies: Copies) -> str:
    copies.put("earlier")
    return "earlier"


def other_copy(draw: random.Random, copies: Copies) -> str:
    copies.put("other")
    return "other"


# ---- what nothing can find, or need not


def statistics(draw: random.Random, copies: Copies) -> str:
    """What the planner of the database believes of an index."""
    copies.raw.execute("ANALYZE")
    copies.raw.execute(f"UPDATE sqlite_stat1 SET stat = '{draw.randint(1, 9)} 1'")
    return "sqlite_stat1"


def numbers_of_the_file(draw: random.Random, copies: Copies) -> str:
    copies.raw.execute(f"PRAGMA user_version = {draw.randint(1, 999)}")
    return "user_version"


@dataclass(frozen=True)
class Kind:
    """A kind of tampering: `by` is what finds it (verify, what it tells beside, a head kept outside), or else why nothing does."""

    name: str
    tamper: Callable[[random.Random, Copies], str]
    by: str


KINDS = (
    Kind("guard gone", guard_gone, "verify"),
    Kind("guard changed", guard_changed, "verify"),
    Kind("trigger added", trigger_added, "verify"),
    Kind("hidden in the catalog", hidden_in_the_catalog, "verify"),
    Kind("column added", column_added, "verify"),
    Kind("column renamed", column_renamed, "verify"),
    Kind("constraint gone", constraint_gone, "verify"),
    Kind("constraint as a word", constraint_as_a_word, "verify"),
    Kind("index gone", index_gone, "told"),
    Kind("index added", index_added, "verify"),
    Kind("view added", view_added, "told"),
    Kind("rows changed", rows_changed, "verify"),
    Kind("text retold", text_retold, "verify"),
    Kind("index out of step", index_out_of_step, "verify"),
    Kind("kind of cells changed", kind_of_cells_changed, "verify"),
    Kind("event changed", event_changed, "verify"),
    Kind("event gone", event_gone, "verify"),
    Kind("detail changed and sealed anew", detail_changed_and_sealed_anew, "verify"),
    Kind("history made anew", history_made_anew, "head"),
    Kind("clock moved", clock_moved, "head"),
    Kind("cut at the end", cut_at_the_end, "head"),
    Kind("earlier copy", earlier_copy, "head"),
    Kind("other copy", other_copy, "head"),
    Kind("statistics", statistics, "statistics of the database"),
    Kind("numbers of the file", numbers_of_the_file, "numbers of the file"),
)
