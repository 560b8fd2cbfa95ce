"""On PostgreSQL the database itself keeps each to what is theirs, and says so in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from demonstration import SPECS
from postgres_server import Server, name_in
from test_ledger import HEADER, Ministry

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.database.rights import KINDS, PLANNER, READER, REVIEWER
from iku_engine.errors import StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.importing.importing import import_file
from iku_engine.ledger.approving import step
from iku_engine.ledger.evidence import attach
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.store.restating import REVIEWED
from iku_engine.store.roles import grants, main
from iku_engine.store.runs import Asked, store_run
from iku_engine.store.store import Store
from iku_engine.wording import say_it

pytestmark = pytest.mark.needs_postgres
USERS = {"rina": PLANNER, "reza": REVIEWER, "rudi": READER}


@pytest.fixture
def ministry(postgres_server: Server, tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path, postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    give_rights(made, USERS)
    made.store.close()
    return made


def give_rights(made: Ministry, users: Mapping[str, str]) -> None:
    """What the owner does: rights to roles, and roles to people; somebody may have none."""
    with made.store.engine.begin() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        for statement in grants(made.store.schema, name):
            connection.exec_driver_sql(statement)
        for user, role in users.items():
            there = connection.exec_driver_sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{user}'").first()
            connection.exec_driver_sql("SELECT 1" if there else f"CREATE ROLE {user} LOGIN")
            if role:
                connection.exec_driver_sql(f"GRANT {role} TO {user}")


def test_an_owner_who_may_make_no_roles_gives_rights_to_those_there_are(
    ministry: Ministry, postgres_server: Server, tmp_path: Path
) -> None:
    """Where the roles were there already, of another store of the server, the statements ended at the first of them."""
    made = name_in(postgres_server.new())
    there = postgres_server.run(made, "SELECT FROM pg_roles WHERE rolname = 'plain_owner'")
    postgres_server.run(made, "SELECT 1" if there else "CREATE ROLE plain_owner LOGIN")
    for what in (f"DATABASE {made}", "SCHEMA public"):
        postgres_server.run(made, f"ALTER {what} OWNER TO plain_owner")
    own = Ministry(tmp_path, postgres_server.url(made, "plain_owner"))
    give_rights(own, dict.fromkeys(USERS, ""))
    own.store.close()
    with open_store(postgres_server.url(made, "rina"), own.program) as store:
        assert import_file(store, own.program, tmp_path / "daerah.csv", "daerah", user="x").identical == 2


def acts(ministry: Ministry, store: Store) -> dict[str, Callable[[], object]]:
    """What people do, by what it is called."""
    program, folder = ministry.program, ministry.folder
    path = folder / "espm.csv"
    path.write_text(HEADER + "2024,01,60%,3\n2024,07,1%,1\n", encoding="utf-8")

    def kept() -> int:
        asked = Asked(periods=(Period(2024),))
        found = evaluate(store, program, specs="s", periods=asked.periods)
        return store_run(store, found, [ministry.file], asked, user="x")

    return {
        "evaluate": lambda: evaluate(store, program, specs="", periods=[Period(2024)]),
        "verify": lambda: Verifier(store).verify(),
        "import": lambda: import_file(store, program, path, "espm", user="x"),
        "correct": lambda: correct(store, program, ministry.espm("02"), {"penerima": "1%"}, user="x", reason="r"),
        "retract": lambda: retract(store, ministry.espm("02"), user="x", reason="r"),
        "keep": kept,
        "attach": lambda: attach(store, path, "espm 2024", user="x"),
        "review": lambda: step(store, None, REVIEWED, user="x"),
        "lock": lambda: lock(store, program, Period(2024), user="x"),
        "unlock": lambda: unlock(store, program, Period(2024), user="x", reason="r"),
    }


# The kind of the event that each is, of those that write one.
KIND = {"keep": "run"} | {name: name for name in ("import", "correct", "retract", "attach", "review", "lock", "unlock")}


def may(user: str, act: str) -> bool:
    """Whether the table of rights says so; all may read."""
    return act not in KIND or USERS[user] in KINDS[KIND[act]]


def as_user(ministry: Ministry, user: str) -> str:
    return ministry.url.replace("iku_owner@", f"{user}@")


@pytest.mark.parametrize("user", USERS)
def test_each_may_do_what_is_theirs_and_is_told_where_it_is_not(ministry: Ministry, user: str) -> None:
    if user != "rina":
        ministry.keep()  # something to review
    with open_store(as_user(ministry, user), ministry.program) as store:
        for name, act in acts(ministry, store).items():
            if may(user, name):
                act()
                continue
            if name == "unlock":
                lock(ministry.store, ministry.program, Period(2024), user="kepala")
            with pytest.raises(StoreError) as error:
                act()
            assert error.value.text.key == "store-denied.role", name
    assert ministry.verify().fault is None
    ministry.store.close()


@pytest.mark.parametrize("user", USERS)
def test_nobody_changes_deletes_or_empties_anything(ministry: Ministry, user: str) -> None:
    with open_store(as_user(ministry, user), ministry.program) as store:
        for table in store.schema.metadata.sorted_tables:
            column = next(iter(table.c)).name
            for statement in (
                f'UPDATE "{table.name}" SET "{column}" = "{column}"',
                f'DELETE FROM "{table.name}"',
                f'TRUNCATE "{table.name}" CASCADE',
                f'DROP TABLE "{table.name}" CASCADE',
                f'ALTER TABLE "{table.name}" DISABLE TRIGGER ALL',
            ):
                with pytest.raises(StoreError) as error, store.writing() as connection:
                    connection.execute(sa.text(statement))
                assert error.value.text.key.startswith(("store-denied", "store-failed")), (
                    statement
                )  # or: must be its owner
    ministry.store.close()


def test_only_the_owner_follows_other_specs(ministry: Ministry) -> None:
    wider = check_files([SourceFile("spec.iku", ministry.file.text.replace("digit 2", "digit 4"))]).program
    with pytest.raises(StoreError) as error:
        open_store(as_user(ministry, "rina"), wider)
    assert error.value.text.key == "store-denied.role"
    assert "the owner of its tables" in say_it(error.value.text, "en")
    open_store(ministry.url, wider, user="owner").close()
    with open_store(as_user(ministry, "rina"), wider) as store:
        assert evaluate(store, wider, specs="", periods=[Period(2024)]).results[0].value is not None


def test_the_statements_are_written_for_psql(capsys: pytest.CaptureFixture[str]) -> None:
    main("kinerja-2025", str(SPECS))
    text = capsys.readouterr().out
    assert 'GRANT TEMPORARY ON DATABASE "kinerja-2025" TO iku_planner;' in text
    assert "fact_espm" in text
