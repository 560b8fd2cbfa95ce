"""A batch that is taken back takes away what a later file said again: that is told with the file, so that it can be loaded once more."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import HEADER, Ministry

from iku_engine.ledger.withdrawing import withdraw

ROWS = "2024,01,50%,3\n2024,02,100%,4\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path)


def told(ministry: Ministry, number: int) -> list[dict[str, object]]:
    """Which files are named when a batch is taken back."""
    found = withdraw(ministry.store, ministry.program, number, user="siti", reason="salah").doubts
    return [dict(text.arguments) for text in found if text.key == "rows-said-again"]


def test_a_file_that_said_it_again_is_named_and_brings_it_back(ministry: Ministry) -> None:
    first = ministry.load("espm", HEADER + ROWS)
    again = ministry.load("espm", HEADER + ROWS.replace("100%", "90%"))
    assert (again.accepted, again.identical) == (1, 1)
    assert told(ministry, first.batch) == [{"file": "espm.csv", "by": again.batch, "count": 1}]
    assert ministry.load("espm", HEADER + ROWS.replace("100%", "90%")).accepted == 1


def test_files_of_other_periods_before_it_or_taken_back_are_not_named(ministry: Ministry) -> None:
    ministry.load("espm", HEADER + "2023,01,50%,3\n")
    ministry.load("espm", HEADER + "2023,01,50%,3\n2023,02,50%,3\n")
    first = ministry.load("espm", HEADER + ROWS)
    again = ministry.load("espm", HEADER + ROWS + "2024,03,10%,4\n")
    withdraw(ministry.store, ministry.program, again.batch, user="siti", reason="salah")
    assert told(ministry, first.batch) == []
