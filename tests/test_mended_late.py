"""Rows of one file that mend others: of those whose period is closed the mending waits, and of no other one."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.quarantine import kept_out

SPEC = """
dimensi kab kunci kode

sumber f per tahun, kab daftar
  kolom nilai bilangan 0..
"""
HEAD = "tahun,kab,nilai\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    """Rows of two years wait, one of which is closed."""
    made = Ministry(tmp_path, spec=SPEC, members="")
    made.load("f", HEAD + "2024,a,x\n2025,a,x\n2024,b,x\n2025,b,x\n2024,c,1\n2025,c,1\n")
    assert places(made) == ["2:2", "2:3", "2:4", "2:5"]
    lock(made.store, made.program, Period(2024), user="kepala")
    return made


def places(ministry: Ministry) -> list[str]:
    return [kept.place for kept in kept_out(ministry.store)]


def opened(ministry: Ministry) -> list[str]:
    unlock(ministry.store, ministry.program, Period(2024), user="kepala", reason="reviu")
    assert ministry.verify().fault is None
    return places(ministry)


def numbered(ministry: Ministry, text: str) -> int:
    batch = ministry.load("f", "karantina," + HEAD + text).batch
    assert batch is not None
    return batch


def test_a_row_of_an_open_period_is_mended_beside_one_that_waits(ministry: Ministry) -> None:
    numbered(ministry, "2:2,2024,a,5\n2:3,2025,a,5\n")
    assert places(ministry) == ["2:2", "2:4", "2:5"]
    assert opened(ministry) == ["2:4", "2:5"]


def test_so_it_is_beside_another_row_that_came_too_late(ministry: Ministry) -> None:
    numbered(ministry, ",2024,d,5\n2:3,2025,a,5\n")
    assert places(ministry) == ["2:2", "2:4", "2:5"]


def test_a_row_that_is_bad_again_waits_once(ministry: Ministry) -> None:
    numbered(ministry, "2:2,2024,a,5\n2:3,2025,a,y\n2:4,2024,b,y\n")
    assert places(ministry) == ["2:2", "2:3", "2:4", "2:5"]
    assert opened(ministry) == ["2:3", "2:4", "2:5"]


def test_a_file_that_is_sent_again_mends_the_rows_of_open_periods(ministry: Ministry) -> None:
    report = ministry.load("f", HEAD + "2024,a,5\n2025,a,5\n2024,b,x\n2025,b,x\n2024,c,2\n2025,c,1\n")
    assert places(ministry) == ["2:2", f"{report.batch}:4", f"{report.batch}:5"]
    assert opened(ministry) == [f"{report.batch}:4", f"{report.batch}:5"]


def test_what_is_taken_back_has_mended_nothing(ministry: Ministry) -> None:
    number = numbered(ministry, "2:2,2024,a,5\n2:3,2025,a,5\n")
    withdraw(ministry.store, ministry.program, number, user="budi", reason="keliru")
    assert places(ministry)[:2] == ["2:2", "2:3"]


def test_of_a_batch_that_is_taken_back_all_that_was_mended_is_told(ministry: Ministry) -> None:
    numbered(ministry, "2:2,2024,a,5\n2:3,2025,a,5\n")
    (doubt,) = withdraw(ministry.store, ministry.program, 2, user="budi", reason="keliru").doubts
    assert (doubt.key, dict(doubt.arguments)["rows"]) == ("rows-mended", ("2:2", "2:3"))


def test_no_row_is_lost_where_a_mending_is_taken_back_and_one_of_its_periods_was_closed_since(tmp_path: Path) -> None:
    made = Ministry(tmp_path, spec=SPEC, members="")
    made.load("f", HEAD + "2024,a,x\n2025,a,x\n2024,c,1\n2025,c,1\n")
    batch = numbered(made, "2:2,2024,a,5\n2:3,2025,a,5\n")
    assert places(made) == []
    lock(made.store, made.program, Period(2024), user="kepala")
    withdraw(made.store, made.program, batch, user="budi", reason="keliru")
    assert "2:3" in places(made)
    assert opened(made) == ["2:2", "2:3"]


def test_a_mend_that_waits_for_its_period_lets_no_other_row_in(ministry: Ministry) -> None:
    numbered(ministry, "2:2,2024,a,5\n")
    report = ministry.load("f", "karantina," + HEAD + "2:2,2024,z,5\n")
    assert [(cell.row, cell.reason.key) for cell in report.rejected] == [(2, "mend.mended-late")]
    assert ministry.load("f", "karantina," + HEAD + "2:2,2024,a,5\n").rejected == ()
    assert opened(ministry) == ["2:3", "2:4", "2:5"]


def test_rows_wait_beside_the_figures_of_their_batch_that_are_there_again(tmp_path: Path) -> None:
    """A withdrawal that is undone while one of its periods is closed is undone for the others: their rows are told with their figures."""
    made = Ministry(tmp_path, spec=SPEC, members="")
    made.load("f", HEAD + "2024,a,1\n2024,b,x\n2025,a,2\n2025,b,x\n")
    away = withdraw(made.store, made.program, 2, user="budi", reason="keliru").event
    assert places(made) == []
    lock(made.store, made.program, Period(2024), user="kepala")
    withdraw(made.store, made.program, away, user="budi", reason="batal")
    assert "2:5" in places(made)
    assert "2:5" in opened(made)
