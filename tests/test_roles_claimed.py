"""Runs of a planner's own client that say of themselves what is not so: PostgreSQL takes none, and all that are honest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from claimed_runs import CLAIMS, HONEST, keep
from postgres_server import Server
from test_claimed_runs import MORE
from test_ledger import FACTS, Ministry
from test_roles import USERS, as_user, give_rights

from iku_engine.errors import StoreError
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

pytestmark = pytest.mark.needs_postgres


@pytest.fixture
def ministry(postgres_server: Server, tmp_path: Path) -> Iterator[Ministry]:
    made = Ministry(tmp_path, postgres_server.new())
    made.load("espm", FACTS)
    made.load("espm", MORE)
    give_rights(made, USERS)
    yield made
    made.store.close()


def tried(store: Store, ministry: Ministry, name: str) -> object:
    """What PostgreSQL refuses a claim by; nothing where it takes it."""
    try:
        keep(store, ministry.program, ministry.file, CLAIMS[name])
    except StoreError as error:
        return dict(error.text.arguments).get("why", error.text.key)
    return None


def test_a_run_is_taken_only_where_what_it_says_is_so(ministry: Ministry) -> None:
    with open_store(as_user(ministry, "rina"), ministry.program) as store:
        refused = {name: tried(store, ministry, name) for name, claim in CLAIMS.items() if claim.at_once and claim.key}
        assert refused == dict.fromkeys(refused, "guard.run") and len(refused) > 30
        assert [name for name in HONEST if tried(store, ministry, name) is not None] == []
    assert ministry.verify().faults == ()


@pytest.mark.few("files under numbers", "a period twice", "an identity of other specs")
@pytest.mark.parametrize("name", [name for name, claim in CLAIMS.items() if not claim.at_once])
def test_what_postgresql_does_not_look_at_is_for_verifying(ministry: Ministry, name: str) -> None:
    with open_store(as_user(ministry, "rina"), ministry.program) as store:
        assert tried(store, ministry, name) is None
    assert [text.key for text in ministry.verify().faults] == [CLAIMS[name].key]
