"""Writers at once: none is lost, none waits for ever, and readers see one state or the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from kill_worker import KEYS, MEMBERS, PROGRAMS, YEAR, write_file
from postgres_server import ENGINES, new_url
from workers import Job, Workers

from iku_engine.errors import StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.batches import About, Batch
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.staging.plain import GoodRow
from iku_engine.store.store import Store

PROGRAM = PROGRAMS["first"]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_url(request)


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    with open_store(url, PROGRAM, user="test") as made:
        members = tmp_path / "daerah.csv"
        members.write_text(MEMBERS, encoding="utf-8")
        import_file(made, PROGRAM, members, "daerah", user="test")
        yield made


def jobs(folder: Path, writer: int, many: int) -> list[Job]:
    """Imports of keys that others write too and of keys of its own, corrections, locks, evaluations."""
    random = Random(writer)
    found: list[Job] = []
    for number in range(many):
        name = writer * 1000 + number
        keys = range(20) if random.random() < 0.5 else range(20 + writer, 21 + writer)
        found.append(["import", str(write_file(folder, name, keys))])
        found.append(random.choice([["correct", "005", f"{name % 100}.55%"], ["lock"], ["unlock"], ["eval"], ["eval"]]))
    return found


def work(hands: Workers, store: Store, url: str, folder: Path, writers: int, many: int) -> None:
    started = [hands.start(url, jobs(folder, writer, many)) for writer in range(writers)]
    ended = [hands.wait(pid) for pid in started]
    assert [code for code, _ in ended] == [0] * writers
    done = [entry for _, entries in ended for entry in entries]
    assert len(done) == writers * many * 2, "each said what became of each job"
    refused = {str(why) for _, (how, why) in done if how == "error"}
    assert refused <= {"lock-already", "lock-not", "fact-same"}, (
        "what others did before, and never that a store is busy"
    )
    kept = [(job, what) for job, (how, what) in done if how == "ok"]
    imports = [(job, what) for job, what in kept if job[0] == "import"]
    assert len(imports) == writers * many
    accepted = sum(what[0] for _, what in imports)  # type: ignore[index]
    replaced = sum(what[3] for _, what in imports)  # type: ignore[index]
    corrected = sum(job[0] == "correct" for job, _ in kept)
    rows_given = sum(Path(str(job[1])).read_text(encoding="utf-8").count("2024,") for job, _ in imports)
    assert rows_given == sum(what[0] + what[1] + what[2] for _, what in imports)  # type: ignore[index]
    with store.reading() as connection:
        relation = store.schema.relations["espm"]
        count = sa.select(sa.func.count())
        assert connection.execute(count.select_from(relation.table)).scalar_one() == accepted + corrected
        gone = connection.execute(count.select_from(relation.superseded)).scalar_one()
        added = accepted + corrected - gone
        current = sa.select(relation.table.c.key_daerah).where(
            ~sa.exists().where(relation.superseded.c.row_id == relation.table.c.row_id)
        )
        keys = connection.execute(current).scalars().all()
        assert len(keys) == len(set(keys)) == added
        assert replaced <= gone <= replaced + corrected
        events = connection.execute(count.select_from(store.schema.events)).scalar_one()
    assert events == 2 + len(kept)
    verified = Verifier(store).verify()
    assert (verified.fault, verified.events) == (None, events)


@pytest.mark.few("sqlite-2", "postgres-8")
@pytest.mark.parametrize("writers", [2, 8])
def test_writers_at_once_lose_nothing(hands: Workers, store: Store, url: str, tmp_path: Path, writers: int) -> None:
    work(hands, store, url, tmp_path, writers, many=6 // writers + 1)


@pytest.mark.soak
@pytest.mark.parametrize("writers", [2, 8])
def test_writers_at_once_for_long_lose_nothing(
    hands: Workers, store: Store, url: str, tmp_path: Path, writers: int
) -> None:
    work(hands, store, url, tmp_path, writers, many=25)


def test_who_waits_too_long_is_told(store: Store, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iku_engine.store.store.BUSY_SECONDS", 0.1)
    path = write_file(tmp_path, 1)
    with open_store(url, PROGRAM) as other:
        with store.writing(), pytest.raises(StoreError) as error:
            import_file(other, PROGRAM, path, "espm", user="test")
        assert error.value.text.key == "store-busy"
        assert import_file(other, PROGRAM, path, "espm", user="test").rejected_total == 1


def test_readers_see_one_state_while_somebody_writes(store: Store, url: str, tmp_path: Path) -> None:
    def value() -> object:
        return evaluate(store, PROGRAM, specs="", periods=[YEAR]).results[0].value

    count = sa.select(sa.func.count()).select_from(store.schema.relations["espm"].table)
    import_file(store, PROGRAM, write_file(tmp_path, 1, range(KEYS - 1)), "espm", user="test")
    before = value()
    with open_store(url, PROGRAM) as other, store.reading() as long_reader:
        seen = long_reader.execute(count).scalar_one()
        with other.writing() as connection:
            batch = Batch(connection, other.schema, other.schema.relations["espm"], "test")
            batch.add([GoodRow(1, 2024, (f"{KEYS - 1:03}",), {"penerima": 1}, [])])
            batch.close(About())
            assert value() == before, "what is not finished yet is not seen"
        assert long_reader.execute(count).scalar_one() == seen, "a reader sees what was there when it began"
    with store.reading() as connection:
        assert connection.execute(count).scalar_one() == seen + 1
