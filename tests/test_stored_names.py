"""What `check` calls fine a store can hold: names that would meet there are told, and all others are kept apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from string import ascii_lowercase

import pytest
import sqlalchemy as sa
from cli_workspace import workspace_in
from postgres_server import ENGINES, Server, everybody, new_url
from sqlalchemy.schema import CreateTable, DropTable

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.database.connecting import database
from iku_engine.database.enforced import made_functions
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store

SPEC = """
dimensi daerah kunci kode
  atribut nama teks
sumber s per tahun, daerah register
  kolom x bilangan boleh kosong
  kolom {column} bilangan boleh kosong
sumber {source} per tahun register
  kolom y bilangan
"""


def problems(column: str, source: str) -> list[tuple[str, str]]:
    checked = check_files([SourceFile("spec.iku", SPEC.format(column=column, source=source))])
    return [(problem.id, problem.message.key) for problem in checked.problems]


@pytest.mark.parametrize(
    "column", ["period", "row", "row_id", "batch_id", "key_daerah", "na_x", "X", "NA_X", "Row", "Period"]
)
def test_a_column_that_no_store_can_hold_is_told(column) -> None:
    """By what it meets: a name of the program's own, what is kept beside another, or another in other letters."""
    beside, own = ("na_x", "NA_X"), ("period", "row", "row_id", "batch_id", "key_daerah", "Row", "Period")
    key = "stored.beside" if column in beside else "stored.own" if column in own else "stored"
    assert problems(column, "t") == [("duplicate-name", f"duplicate-name.{key}")]


@pytest.mark.parametrize("column", ["true", "false", "True"])
def test_a_column_that_is_a_truth_value_is_told(column) -> None:
    assert problems(column, "t") == [("duplicate-name", "duplicate-name.value")]


def test_a_column_that_every_table_of_a_database_has_is_told(postgres_server: Server) -> None:
    """As the server says which they are; SQLite has none that a column of ours would not hide."""
    engine = sa.create_engine(postgres_server.new())
    with engine.connect() as connection:
        own = connection.execute(
            sa.text("SELECT attname FROM pg_attribute WHERE attrelid = 'pg_class'::regclass AND attnum < 0")
        )
        names = [row[0] for row in own]
    engine.dispose()
    assert len(names) > 4
    for name in (*names, names[0].upper()):
        assert problems(name, "t") == [("duplicate-name", "duplicate-name.of-tables")], name


@pytest.mark.parametrize("source", ["s__superseded", "S", "S__Superseded"])
def test_a_source_that_no_store_can_hold_is_told(source) -> None:
    key = "stored" if source == "S" else "stored.beside"
    assert problems("z", source) == [("duplicate-name", f"duplicate-name.{key}")]


@pytest.mark.diagonal
@pytest.mark.parametrize(
    "column", ["z", "na_z2", "key_x", "key_s", "na_na_x", "rows", "batch", "superseded", "rowid", "oid"]
)
@pytest.mark.parametrize("source", ["t", "t__superseded", "daerah2", "member_daerah", "iku_events", "sqlite_master"])
def test_what_is_fine_has_its_tables(column, source) -> None:
    assert problems(column, source) == []
    program = check_files([SourceFile("spec.iku", SPEC.format(column=column, source=source))]).program
    with open_store("sqlite://", program) as store, store.writing() as connection:
        tables = [
            table for table in store.schema.metadata.tables.values() if table.name.startswith(("fact_", "member_"))
        ]
        assert len({table.name.casefold() for table in tables}) == 6
        for table in tables:
            assert connection.execute(sa.select(table)).all() == []


def test_a_column_and_what_says_that_another_does_not_apply_meet_whichever_comes_first() -> None:
    spec = "sumber s per tahun register\n  kolom na_x bilangan\n  kolom x bilangan boleh kosong\n"
    (problem,) = check_files([SourceFile("spec.iku", spec)]).problems
    assert (problem.message.key, problem.span.line) == ("duplicate-name.stored.beside", 3)
    assert problem.labels[1].span.line == 2


OF_SQLITE = """abort action after analyze attach autoincrement before begin cascade commit conflict current database deferred
delete detach drop each exclude exclusive explain fail filter following generated glob groups ignore immediate index indexed insert
instead isnull key last match materialized no nothing notnull nulls oid others over partition plan pragma preceding query raise range
recursive regexp reindex release rename replace restrict returning rollback row_ rowid rows savepoint set table temp ties to trigger
unbounded update using vacuum values view virtual window with without"""


def words() -> list[str]:
    """The words of SQLite, and those of DuckDB, which has PostgreSQL's and some of its own; but those that are no names in a spec."""
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    every = sorted({*OF_SQLITE.split(), *(word for (word,) in found)})
    others = [word for word in every if word not in ("group", "select")]  # the dimension and the source
    return [word for word in others if not check_files([SourceFile("s.iku", of_words([word], []))]).errors]


def of_words(columns: Sequence[str], read: Sequence[str]) -> str:
    """A spec of some columns, of which an indicator reads some."""
    lines = "".join(f"  kolom {name} bilangan\n" for name in columns)
    formula = " + ".join(f"(jumlah select.{name})" for name in read)
    rule = f"indikator order\n  satuan bilangan\n  arah tanpa\n  rumus {formula}\n" if read else ""
    return f"dimensi group kunci kode\nsumber select per tahun, group daftar\n{lines}{rule}"


@pytest.mark.parametrize("part", [3, pytest.param(1, marks=pytest.mark.soak)])
def test_every_word_of_a_database_is_a_name(part, tmp_path, capsys, monkeypatch) -> None:
    """As a column: imported twice, corrected, supposed, computed with, exported; some of them as source and dimension."""
    every, workspace = words(), workspace_in(tmp_path, capsys, monkeypatch)
    first = ["with", "returning", "nothing", "from", "qualify"]
    assert set(first) <= set(every)
    rest = [name for name in every if name not in first][::part]
    for at in range(0, len(rest), 150):
        store = ("--store", f"sqlite:///{at}.db")
        names = [*first, *rest[at : at + 150]]
        workspace.write("indicator_specs/akip.iku", of_words(names, first))
        for figure in (1, 2):
            cells = ",".join([str(figure)] * len(names))
            workspace.write("a.csv", f"tahun,group,{','.join(names)}\n2025,A,{cells}\n")
            said = workspace("import", "a.csv", "--into", "select", "--yes", *store)
            assert said.status == 0, said
        asked = ("eval", "order", "--period", "2025", "--json", "--no-trace", *store)
        assert workspace(*asked).document["results"][0]["exact"] == "10"
        changes = [f"{name}=5" for name in (*first[1:], *names[5::9])]
        said = workspace("facts", "correct", "select", "A", "--period", "2025", *changes, "--reason", "x", *store)
        assert said.status == 0, said
        for engine in ((), ("--engine", "duckdb")):
            assert workspace(*asked, *engine).document["results"][0]["exact"] == "22"
        said = workspace("eval", "order", "--period", "2025", "--what-if", "select 2025 A with=9", *store)
        assert (said.status, "29" in said.out) == (0, True), said
        assert workspace("facts", "export", "--to", f"out{at}", *store).status == 0
        assert workspace("runs", "verify", *store).status == 0


def refused(
    dialect: sa.Dialect, run: Callable[[str], object], words: Sequence[str], error: type[Exception]
) -> list[str]:
    """The words that are no names of a table, a column, or a figure in statements of a dialect."""
    found = []
    for word in words:
        table = sa.Table(word, sa.MetaData(), sa.Column(word, sa.Integer))
        figure = sa.select(sa.func.sum(table.c[word]).label(word)).subquery()
        statements = (CreateTable(table), sa.select(table), sa.select(figure.c[word]), DropTable(table))
        try:
            for statement in statements:
                run(str(statement.compile(dialect=dialect)))  # type: ignore[attr-defined]
        except error as refusal:
            found.append(f"{word}: {str(refusal).splitlines()[0]}")
    return found


def test_every_word_of_postgres_is_a_name_there(postgres_server: Server) -> None:
    """As the server itself says which words it has."""
    engine = database(postgres_server.new(), create=True, wait=1).engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        every = connection.exec_driver_sql("SELECT word FROM pg_get_keywords()").scalars().all()
        assert {"lateral", "select", "user"} < set(every)
        assert refused(engine.dialect, connection.exec_driver_sql, every, sa.exc.DBAPIError) == []
    engine.dispose()


def test_every_word_of_duckdb_is_a_name_there() -> None:
    duckdb = pytest.importorskip("duckdb")
    from iku_engine.engines.copying import DuckDialect

    connection = duckdb.connect()
    every = [word for (word,) in connection.execute("SELECT DISTINCT keyword_name FROM duckdb_keywords()").fetchall()]
    assert {"lateral", "select", "pivot"} < set(every)
    assert refused(DuckDialect(), connection.execute, every, duckdb.Error) == []


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "postgres":
        everybody(monkeypatch)
    return new_url(request)


def own_words() -> list[str]:
    """The words of what PostgreSQL runs for us, names of rows and of columns there, and letters; but those that are no names in a spec."""
    program = check_files([SourceFile("s.iku", of_words(["x"], []))]).program
    with open_store("sqlite://", program) as store:
        bodies = made_functions(store.schema, "public")
        columns = {column.name for table in store.schema.metadata.tables.values() for column in table.columns}
    found = sorted({*re.findall(r"[a-z_][a-z_0-9]*", "\n".join(bodies).lower()), *columns, *ascii_lowercase})
    names: list[str] = []
    while found != names:  # a word that is none may hide others
        names, halves = found, [found[:350], found[350:]]
        refused = [
            {part[one.span.line - 3] for one in check_files([SourceFile("s.iku", of_words(part, []))]).errors}
            for part in halves
        ]
        found = [word for word in names if word not in set.union(*refused)]
    return names


def test_every_word_of_our_own_statements_is_a_name(url: str, tmp_path: Path) -> None:
    """Rows come, go, wait and come back: on PostgreSQL a source with a column `f` could not be withdrawn from."""
    every = [word for word in own_words() if word not in ("select", "group")]
    assert {"f", "n", "o", "told", "shape", "relation", "event_id", "number"} < set(every)
    for part in (every[:300], every[300:]):
        program = check_files([SourceFile("s.iku", of_words(part, ["f"] if "f" in part else []))]).program
        with open_store(url, program, user="t") as store:
            taken = []
            for figure in ("1", "2"):
                path = tmp_path / f"{figure}.csv"
                path.write_text(f"tahun,group,{','.join(part)}\n2025,A,{','.join([figure] * len(part))}\n")
                taken.append(import_file(store, program, path, "select", user="t").batch)
            at = address(store, program, "select", Period(2025), ["A"])
            taken.append(correct(store, program, at, {part[0]: "5"}, user="t", reason="r").event)
            lock(store, program, Period(2025), user="t")
            taken.append(correct(store, program, at, {part[-1]: "6"}, user="t", reason="r").event)
            unlock(store, program, Period(2025), user="t", reason="r")
            retract(store, at, user="t", reason="r", ask_first=False)
            for batch in reversed(taken):
                withdraw(store, program, batch, user="t", reason="r")
            assert Verifier(store).verify().fault is None
