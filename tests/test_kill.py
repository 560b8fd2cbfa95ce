"""`kill -9` at any moment of an import, a migration, a lock or an evaluation: each is whole or absent, and nothing counts twice."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from kill_worker import KEYS, MEMBERS, PROGRAMS, YEAR, figure, write_file
from postgres_server import ENGINES, Server
from workers import Job, Workers

from iku_engine.database.connecting import database
from iku_engine.database.relations import schema
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

SCHEMAS = {name: schema(program) for name, program in PROGRAMS.items()}
KILLED = -signal.SIGKILL
AGAIN = 25  # kills after which a new store is begun, so that each is verified quickly
KINDS = {"import": ("import",), "lock": ("lock",), "unlock": ("unlock",), "eval": ("run",), "migrate": ("migrate",)}


class Scene:
    """Stores that are worked at and killed, one after the other."""

    def __init__(self, engine: str, folder: Path, server: Server | None, hands: Workers, seed: int) -> None:
        self.engine, self.folder, self.server, self.hands = engine, folder, server, hands
        self.random = Random(seed)
        self.counts: Counter[str] = Counter()
        self.kills = self.files = 0
        self.url = ""

    def begin(self) -> None:
        if self.url:
            self.look.engine.dispose()
        self.url = self.server.new() if self.server is not None else f"sqlite:///{self.folder}/iku-{self.kills}.db"
        self.look = database(self.url, create=True, wait=60)
        members = self.folder / "daerah.csv"
        members.write_text(MEMBERS, encoding="utf-8")
        with open_store(self.url, PROGRAMS["first"], user="test") as store:
            import_file(store, PROGRAMS["first"], members, "daerah", user="test")
        self.import_again()

    def file(self) -> str:
        self.files += 1
        return str(write_file(self.folder, self.files))

    def job(self, locked: bool) -> Job:
        choice = self.random.choice(("import", "import", "import", "lock", "eval", "migrate"))
        if choice == "import":
            return ["import", self.file()]
        if choice == "lock":
            return ["unlock" if locked else "lock"]
        return ["migrate", "other"] if choice == "migrate" else ["eval"]

    def directed(self, point: str) -> None:
        """One kill at a certain step of one job."""
        before = self.events()
        self.look.engine.dispose()  # nobody else has the store open when it is killed
        job = self.job(_locked(before))
        code, done = self.hands.wait(self.hands.start(self.url, [job], point))
        if not done:
            assert code == KILLED, (job, point, code)
        there = self.events()
        after = there[len(before) :]
        new = [kind for kind, detail in after if kind in KINDS[str(job[0])] and not _goes_back(kind, detail)]
        if code == KILLED and not done:
            self.kills += 1
            if point != "before":
                side = "after" if new else "before"
                assert point.startswith("statement") or side == point, (job, point, after)
            else:
                side = "before"
                assert not new, (job, point, after)
            self.counts[f"{side} the commit of {job[0]}"] += 1
        self.check(there)

    def at_random(self) -> None:
        """One kill at any moment of a row of jobs."""
        before = self.events()
        self.look.engine.dispose()  # nobody else has the store open when it is killed
        locked, jobs = _locked(before), []
        for _ in range(12):
            job = self.job(locked)
            locked = {"lock": True, "unlock": False}.get(str(job[0]), locked)
            jobs.append(job)
        pid = self.hands.start(self.url, jobs)
        time.sleep(self.random.uniform(0.0, 0.25))
        os.kill(pid, signal.SIGKILL)
        code, done = self.hands.wait(pid)
        reported = [KINDS[str(job[0])][0] for job, (how, _) in done if how == "ok" and job[0] != "migrate"]
        there = self.events()
        new = [kind for kind, _ in there[len(before) :] if kind != "migrate"]
        assert new[: len(reported)] == reported, "what was reported is there"
        assert len(new) - len(reported) in (0, 1)
        if code == KILLED:
            self.kills += 1
            self.counts["random, nothing unreported" if len(new) == len(reported) else "random, after a commit"] += 1
        self.check(there)

    def events(self) -> list[tuple[str, dict[str, object]]]:
        store = self.as_it_is()
        with store.reading() as connection:
            events = store.schema.events.c
            query = sa.select(events.kind, events.detail).order_by(events.event_id)
            return [(row[0], json.loads(row[1])) for row in connection.execute(query)]

    def as_it_is(self, spec: str = "first") -> Store:
        """The store, not brought up to any specs."""
        return Store(self.look.engine, SCHEMAS[spec], PROGRAMS[spec], self.look.shown)

    def check(self, events: list[tuple[str, dict[str, object]]]) -> None:
        """The store opens; every batch is whole; no key counts twice; the result is what the events say."""
        store = self.as_it_is()
        verified = Verifier(store).verify()
        assert verified.fault is None, verified.fault
        with store.reading() as connection:
            table, gone = store.schema.relations["espm"].table, store.schema.relations["espm"].superseded
            counted = sa.select(table.c.batch_id, sa.func.count()).group_by(table.c.batch_id)
            there = {row[0]: row[1] for row in connection.execute(counted)}
            b = store.schema.batches.c
            sealed = sa.select(b.batch_id, b.rows_accepted).where(b.relation == "espm", b.rows_accepted > 0)
            assert there == {row[0]: row[1] for row in connection.execute(sealed)}
            current = sa.select(table.c.key_daerah).where(~sa.exists().where(gone.c.row_id == table.c.row_id))
            assert len(set(connection.execute(current).scalars())) == KEYS
            assert len(connection.execute(current).all()) == KEYS
        migrated = [detail for kind, detail in events if kind == "migrate"][-1]
        shapes: dict[str, str] = migrated["shapes"]  # type: ignore[assignment]
        spec = "other" if "cakupan" in shapes["espm"] else "first"
        store = self.as_it_is(spec)
        result = evaluate(store, PROGRAMS[spec], specs="", periods=[YEAR]).results[0]
        assert result.value == _expected(events)
        if self.kills % AGAIN == 0:
            self.import_again()
            self.begin()
        elif self.kills % 5 == 0:
            self.import_again()

    def import_again(self) -> None:
        """The same file once more gives accepted or identical rows, and a third time only identical ones."""
        with open_store(self.url, PROGRAMS["first"], user="test") as store:
            path = Path(self.file())
            first, second = (import_file(store, PROGRAMS["first"], path, "espm", user="test") for _ in range(2))
            assert (first.accepted + first.identical, first.rejected_total) == (KEYS, 1)
            assert (second.accepted, second.identical, second.rejected_total) == (0, KEYS, 1)


def _goes_back(kind: str, detail: dict[str, object]) -> bool:
    """Whether the store followed the first specs again, which is how each process opens it."""
    return kind == "migrate" and "cakupan" not in str(detail["shapes"])


def _locked(events: list[tuple[str, dict[str, object]]]) -> bool:
    return next((kind == "lock" for kind, _ in reversed(events) if kind in ("lock", "unlock")), False)


def _expected(events: list[tuple[str, dict[str, object]]]) -> Fraction:
    """What the events come to: the last import counts, unless it came while the year was closed and is so still."""
    counts = waits = 0
    for kind, detail in events:
        if kind == "import" and detail["relation"] == "espm":
            number = int(str(detail["file"]).removeprefix("espm-").removesuffix(".csv"))
            counts, waits = (counts, number) if detail["late"] else (number, number)
        elif kind == "unlock":
            counts = waits
    return Fraction(figure(counts).rstrip("%")) / 100


def scene(request: pytest.FixtureRequest, tmp_path: Path, hands: Workers, engine: str, seed: int) -> Scene:
    server = request.getfixturevalue("postgres_server") if engine == "postgres" else None
    made = Scene(engine, tmp_path, server, hands, seed)
    made.begin()
    request.addfinalizer(lambda: made.look.engine.dispose())  # of the store that is the last one then
    return made


def kill(made: Scene, directed: int, at_random: int) -> None:
    points = ("before", "after", "statement")
    for number in range(directed):
        point = points[number % 3]
        made.directed(f"statement:{made.random.randrange(60)}" if point == "statement" else point)
    for _ in range(at_random):
        made.at_random()


@pytest.mark.parametrize(("engine", "directed", "at_random"), [("sqlite", 6, 2)])
def test_some_kills_leave_everything_whole(
    request: pytest.FixtureRequest, tmp_path: Path, hands: Workers, engine: str, directed: int, at_random: int
) -> None:
    made = scene(request, tmp_path, hands, engine, seed=1)
    kill(made, directed, at_random)
    assert made.kills >= 6, made.counts


@pytest.mark.needs_postgres
def test_some_kills_of_clients_of_postgres_leave_everything_whole(
    request: pytest.FixtureRequest, tmp_path: Path, hands: Workers
) -> None:
    made = scene(request, tmp_path, hands, "postgres", seed=2)
    kill(made, directed=3, at_random=1)
    assert made.kills >= 3, made.counts


@pytest.mark.soak
@pytest.mark.parametrize("engine", ENGINES)
def test_many_kills_leave_everything_whole(
    request: pytest.FixtureRequest, tmp_path: Path, hands: Workers, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = scene(request, tmp_path, hands, engine, seed=3)
    directed, at_random = (180, 120) if engine == "sqlite" else (60, 40)
    kill(made, directed, at_random)
    with capsys.disabled():
        print(f"\n{engine}: {made.kills} kills: {dict(sorted(made.counts.items()))}")  # noqa: T201
    sides = Counter(side.partition(" the")[0] for side in made.counts.elements())
    least = 20 if engine == "sqlite" else 10
    assert made.kills >= (200 if engine == "sqlite" else 60)
    assert sides["before"] >= least
    assert sides["after"] + sides["random, after a commit"] >= least
