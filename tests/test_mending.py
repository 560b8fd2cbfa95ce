"""Rows of the quarantine: what is open, mended by a later file, or dismissed; the chain seals all of it."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from test_ledger import HEADER, SPEC, Ministry

from iku_dsl.period import Period
from iku_engine.errors import WrongUse
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import dismiss, kept_out
from iku_engine.staging.report import ImportReport


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,09,100%,4\n2024,02,banyak,4\n")
    return made


def mend(ministry: Ministry, text: str) -> ImportReport:
    return ministry.load("espm", "karantina," + HEADER + text)


def places(ministry: Ministry) -> list[str]:
    return [kept.place for kept in kept_out(ministry.store)]


def test_what_is_open_has_its_cells_under_their_names(ministry: Ministry) -> None:
    first, second = kept_out(ministry.store)
    assert (first.place, first.column, first.value, first.relation, first.user) == (
        "3:3",
        "daerah",
        "09",
        "espm",
        "siti",
    )
    assert dict(second.cells) == {"tahun": "2024", "daerah": "02", "penerima": "banyak", "harus": "4"}
    assert second.reason["en"] == "not a number"
    assert kept_out(ministry.store, 3, "espm") == (first, second)
    assert kept_out(ministry.store, 3, "daerah") == ()
    with pytest.raises(WrongUse):
        kept_out(ministry.store, 99)


def test_the_period_beside_a_file_is_kept_with_its_rows(ministry: Ministry) -> None:
    path = ministry.folder / "lain.csv"
    path.write_text("daerah,penerima,harus\n01,x,1\n", encoding="utf-8")
    import_file(ministry.store, ministry.program, path, "espm", period=Period(2020), user="siti")
    assert dict(kept_out(ministry.store)[-1].cells)["tahun"] == "2020"


def test_a_good_row_mends_a_bad_one_stays_open_once(ministry: Ministry) -> None:
    assert [note.key for note in ministry.result().notes] == ["note.quarantine.period"]
    report = mend(ministry, "3:3,2024,02,100%,4\n3:4,2024,01,banyak sekali,4\n")
    assert (report.accepted, report.rejected_total, report.mended) == (1, 1, 1)
    assert places(ministry) == ["3:4"]
    assert ministry.verify().fault is None
    report = mend(ministry, "3:3,2024,02,100%,4\n3:4,2023,01,1%,4\n")
    assert (report.identical, report.mended) == (1, 1), "what is mended already is not mended again"
    assert places(ministry) == []
    assert ministry.result().notes == ()
    assert ministry.verify().fault is None


def test_a_row_whose_key_comes_twice_mends_nothing(ministry: Ministry) -> None:
    report = mend(ministry, "3:3,2024,02,100%,4\n3:4,2024,02,90%,4\n")
    assert (report.mended, report.rejected_total) == (1, 1)
    assert places(ministry) == ["3:4"]


def test_a_row_without_a_number_is_a_row_like_others(ministry: Ministry) -> None:
    report = mend(ministry, ",2023,02,1%,4\nxx,2022,02,1%,4\n")
    assert (report.accepted, report.mended) == (2, 0)
    assert places(ministry) == ["3:3", "3:4"]


@pytest.mark.parametrize("number", ["99:1", "3:2", "1:2"])
def test_a_number_that_no_row_of_the_quarantine_has_keeps_its_row_out(ministry: Ministry, number: str) -> None:
    """One of no batch, of a row that was good, of another source."""
    report = mend(ministry, f"{number},2024,02,1%,4\n3:3,2024,02,100%,4\n")
    assert (report.accepted, report.mended) == (1, 1)
    assert [(cell.column, cell.reason.key) for cell in report.rejected] == [("karantina", "mend.unknown")]
    assert places(ministry) == ["3:4", f"{report.batch}:2"]
    assert ministry.verify().fault is None


def test_a_number_that_stands_twice_is_mended_once(ministry: Ministry) -> None:
    report = mend(ministry, "3:4,2024,02,1%,4\n3:4,2023,02,1%,4\n")
    assert (report.accepted, [(cell.row, cell.reason.key) for cell in report.rejected]) == (1, [(3, "mend.twice")])
    assert len(places(ministry)) == 2


def test_a_number_beside_another_row_is_told(ministry: Ministry) -> None:
    """The number of 2024 · 02 stands at 2023 · 01; of 3:3 the key was at fault, so that it is another one now is what mending is."""
    report = mend(ministry, "3:3,2024,02,100%,4\n3:4,2023,01,1%,4\n")
    assert (report.accepted, report.mended) == (2, 2)
    assert [(one.place, one.before, one.now) for one in report.moved] == [("3:4", ("2024", "02"), ("2023", "01"))]
    report = mend(ministry, "3:3,2021,02,100%,4\n")
    (cell,) = report.rejected
    assert (report.moved, cell.reason.key, dict(cell.reason.arguments)["now"]) == ((), "mend.mended", "2024 · 02")


def test_rows_mended_from_a_batch_that_is_taken_back_are_told(ministry: Ministry) -> None:
    """They are of the file that mended them, and go on counting; of a mending that was taken back nothing does."""
    mending = mend(ministry, "3:3,2024,02,100%,4\n3:4,2023,02,1%,4\n")
    (doubt,) = withdraw(ministry.store, ministry.program, 3, user="budi", reason="berkas keliru").doubts
    assert doubt.key == "rows-mended"
    said = dict(doubt.arguments)
    assert (said["batch"], said["by"], said["count"], said["rows"]) == (3, mending.batch, 2, ("3:3", "3:4"))
    assert ministry.verify().fault is None


def test_of_a_mending_that_was_taken_back_nothing_is_told(ministry: Ministry) -> None:
    mending = mend(ministry, "3:3,2024,02,100%,4\n")
    withdraw(ministry.store, ministry.program, mending.batch or 0, user="budi", reason="keliru")
    assert withdraw(ministry.store, ministry.program, 3, user="budi", reason="berkas keliru").doubts == ()


def test_a_dry_run_mends_nothing(ministry: Ministry) -> None:
    path = ministry.folder / "espm.csv"
    path.write_text("karantina," + HEADER + "3:3,2024,02,1%,4\n", encoding="utf-8")
    report = import_file(ministry.store, ministry.program, path, "espm", user="siti", dry_run=True)
    assert report.mended == 1
    assert places(ministry) == ["3:3", "3:4"]


def test_rows_are_dismissed_with_a_reason_and_only_once(ministry: Ministry) -> None:
    with pytest.raises(WrongUse) as error:
        dismiss(ministry.store, [(3, 3)], user="budi", reason=" ")
    assert error.value.text.key == "reason-lacking"
    dismiss(ministry.store, [(3, 3), (3, 3)], user="budi", reason="baris jumlah")
    assert places(ministry) == ["3:4"]
    with pytest.raises(WrongUse) as error:
        dismiss(ministry.store, [(3, 3)], user="budi", reason="lagi")
    assert error.value.text.key == "quarantine-closed"
    assert ministry.verify().fault is None


@pytest.mark.parametrize("statement", ["DELETE FROM iku_mended", "UPDATE iku_mended SET how = 'imported'"])
def test_a_mending_changed_by_hand_is_found(ministry: Ministry, statement: str) -> None:
    dismiss(ministry.store, [(3, 3)], user="budi", reason="baris jumlah")
    ministry.by_hand(statement)
    assert ministry.verify().fault is not None


def test_open_rows_are_as_they_were_then(ministry: Ministry) -> None:
    dismiss(ministry.store, [(3, 3), (3, 4)], user="budi", reason="baris jumlah")
    assert ministry.result().notes == ()
    assert [note.key for note in ministry.result(upto=3).notes] == ["note.quarantine.period"]
    with ministry.store.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM iku_quarantine")).scalar_one() == 2


def test_a_file_that_gives_no_period_says_nothing_of_completeness(tmp_path: Path) -> None:
    ministry = Ministry(tmp_path, spec=SPEC.replace("daftar", "lengkap"))
    assert ministry.load("espm", HEADER).completeness == ()
    assert [str(found.period) for found in ministry.load("espm", HEADER + "2021,01,1%,1\n").completeness] == ["2021"]
