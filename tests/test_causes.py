"""Of a result that is no longer the final one only what could change it is named as its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_ledger import HEADER, Ministry, with_facts

from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.amending import correct, retract
from iku_engine.importing.importing import import_file
from iku_engine.ledger.approving import step
from iku_engine.results.records import record_of
from iku_engine.store.restating import FINAL, REVIEWED, restated


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with with_facts(tmp_path) as made:
        yield made


def rejected(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,900%,3\n")


def rejected_of_another_dimension_file(ministry: Ministry) -> None:
    ministry.load("daerah", "kode,nama\n,Tanpa kode\n")


def identical(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,50%,3\n")


def identical_and_rejected(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,50%,3\n2024,02,900%,3\n")


def accepted(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2024,01,55%,3\n2024,02,900%,3\n")


def marked(ministry: Ministry) -> None:
    path = ministry.folder / "tanda.csv"
    path.write_text(HEADER + "2024,01,50%,3\n", encoding="utf-8")
    import_file(ministry.store, ministry.program, path, "espm", user="siti", marks=("ilustratif",))


def another_period(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2023,01,50%,3\n")


def taken_back(ministry: Ministry) -> None:
    retract(ministry.store, ministry.espm("01"), user="budi", reason="bukan binaan")


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (rejected, False),
        (rejected_of_another_dimension_file, False),
        (identical, False),
        (identical_and_rejected, False),
        (accepted, True),
        (marked, True),
        (another_period, True),
        (taken_back, True),
    ],
)
def test_what_changed_nothing_is_no_cause(ministry: Ministry, act: Callable[[Ministry], None], named: bool) -> None:
    number = ministry.keep()
    step(ministry.store, number, REVIEWED, user="reviu")
    step(ministry.store, number, FINAL, user="kepala", despite="keputusan rapat")
    act(ministry)
    with ministry.store.reading() as connection:
        acted = connection.exec_driver_sql("SELECT max(event_id) FROM iku_event").scalar_one()
    cells = {"penerima": "60%", "harus": "3"}
    changed = correct(ministry.store, ministry.program, ministry.espm("02"), cells, user="budi", reason="salah")
    now = evaluate(ministry.store, ministry.program, specs="s", periods=[Period(2024)])
    found = restated(
        ministry.store, [record_of(one) for one in now.results], program=ministry.program, files=[ministry.file]
    )
    assert [event.id for event in found[0].events] == [*([acted] if named else []), changed.event]
