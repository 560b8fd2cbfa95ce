"""One wrong clock: far from the last event, or from the clock where the store lies, it is refused; as of a time, the order counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
import sqlalchemy as sa
from by_hand import by_hand
from cli_workspace import workspace_in
from postgres_server import Server
from test_ledger import HEADER, Ministry, with_facts
from test_roles import USERS, as_user, give_rights

from iku_engine.database import chain
from iku_engine.database.chain import event_at, events, moment
from iku_engine.errors import StoreError
from iku_engine.migrate.opening import open_store
from iku_engine.results.beside import local_time

TRUE = datetime.now(UTC)
WRONG = datetime(9999, 1, 2, tzinfo=UTC)


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with with_facts(tmp_path) as made:
        yield made


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(chain, "now", lambda: moment)


def right(ministry: Ministry) -> None:
    """Somebody says so."""
    open_store(ministry.url, ministry.program, user="siti", clock_is_right=True).close()


def load(ministry: Ministry, share: str) -> None:
    ministry.load("espm", HEADER + f"2024,01,{share},3\n")


@pytest.mark.parametrize(
    ("moment", "key"),
    [
        (WRONG, "clock-far"),
        (datetime(1970, 1, 1, tzinfo=UTC), "clock-far"),
        (TRUE + timedelta(days=401), "clock-far"),
        (TRUE + timedelta(days=30), "clock-beside"),
    ],
)
def test_a_time_far_from_the_last_event_or_from_the_other_clock_is_refused(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch, moment: datetime, key: str
) -> None:
    at(monkeypatch, moment)
    with pytest.raises(StoreError) as error:
        load(ministry, "60%")
    assert error.value.text.key == key
    at(monkeypatch, TRUE + timedelta(hours=20))
    load(ministry, "60%")
    assert ministry.verify().fault is None


def test_as_of_a_time_the_order_of_events_counts_where_times_lie(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event is stamped 9999; those after it, by the right clock, are not, and it had happened when they had."""
    before = datetime.now(UTC)
    at(monkeypatch, WRONG)
    right(ministry)
    load(ministry, "60%")
    at(monkeypatch, TRUE + timedelta(hours=1))
    with pytest.raises(StoreError):
        load(ministry, "70%")
    right(ministry)
    load(ministry, "70%")
    now = TRUE + timedelta(hours=2)
    with ministry.store.reading() as connection:
        chain = list(events(connection, ministry.store.schema))
        assert [event.kind for event in chain[-4:]] == ["clock", "import", "clock", "import"]
        assert [event.at[:4] for event in chain[-4:]] == ["9999", "9999", str(now.year), str(now.year)]
        assert event_at(connection, ministry.store.schema, now) == chain[-1].id
        assert event_at(connection, ministry.store.schema, before) == chain[-5].id
    assert ministry.value(as_of=now) == ministry.value() == Fraction(85, 100)
    assert ministry.value(as_of=before) == Fraction(75, 100)
    found = ministry.verify()
    assert found.fault is None
    assert [text.key for text in found.told] == ["verify.clock"], "that times lie is told"


def test_a_year_of_silence_is_no_wrong_clock(ministry: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_other_clock", lambda _: TRUE + timedelta(days=399))
    at(monkeypatch, TRUE + timedelta(days=399))
    load(ministry, "60%")
    assert ministry.verify().told == ()


def test_a_world_of_changes_that_are_tried_is_never_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is supposed lies in memory beside facts of years ago, and is gone at once."""
    made = sa.create_engine("sqlite://")
    with made.connect() as connection:
        assert chain.clock_doubt(connection, "2001-01-01T00:00:00+00:00", TRUE) is None
    made.dispose()


@pytest.mark.needs_postgres
def test_on_postgresql_the_server_tells_the_time(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer's own clock is not asked; where the server's was wrong once, somebody says so, and the database takes the earlier time."""
    made = Ministry(tmp_path, postgres_server.new())
    at(monkeypatch, WRONG)
    load(made, "50%")
    with made.store.reading() as connection:
        *_, before, last = events(connection, made.store.schema)
    assert last.at[:4] == str(TRUE.year)
    ahead = replace(last, at=chain.as_text(WRONG))
    by_hand(
        made.store.engine,
        f"UPDATE iku_event SET recorded_at = '{ahead.at}', sha256 = '{ahead.sealed(before.sha256)}' WHERE event_id = {last.id}",
        f"UPDATE iku_batch SET recorded_at = '{ahead.at}' WHERE batch_id = {last.id}",
    )
    with pytest.raises(StoreError) as error:
        load(made, "60%")
    assert error.value.text.key == "clock-far.server"
    give_rights(made, USERS)
    for user in USERS:
        with pytest.raises(StoreError) as denied:
            open_store(as_user(made, user), made.program, clock_is_right=True)
        assert denied.value.text.key.startswith("store-denied"), "the clock is the server's, and so its owner's"
    right(made)
    load(made, "60%")
    found = made.verify()
    assert found.fault is None
    assert [text.key for text in found.told] == ["verify.clock"]
    made.store.close()


def test_the_command_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    assert workspace("import", "fakta/daerah.csv").status == 0
    at(monkeypatch, WRONG)
    said = workspace("import", "fakta/espm.csv")
    assert said.status == 3
    assert "--clock-is-right" in said.err
    assert workspace("import", "fakta/espm.csv", "--clock-is-right").status == 0
    assert workspace("facts", "list").status == 0, "who only reads is not asked"
    at(monkeypatch, TRUE)
    assert workspace("facts", "lock", "2024").status == 3
    assert workspace("--clock-is-right", "facts", "lock", "2024").status == 0
    assert workspace("facts", "lock", "2025").status == 0, "from there on it is right"
    assert workspace("runs", "verify").status == 0


def test_a_time_within_a_minute_is_told_to_the_second():
    """Two answers as known in one minute may differ: what is told of each must differ as well."""
    said = {text: local_time(at) for text in ("2026-11-30 18:58", "2026-11-30 18:58:07") if (at := moment(text))}
    assert said == {text: text for text in said} and len(said) == 2


def test_a_minute_is_meant_to_its_end_as_a_day_is():
    """Lists show minutes: who asks as of one means what they show with it."""
    assert moment("2026-11-30 18:58") == moment("2026-11-30T18:58:59.999999")
    assert moment("2026-11-30") == moment("2026-11-30 23:59")
    assert moment("2026-11-30 18:58:07") == moment("2026-11-30T18:58:07")
    assert moment("2026-11-30 18+07") == moment("2026-11-30T18:00:00+07:00")
