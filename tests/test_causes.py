"""Of a result that is no longer the final one only what could change it is named as its cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_ledger import HEADER, Ministry, with_facts

from iku_dsl.period import Period
from iku_engine.database.chain import Event
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.approving import step
from iku_engine.results.records import record_of
from iku_engine.store.restating import FINAL, REVIEWED, restated, standing


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


def another_period_and_known(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2023,01,50%,3\n2024,01,50%,3\n")


def opened(ministry: Ministry, year: int, *acts: Callable[[Ministry], None]) -> None:
    lock(ministry.store, ministry.program, Period(year), user="kepala")
    for act in acts:
        act(ministry)
    unlock(ministry.store, ministry.program, Period(year), user="kepala", reason="dibuka lagi")


def opened_for_nothing(ministry: Ministry) -> None:
    opened(ministry, 2024)


def opened_for_another_period(ministry: Ministry) -> None:
    opened(ministry, 2023, another_period)


def opened_for_what_was_taken_back(ministry: Ministry) -> None:
    def gone(ministry: Ministry) -> None:
        late = ministry.load("espm", HEADER + "2024,01,55%,3\n")
        withdraw(ministry.store, ministry.program, late.batch or 0, user="budi", reason="keliru")

    opened(ministry, 2024, gone)


def opened_for_what_was_there(ministry: Ministry) -> None:
    def and_back(ministry: Ministry) -> None:
        for penerima in ("55%", "50%"):
            cells = {"penerima": penerima}
            correct(ministry.store, ministry.program, ministry.espm("01"), cells, user="budi", reason="salah")

    opened(ministry, 2024, and_back)


def opened_for_a_change(ministry: Ministry) -> None:
    opened(ministry, 2024, accepted)


def opened_for_a_row_that_is_taken_back(ministry: Ministry) -> None:
    opened(ministry, 2024, taken_back)


def opened_for_a_mark(ministry: Ministry) -> None:
    opened(ministry, 2024, marked)


@pytest.mark.parametrize("act", [opened_for_a_change, opened_for_a_row_that_is_taken_back, opened_for_a_mark])
def test_what_waited_and_changed_something_is_named_with_its_opening(
    ministry: Ministry, act: Callable[[Ministry], None]
) -> None:
    kinds = [event.kind for event in causes(ministry, act)]
    assert (kinds[1:], kinds[0] in ("import", "retract")) == (["unlock", "correct"], True)


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (rejected, False),
        (rejected_of_another_dimension_file, False),
        (identical, False),
        (identical_and_rejected, False),
        (accepted, True),
        (marked, True),
        (another_period, False),
        (another_period_and_known, False),
        (opened_for_nothing, False),
        (opened_for_another_period, False),
        (opened_for_what_was_taken_back, False),
        (opened_for_what_was_there, False),
        (taken_back, True),
    ],
)
def test_what_changed_nothing_is_no_cause(ministry: Ministry, act: Callable[[Ministry], None], named: bool) -> None:
    found = causes(ministry, act)
    assert (found[-1].kind, len(found)) == ("correct", 2 if named else 1)


def causes(ministry: Ministry, act: Callable[[Ministry], None]) -> tuple[Event, ...]:
    """What is named of a result after something was done and a figure that it reads was corrected."""
    number = ministry.keep()
    step(ministry.store, number, REVIEWED, user="reviu")
    step(ministry.store, number, FINAL, user="kepala", despite="keputusan rapat")
    act(ministry)
    cells = {"penerima": "60%", "harus": "3"}
    changed = correct(ministry.store, ministry.program, ministry.espm("02"), cells, user="budi", reason="salah")
    now = evaluate(ministry.store, ministry.program, specs="s", periods=[Period(2024)])
    found = restated(
        ministry.store, [record_of(one) for one in now.results], program=ministry.program, files=[ministry.file]
    )
    assert found[0].events[-1].id == changed.event
    of_eval = standing(ministry.store, ministry.program, now, [ministry.file]).results[0].restated
    assert of_eval is not None
    assert of_eval.events == found[0].events
    return found[0].events
