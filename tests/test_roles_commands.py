"""Each command as each role of a team's store: what is theirs is done, what is not ends in one sentence that names whose it is."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from cli_workspace import Workspace
from postgres_server import Server
from test_ledger import HEADER, Ministry
from test_roles import USERS, as_user, ministry

from iku_engine.database.rights import KINDS, PLANNER, REVIEWER

__all__ = ["ministry"]

pytestmark = pytest.mark.needs_postgres
IMPORT = "import baru.csv --into espm"
CORRECT = "facts correct espm 02 --period 2024 penerima=70% --reason keliru"
RETRACT = "facts retract espm 02 --period 2024 --reason keliru"
EVERYBODYS = (
    "runs verify", "runs list", "runs show 4", "runs export 4 --to ekspor.json", "facts history espm 01",
    "facts list", "facts quarantine", "trace rata_penerima --period 2024",
)  # fmt: skip
NUMBERS = {"fact_espm": "row_id", "iku_batch": "batch_id", "iku_quarantine": "batch_id"} | dict.fromkeys(
    ("iku_event", "iku_run", "iku_lock", "iku_step"), "event_id"
)
# In order: who does it, what, and whose it is; empty where it is theirs. Run 4 was kept before.
WORK = (
    ("rudi", IMPORT, PLANNER),
    ("reza", IMPORT, PLANNER),
    ("rina", IMPORT, ""),
    ("rudi", CORRECT, PLANNER),
    ("reza", CORRECT, PLANNER),
    ("rina", CORRECT, ""),
    ("rudi", RETRACT, PLANNER),
    ("reza", RETRACT, PLANNER),
    ("rina", RETRACT, ""),
    ("rudi", "facts attach baru.csv --to 'run 4'", f"{PLANNER}, {REVIEWER}"),
    ("reza", "facts attach baru.csv --to 'run 4'", ""),
    ("rina", "facts attach baru.csv --to 'batch 2'", ""),
    ("rudi", "runs review 4", REVIEWER),
    ("rina", "runs review 4", REVIEWER),
    ("reza", "runs review 4", ""),
    ("rudi", "runs final 4 --despite uji", REVIEWER),
    ("rina", "runs final 4 --despite uji", REVIEWER),
    ("reza", "runs final 4 --despite uji", ""),
    ("rudi", "facts lock 2024", REVIEWER),
    ("rina", "facts lock 2024", REVIEWER),
    ("reza", "facts lock 2024", ""),
    ("rudi", "facts unlock 2024 --reason reviu", REVIEWER),
    ("rina", "facts unlock 2024 --reason reviu", REVIEWER),
    ("reza", "facts unlock 2024 --reason reviu", ""),
)


WRITES = {
    "import": "import", "facts correct": "correct", "facts retract": "retract", "facts attach": "attach", "facts lock": "lock",
    "facts unlock": "unlock", "runs review": "review", "runs final": "final",
}  # fmt: skip


def test_each_command_is_tried_by_each_as_the_table_of_rights_has_it() -> None:
    for command, kind in WRITES.items():
        tried = {user: whose for user, said, whose in WORK if said.startswith(command + " ")}
        may = {user for user, role in USERS.items() if role in KINDS[kind]}
        assert {user for user, whose in tried.items() if not whose} == may
        assert {whose for whose in tried.values() if whose} <= {", ".join(KINDS[kind])}
        assert set(USERS) - set(tried) <= may


@pytest.fixture
def office(
    ministry: Ministry, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """The command line in a folder with the specs of the ministry, after a run was kept."""
    made = Workspace(tmp_path, capsys)
    made.write("specs/spec.iku", ministry.file.text)
    made.write("baru.csv", HEADER + "2024,01,60%,3\n2024,03,1%,1\n")
    monkeypatch.chdir(tmp_path)
    for name, value in {"IKU_SPECS": "specs", "IKU_LANG": "en", "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)
    ministry.keep()
    ministry.store.close()
    return made


def test_each_does_what_is_theirs_and_is_told_whose_the_rest_is(
    ministry: Ministry, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user, command, whose in WORK:
        monkeypatch.setenv("IKU_STORE", as_user(ministry, user))
        said = office(*shlex.split(command))
        if not whose:
            assert (said.status, said.err) == (1 if command == IMPORT else 0, ""), (user, command, said)
            continue
        assert (said.status, said.out) == (3, ""), (user, command, said)
        assert said.err.count("\n") == 1, said.err
        assert said.err.startswith("error: store postgresql+psycopg://")
        assert f"this database user may not do that; who may: {whose} (permission denied" in said.err, (user, command)
    assert ministry.verify().fault is None
    ministry.store.close()


def test_all_may_read_and_evaluate_and_nobody_changes_anything_by_sql(
    ministry: Ministry, office: Workspace, monkeypatch: pytest.MonkeyPatch, postgres_server: Server
) -> None:
    database = sa.make_url(ministry.url).database or ""
    for user in USERS:
        monkeypatch.setenv("IKU_STORE", as_user(ministry, user))
        for command in EVERYBODYS:
            said = office(*command.split())
            assert (said.status, said.err) == (0, ""), (user, command, said)
        assert office("runs", "verify", "--file", "ekspor.json").status == 0
        said = office("eval", "--period", "2024")
        kept = user == "rina"
        assert said.status == 0
        assert said.err.startswith("Kept as run #5" if kept else "This result was not kept: store"), said
        assert (f"who may: {PLANNER} (permission denied" in said.err) is not kept
        for table, column in NUMBERS.items():
            for change in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"UPDATE {table} SET {column} = 1"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    postgres_server.run(database, change, user)


def test_commands_tell_who_signed(ministry: Ministry, office: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not whom `IKU_USER` names."""
    monkeypatch.setenv("IKU_USER", "kepala")
    for user, command in (
        ("rina", CORRECT),
        ("rina", RETRACT.replace(" 02 ", " 01 ")),
        ("rina", "facts attach baru.csv --to 'run 4'"),
        ("reza", "runs review 4"),
        ("reza", "facts lock 2024"),
        ("reza", "facts unlock 2024 --reason reviu"),
    ):
        monkeypatch.setenv("IKU_STORE", as_user(ministry, user))
        said = office(*shlex.split(command), "--json")
        assert (said.status, json.loads(said.out)["user"]) == (0, user), (command, said)
    assert "kepala" not in office("runs", "list").out
    ministry.store.close()
