"""Rows that point at others: one that came back is the same as its origin, and what takes the place of another has its period and keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from by_hand import by_hand
from test_ledger import Ministry, with_facts

from iku_dsl.records import replace
from iku_engine.database.digests import kept
from iku_engine.errors import StoreError, WrongUse
from iku_engine.facts import withdrawing
from iku_engine.facts.amending import correct
from iku_engine.facts.withdrawing import withdraw
from iku_engine.ledger.unsealed import astray
from iku_engine.results.evaluation import State


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with with_facts(tmp_path) as made:
        correct(made.store, made.program, made.espm("01"), {"penerima": "10%"}, reason="salah", user="siti")
        yield made


def take_back(ministry: Ministry) -> None:
    """The correction is taken back: what it had replaced comes back."""
    number = max(one for one in _numbers(ministry, "SELECT batch_id FROM iku_batch WHERE kind = 'correct'"))
    withdraw(ministry.store, ministry.program, number, reason="bukan salah", user="siti")


def _numbers(ministry: Ministry, query: str) -> list[int]:
    with ministry.store.engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(query)]


def faults(ministry: Ministry) -> set[str]:
    return {text.key for text in ministry.verify().faults}


def told(ministry: Ministry) -> list[str]:
    with ministry.store.reading() as connection:
        found = kept(ministry.store.schema.relations["espm"])
        return [text.key for text in astray(connection, ministry.store.schema, found)]


def test_what_came_back_is_the_same(ministry: Ministry) -> None:
    take_back(ministry)
    assert (faults(ministry), told(ministry)) == (set(), [])


def test_a_client_that_brings_back_another_figure_is_found(ministry: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that it wrote is sealed; that it is not what it says is seen from the row it points at alone."""
    as_it_was = withdrawing._as_it_was

    def otherwise(relation, row):  # type: ignore[no-untyped-def]
        made = as_it_was(relation, row)
        return replace(made, values={**made.values, "penerima": made.values["penerima"] + 1})

    monkeypatch.setattr(withdrawing, "_as_it_was", otherwise)
    take_back(ministry)
    assert faults(ministry) == {"verify.astray"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE iku_restored SET origin_id = row_id",
        "UPDATE iku_restored SET origin_id = origin_id + 1",
        "UPDATE iku_restored SET origin_id = 99",
        "UPDATE fact_espm__superseded SET by_row_id = row_id",
        "UPDATE fact_espm__superseded SET row_id = row_id + 1 WHERE row_id = 1",
        "UPDATE fact_espm__superseded SET batch_id = batch_id + 1 WHERE row_id = 1",
    ],
)
def test_what_is_changed_by_hand_is_found_and_everything_ends(ministry: Ministry, statement: str) -> None:
    take_back(ministry)
    by_hand(ministry.store.engine, statement)
    assert told(ministry) == ["verify.astray"]
    assert "verify.astray" in faults(ministry)
    assert ministry.result().state is State.VALUE
    for number in sorted(_numbers(ministry, "SELECT batch_id FROM iku_batch WHERE relation = 'espm'"), reverse=True):
        with suppress(StoreError, WrongUse):  # where by hand two rows came to one place, or none is left
            withdraw(ministry.store, ministry.program, number, reason="semua", user="siti")
