"""Rows of one file that mend others: of those whose period is closed the mending waits, and of no other one."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.overview import overview
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out
from iku_engine.results.beside import PeriodRead, Wait
from iku_engine.snapshot.seen import late_rows
from iku_engine.snapshot.snapshot import Snapshot

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


SAME = "2024,c,1\n2025,c,1\n"


@pytest.mark.parametrize(
    ("text", "late"),
    [
        (SAME, False),
        ("2024,c,1\n2025,c,2\n", False),  # a cumulative file, of which only the open year is new
        ("2024,c,2\n2025,c,1\n", True),
        (SAME + "2024,d,1\n", True),
        (SAME + "2024,d,x\n", False),  # in quarantine, which says it itself
    ],
)
def test_what_has_the_rows_that_count_does_not_wait(ministry: Ministry, text: str, late: bool) -> None:
    """A file that came again after its year was closed was said to wait, at each evaluation, and no result of that year became final."""
    assert ministry.load("f", HEAD + text).late == ((Period(2024),) if late else ())
    assert ministry.load("f", HEAD + text).late == (), "it waits already"
    with ministry.store.reading() as connection:
        snapshot = Snapshot(connection, ministry.store.schema, ministry.program)
        waiting = [rows for rows in late_rows(snapshot, PeriodRead("f", Period(2024))) if rows.wait is Wait.LATE]
    assert [rows.count for rows in waiting] == [1] * late
    held = overview(ministry.store, ministry.program, "f").held[0]
    assert sum(len(one.late) for one in held.batches) == late
    unlock(ministry.store, ministry.program, Period(2024), user="kepala", reason="reviu")
    assert ministry.verify().fault is None


def test_a_year_that_an_empty_file_gives_too_late_waits(ministry: Ministry) -> None:
    """No row waits, but that there is none in that year."""
    lock(ministry.store, ministry.program, Period(2023), user="kepala")
    path = ministry.folder / "f.csv"
    path.write_text(HEAD, encoding="utf-8")
    report = import_file(ministry.store, ministry.program, path, "f", user="siti", period=Period(2023))
    assert report.late == (Period(2023),)


def test_a_batch_that_is_taken_back_and_had_the_same_rows_leaves_nothing_waiting(ministry: Ministry) -> None:
    """Nothing of the closed year changes when it is opened; of a batch that had another row of it something does."""
    for figure, waits in ((1, False), (2, True)):
        batch = ministry.load("f", HEAD + f"2024,c,{figure}\n2025,c,{figure + 5}\n").batch
        if waits:
            unlock(ministry.store, ministry.program, Period(2024), user="kepala", reason="reviu")
            lock(ministry.store, ministry.program, Period(2024), user="kepala")
        done = withdraw(ministry.store, ministry.program, batch or 0, user="budi", reason="keliru")
        assert done.late is waits
        with ministry.store.reading() as connection:
            snapshot = Snapshot(connection, ministry.store.schema, ministry.program)
            told = [rows for rows in late_rows(snapshot, PeriodRead("f", Period(2024))) if rows.wait is Wait.LATE]
        assert len(told) == waits
