"""A store that lies: what was meant to be written is sealed, and the database is as the program made it, or verifying says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sqlalchemy as sa
from cli_workspace import Workspace, workspace_in
from postgres_server import Server, everybody, name_in
from test_cli_documents import check
from test_ledger import HEADER, SPEC, Ministry, with_facts
from test_roles import USERS, as_user, give_rights

from iku_dsl import cache
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.errors import StoreError, WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.facts.locking import lock
from iku_engine.importing.batches import Batch
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verified, Verifier
from iku_engine.migrate import catalog
from iku_engine.migrate.catalog import restore
from iku_engine.migrate.opening import open_store
from iku_engine.staging.plain import Plain


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with with_facts(tmp_path) as made:
        yield made


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    return workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")


def by_sql(ministry: Ministry, *statements: str) -> None:
    """What somebody does with the file and no care for us."""
    with sqlite3.connect(ministry.folder / "iku.db") as raw:
        for statement in statements:
            raw.execute(statement)
    raw.close()


def faults(ministry: Ministry) -> list[str]:
    """What verifying finds, and the objects of the database that it names."""
    found = Verifier(ministry.store).verify()
    return [" ".join([text.key, *(str(value) for _, value in text.arguments)]) for text in found.faults]


REWRITES = """
CREATE TRIGGER helpful AFTER INSERT ON fact_espm WHEN NEW.key_daerah = '01' BEGIN
  INSERT OR REPLACE INTO fact_espm VALUES (NEW.row_id, NEW.batch_id, NEW.row, NEW.period, NEW.key_daerah, 9900, NEW.harus);
END
"""
SWALLOWS = "CREATE TRIGGER helpful BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"


@pytest.mark.parametrize("removed", [False, True], ids=["the trigger is there", "the trigger is gone again"])
@pytest.mark.parametrize("known", [False, True], ids=["a new period", "beside known rows"])
def test_a_trigger_that_rewrites_facts_is_found(ministry: Ministry, known: bool, removed: bool) -> None:
    """What is sealed is what was meant to be written, not what the database made of it."""
    by_sql(ministry, REWRITES)
    year = 2024 if known else 2025
    ministry.load("espm", HEADER + f"{year},01,70%,3\n{year},02,100%,4\n")
    if removed:
        by_sql(ministry, "DROP TRIGGER helpful")
    found = faults(ministry)
    assert any(one.startswith("verify.rows") for one in found)
    assert removed or any("helpful" in one for one in found)


def _late(ministry: Ministry) -> None:
    lock(ministry.store, ministry.program, Period(2024), user="kepala")
    ministry.load("espm", HEADER + "2024,01,70%,3\n")


def _bad(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,170%,3\n")


def _replaced(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,70%,3\n")


def _new(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2025,01,70%,3\n")


def _corrected(ministry: Ministry) -> None:
    correct(ministry.store, ministry.program, ministry.espm("01"), {"penerima": "1%"}, user="budi", reason="salah")


def _kept(ministry: Ministry) -> None:
    ministry.keep()


def _locked(ministry: Ministry) -> None:
    lock(ministry.store, ministry.program, Period(2024), user="kepala")


@pytest.mark.parametrize(
    ("table", "act"),
    [
        ("iku_late", _late),
        ("iku_quarantine", _bad),
        ("fact_espm__superseded", _replaced),
        ("fact_espm__superseded", _corrected),
        ("iku_loaded", _replaced),
        ("fact_espm", _new),
        ("iku_event", _corrected),
        ("iku_run", _kept),
        ("iku_results", _kept),
        ("iku_lock", _locked),
    ],
)
def test_a_trigger_that_swallows_rows_is_refused(ministry: Ministry, table: str, act) -> None:  # type: ignore[no-untyped-def]
    """What was told as kept, and was not, is told by the command that wrote it; nothing of it stays."""
    by_sql(ministry, SWALLOWS.format(table=table))
    with pytest.raises(StoreError) as refused:
        act(ministry)
    assert refused.value.text.key in ("store-swallowed", "store-failed"), "by us, or by a foreign key"
    assert any("helpful" in one for one in faults(ministry))
    by_sql(ministry, "DROP TRIGGER helpful")
    assert faults(ministry) == []


def test_an_event_that_is_not_kept_as_it_was_written_is_refused(ministry: Ministry) -> None:
    by_sql(
        ministry,
        "DROP TRIGGER iku_event__no_update",
        "CREATE TRIGGER helpful AFTER INSERT ON iku_event BEGIN UPDATE iku_event SET user_name = 'x' WHERE event_id = NEW.event_id; END",
    )
    with pytest.raises(StoreError) as refused:
        _corrected(ministry)
    assert refused.value.text.key == "store-swallowed"


def test_a_trigger_that_says_that_it_is_of_one_connection_is_taken_away(ministry: Ministry) -> None:
    """Written into the database's own catalog, it fires for all."""
    by_sql(
        ministry,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master VALUES ('trigger', 'zz', 'fact_espm', 0, "
        "'CREATE TEMP TRIGGER zz AFTER INSERT ON fact_espm BEGIN SELECT RAISE(IGNORE); END')",
        "PRAGMA schema_version = 1000",  # who has the file open reads the catalog again
    )
    assert any("zz" in one for one in faults(ministry))
    restore(ministry.store, user="budi")
    assert faults(ministry) == []


def _not_replaced(_: Ministry) -> str:
    return "DELETE FROM fact_espm__superseded"


def _beyond_all(_: Ministry) -> str:
    return (
        "INSERT INTO fact_espm SELECT row_id + 100, batch_id, row, period, key_daerah, penerima, harus FROM fact_espm"
    )


def _before_all(_: Ministry) -> str:
    return "INSERT INTO fact_espm SELECT -row_id, batch_id, row, period, key_daerah, penerima, harus FROM fact_espm"


def _between(ministry: Ministry) -> str:
    """Of a file that was sent again no row is new: its ids are free."""
    ministry.load("espm", HEADER + "2024,01,1%,3\n2023,01,70%,3\n")
    return (
        "INSERT INTO fact_espm SELECT (SELECT max(row_id) - 1 FROM fact_espm), batch_id, row, period, key_daerah, penerima, harus "
        "FROM fact_espm WHERE row_id = 1"
    )


@pytest.mark.parametrize("way", [_not_replaced, _beyond_all, _before_all, _between])
def test_two_rows_of_one_key_are_not_counted(ministry: Ministry, way: Callable[[Ministry], str]) -> None:
    """Whatever way the second came by: nobody replaced the first, or it was put beside it."""
    _corrected(ministry)
    before = ministry.value()
    statement = way(ministry)
    assert ministry.value() == before
    by_sql(ministry, "DROP TRIGGER fact_espm__superseded__no_delete", statement)
    with pytest.raises(StoreError) as refused:
        ministry.value()
    assert refused.value.text.key == "store-twice.changed"
    assert "verify.twice" in "".join(faults(ministry))


def out_of_step(ministry: Ministry, index: str, *edits: str) -> None:
    """The schema forgets an index while rows are changed, and has it again afterwards."""
    with sqlite3.connect(ministry.folder / "iku.db") as raw:
        kept = raw.execute("SELECT * FROM sqlite_master WHERE name = ?", (index,)).fetchone()
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        raw.execute("PRAGMA writable_schema = 1")
        raw.execute("DELETE FROM sqlite_master WHERE name = ?", (index,))
    raw.close()
    with sqlite3.connect(ministry.folder / "iku.db") as raw:
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        for edit in edits:
            raw.execute(edit)
        for _, sql in guards:
            raw.execute(sql)
        raw.execute("PRAGMA writable_schema = 1")
        raw.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", kept)
    raw.close()


def test_an_index_of_somebody_out_of_step_with_its_table_is_found(ministry: Ministry) -> None:
    """The table has what was written, and whoever reads by the index reads another figure."""
    covering = "CREATE INDEX quick ON fact_espm (period, key_daerah, penerima, harus, row_id, batch_id)"
    by_sql(
        ministry, *by_sql_unguarded("fact_espm", "UPDATE fact_espm SET penerima = 1 WHERE key_daerah = '01'"), covering
    )
    out_of_step(ministry, "quick", "UPDATE fact_espm SET penerima = 5000 WHERE key_daerah = '01'")
    assert ministry.value() != Fraction(3, 4), "the index lies"
    found = faults(ministry)
    assert any(one.startswith("verify.integrity") for one in found)
    assert any("quick" in one and one.startswith("verify.catalog-extra") for one in found)
    assert not any(one.startswith("verify.rows") for one in found), "the rows themselves are as they were written"


def by_sql_unguarded(table: str, edit: str) -> list[str]:
    return [f"DROP TRIGGER {table}__no_update", edit]


def test_an_own_index_out_of_step_is_found(ministry: Ministry) -> None:
    with sqlite3.connect(ministry.folder / "iku.db") as raw:
        (name,) = raw.execute("SELECT name FROM sqlite_master WHERE name GLOB 'ix_fact_espm_p*'").fetchone()
    raw.close()
    out_of_step(ministry, name, "UPDATE fact_espm SET key_daerah = '07' WHERE key_daerah = '01'")
    found = faults(ministry)
    assert [one.split()[0] for one in found] == ["verify.integrity"] * (len(found) - 1) + ["verify.rows"]
    assert len(found) > 1


@pytest.mark.parametrize("table", ["fact_espm", "iku_event", "iku_late", "member_daerah__superseded"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_guard_that_is_gone_is_missed(ministry: Ministry, table: str, verb: str) -> None:
    by_sql(ministry, f"DROP TRIGGER {table}__no_{verb}")
    assert [one for one in faults(ministry) if f"{table}__no_{verb}" in one]


def test_what_a_store_should_be_is_made_once_and_anew_before_anything_is_named(
    ministry: Ministry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    monkeypatch.setattr(cache, "_folder", lambda: folder)
    made: list[object] = []
    making = catalog._made_in_memory
    monkeypatch.setattr(catalog, "_made_in_memory", lambda layouts: made.append(layouts) or making(layouts))
    assert (faults(ministry), len(made)) == ([], 1)
    assert (faults(ministry), len(made)) == ([], 1)
    (entry,) = folder.iterdir()
    cache.save(entry.name, cache.load(entry.name, tuple)[1:])  # type: ignore[index]
    assert (faults(ministry), len(made)) == ([], 2)  # what was kept is not believed against the store
    by_sql(ministry, "DROP TRIGGER iku_event__no_delete")
    assert ([one.split()[0] for one in faults(ministry)], len(made)) == (["verify.catalog-missing.on"], 3)


def test_what_is_missing_is_restored_and_nothing_else(ministry: Ministry) -> None:
    """The guard, the index and the trigger of somebody's own; a second time there is nothing to do."""
    changed = "CREATE TRIGGER iku_event__no_delete BEFORE DELETE ON iku_event BEGIN SELECT 1; END"
    by_sql(ministry, "DROP TRIGGER iku_event__no_delete", changed, "DROP TRIGGER fact_espm__no_update", REWRITES)
    by_sql(ministry, "DROP INDEX ix_iku_event_recorded_at", "CREATE VIEW mine AS SELECT 1 AS x")
    out_of_step(
        ministry,
        "ix_iku_batch_relation",
        "UPDATE iku_batch SET relation = 'x'",
        "UPDATE iku_batch SET relation = 'espm'",
    )
    mended = restore(ministry.store, user="admin")
    made = [dict(text.arguments).get("name") for text in mended.done]
    assert sorted(map(str, made)) == [
        "None", "fact_espm__no_update", "helpful", "iku_event__no_delete", "ix_iku_event_recorded_at",
    ]  # fmt: skip
    with sqlite3.connect(ministry.folder / "iku.db") as raw:
        (detail,) = raw.execute("SELECT detail FROM iku_event WHERE kind = 'restore'").fetchone()
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            raw.execute("DELETE FROM iku_event")
    raw.close()
    assert "9900" in detail, "what was taken away is kept as evidence"
    assert [one for one in faults(ministry) if "catalog" in one] == []
    assert [text.key for text in ministry.verify().told] == ["verify.catalog-extra"], "a view changes nothing"
    assert restore(ministry.store, user="admin").event == 0


def test_a_column_of_somebodys_own_is_named(ministry: Ministry) -> None:
    by_sql(ministry, "ALTER TABLE fact_espm ADD COLUMN catatan TEXT DEFAULT 'x'")
    (found,) = faults(ministry)
    assert "fact_espm" in found
    assert "catatan TEXT DEFAULT" in found


def test_the_command_names_what_it_finds_and_what_it_restores(workspace: Workspace) -> None:
    workspace("import", "fakta/daerah.csv")
    with sqlite3.connect(workspace.folder / "iku.db") as raw:
        raw.execute("DROP TRIGGER iku_late__no_update")
    raw.close()
    found = workspace("runs", "verify")
    assert found.status == 1
    assert "iku_late__no_update" in found.out
    assert "--restore" in found.err
    document = workspace("runs", "verify", "--json").document
    check("runs-verify", document)
    assert len(document["faults"]) == 1
    restored = workspace("runs", "verify", "--restore")
    assert restored.status == 0, restored.out
    assert "iku_late__no_update" in restored.out
    assert workspace("runs", "verify", "--file", "x.json", "--restore").status == 2


@pytest.mark.parametrize("other", ["VIEW fact_new AS SELECT 1 AS row_id", "TABLE FACT_NEW (row_id INTEGER)"])
def test_what_stands_in_the_place_of_a_new_table_is_named_with_the_mend(workspace: Workspace, other: str) -> None:
    workspace("import", "fakta/daerah.csv")
    with sqlite3.connect(workspace.folder / "iku.db") as raw:
        raw.execute(f"CREATE {other}")
    raw.close()
    workspace.write("indicator_specs/new.iku", "sumber new per tahun register\n  kolom y bilangan\n")
    said = workspace("runs", "verify")
    assert (said.status, other.split()[1] in said.err, "DROP VIEW" in said.err) == (3, True, True), said


def test_a_table_that_was_made_anew_is_as_the_program_makes_it(tmp_path: Path) -> None:
    """Another type for a column of a relation without rows: earlier columns are gone with the old table."""
    head = "dimensi daerah kunci kode\nsumber s per tahun, daerah daftar\n"
    for body in (
        "  kolom a bilangan\n  kolom b bilangan\n",
        "  kolom a bilangan\n",
        "  kolom a teks\n",
        "  kolom c teks\n",
    ):
        program = check_files([SourceFile("s.iku", head + body)]).program
        with open_store(f"sqlite:///{tmp_path}/iku.db", program) as store:
            assert Verifier(store).verify().faults == ()
    path = tmp_path / "s.csv"
    path.write_text("tahun,daerah,c\n2024,01,x\n", encoding="utf-8")
    with open_store(f"sqlite:///{tmp_path}/iku.db", program) as store:
        import_file(store, program, path, "s", user="x")
        assert Verifier(store).verify().faults == ()


# ---- PostgreSQL

SAYS_YES = "CREATE OR REPLACE FUNCTION iku_closed(source text, at integer) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT false $$"
REWRITES_THERE = (
    "CREATE FUNCTION helpful() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.penerima := 9900; RETURN NEW; END $$",
    "CREATE TRIGGER helpful BEFORE INSERT ON fact_espm FOR EACH ROW EXECUTE FUNCTION helpful()",
)


@pytest.mark.needs_postgres
def test_postgres_is_looked_at_in_the_same_way(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        cache, "_folder", lambda: None
    )  # who can make nothing beside it has nothing that was made before
    url = postgres_server.new()
    made = Ministry(tmp_path, url)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    assert made.verify() == Verified(3, 4, 0)

    def by_hand(*statements: str) -> None:
        with made.store.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    name = str(made.store.engine.url.database)
    if postgres_server.run(name, "SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'"):
        by_hand("CREATE EXTENSION amcheck")
        assert made.verify() == Verified(3, 4, 0), "each index is looked at beside its table"
    by_hand(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC", "CREATE ROLE nobody_much LOGIN")
    by_hand(*(f'GRANT SELECT ON "{table.name}" TO nobody_much' for table in made.store.schema.metadata.sorted_tables))
    with open_store(url.replace("iku_owner@", "nobody_much@"), made.program) as seen:
        told = Verifier(seen).verify()
        assert ([text.key for text in told.told], told.faults) == (["verify.catalog-denied", "verify.notes-denied"], ())
    by_hand(*REWRITES_THERE)
    made.load("espm", HEADER + "2024,01,60%,3\n")
    found = faults(made)
    assert any(one.startswith("verify.rows") for one in found)
    assert any("helpful" in one and one.startswith("verify.catalog-extra") for one in found)
    by_hand(
        "DROP TRIGGER iku_no_update ON fact_espm",
        "ALTER TABLE iku_late DISABLE TRIGGER iku_no_delete",
        "DROP INDEX ix_iku_event_recorded_at",
        "CREATE RULE quiet AS ON INSERT TO iku_late DO INSTEAD NOTHING",
        "ALTER TABLE iku_lock ALTER COLUMN relation DROP NOT NULL",
        "CREATE VIEW mine AS SELECT 1 AS x",
    )
    named = [" ".join(str(value) for _, value in text.arguments) for text in made.verify().faults]
    for name in ("iku_no_update", "iku_no_delete", "quiet", "iku_lock"):
        assert any(name in one for one in named), name
    mended = {dict(text.arguments)["name"] for text in restore(made.store, user="admin").done}
    assert mended == {"helpful", "iku_no_update", "iku_no_delete", "quiet", "ix_iku_event_recorded_at"}
    left = [one for one in faults(made) if one.startswith("verify.catalog")]
    assert len(left) == 1, left
    assert "iku_lock" in left[0]
    by_hand("DROP FUNCTION iku_refuse CASCADE", "ALTER TABLE iku_lock ALTER COLUMN relation SET NOT NULL")
    assert any("iku_refuse" in one for one in faults(made))
    restore(made.store, user="admin")
    assert not any("catalog" in one for one in faults(made))
    made.store.close()


@pytest.mark.needs_postgres
def test_what_postgres_itself_sees_to_is_compared_and_restored(postgres_server: Server, tmp_path: Path) -> None:
    """Triggers and functions that keep locks and rights: gone, switched off, or made to say yes."""
    made = Ministry(tmp_path, postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    give_rights(made, USERS)
    with open_store(as_user(made, "rudi"), made.program) as seen:
        assert Verifier(seen).verify() == Verified(3, 4, 0), "a reader compares, too"
    for statement, name in (
        ("DROP TRIGGER iku_came ON iku_batch", "iku_came"),
        ("DROP TRIGGER iku_sealed ON iku_touched", "iku_sealed"),
        ("ALTER TABLE iku_event DISABLE TRIGGER iku_event_came", "iku_event_came"),
        ("DROP FUNCTION iku_came() CASCADE", "iku_came()"),
        ("DROP FUNCTION iku_take_turn()", "iku_take_turn()"),
        (SAYS_YES, "iku_closed(text, integer)"),
    ):
        with made.store.engine.begin() as connection:
            connection.exec_driver_sql(statement)
        assert name in {dict(text.arguments)["name"] for text in made.verify().faults}, statement
        assert name in {dict(text.arguments)["name"] for text in restore(made.store, user="admin").done}, statement
    assert faults(made) == []
    with made.store.engine.begin() as connection:
        open_to_all = (
            "SELECT count(*) FROM pg_proc WHERE proname ~ '^iku_' AND has_function_privilege('rudi', oid, 'EXECUTE')"
        )
        assert connection.exec_driver_sql(open_to_all).scalar_one() == 1, "the guard, which refuses whoever calls it"
    for user in ("rina", "reza"):
        with open_store(as_user(made, user), made.program) as store, store.writing():
            pass
    made.load("espm", HEADER + "2024,01,60%,3\n")
    assert made.verify().fault is None
    made.store.close()


# What is still there, or looks so, and does nothing: a comment that swallows what comes after it, flags of PostgreSQL's own catalogs.
IN_A_COMMENT = r"""
DO $do$ DECLARE
  made text := pg_get_functiondef('iku_came()'::regprocedure); start integer := position('-- A note' IN made);
  rest text := substr(made, start); stop integer := position(E'  RETURN NULL;\nEND $' IN rest);
BEGIN
  EXECUTE left(made, start - 1) || replace(left(rest, stop - 1), E'\n', ' ') || E'\n' || substr(rest, stop);
END $do$
"""
SWALLOWS_THERE = """
CREATE OR REPLACE FUNCTION zz() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
DROP TRIGGER IF EXISTS zz ON fact_espm;
CREATE TRIGGER zz BEFORE INSERT ON fact_espm FOR EACH ROW EXECUTE FUNCTION zz()
"""
OF_A_KEY = (
    "tgconstraint = (SELECT max(oid) FROM pg_constraint WHERE conrelid = 'fact_espm__superseded'::regclass AND contype = 'f') "
    "WHERE tgname = 'zz'"
)
SWITCHED_OFF = """
DO $do$ DECLARE t record; BEGIN
  FOR t IN SELECT tgname FROM pg_trigger WHERE tgisinternal AND tgrelid = 'fact_espm__superseded'::regclass LOOP
    EXECUTE format('ALTER TABLE fact_espm__superseded DISABLE TRIGGER %I', t.tgname);
  END LOOP;
END $do$
"""
FLAGS = {
    "a comment without its end": (IN_A_COMMENT, "iku_came()"),
    "a table without triggers": ("UPDATE pg_class SET relhastriggers = false WHERE relname = 'fact_espm'", "iku_no_update"),
    "a table without indexes": ("UPDATE pg_class SET relhasindex = false WHERE relname = 'iku_event'", "ix_iku_event_recorded_at"),
    "a hidden trigger": (f"{SWALLOWS_THERE}; UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'zz'", "zz"),
    "a trigger hidden in a foreign key": (f"{SWALLOWS_THERE}; UPDATE pg_trigger SET tgisinternal = true, {OF_A_KEY}", "zz"),
    "a guard of another event": (
        "UPDATE pg_trigger SET tgtype = 6 WHERE tgname = 'iku_no_update' AND tgrelid = 'fact_espm'::regclass", "iku_no_update",
    ),
    "foreign keys that are not kept": (SWITCHED_OFF, "(by_row_id) REFERENCES fact_espm(row_id)"),
    "a foreign key by another operator": (
        "UPDATE pg_constraint SET conpfeqop = '{411}' WHERE conrelid = 'fact_espm__superseded'::regclass AND contype = 'f'",
        "(by_row_id) REFERENCES fact_espm(row_id)",
    ),
    "a foreign key that asks later": (
        "ALTER TABLE fact_espm__superseded ALTER CONSTRAINT fact_espm__superseded_row_id_fkey DEFERRABLE INITIALLY DEFERRED",
        "(row_id) REFERENCES fact_espm(row_id)",
    ),
    "an index of another kind": (
        "UPDATE pg_index SET indisunique = NOT indisunique WHERE indexrelid = 'ix_iku_event_recorded_at'::regclass",
        "ix_iku_event_recorded_at",
    ),
    "a function that takes no missing value": ("ALTER FUNCTION iku_chained(iku_event) STRICT", "iku_chained(iku_event)"),
    "a rule under the name of a view's": (
        "CREATE RULE quiet AS ON INSERT TO iku_late DO INSTEAD NOTHING; "
        "UPDATE pg_rewrite SET rulename = '_RETURN' WHERE rulename = 'quiet'", "_RETURN",
    ),
}  # fmt: skip


@pytest.mark.needs_postgres
def test_what_is_there_and_does_nothing_is_named_and_restored(postgres_server: Server, tmp_path: Path) -> None:
    made = Ministry(tmp_path, postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    wrong: dict[str, object] = {}
    for what, (statement, name) in FLAGS.items():
        with made.store.engine.begin() as connection:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        named = {dict(text.arguments).get("name") for text in made.verify().faults}
        mended = {dict(text.arguments)["name"] for text in restore(made.store, user="admin").done}
        if name not in named & mended:
            wrong[what] = named, mended
    assert (wrong, faults(made)) == ({}, [])
    made.store.close()


@pytest.mark.needs_postgres
def test_what_an_administrator_may_do_to_tables_is_no_fault(postgres_server: Server, tmp_path: Path) -> None:
    """How they are stored and analysed, and flags that PostgreSQL itself leaves behind until it cleans up."""
    made = Ministry(tmp_path, postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    made.store.close()
    name = str(made.store.engine.url.database)
    for statement in (
        "ALTER TABLE fact_espm SET (fillfactor = 80, autovacuum_enabled = false), ALTER key_daerah SET STATISTICS 500",
        "ALTER TABLE fact_espm REPLICA IDENTITY FULL; ALTER TABLE fact_espm ALTER key_daerah SET STORAGE external",
        "CREATE TABLE child () INHERITS (iku_about); DROP TABLE child; CREATE INDEX x ON iku_touched (about); DROP INDEX x",
        "CREATE RULE quiet AS ON INSERT TO iku_about DO INSTEAD NOTHING; DROP RULE quiet ON iku_about",
        "CREATE TRIGGER x BEFORE DELETE ON iku_about EXECUTE FUNCTION iku_refuse(); DROP TRIGGER x ON iku_about",
        "CREATE TABLE mine (row_id bigint REFERENCES fact_espm, batch_id integer UNIQUE DEFERRABLE)",
        "CLUSTER fact_espm USING fact_espm_pkey",
        "VACUUM FULL ANALYZE",
        "VACUUM (FREEZE, ANALYZE)",
        "REINDEX TABLE iku_event",
        "ALTER INDEX fact_espm_pkey SET (fillfactor = 80)",
        f'ALTER DATABASE "{name}" SET quote_all_identifiers = on',
    ):
        if "VACUUM" in statement or "CLUSTER" in statement:  # which cleans up what the others left
            assert faults(made) == [], f"before {statement}"
        made.store.close()
        postgres_server.run(name, statement)
    assert faults(made) == []
    made.store.close()


DECOY = """
SELECT set_config(
  'iku.decoy', replace(pg_get_functiondef('iku_closed(text, integer)'::regprocedure), 'source text', 'source public.text'), false
);
CREATE DOMAIN public.text AS pg_catalog.text;
DO $do$ BEGIN EXECUTE current_setting('iku.decoy'); END $do$
"""
RIGHTS_TAKEN = {
    "a function beside ours with the body of ours": (f"{DECOY}; {SAYS_YES}", "iku_closed(public.text, integer)"),
    "another function under one of our names": (
        "CREATE FUNCTION iku_months(x bigint) RETURNS bigint LANGUAGE sql AS 'SELECT x'", "iku_months(bigint)",
    ),
    "a procedure under one of our names": ("CREATE PROCEDURE iku_sealed(x bigint) LANGUAGE sql AS 'SELECT x'", "iku_sealed(bigint)"),
    "a right to call": ("GRANT EXECUTE ON FUNCTION iku_came() TO PUBLIC", "EXECUTE ON ROUTINE iku_came()"),
    "a right to call of a role": (
        "GRANT EXECUTE ON FUNCTION iku_closed(text, integer) TO iku_planner", "EXECUTE ON ROUTINE iku_closed(text,integer)",
    ),
    "a right to empty": ("GRANT TRUNCATE ON fact_espm TO iku_planner", "TRUNCATE ON TABLE fact_espm"),
    "a right to change a column": ("GRANT UPDATE (period) ON fact_espm TO iku_planner", "UPDATE (period) ON fact_espm"),
    "a right to take notes away": ("GRANT DELETE ON iku_touched TO iku_planner", "DELETE ON TABLE iku_touched"),
    "a right to make functions": ("GRANT CREATE ON SCHEMA public TO iku_planner", "CREATE ON SCHEMA public"),
    "a right to write notes": ("GRANT INSERT ON iku_touched TO iku_planner", "INSERT ON TABLE iku_touched"),
}  # fmt: skip
OF_DATABASE = "DO $do$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' {}'; END $do$"
# What may be somebody's own is left to the owner: how they undo it.
FOR_THE_OWNER = {
    "a function of somebody else": ("ALTER FUNCTION iku_closed(text, integer) OWNER TO iku_planner", "iku_planner",
                                    "ALTER FUNCTION iku_closed(text, integer) OWNER TO iku_owner"),
    "a table of somebody else": ("ALTER TABLE iku_lock OWNER TO iku_planner", "iku_planner", "ALTER TABLE iku_lock OWNER TO iku_owner"),
    "a function for one of PostgreSQL's": ("CREATE FUNCTION encode(x text) RETURNS text LANGUAGE sql AS 'SELECT x'", "public.encode(text)",
                                           "DROP FUNCTION public.encode(text)"),
    "an operator for one of PostgreSQL's": (
        "CREATE FUNCTION mine(a text, b text) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
        "CREATE OPERATOR public.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = mine)",
        "public.<>(text,text)", "DROP FUNCTION mine CASCADE",
    ),
    "a planner among the owners": ("GRANT iku_owner TO rina", "rina MEMBER OF iku_owner", "REVOKE iku_owner FROM rina"),
    "reviewers among the owners": ("CREATE ROLE between; GRANT iku_owner TO between; GRANT between TO iku_reviewer",
                                   "reza MEMBER OF iku_owner", "DROP ROLE between"),
    "an administrator among planners": ("ALTER ROLE rina SUPERUSER", "rina SUPERUSER", "ALTER ROLE rina NOSUPERUSER"),
    "a planner who gives roles": ("ALTER ROLE rina CREATEROLE", "rina CREATEROLE", "ALTER ROLE rina NOCREATEROLE"),
    "a planner who may be one who gives roles": ("CREATE ROLE giver CREATEROLE; GRANT giver TO rina", "rina CREATEROLE", "DROP ROLE giver"),
    "a planner who may be an administrator": ("CREATE ROLE higher SUPERUSER; GRANT higher TO reza", "reza SUPERUSER", "DROP ROLE higher"),
    "a planner who writes files of the server": ("GRANT pg_write_server_files TO rina", "rina MEMBER OF pg_write_server_files",
                                                 "REVOKE pg_write_server_files FROM rina"),
    "a planner who runs programs of the server": ("GRANT pg_execute_server_program TO iku_planner",
                                                  "rina MEMBER OF pg_execute_server_program",
                                                  "REVOKE pg_execute_server_program FROM iku_planner"),
    "anybody who writes all": ("CREATE ROLE third; GRANT pg_write_all_data TO third", "third MEMBER OF pg_write_all_data",
                               "DROP ROLE third"),
    "a planner who owns the schema": ("ALTER SCHEMA public OWNER TO rina", "rina OWNER OF SCHEMA public",
                                      "ALTER SCHEMA public OWNER TO pg_database_owner"),
    "reviewers who own the schema": ("ALTER SCHEMA public OWNER TO iku_reviewer", "reza OWNER OF SCHEMA public",
                                     "ALTER SCHEMA public OWNER TO pg_database_owner"),
    "a planner who owns the database": (OF_DATABASE.format("OWNER TO rina"), "rina OWNER OF DATABASE",
                                        OF_DATABASE.format("OWNER TO iku_owner")),
    "a reader who owns the database": (OF_DATABASE.format("OWNER TO rudi"), "rudi OWNER OF DATABASE",
                                       OF_DATABASE.format("OWNER TO iku_owner")),
    "an administrator among readers": ("ALTER ROLE rudi SUPERUSER", "rudi SUPERUSER", "ALTER ROLE rudi NOSUPERUSER"),
    "a planner without triggers": ("ALTER ROLE rina SET session_replication_role = replica", "rina SESSION_REPLICATION_ROLE=REPLICA",
                                   "ALTER ROLE rina RESET ALL"),
    "a database without triggers": (OF_DATABASE.format("SET session_replication_role = local"),
                                    "PUBLIC SESSION_REPLICATION_ROLE=LOCAL", OF_DATABASE.format("RESET ALL")),
    "a right to go without triggers": ("GRANT SET ON PARAMETER session_replication_role TO rina",
                                       "rina SET ON PARAMETER session_replication_role",
                                       "REVOKE SET ON PARAMETER session_replication_role FROM rina"),
    "a note that stays": ("ALTER TABLE iku_touched DISABLE TRIGGER ALL; INSERT INTO iku_touched VALUES (99, 'x', 'y');"
                          "ALTER TABLE iku_touched ENABLE TRIGGER ALL", "verify.stray iku_touched", "DELETE FROM iku_touched"),
}  # fmt: skip


@pytest.fixture(scope="module")
def with_roles(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    made = Ministry(tmp_path_factory.mktemp("roles"), postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    give_rights(made, USERS)
    yield made
    made.store.close()


# What would hide others, or is hidden by them: who is an administrator needs no other right.
ALONE = (
    "a function beside ours with the body of ours",
    "a right to go without triggers",
    "reviewers who own the schema",
    "a reader who owns the database",
)
TOGETHER = [tuple(name for name in kind if name not in ALONE) for kind in (RIGHTS_TAKEN, FOR_THE_OWNER)]


@pytest.mark.needs_postgres
@pytest.mark.parametrize("names", [*((name,) for name in ALONE), *TOGETHER], ids=lambda names: names[0])
def test_functions_and_rights_that_are_not_ours_are_named(with_roles: Ministry, names: tuple[str, ...]) -> None:
    """Many at once, as each is named for itself: looking through a store takes longer than all of them."""

    def by_hand(statement: str) -> None:
        with with_roles.store.engine.begin() as connection:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    done = [(RIGHTS_TAKEN | FOR_THE_OWNER)[name] for name in names]
    for statement, *_ in done:
        by_hand(statement)
    found = faults(with_roles)
    unnamed = [named for _, named, *_ in done if not any(named in one for one in found)]
    assert unnamed == [], found
    for _, _, *undo in done:
        for statement in undo:
            by_hand(statement)
    restore(with_roles.store, user="admin")
    assert faults(with_roles) == []


# What stands for PostgreSQL's own where a schema comes before it in the path in which names are looked for.
STANDS_FOR_OURS = (
    "CREATE AGGREGATE lain.sum(bigint)(sfunc = int8larger, stype = bigint)",
    "CREATE AGGREGATE lain.sum(numeric)(sfunc = numeric_larger, stype = numeric)",
    "CREATE AGGREGATE lain.count(*)(sfunc = int8inc, stype = bigint, initcond = '5')",
    "CREATE FUNCTION lain.quote_ident(text) RETURNS text LANGUAGE sql AS 'SELECT ''lain''::text'",
    "CREATE FUNCTION lain.never(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
    "CREATE OPERATOR lain.= (FUNCTION = lain.never, LEFTARG = bigint, RIGHTARG = bigint)",
    "CREATE OPERATOR lain.<> (FUNCTION = lain.never, LEFTARG = bigint, RIGHTARG = bigint)",
)


@pytest.mark.needs_postgres
@pytest.mark.parametrize("whose", ["DATABASE {name}", "ROLE iku_owner IN DATABASE {name}"])
def test_no_setting_puts_functions_in_the_place_of_the_databases_own(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    everybody(monkeypatch)
    with with_facts(tmp_path, postgres_server) as before:
        wanted, name = before.value(), name_in(before.url)
        before.keep()
    for statement in (
        "CREATE SCHEMA lain",
        *STANDS_FOR_OURS,
        f"ALTER {whose.format(name=name)} SET search_path = public, lain, pg_catalog",
    ):
        postgres_server.run(name, statement)
    assert postgres_server.run(name, "SELECT sum(x) FROM (VALUES (1::bigint), (2)) AS of (x)") == [(2,)], "a trap"
    made = Ministry(tmp_path, before.url, members="")
    assert (made.value(), made.verify().faults) == (wanted, ())
    made.load("espm", HEADER + "2024,01,70%,3\n2024,02,100%,4\n")
    assert made.value() != wanted
    made.keep()
    assert made.verify().faults == ()
    made.store.close()


@pytest.mark.parametrize(
    "command", [("verify",), ("verify", "3"), ("verify", "--restore"), ("head",), ("head", "--to", "h.json")]
)
def test_a_store_that_is_not_there_is_not_whole(workspace: Workspace, command: tuple[str, ...]) -> None:
    said = workspace("runs", *command, "--store", "sqlite:///nowhere.db")
    assert (said.status, said.out, said.err.count("\n")) == (3, "", 1)
    assert "there is no store at sqlite:///nowhere.db" in said.err
    assert not list(workspace.folder.glob("nowhere*")) + list(workspace.folder.glob("h.json"))


ODD_CELLS = {
    "empty": {"penerima": None},
    "not applicable, and something": {"harus": 4, "na_harus": 1},
    "neither yes nor no": {"sah": 2},
    "no date": {"tiba": 99_999_999},
    "before all dates": {"tiba": 0},
    "not applicable twice": {"harus": None, "na_harus": 2},
}


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
@pytest.mark.parametrize("odd", ODD_CELLS)
def test_cells_that_an_import_does_not_write_are_refused_or_named(
    odd: str, database: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch
) -> None:
    """A client that writes what ours does not, and hashes it: a mean took what is empty for 0, where no row may lack it."""
    url = request.getfixturevalue("postgres_server").new() if database == "postgres" else ""
    spec = SPEC.replace("bilangan 0..", "bilangan 0.. boleh kosong\n  kolom sah ya/tidak\n  kolom tiba tanggal")
    row = "tahun,daerah,penerima,harus,sah,tiba\n2024,01,50%,3,ya,2024-01-31\n"
    made = Ministry(tmp_path, url, spec=spec)
    plain = Batch.add_plain

    def other(batch: Batch, rows: Plain) -> None:
        values = dict(zip(rows.names, rows.values, strict=True)) | {
            name: [cell] for name, cell in ODD_CELLS[odd].items()
        }
        plain(batch, replace(rows, names=list(values), values=list(values.values())))

    monkeypatch.setattr(Batch, "add_plain", other)
    if database == "postgres":
        with pytest.raises(StoreError) as error:
            made.load("espm", row)
        assert "has a cell that no row can have" in str(error.value.text)
    else:
        made.load("espm", row)
        assert [fault.key for fault in made.verify().faults] == ["verify.unlike"]
    made.store.close()


@pytest.mark.parametrize("mark", [(2, 9, "imported"), (2, 2, "again"), (3, 2, "zzz"), (3, 2, "dismissed")], ids=str)
def test_marks_of_rows_that_nobody_kept_out_or_in_other_words_are_named(
    mark: tuple[int, int, str], tmp_path: Path, monkeypatch
) -> None:
    """A row of the quarantine was gone without a word once a batch said anything of it, and sealed that it did."""
    made = Ministry(tmp_path)
    assert made.load("espm", HEADER + "2024,01,900%,3\n").batch == 3
    plain = Batch.note

    def other(batch: Batch, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        marks = {"batch_id": mark[0], "row": mark[1], "event_id": batch.id, "how": mark[2]}
        plain(batch, table, [*rows, marks] if table.name == "iku_mended" else rows)

    monkeypatch.setattr(Batch, "note", other)
    made.load("espm", HEADER + "2024,02,50%,3\n")
    assert "verify.book" in [fault.key for fault in made.verify().faults]
    made.store.close()


def test_a_new_row_by_lesser_specs_lacks_nothing_that_each_row_has(tmp_path: Path) -> None:
    """Specs that are let in though rows are in the way of theirs leave no shape: a mean took what their new row lacks for 0."""
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n")
    text = SPEC.replace("  kolom penerima persen 0%..100% digit 2\n", "").replace("bilangan 0..", "bilangan 0..2")
    lesser = check_files(
        [SourceFile("spec.iku", text.replace("persen 0%..100%", "bilangan").replace("penerima\n", "harus\n"))]
    )
    assert lesser.errors == ()
    store = open_store(made.url, lesser.program, user="siti", to_mend=True)

    def write(key: str) -> None:
        correct(
            store,
            lesser.program,
            address(store, lesser.program, "espm", Period(2024), [key]),
            {"harus": "2"},
            user="siti",
            reason="x",
        )

    with pytest.raises(WrongUse) as error:
        write("02")
    assert error.value.text.key == "row-lacks"
    write("01")
    assert Verifier(store).verify().fault is None
    store.close()
    made.store.close()
