"""Rows of the quarantine: what is open, mended by a later file, or dismissed; the chain seals all of it."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from test_ledger import HEADER, SPEC, Ministry

from iku_dsl.period import Period
from iku_engine.errors import WrongUse
from iku_engine.facts.amending import retract
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.importing.mending import Mending
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
    assert second.reason["en"] == "not a number; write the figure and its percent sign alone, such as 88%"
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


def reasons(report: ImportReport) -> list[tuple[int, str]]:
    return [(cell.row, cell.reason.key) for cell in report.rejected]


def test_a_row_that_was_mended_is_mended_as_another_only_once_that_is_taken_back(ministry: Ministry) -> None:
    first = mend(ministry, "3:4,2024,02,90%,4\n")
    report = mend(ministry, "3:4,2023,01,90%,4\n")
    (cell,) = report.rejected
    said = dict(cell.reason.arguments)
    assert (report.accepted, cell.reason.key, said["place"], said["batch"]) == (0, "mend.mended", "3:4", first.batch)
    assert (said["now"], said["command"]) == (
        "2024 · 02",
        "iku-engine facts retract espm 02 --period 2024 --reason …",
    )
    assert places(ministry) == ["3:3", f"{report.batch}:2"]
    retract(ministry.store, ministry.espm("02"), user="budi", reason="keliru")
    report = mend(ministry, "3:4,2023,01,90%,4\n")
    assert (report.accepted, [one.before for one in report.moved]) == (1, [("2024", "02")])
    assert places(ministry) == ["3:3"], "what its number had kept out is in by now"
    assert reasons(mend(ministry, "3:4,2022,01,90%,4\n")) == [(2, "mend.mended")]
    assert ministry.verify().fault is None


def test_a_row_that_was_dismissed_stays_out_and_comes_in_without_its_number(ministry: Ministry) -> None:
    dismiss(ministry.store, [(3, 4)], user="budi", reason="baris jumlah")
    report = mend(ministry, "3:4,2024,02,90%,4\n")
    (cell,) = report.rejected
    said = dict(cell.reason.arguments)
    assert (report.accepted, cell.reason.key, said["user"], said["reason"]) == (
        0,
        "mend.dismissed",
        "budi",
        "baris jumlah",
    )
    assert reasons(mend(ministry, "3:4,2024,02,banyak sekali,4\n")) == [(2, "mend.dismissed")]
    assert mend(ministry, ",2024,02,90%,4\n").accepted == 1
    assert f"{report.batch}:2" not in places(ministry)


def test_what_is_as_it_was_of_a_row_that_was_dismissed_does_not_wait_anew(ministry: Ministry) -> None:
    dismiss(ministry.store, [(3, 4)], user="budi", reason="baris jumlah")
    assert reasons(mend(ministry, "3:4,2024,02,banyak,4\n")) == [(2, "mend.dismissed")]
    assert places(ministry) == ["3:3"]


def test_the_number_of_a_row_that_came_again_means_the_one_that_waits(ministry: Ministry) -> None:
    again = ministry.load("espm", HEADER + "2024,01,50%,3\n2023,01,1%,1\n2024,09,100%,4\n2024,02,banyak,4\n")
    assert places(ministry) == [f"{again.batch}:4", f"{again.batch}:5"]
    report = mend(ministry, "3:3,2024,02,100%,4\n3:4,2022,02,x,4\n")
    assert (report.mended, places(ministry)) == (1, [f"{again.batch}:5"])
    withdraw(ministry.store, ministry.program, again.batch or 0, user="budi", reason="keliru")
    assert places(ministry) == ["3:4"], "the mend ended both rows"


def test_a_row_of_a_batch_that_was_taken_back_stays_out_until_it_is_not(ministry: Ministry) -> None:
    taking = withdraw(ministry.store, ministry.program, 3, user="budi", reason="berkas keliru").event
    report = mend(ministry, "3:4,2024,02,90%,4\n")
    (cell,) = report.rejected
    said = dict(cell.reason.arguments)
    assert (report.accepted, cell.reason.key, said["event"], said["reason"]) == (
        0,
        "mend.taken-back",
        taking,
        "berkas keliru",
    )
    withdraw(ministry.store, ministry.program, taking, user="budi", reason="benar")
    assert mend(ministry, "3:4,2024,02,90%,4\n").mended == 1
    assert places(ministry) == ["3:3"]


def test_a_row_that_two_batches_mend_waits_once_both_are_taken_back(ministry: Ministry) -> None:
    one, other = (mend(ministry, "3:4,2024,02,90%,4\n").batch or 0 for _ in range(2))
    for batch, waits in ((one, ["3:3"]), (other, ["3:3", "3:4"])):
        withdraw(ministry.store, ministry.program, batch, user="budi", reason="keliru")
        assert places(ministry) == waits
    assert ministry.verify().fault is None


@pytest.mark.parametrize("now", ["2024,02", "2023,02"])
def test_what_a_batch_of_before_does_not_say_is_found_among_its_rows(
    ministry: Ministry, now: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a batch does not say what 3:3, whose key was at fault, was mended as."""
    with monkeypatch.context() as patched:
        patched.setattr(Mending, "_now", lambda *_: {})
        mend(ministry, "3:3,2024,02,100%,4\n")
    assert reasons(mend(ministry, f"3:3,{now},100%,4\n")) == ([] if now == "2024,02" else [(2, "mend.mended")])
    assert ministry.verify().fault is None


def test_a_mend_that_comes_back_beside_another_one_is_told(ministry: Ministry) -> None:
    first = mend(ministry, "3:4,2024,02,90%,4\n").batch or 0
    taking = withdraw(ministry.store, ministry.program, first, user="budi", reason="keliru").event
    second = mend(ministry, "3:4,2023,01,90%,4\n").batch
    (doubt,) = withdraw(ministry.store, ministry.program, taking, user="budi", reason="benar").doubts
    said = dict(doubt.arguments)
    assert doubt.key == "rows-mended-differently"
    assert [said[name] for name in ("batch", "now", "other", "otherwise")] == [first, "2024 · 02", second, "2023 · 01"]


@pytest.mark.parametrize("told", ["7", '"x"', '["x"]', "[[3]]", '[[3, 4, "x"]]', '[[3, 4, ["2024"]]]'])
def test_what_an_event_says_in_another_form_stops_no_import(ministry: Ministry, told: str) -> None:
    mend(ministry, "3:4,2024,02,90%,4\n")
    ministry.by_hand(
        f"""UPDATE iku_event SET detail = '{{"mended_as":{told},' || substr(detail, 2) WHERE event_id = 4"""
    )
    assert mend(ministry, "3:4,2024,02,90%,4\n").identical == 1


def test_a_row_kept_out_with_the_number_of_a_mended_one_is_no_way_around_it(ministry: Ministry) -> None:
    mend(ministry, "3:4,2024,02,90%,4\n")
    waits = mend(ministry, "3:4,2023,01,banyak sekali,4\n").batch
    assert places(ministry) == ["3:3", f"{waits}:2"]
    assert reasons(mend(ministry, f"{waits}:2,2023,01,90%,4\n")) == [(2, "mend.mended")]
    assert mend(ministry, f"{waits}:2,2024,02,91%,4\n").mended == 1
    assert places(ministry)[0] == "3:3" and f"{waits}:2" not in places(ministry)
