"""Any history: what was known then is what a store had that went no further, and what a few dictionaries say."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledger_model import Model, Place
from test_ledger import SPEC

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.database.chain import last_event
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.results.records import record_of
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.store import Store

PROGRAM = check_files([SourceFile("spec.iku", SPEC.replace("  kolom harus bilangan 0..\n", ""))]).program
YEARS, KEYS = (2023, 2024), ("01", "02", "03")
FIRST = 3  # the first event after the tables and the members

years, keys = st.sampled_from(YEARS), st.sampled_from(KEYS)
values = st.integers(0, 3).map(lambda number: number * 25)
places = st.tuples(years, keys)
OPERATIONS = st.one_of(
    st.tuples(st.just("import"), st.dictionaries(places, values, max_size=4), st.booleans()),
    st.tuples(st.just("give"), years, st.dictionaries(keys, values, max_size=2), st.booleans()),
    st.tuples(st.just("correct"), places, values),
    st.tuples(st.just("retract"), places),
    st.tuples(st.just("withdraw"), st.integers(0, 14)),
    st.tuples(st.just("withdraw"), st.integers(0, 4)),
    st.tuples(st.just("lock"), st.sampled_from(["", "espm"]), years),
    st.tuples(st.just("unlock"), st.sampled_from(["", "espm"]), years),
)
Operation = tuple[Any, ...]


class Told:
    """A store, and the same history told to a model."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.model, self.event = folder, store, Model(), FIRST
        self.file(folder / "daerah.csv", "kode,nama\n" + "".join(f"{key},Kab {key}\n" for key in KEYS))
        import_file(store, PROGRAM, folder / "daerah.csv", "daerah", user="test")

    def file(self, path: Path, text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    def imports(self, rows: dict[Place, int], bad: bool, period: int | None = None) -> None:
        text = "".join(f"{year},{key},{value}%\n" for (year, key), value in rows.items()) + "2024,09,1%\n" * bad
        path = self.file(self.folder / "espm.csv", "tahun,daerah,penerima\n" + text)
        import_file(
            self.store, PROGRAM, path, "espm", period=Period(period) if period is not None else None, user="test"
        )

    def do(self, operation: Operation) -> None:
        """One operation, which both take or both refuse."""
        store, model, event = self.store, self.model, self.event
        act: Callable[[], object]
        match operation:
            case ("import", rows, bad):
                act = lambda: self.imports(rows, bad)  # noqa: E731
                refused = model.imports(event, rows, set())
            case ("give", year, of, bad):
                rows = {(year, key): value for key, value in of.items()}
                act = lambda: self.imports(rows, bad, year)  # noqa: E731
                refused = model.imports(event, rows, set() if bad else {year})
            case ("correct", (year, key), value):
                cells = {"penerima": f"{value}%"}
                act = lambda: correct(store, PROGRAM, self.at(year, key), cells, user="test", reason="r")  # noqa: E731
                refused = model.corrects(event, (year, key), value)
            case ("retract", (year, key)):
                act = lambda: retract(store, self.at(year, key), user="test", reason="r")  # noqa: E731
                refused = model.retracts(event, (year, key))
            case ("withdraw", number):
                act = lambda: withdraw(store, PROGRAM, FIRST + number, user="test", reason="r")  # noqa: E731
                refused = model.withdraws(event, FIRST + number)
            case ("lock" | "unlock" as verb, of, year):
                period = Period(year)
                if verb == "lock":
                    act = lambda: lock(store, PROGRAM, period, of=of, user="test")  # noqa: E731
                else:
                    act = lambda: unlock(store, PROGRAM, period, of=of, user="test", reason="r")  # noqa: E731
                refused = model.locks_year(event, of, year, verb == "lock")
            case _:
                raise AssertionError(operation)
        if refused:
            with pytest.raises(WrongUse):
                act()
            return
        act()
        with store.reading() as connection:
            assert last_event(connection, store.schema) == event
        self.event += 1

    def at(self, year: int, key: str):  # type: ignore[no-untyped-def]
        return address(self.store, PROGRAM, "espm", Period(year), [key])

    def results(self, upto: int | None = None, as_of: datetime | None = None) -> list[object]:
        periods = [Period(year) for year in YEARS]
        found = evaluate(self.store, PROGRAM, specs="", periods=periods, upto=upto, as_of=as_of)
        return [record_of(result) for result in found.results]

    def known(self, upto: int) -> tuple[dict[Place, int], set[int]]:
        """The facts that count, and the years that are loaded."""
        with self.store.reading() as connection:
            snapshot = Snapshot(connection, self.store.schema, PROGRAM, upto)
            current = snapshot.current(self.store.schema.relations["espm"])
            rows = connection.execute(sa.select(current)).mappings().all()
            facts = {(row["period"], row["key_daerah"]): row["penerima"] // 100 for row in rows}
            assert len(facts) == len(rows), "no key counts twice"
            return facts, {year for year in YEARS if snapshot.loaded("espm", Period(year))}

    def times(self) -> dict[int, datetime]:
        with self.store.reading() as connection:
            events = self.store.schema.events.c
            rows = connection.execute(sa.select(events.event_id, events.recorded_at))
            return {row[0]: datetime.fromisoformat(row[1]) for row in rows}


@contextmanager
def told() -> Iterator[Told]:
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/iku.db", PROGRAM) as store:
        yield Told(Path(folder), store)


def check(operations: list[Operation], place: int) -> None:
    with told() as whole:
        live: dict[int, list[object]] = {FIRST - 1: whole.results()}
        length = {FIRST - 1: 0}
        for number, operation in enumerate(operations, start=1):
            whole.do(operation)
            live[whole.event - 1] = whole.results()
            length[whole.event - 1] = number
        times = whole.times()
        for event, results in live.items():
            assert whole.results(upto=event) == results, "what was known then"
            facts, loaded = whole.known(event)
            assert (facts, loaded) == (whole.model.facts(event), whole.model.loaded(event))
        chosen = sorted(live)[place % len(live)]
        if times.get(chosen + 1, datetime.max) != times[chosen]:
            assert whole.results(as_of=times[chosen]) == live[chosen]
        assert Verifier(whole.store).verify().fault is None
        with told() as again:
            for operation in operations[: length[chosen]]:
                again.do(operation)
            assert again.results() == whole.results(upto=chosen), "a store that went no further"


# What comes back for (2023, "01") at the ninth operation is a figure that stands there already, for another reason.
SAME_AGAIN: list[Operation] = [
    ("give", 2023, {}, False),
    ("import", {(2023, "01"): 0, (2023, "02"): 0, (2023, "03"): 0}, False),
    ("withdraw", 4),
    ("correct", (2023, "01"), 25),
    ("give", 2023, {"01": 0, "02": 25}, False),
    ("correct", (2023, "01"), 25),
    ("withdraw", 3),
    ("withdraw", 0),
    ("withdraw", 8),
    ("correct", (2024, "01"), 75),
    ("lock", "espm", 2024),
    ("lock", "", 2023),
    ("withdraw", 4),
    ("correct", (2024, "01"), 75),
]


def test_the_same_figure_may_stand_there_for_another_reason() -> None:
    check(SAME_AGAIN, 0)


# A file sent twice, taken back once; then what had replaced a figure that the second had as well, and withdrawals in another order.
SENT_TWICE: list[Operation] = [
    ("import", {(2023, "01"): 25, (2023, "02"): 50}, False),
    ("import", {(2023, "01"): 25, (2023, "02"): 50}, False),
    ("import", {(2023, "01"): 75}, False),
    ("withdraw", 0),
    ("withdraw", 2),
    ("withdraw", 1),
    ("withdraw", 3),
    ("withdraw", 5),
    ("withdraw", 4),
]


def test_a_file_sent_twice_counts_until_both_are_taken_back() -> None:
    check(SENT_TWICE, 0)


HISTORIES = st.lists(OPERATIONS, min_size=3, max_size=14)
NO_LIMITS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=6, **NO_LIMITS)  # type: ignore[arg-type]
@given(HISTORIES, st.integers(0, 20))
def test_what_was_known_then_is_what_was_there_then(operations: list[Operation], place: int) -> None:
    check(operations, place)


@pytest.mark.soak
@settings(max_examples=600, phases=[Phase.generate], **NO_LIMITS)  # type: ignore[arg-type]
@given(HISTORIES, st.integers(0, 20))
def test_what_was_known_then_of_many_histories(operations: list[Operation], place: int) -> None:
    check(operations, place)
